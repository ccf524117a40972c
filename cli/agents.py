"""support agent: who may answer customers."""

import sys
from typing import Annotated

import typer

from cli.opening import open_desk
from cli.printing import out, show_table
from core.actions.add_agent import add_agent
from core.actions.disable_agent import disable_agent
from core.actions.set_password import set_password
from core.queries.staff import agents
from core.settings import WrongSettings
from core.vocabulary import Role

app = typer.Typer(help="Agents: the people who answer customers.", no_args_is_help=True)

FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password from standard input.")
]


@app.command()
def add(
    name: str,
    role: Annotated[Role, typer.Option(help="What the agent may do.")] = Role.AGENT,
    password_stdin: FromStdin = False,
) -> None:
    """Add an agent."""
    password = _password(password_stdin)
    agent = add_agent(open_desk(), name, role, password)
    out.print(f"{agent.name} ({agent.role.value}) was added.")


@app.command("list")
def list_() -> None:
    """Show all agents."""
    rows = [
        [one.name, one.role.value, "disabled" if one.disabled else "active"]
        for one in agents(open_desk())
    ]
    show_table(["Name", "Role", "State"], rows)


@app.command()
def disable(name: str) -> None:
    """Close an agent's every way in; their work stays."""
    disable_agent(open_desk(), name)
    out.print(f"{name} is disabled.")


@app.command()
def password(name: str, password_stdin: FromStdin = False) -> None:
    """Set an agent's password and end their sessions."""
    set_password(open_desk(), name, _password(password_stdin))
    out.print(f"The password of {name} is set; open sessions were ended.")


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise WrongSettings(["no password: pipe it in and add --password-stdin"])
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
