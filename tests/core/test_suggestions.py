"""Drafts of the bot: shown until an agent replies, and scored by what became of them."""

import pytest
from sqlmodel import select

from core.actions.reply import reply
from core.actions.solve import solve
from core.clock import now
from core.desk import Desk
from core.models import Conversation, Draft
from core.queries.drafts import DraftScore, draft_score
from core.queries.tickets import TicketView, ticket, tickets


def look(desk: Desk, number: str) -> TicketView:
    view = ticket(desk, number)
    assert view is not None
    return view


@pytest.fixture
def suggest(desk: Desk):
    def write(number: str, text: str) -> None:
        view = look(desk, number)
        with desk.db.transaction() as session:
            channel_id = session.get_one(Conversation, view.conversation_id).channel_id
            session.add(
                Draft(
                    conversation_id=view.conversation_id,
                    ticket_id=view.id,
                    channel_id=channel_id,
                    text=text,
                    faq="forgot-password",
                    made_at=now(),
                )
            )

    return write


@pytest.mark.parametrize(
    ("sent", "unchanged"), [("Open Settings.\n", True), ("Open the settings.", False)]
)
def test_a_reply_settles_the_newest_suggestion(
    desk: Desk, agent: int, opened, suggest, sent: str, unchanged: bool
) -> None:
    number = opened()
    suggest(number, "Wait.")
    suggest(number, "Open Settings.")
    draft = look(desk, number).draft
    assert draft is not None
    assert (draft.text, draft.faq) == ("Open Settings.", "forgot-password")
    said = reply(desk, number, agent, sent)
    with desk.db.reading() as session:
        first, second = session.exec(select(Draft)).all()
    assert (second.reply_id, second.unchanged) == (said.id, unchanged)
    assert (first.reply_id, first.unchanged) == (None, None)
    assert look(desk, number).draft is None, "an older one must not come up again"


def test_a_solved_ticket_suggests_nothing(desk: Desk, agent: int, opened, suggest) -> None:
    number = opened()
    suggest(number, "Open Settings.")
    solve(desk, number, agent)
    assert look(desk, number).draft is None


def test_each_ticket_of_a_list_has_its_own(desk: Desk, opened, suggest) -> None:
    numbers = [opened(who) for who in ("41", "42", "43")]
    suggest(numbers[0], "One.")
    suggest(numbers[2], "Three.")
    texts = {one.number: one.draft and one.draft.text for one in tickets(desk).items}
    assert [texts[number] for number in numbers] == ["One.", None, "Three."]


def test_the_score_counts_what_was_sent_unchanged(desk: Desk, agent: int, opened, suggest) -> None:
    assert draft_score(desk) == []
    for who, sent in (("41", "Yes."), ("42", "Yes."), ("43", "No."), ("44", None)):
        number = opened(who)
        suggest(number, "Yes.")
        if sent is not None:
            reply(desk, number, agent, sent)
    (score,) = draft_score(desk)
    assert score == DraftScore("telegram", 4, 3, 2)
    assert score.share == pytest.approx(2 / 3)
    assert DraftScore("x", 1, 0, 0).share is None
