"""Two versions of the program work on one database while they change places.

So a migration adds what the version before does not miss. What goes away does so one version after
nobody uses it any more, and stands here.
"""

import ast
from pathlib import Path

import pytest

from core import schema

TAKES_AWAY: dict[str, str] = {}
"""Migrations that do, and why no program of the version before needs what they take."""

FIRST = "0001"
_TAKING = ("drop_", "alter_column", "rename_", "create_check_constraint", "create_foreign_key")


def migrations() -> list[Path]:
    return sorted((schema.MIGRATIONS / "versions").glob("[0-9]*.py"))


def calls(module: ast.Module) -> list[ast.Call]:
    """Every call in `upgrade`."""
    (upgrade,) = (
        node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade"
    )
    return [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]


def taken_away(source: str) -> list[str]:
    """What a program of the version before would miss, or not know to fill."""
    found = []
    for call in calls(ast.parse(source)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if name.startswith(_TAKING):
            found.append(f"line {call.lineno}: {name}")
        if name == "add_column":
            column = next(arg for arg in reversed(call.args) if isinstance(arg, ast.Call))
            given = {word.arg: word.value for word in column.keywords}
            nullable = given.get("nullable")
            filled = "server_default" in given or not (
                isinstance(nullable, ast.Constant) and nullable.value is False
            )
            if not filled:
                found.append(f"line {call.lineno}: a column that must be filled")
    return found


@pytest.mark.parametrize(
    "path",
    [one for one in migrations() if not one.name.startswith(FIRST)],
    ids=lambda one: one.stem,
)
def test_a_migration_only_adds(path: Path) -> None:
    if path.stem not in TAKES_AWAY:
        assert taken_away(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "statement",
    [
        "op.drop_column('contact', 'name')",
        "op.alter_column('contact', 'name', nullable=False)",
        "op.add_column('contact', sa.Column('age', sa.Integer(), nullable=False))",
    ],
)
def test_what_takes_away_is_seen(statement: str) -> None:
    assert taken_away(f"def upgrade():\n    {statement}\n")


def test_exceptions_are_migrations() -> None:
    assert TAKES_AWAY.keys() <= {one.stem for one in migrations()}
