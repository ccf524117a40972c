"""Reads the tree of categories."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from core.library.source import LANGUAGES, Source, one_of, read_toml
from core.rules.wording import CategoryContent, TicketPolicy, Topic
from core.vocabulary import Category

SLOTS = frozenset(
    [
        "amount",
        "other_amount",
        "currency",
        "time",
        "deadline",
        "counterparty",
        "txn_id",
        "email",
        "phone",
        "bank",
        "region",
        "url",
        "handle",
        "ticket_id",
        "app_version",
        "error_code",
        "debited",
        "status_shown",
        "login_hint",
        "device",
        "setting",
        "payment_method",
        "country",
    ]
)
"""Facts that can be read from a message, and so can be asked for."""

_KEYS = ("faqs", "ask", "optional", "open_ticket", "children")


def read_categories(path: Path, faqs: Collection[str]) -> Mapping[Category, CategoryContent]:
    """Every category with its children. `faqs` are the entries there are."""
    source = read_toml(path)
    tree = source.table(source.values, [category.value for category in Category], ())
    return {category: _category(source, tree[category.value], faqs) for category in Category}


def place(
    source: Source,
    category: str,
    child: str | None,
    categories: Mapping[Category, CategoryContent],
) -> tuple[Category, str | None]:
    """A category and child named in another file. Raises when the tree does not have them."""
    if category not in set(Category):
        what = f"there is no category '{category}'"
        raise source.wrong(what, one_of(set(Category)), category)
    known = categories[Category(category)].children
    if child is not None and child not in known:
        raise source.wrong(f"'{category}' has no child '{child}'", one_of(known), child)
    return Category(category), child


def _category(source: Source, table: Any, faqs: Collection[str]) -> CategoryContent:
    own = _topic(source, table, None, faqs)
    children = {
        name: _topic(source, child, own, faqs) for name, child in table.get("children", {}).items()
    }
    return CategoryContent(own.label, own.faqs, own.ask, own.optional, own.open_ticket, children)


def _topic(source: Source, table: Any, parent: Topic | None, faqs: Collection[str]) -> Topic:
    """A category, or a child that inherits from it what it does not say."""
    source.table(table, LANGUAGES, _KEYS)

    def listed(name: str, known: Collection[str]) -> tuple[str, ...]:
        if name not in table:
            inherited: tuple[str, ...] = getattr(parent, name) if parent else ()
            return inherited
        for item in source.texts(table[name], name):
            if item not in known:
                raise source.wrong(f"'{item}' is not known in {name}", one_of(known), item)
        return tuple(table[name])

    policy = table.get("open_ticket", parent.open_ticket if parent else TicketPolicy.NEVER)
    if policy not in set(TicketPolicy):
        raise source.wrong(f"'{policy}' is no policy", one_of(set(TicketPolicy)), str(policy))
    return Topic(
        label={language: source.text(table[language], language) for language in LANGUAGES},
        faqs=listed("faqs", faqs),
        ask=listed("ask", SLOTS),
        optional=listed("optional", SLOTS),
        open_ticket=TicketPolicy(policy),
    )
