"""How well messages are understood, on labelled ones that nothing was learned from.

    python -m benchmarks.understanding [--errors] [--fit] [FILE ...]

Prints, for each language, the figures of docs' table of goals. `--errors` lists what was read
wrongly. `--fit` finds the coefficients of `candidates.probability` anew (logistic regression by
gradient descent) and prints them; they are copied by hand, so that a change is seen in review.
"""

import argparse
import json
import math
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from core.library import load
from core.rules import candidates as ranking
from core.rules.reader import Facts, Reader, build, read
from core.rules.triage import Triage

DEVELOPMENT = Path(__file__).parent.parent / "tests" / "rules" / "dev"
ANSWER_FROM = 0.6
"""A first candidate at least this probable counts as an answer shown."""
_OUT_OF_SCOPE = ("other", "spam", "praise")

Read = tuple[dict[str, Any], Triage]


def main() -> None:
    """Measure the files named on the command line, or the development set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--fit", action="store_true")
    wanted = parser.parse_args()
    library = load()
    started = time.process_time()
    reader = build(library.entries, library.examples)
    print(f"built in {time.process_time() - started:.2f} s CPU")
    for file in wanted.files or sorted(DEVELOPMENT.glob("*.jsonl")):
        lines = [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]
        results, spent = _read_all(reader, lines)
        print(f"\n{file.name}: {len(lines)} messages")
        _report(results, spent)
        if wanted.errors:
            _errors(results)
    if wanted.fit:
        _fit(reader, wanted.files or sorted(DEVELOPMENT.glob("*.jsonl")))


def _read_all(reader: Reader, lines: Sequence[dict[str, Any]]) -> tuple[list[Read], list[float]]:
    results, spent = [], []
    for line in lines:
        started = time.process_time()
        triage = read(reader, line["text"], Facts(public=line.get("channel") == "mention"))
        spent.append((time.process_time() - started) * 1000)
        results.append((line, triage))
    return results, spent


def _f1_by_class(pairs: Iterable[tuple[str, str]]) -> dict[str, float]:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for gold, given in pairs:
        if gold == given:
            right[gold] += 1
        else:
            missed[gold] += 1
            wrong[given] += 1
    return {
        name: 2 * right[name] / (2 * right[name] + wrong[name] + missed[name])
        for name in sorted({*right, *missed})
    }


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "-"


def _report(results: Sequence[Read], spent: Sequence[float]) -> None:
    classes = _f1_by_class((line["category"], t.category.value) for line, t in results)
    print(f"  category macro-F1   {statistics.mean(classes.values()):.3f}")
    print("   ", " ".join(f"{name} {value:.2f}" for name, value in classes.items()))
    scoped = [(line, t) for line, t in results if line.get("faq")]
    hits = sum(bool(t.candidates) and t.candidates[0].faq == line["faq"] for line, t in scoped)
    print(f"  FAQ hits@1          {_share(hits, len(scoped))}")
    top = sum(line["faq"] in [c.faq for c in t.candidates[:3]] for line, t in scoped)
    print(f"  FAQ hits@3          {_share(top, len(scoped))}")
    outside = [
        t for line, t in results if line["category"] in _OUT_OF_SCOPE and not line.get("faq")
    ]
    shown = sum(t.confidence >= ANSWER_FROM for t in outside)
    print(f"  out of scope shown  {_share(shown, len(outside))}")
    for name in ("priority", "sentiment", "language"):
        given = [(line[name], getattr(t, name).value) for line, t in results if line.get(name)]
        print(f"  {name:<19} {_share(sum(a == b for a, b in given), len(given))}")
    gold = [line.get("priority") == "urgent" for line, _ in results]
    said = [t.priority.value == "urgent" for _, t in results]
    both = sum(a and b for a, b in zip(gold, said, strict=True))
    print(f"  urgent recall       {_share(both, sum(gold))}  precision {_share(both, sum(said))}")
    _report_secrets(results)
    _report_slots(results)
    tickets = [(line.get("decision") in ("ticket", "handoff"), t) for line, t in results]
    cases = [(a, t.own_case or t.act.value == "wish_person") for a, t in tickets]
    print(
        f"  case recall         {_share(sum(a and b for a, b in cases), sum(a for a, _ in cases))}  precision {_share(sum(a and b for a, b in cases), sum(b for _, b in cases))}"
    )
    spent = sorted(spent)
    print(
        f"  CPU ms              p50 {spent[len(spent) // 2]:.1f}  p95 {spent[int(len(spent) * 0.95)]:.1f}"
    )


def _report_secrets(results: Sequence[Read]) -> None:
    planted = found = innocent = accused = 0
    for line, triage in results:
        wanted = line.get("secrets") or []
        kinds = [s.kind.value for s in triage.secrets]
        planted += len(wanted)
        for secret in wanted:
            found += any(
                (
                    triage_secret.kind.value == secret["kind"]
                    and secret["text"].strip()
                    in line["text"][triage_secret.start : triage_secret.end]
                )
                or line["text"][triage_secret.start : triage_secret.end] in secret["text"]
                for triage_secret in triage.secrets
            )
        if not wanted:
            innocent += 1
            accused += bool(kinds)
    print(
        f"  secret recall       {_share(found, planted)}  false alarms {_share(accused, innocent)}"
    )


def _report_slots(results: Sequence[Read]) -> None:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for line, triage in results:
        wanted = line.get("slots") or {}
        for name, value in wanted.items():
            if name in triage.slots and _same(value, triage.slots[name]):
                right[name] += 1
            else:
                missed[name] += 1
        for name, value in triage.slots.items():
            wrong[name] += not (name in wanted and _same(wanted[name], value))
    total = 2 * sum(right.values()) + sum(wrong.values()) + sum(missed.values())
    print(f"  slot F1             {2 * sum(right.values()) / total if total else 0:.3f}")
    print(
        "   ",
        " ".join(
            f"{n} {right[n]}/+{wrong[n]}/-{missed[n]}" for n in sorted({*right, *wrong, *missed})
        ),
    )


def _same(left: str, right: str) -> bool:
    return left.casefold().replace(" ", "").strip("@") == right.casefold().replace(" ", "").strip(
        "@"
    )


def _errors(results: Sequence[Read]) -> None:
    for line, t in results:
        first = t.candidates[0].faq if t.candidates else None
        problems = []
        if line["category"] != t.category.value:
            problems.append(f"category {t.category.value}.{t.child} for {line['category']}")
        if line.get("faq") and line["faq"] != first:
            problems.append(f"faq {first} for {line['faq']} ({t.confidence:.2f})")
        if line.get("priority") not in (None, t.priority.value):
            problems.append(
                f"priority {t.priority.value} ({t.priority_reason}) for {line['priority']}"
            )
        wanted = {(s["kind"], s["text"]) for s in line.get("secrets") or []}
        given = {(s.kind.value, line["text"][s.start : s.end]) for s in t.secrets}
        if wanted != given:
            problems.append(f"secrets {given} for {wanted}")
        slots = line.get("slots") or {}
        differing = {
            name: (t.slots.get(name), slots.get(name))
            for name in {*slots, *t.slots}
            if not _same(t.slots.get(name, ""), slots.get(name, ""))
        }
        if differing:
            problems.append(f"slots {differing}")
        if problems:
            print(f"  - {line['text']}\n      " + "\n      ".join(problems))


def _fit(reader: Reader, files: Sequence[Path]) -> None:
    rows: list[tuple[tuple[float, ...], float]] = []
    original = ranking.probability
    signs: dict[str, tuple[float, ...]] = {}

    def remember(*values: float) -> float:
        signs["last"] = tuple(map(float, values))
        return original(*values)  # type: ignore[arg-type]

    ranking.probability = remember  # type: ignore[assignment]
    for file in files:
        for raw in file.read_text("utf-8").splitlines():
            line = json.loads(raw)
            signs.clear()
            t = read(reader, line["text"])
            if "last" in signs:
                right = bool(line.get("faq")) and t.candidates[0].faq == line["faq"]
                rows.append(((1.0, *signs["last"]), float(right)))
    ranking.probability = original
    weights = [0.0] * len(rows[0][0])
    for _ in range(4000):
        slope: dict[int, float] = defaultdict(float)
        for values, right in rows:
            total = sum(w * v for w, v in zip(weights, values, strict=True))
            error = right - 1 / (1 + math.exp(-total))
            for index, value in enumerate(values):
                slope[index] += error * value
        weights = [w + 1.5 * slope[i] / len(rows) for i, w in enumerate(weights)]
    print("\ncoefficients:", [round(w, 2) for w in weights])


if __name__ == "__main__":
    main()
