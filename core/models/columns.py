"""Column types that both engines store alike."""

from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field


def word(
    words: type[StrEnum],
    default: StrEnum | None = None,
    *,
    index: bool = False,
    optional: bool = False,
) -> Any:
    """A column holding one word of an enum by its value (SQLModel alone would store its name)."""
    kind = sa.Enum(
        words,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=False,
        length=32,
    )
    if default is not None:
        return Field(default=default, sa_type=kind, index=index, nullable=False)
    if optional:
        return Field(default=None, sa_type=kind, index=index, nullable=True)
    return Field(sa_type=kind, index=index, nullable=False)


def document(default: type[list[Any]] | type[dict[str, Any]]) -> Any:
    """A JSON column. Assign a new value to change it: changes inside are not noticed."""
    return Field(default_factory=default, sa_type=sa.JSON, nullable=False)
