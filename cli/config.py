"""support config: are the settings right?"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import typer

import bots
from cli.environment import environment
from cli.printing import out
from core.policy import read_desk_file, read_policy
from core.settings import ConsoleSettings, CoreSettings, EdgeSettings, WrongSettings

app = typer.Typer(help="The settings.", no_args_is_help=True)


@app.callback()
def _config() -> None:
    """The settings."""


@app.command()
def check() -> None:
    """Check environment, .env and desk file; tell every mistake with what to write instead."""
    env = environment()
    lines: list[str] = []
    looks: list[Callable[[], object]] = [
        lambda: read_policy(CoreSettings.read(env), bots.platforms()),
        lambda: read_desk_file(Path(env.get("SUPPORT_CONFIG", "okpay.toml"))),
        lambda: ConsoleSettings.read(env),
        lambda: EdgeSettings.read(env),
        *(partial(bots.open_channel, name, env) for name in bots.enabled(env)),
    ]
    for look in looks:
        try:
            look()
        except WrongSettings as error:
            lines += [line for line in error.lines if line not in lines]
    if lines:
        raise WrongSettings(lines)
    enabled = ", ".join(bots.enabled(env)) or "none (set a platform's token to turn it on)"
    out.print(f"The settings are right. Platforms that are on: {enabled}.")
