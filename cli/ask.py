"""support ask: what the desk would make of a message, without database, network or token."""

import json
import sys
from typing import Annotated, Any

import typer

from cli.environment import environment
from cli.printing import complain, err
from core import clock
from core.library import Library, load
from core.policy import Policy, read_policy
from core.rules.decide import decide
from core.rules.decision import Situation
from core.rules.phrase import phrase
from core.rules.reader import HIGH_AMOUNT, Facts, Reader, build, read
from core.rules.storable import only_masked, storable
from core.rules.terms import terms
from core.rules.triage import Triage
from core.settings import CoreSettings, WrongSettings
from core.vocabulary import Visibility

#: Stands for the number a ticket would get.
NUMBER = "OK-0000"
CHANNELS = {"dm": Visibility.DIRECT, "mention": Visibility.PUBLIC}


def ask(
    text: Annotated[str, typer.Argument(help="A customer's message.")] = "",
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Read messages as JSON lines, answer as JSON lines.")
    ] = False,
    mention: Annotated[bool, typer.Option("--mention", help="As a public mention.")] = False,
) -> None:
    """Show how a first message would be understood and answered."""
    if not jsonl and not text:
        raise WrongSettings(["ask: give a message, or --jsonl and lines on standard input"])
    library, policy = load(), read_policy(CoreSettings.read(environment()))
    if jsonl and err.is_terminal:
        err.print("Reading the content …")
    reader = build(library.entries, library.examples)
    if not jsonl:
        channel = Visibility.PUBLIC if mention else Visibility.DIRECT
        answer = _answer(library, policy, reader, text, channel)
        print(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    wrong = 0
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            message = _message(line)
        except ValueError as error:
            wrong += 1
            complain(f"line {number}: {error}")
            continue
        answer = _answer(library, policy, reader, message["text"], CHANNELS[message["channel"]])
        print(json.dumps({"id": message["id"]} | answer, ensure_ascii=False), flush=True)
    if wrong:
        raise typer.Exit(1)


def _message(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON ({error}); write one object a line") from None
    if not isinstance(message, dict) or not isinstance(message.get("text"), str):
        raise ValueError('an object with "id", "text" and "channel" is needed')
    message.setdefault("id", None)
    if message.setdefault("channel", "dm") not in CHANNELS:
        raise ValueError(f'"channel" must be dm or mention, not {message["channel"]!r}')
    return message


def _answer(
    library: Library, policy: Policy, reader: Reader, text: str, visibility: Visibility
) -> dict[str, Any]:
    public = visibility is Visibility.PUBLIC
    triage = read(
        reader, text, Facts(public=public, high_amount=HIGH_AMOUNT | policy.desk.amounts.high)
    )
    masked = storable(text)
    situation = Situation(
        public=public,
        has_text=bool(text.strip()),
        has_words=any(one.isalpha() for one in text),
        masked=bool(masked.secrets),
        only_masked=only_masked(masked.text),
    )
    decision = decide(triage, situation, library.categories, library.risks)
    variables = terms(
        library.voice,
        policy,
        triage.reply_language,
        clock.now(),
        ticket=NUMBER,
        category=triage.category,
        priority=triage.priority,
    )
    reply = phrase(
        library.voice, decision.lines, triage.reply_language, public=public, variables=variables
    )
    return _told(triage) | {"decision": decision.kind.value, "reply": reply}


def _told(triage: Triage) -> dict[str, Any]:
    best = triage.candidates[0].faq if triage.candidates else None
    return {
        "language": triage.language.value,
        "category": triage.category.value,
        "faq": best,
        "confidence": round(triage.confidence, 4),
        "alternatives": [one.faq for one in triage.candidates[1:6]],
        "priority": triage.priority.value,
        "sentiment": triage.sentiment.value,
        "slots": triage.slots,
        "secrets": [
            {"kind": one.kind.value, "start": one.start, "end": one.end} for one in triage.secrets
        ],
    }
