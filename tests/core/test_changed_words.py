"""Customers press, edit and withdraw; what a client claims is not believed."""

from datetime import UTC, datetime

from core.actions.claim_turns import claim_turns
from core.actions.receive import receive
from core.channel import Deleted, Edited, Person, Place, Pressed
from core.desk import Desk
from core.queries.tickets import tickets
from core.vocabulary import Author, Visibility


def test_a_button_we_never_offered_is_nothing(desk: Desk, channel_id: str, says, turns) -> None:
    says("你好")
    turns()
    for number, choice in enumerate(("cat:nope", "faq:nope", "cat:4111 1111 1111 1111")):
        receive(
            desk,
            channel_id,
            Pressed(
                f"press{number}",
                Person("42"),
                Place(Visibility.DIRECT, "42"),
                choice,
                datetime.now(UTC),
            ),
        )
        messages = turns()
        assert messages[-1].author is Author.BOT
        assert "4111" not in str(messages)
    assert claim_turns(desk, 1) == []


def test_an_edit_after_the_answer_is_answered(
    desk: Desk, channel_id: str, says, turns, said
) -> None:
    external_id = says("hi")
    turns()
    place = Place(Visibility.DIRECT, "42")
    edited = Edited(
        external_id, Person("42"), place, "my money was stolen, 5000 USD gone", datetime.now(UTC)
    )
    receive(desk, channel_id, edited)
    receive(desk, channel_id, edited)
    assert len(said(turns())) == 2
    assert len(tickets(desk).items) == 1


def test_a_withdrawn_message_leaves_no_words(desk: Desk, channel_id: str, says, turns) -> None:
    external_id = says("my secret transfer of 500 CNY to Zhang failed, money taken")
    turns()
    receive(desk, channel_id, Deleted(external_id))
    (ticket,) = tickets(desk).items
    assert ticket.subject == ""
    assert "500" not in ticket.slots.values()
