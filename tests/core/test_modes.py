"""The bot on, off and in the shadow: what is said, what a person gets instead, and what comes after."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from core import clock
from core.actions.claim_turns import claim_turns
from core.actions.follow_up import follow_up
from core.actions.pause import pause
from core.actions.reply import reply
from core.actions.resume import resume
from core.actions.take_turn import take_turn
from core.desk import Desk
from core.models import Draft, Ticket
from core.policy import Policy, read_policy
from core.queries.mode import mode
from core.queries.tickets import tickets
from core.queries.timeline import events, latest
from core.rules.reader import Reader
from core.settings import CoreSettings, WrongSettings
from core.vocabulary import Author, BotMode, Category, Priority, TicketStatus

QUESTION = "I forgot my password, how do I reset it?"
CASE = "my transfer of 500 USD failed but the money was taken"


def as_mode(desk: Desk, modes: dict[str, BotMode]) -> Desk:
    return replace(desk, policy=desk.policy.model_copy(update={"bot_modes": modes}))


@pytest.fixture(params=[BotMode.OFF, BotMode.SHADOW])
def desk(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    return as_mode(desk, {"*": request.param})


def drafts(desk: Desk) -> list[Draft]:
    with desk.db.reading() as session:
        return list(session.exec(select(Draft)))


def test_a_question_goes_to_a_person_and_no_word_is_said(desk: Desk, says, turns, said) -> None:
    says(QUESTION)
    assert said(turns()) == []
    (ticket,) = tickets(desk).items
    assert ticket.status is TicketStatus.NEW
    assert ticket.category is Category.ACCOUNT_LOGIN
    with desk.db.reading() as session:
        row = session.exec(select(Ticket)).one()
    assert row.subject == QUESTION
    assert events(desk, row.id or 0)[0].detail["reason"] == "bot_off"
    assert row.due_at is None


def test_only_the_shadow_drafts_and_as_the_bot_would_have_written(
    desk: Desk, says, turns, channel_id: str
) -> None:
    says(QUESTION)
    turns()
    with desk.db.reading() as session:
        bot = mode(desk, session, channel_id)
        ticket = session.exec(select(Ticket)).one()
    if bot is BotMode.OFF:
        assert drafts(desk) == []
        return
    (draft,) = drafts(desk)
    assert draft.faq == "forgot-password"
    assert draft.ticket_id == ticket.id
    assert draft.channel_id == channel_id
    assert draft.reply_id is None
    assert "Forgot" in draft.text or "password" in draft.text


def test_a_case_is_opened_as_ever_and_nothing_counts_as_asked(desk: Desk, says, turns) -> None:
    says(CASE)
    turns()
    with desk.db.reading() as session:
        ticket = session.exec(select(Ticket)).one()
    assert ticket.category is Category.TRANSACTION_FAILED
    assert ticket.missing
    assert ticket.rounds == 0


def test_thanks_spam_and_an_opened_chat_make_no_ticket(desk: Desk, says, turns, said) -> None:
    says("thank you so much!")
    says("", "43", opening=True)
    says("关注我领取免费空投 t.me/freecoins 日赚千元", "44")
    assert said(turns()) == []
    assert tickets(desk).items == []


def test_what_comes_later_raises_the_same_ticket(desk: Desk, says, turns, said) -> None:
    says(QUESTION)
    turns()
    says("someone stole 5000 USD from my wallet just now, I did not authorise it!!")
    assert said(turns()) == []
    (ticket,) = tickets(desk).items
    assert ticket.priority is Priority.URGENT


def test_the_bot_comes_back_for_the_next_message_only(
    desk: Desk, reader: Reader, says, turns
) -> None:
    says(QUESTION)
    turns()
    on = as_mode(desk, {"*": BotMode.ON})
    assert claim_turns(on, 1) == []
    says("what are the fees?")
    ((conversation, lease, _),) = claim_turns(on, 1)
    take_turn(on, reader, conversation, lease, opens_private=False)
    messages = latest(on, conversation)
    assert [one.author for one in messages] == [Author.CUSTOMER, Author.CUSTOMER, Author.BOT]


def test_a_person_who_answered_is_not_talked_into(
    desk: Desk, agent: int, says, turns, said
) -> None:
    says(QUESTION)
    turns()
    (ticket,) = tickets(desk).items
    reply(desk, ticket.number, agent, "Let me look.")
    says("thank you, I wait")
    assert said(turns()) == []


def test_no_reminder_is_sent_and_nobody_is_closed_for_silence(
    desk: Desk, agent: int, opened
) -> None:
    number = opened()
    reply(desk, number, agent, "Which bank was it?")
    with desk.db.reading() as session:
        ticket = session.exec(select(Ticket)).one()
    assert ticket.id is not None
    for _ in range(20):
        clock.set_offset(clock.offset() + timedelta(days=1))
        assert follow_up(desk, ticket.id) is None
    on = as_mode(desk, {"*": BotMode.ON})
    clock.set_offset(clock.offset() + timedelta(minutes=6))
    assert follow_up(on, ticket.id) == "reminder_1"
    assert follow_up(on, ticket.id) is None
    clock.set_offset(clock.offset() + timedelta(hours=47))
    assert follow_up(on, ticket.id) is None
    clock.set_offset(clock.offset() + timedelta(hours=2))
    assert follow_up(on, ticket.id) == "reminder_2"


def test_a_pause_is_off_even_where_the_operator_says_on(desk: Desk, channel_id: str) -> None:
    on = as_mode(desk, {"*": BotMode.ON})
    for platform in ("telegram", None):
        pause(on, platform, "Mei")
        with on.db.reading() as session:
            assert mode(on, session, channel_id) is BotMode.OFF
            assert mode(on, session, "discord:9") is (BotMode.ON if platform else BotMode.OFF)
        resume(on, None, "Mei")
    with on.db.reading() as session:
        assert mode(on, session, channel_id) is BotMode.ON


@pytest.mark.parametrize(
    ("written", "telegram", "twitter"),
    [
        ("on", BotMode.ON, BotMode.ON),
        ("shadow", BotMode.SHADOW, BotMode.SHADOW),
        ("on,twitter=shadow", BotMode.ON, BotMode.SHADOW),
        ("telegram = OFF", BotMode.OFF, BotMode.ON),
        ("twitter=on, off", BotMode.OFF, BotMode.ON),
    ],
)
def test_the_mode_is_one_word_or_one_a_platform(
    written: str, telegram: BotMode, twitter: BotMode
) -> None:
    policy = Policy(bot_modes=CoreSettings.read({"BOT_MODE": written}).bot_modes)
    assert policy.bot_mode("telegram") is telegram
    assert policy.bot_mode("twitter") is twitter


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("of", "'of' is no mode; write on, shadow or off"),
        ("", "'' is no mode"),
        ("on,twitter=maybe", "'twitter=maybe' is no mode"),
        ("on,off", "set twice"),
        ("twitter=on,twitter=off", "'twitter' is set twice"),
        ("=on", "'=on' names nobody"),
    ],
)
def test_a_wrong_mode_is_told(written: str, told: str) -> None:
    with pytest.raises(WrongSettings) as refused:
        CoreSettings.read({"BOT_MODE": written})
    assert told in refused.value.lines[0]


def test_a_platform_that_does_not_exist_is_told() -> None:
    settings = CoreSettings.read({"BOT_MODE": "on,twiter=off"})
    with pytest.raises(WrongSettings, match="'twiter' is no platform; write one of telegram, tw"):
        read_policy(settings, ["twitter", "telegram"])
