"""The `support` command and its sub-commands."""

import os
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from cli import agents, ask, config, database, demo, doctor, drafts, pause, run, tokens
from cli.printing import complain
from core.desk import DeskError
from core.library.source import ContentError
from core.settings import WrongSettings

app = typer.Typer(
    name="support",
    help="The support desk behind OKPay's accounts on Telegram, X and Discord.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("run")(run.run)
app.command("demo")(demo.demo)
app.command("ask")(ask.ask)
app.command("doctor")(doctor.doctor)
app.command("pause")(pause.pause)
app.command("resume")(pause.resume)
app.command("drafts")(drafts.drafts)
app.add_typer(agents.app, name="agent")
app.add_typer(tokens.app, name="token")
app.add_typer(database.app, name="db")
app.add_typer(config.app, name="config")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"support {version('okpay-support')}")
        raise typer.Exit


@app.callback()
def _support(
    show: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command; what a person did wrong is told in one line each, without a traceback."""
    os.umask(0o077)  # what we write down is nobody else's business on this machine
    try:
        app()
    except WrongSettings as error:
        complain(*error.lines)
        sys.exit(2)
    except (DeskError, ContentError) as error:
        complain(str(error))
        sys.exit(1)


if __name__ == "__main__":
    main()
