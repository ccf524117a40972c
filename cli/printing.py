"""What people see in a terminal: rich where it is one, plain where it is not."""

import sys

from rich.console import Console
from rich.table import Table

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def complain(*lines: str) -> None:
    """Tell what is wrong on stderr, one line each."""
    for line in lines:
        print(f"support: {line}", file=sys.stderr)


def show_table(columns: list[str], rows: list[list[str]]) -> None:
    """A table for people, tab-separated lines for programs."""
    if not out.is_terminal:
        for row in rows:
            print("\t".join(row))
        return
    table = Table(*columns)
    for row in rows:
        table.add_row(*row)
    out.print(table)
