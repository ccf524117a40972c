"""support db: the database's shape."""

import typer

from cli.opening import open_database
from cli.printing import out
from core import schema
from core.settings import CoreSettings, environment

app = typer.Typer(help="The database.", no_args_is_help=True)


@app.callback()
def _db() -> None:
    """The database."""


@app.command()
def upgrade() -> None:
    """Bring the database to the version this program needs."""
    db = open_database(CoreSettings.read(environment()))
    before = schema.current(db)
    schema.upgrade(db)
    after = schema.current(db)
    out.print("The database is up to date." if before == after else f"Upgraded to {after}.")
