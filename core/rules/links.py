"""Where a text links to: a public reply may lead to our own domains and nowhere else."""

import re
from collections.abc import Collection

from core.rules.details import EMAIL, URL
from core.rules.normalise import fold


def foreign_links(text: str, domains: Collection[str]) -> list[str]:
    """The hosts a text links to that are neither one of `domains` nor below one."""
    hosts = [
        re.split(r"[/?#:]", re.sub(r"^[a-z]+://", "", match[0].lower()))[0]
        for match in URL.finditer(EMAIL.sub(" ", fold(text).text))
    ]
    return [
        host
        for host in hosts
        if not any(host == domain or host.endswith(f".{domain}") for domain in domains)
    ]
