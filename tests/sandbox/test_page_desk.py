"""The sandbox page: what it shows of the desk, and skipping ahead."""

from datetime import timedelta

from starlette.testclient import TestClient

from core import clock
from core.actions.reply import reply
from core.desk import Desk
from core.models import ChannelRow, Contact, Conversation, Identity, Message, Ticket
from core.vocabulary import (
    Author,
    Category,
    Direction,
    Language,
    TicketStatus,
    Visibility,
)
from sandbox.cast import Person
from sandbox.stage import Emulator, Stage

ADA = Person("ada_chen", "Ada Chen", "en")
SCRIPT = "<img src=x onerror=alert(1)>"


def parts(page: TestClient, person: str = "ada_chen") -> dict[str, str]:
    answer = page.get("/sandbox/state", params={"person": person})
    assert answer.status_code == 200
    found: dict[str, str] = answer.json()["parts"]
    return found


def case(desk: Desk, emulator: Emulator) -> str:
    """A ticket of Ada's about a failed payment, with a turn of the bot behind it."""
    said = emulator.customer_says(ADA, "My payment failed", public=False)
    at = clock.now()
    channel, person = "telegram:1", ADA.id_on("telegram")
    turn = {
        "language": "en",
        "category": "transaction_failed",
        "child": None,
        "faq": "transaction_failed",
        "confidence": 0.62,
        "priority": "high",
        "slots": {"amount": "500", "device": SCRIPT},
        "decision": "ticket",
    }
    with desk.db.transaction() as session:
        session.add(ChannelRow(id=channel, platform="telegram", started_at=at))
        session.add(Contact(id=1, name=ADA.name, created_at=at))
        session.flush()
        session.add(
            Identity(id=1, contact_id=1, channel_id=channel, external_id=person, name=ADA.name)
        )
        session.flush()
        session.add(
            Conversation(
                id=1,
                channel_id=channel,
                identity_id=1,
                contact_id=1,
                private=True,
                context={"last_triage": turn},
                created_at=at,
            )
        )
        session.flush()
        ticket = Ticket(
            id=1,
            number="OK-1001",
            conversation_id=1,
            contact_id=1,
            status=TicketStatus.OPEN,
            category=Category.TRANSACTION_FAILED,
            visibility=Visibility.DIRECT,
            language=Language.EN,
            missing=["txn_id"],
            subject="My payment failed",
            created_at=at,
            updated_at=at,
        )
        session.add(ticket)
        session.flush()
        session.add(
            Message(
                conversation_id=1,
                channel_id=channel,
                ticket_id=1,
                direction=Direction.INBOUND,
                author=Author.CUSTOMER,
                text="My payment failed",
                visibility=Visibility.DIRECT,
                place=person,
                external_id=said,
                sent_at=at,
            )
        )
    return "OK-1001"


def test_it_shows_what_the_bot_understood_and_the_queue(
    page: TestClient, desk: Desk, stage: Stage
) -> None:
    assert "Nothing said yet" in parts(page)["telegram-understood"]
    number = case(desk, stage.emulators["telegram"])
    shown = parts(page)
    mind = shown["telegram-understood"]
    for word in ("Opens or fills a ticket", "English", "High", "62%", "500", "&lt;img"):
        assert word in mind
    assert "Nothing said yet" in shown["discord-understood"]
    assert f'href="/tickets/{number}"' in shown["queue"]
    assert "My payment failed" in shown["queue"]
    assert all(SCRIPT not in part for part in shown.values())


def done(page: TestClient) -> int:
    return parts(page)["steps"].count('class="done"')


def test_the_tour_ticks_itself(page: TestClient, desk: Desk, stage: Stage) -> None:
    assert done(page) == 0
    number = case(desk, stage.emulators["telegram"])
    assert done(page) == 1  # a failed payment is asked about
    reply(desk, number, 1, "We are looking into it")
    assert done(page) == 2
    page.post("/sandbox/skip")
    assert done(page) == 3
    with desk.db.transaction() as session:
        conversation = session.get_one(Conversation, 1)
        turn = conversation.context["last_triage"] | {"decision": "answer"}
        conversation.context = {"last_triage": turn}
        session.add(conversation)
    assert done(page) == 4


def test_skipping_goes_a_day_where_nothing_is_due(page: TestClient, steps: list[timedelta]) -> None:
    told = page.post("/sandbox/skip").json()["told"]
    assert steps == [timedelta(hours=24)]
    assert "1 day" in told
    assert "Nothing was due" in told


def test_skipping_goes_to_what_is_due_and_tells_it(
    page: TestClient, desk: Desk, stage: Stage, steps: list[timedelta]
) -> None:
    number = case(desk, stage.emulators["telegram"])
    reply(desk, number, 1, "Which transfer was it?")
    with desk.db.transaction() as session:
        ticket = session.get_one(Ticket, 1)
        ticket.due_at = clock.now() + timedelta(hours=60)
        session.add(ticket)
    told = page.post("/sandbox/skip").json()["told"]
    (step,) = steps
    assert timedelta(hours=60) <= step < timedelta(hours=60, minutes=1)
    assert number in told
    assert "reminded" in told
    assert "Nothing was due" not in told


def test_bubbles_carry_the_time_the_desk_believes(
    page: TestClient, desk: Desk, stage: Stage
) -> None:
    stage.emulators["telegram"].customer_says(ADA, "before", public=False)
    parts(page)
    page.post("/sandbox/skip")
    parts(page)
    stage.emulators["telegram"].customer_says(ADA, "after", public=False)
    screen = parts(page)["telegram-private"]
    assert screen.count('class="day"') == 2  # a day lies between them
