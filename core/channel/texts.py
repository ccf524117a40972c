"""What every adapter needs to write a text, or to show what it could not read."""

from collections.abc import Iterator, Mapping

from core.channel.outbound import Choice


def numbered(text: str, choices: tuple[Choice, ...]) -> str:
    """The text with its choices as a numbered list, for platforms without buttons."""
    if not choices:
        return text
    lines = [f"{number}. {choice.label}" for number, choice in enumerate(choices, start=1)]
    return "\n".join([text, "", *lines])


COPY_AT_MOST = 40_000
"""Characters of a readable copy; the core cuts it further once its secrets are masked."""


def readable_copy(raw: object) -> str:
    """Parsed JSON as lines `.path: value`, for the copy of an `Unreadable`.

    Every text and number stands in full and as its author wrote it, so that the core finds the
    secrets in it: what JSON escapes or a cut halves would hide them. A value for which there is no
    room is left out as a whole. Characters that no database takes become U+FFFD.
    """
    lines, room = list[str](), COPY_AT_MOST
    for path, value in _leaves(raw):
        line = (f"{path}: {value}" if path else value).replace("\0", "\ufffd")
        line = line.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if len(line) <= room:
            lines.append(line)
            room -= len(line) + 1
    return "\n".join(lines)


def _leaves(raw: object) -> Iterator[tuple[str, str]]:
    waiting = [("", raw)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [(f"{path}.{key}", each) for key, each in reversed([*value.items()])]
        elif isinstance(value, list | tuple):
            waiting += [(f"{path}.{at}", each) for at, each in reversed([*enumerate(value)])]
        elif value is not None:
            yield path, str(value)
