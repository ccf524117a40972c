"""Where a text links to: a public reply may lead to our own domains and nowhere else.

Looked at as the platforms do, which make a link of every word that looks like a host. An address
made harmless, evil[.]example, is no link: so a bad one can be warned of.
"""

import re
from collections.abc import Collection, Iterator

from core.rules.lexicon.domains import COUNTRIES, GENERAL, SCRIPTS, WORDS
from core.rules.normalise import fold

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WITH_SCHEME = re.compile(
    r"(?<![A-Za-z0-9+.\-])(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]{0,30}):/{2,}"
    rf"(?P<authority>[{_CJK}]{{0,60}}(?:(?![{_CJK}])[\w.\-@:%\[\]\\~!$&*+=]){{0,300}})"
    r"[!#-&(-;=?-~]{0,2000}"
)
_STOP = re.compile(r"(?<=[A-Za-z0-9\-])[。｡](?=[A-Za-z0-9\-])")
"""A Chinese full stop between Latin letters: browsers take it for a dot."""
_RUN = re.compile(r"(?<![\w\-])[\w\-]++(?:\.[\w\-]++)++")
_OTHER_SCRIPT = re.compile(rf"[{_CJK}]+")
_MOST_LABELS = 20
_LETTER = re.compile(r"[^\W\d_]")
_LOCAL_PART = re.compile(r"[\w.+%\-]@$")
_NUMBERED = re.compile(r"(?<![\w.@])\d{1,3}(?:\.\d{1,3}){3}(?=[/:]\w)")


def foreign_links(text: str, domains: Collection[str]) -> list[str]:
    """The hosts a text links to that are neither one of `domains` nor below one, each once.

    A link of another scheme than http, which opens an app, is given as its scheme: "tg:".
    """
    ours = tuple(domain.casefold().strip(".") for domain in domains)
    return [
        host
        for host in dict.fromkeys(_hosts(_STOP.sub(".", fold(text).text)))
        if not any(host == domain or host.endswith(f".{domain}") for domain in ours)
    ]


def _hosts(text: str) -> Iterator[str]:
    for link in _WITH_SCHEME.finditer(text):
        scheme = link["scheme"].casefold()
        if scheme in ("http", "https"):
            yield from _authority(link["authority"])
        else:
            yield f"{scheme}:"
    rest = _WITH_SCHEME.sub(" ", text)
    for numbers in _NUMBERED.finditer(rest):
        yield numbers[0]
    for run in _RUN.finditer(rest):
        end, path = run.end(), rest[run.end() : run.end() + 1] == "/"
        in_email = rest[end : end + 1] == "@" or (
            not path and _LOCAL_PART.search(rest[max(0, run.start() - 2) : run.start()])
        )
        host = None if in_email else _bare_host(run[0], path)
        if host:
            yield host


def _authority(written: str) -> Iterator[str]:
    """The host after the last @; of one with a backslash, which is read both ways, every part."""
    for part in written.split("\\"):
        host = re.sub(r":\d*$", "", part.rpartition("@")[2]).casefold().strip(".")
        if host or part == written:
            yield host


def _bare_host(run: str, path: bool) -> str | None:
    """The host that a word with dots in it begins with, if its last label is a known one."""
    labels = run.split(".")
    for last in range(len(labels) - 1, 0, -1):
        label = _OTHER_SCRIPT.split(labels[last])[0] or labels[last]
        if not _is_last_label(label, path):
            continue
        before = ".".join(labels[max(0, last - _MOST_LABELS) : last])
        # Chinese may stand before a link without a blank, as it may be a name itself: 支付.com
        name = _OTHER_SCRIPT.split(before)[-1].strip(".") or before
        if _LETTER.search(name):
            return f"{name}.{label}".casefold()
    return None


def _is_last_label(label: str, path: bool) -> bool:
    known = label.casefold()
    if known in WORDS and not path:
        return not label.istitle()
    return known in COUNTRIES or known in GENERAL or known in SCRIPTS or known.startswith("xn--")
