"""The files under deploy/ fit the program: its settings, commands, roles and numbers."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main
from prometheus_client.core import CollectorRegistry

from cli.environment import names
from cli.main import app
from cli.roles import ROLES
from console.metrics import Metrics
from core import schema
from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Policy
from core.vocabulary import AlertKind, DeliveryState, Lane

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNITS = DEPLOY / "systemd"
PAGE = ROOT / "docs" / "operating.md"
OF_UNITS = {"ROLES", "KEEP_DAYS"}  # what the units themselves read
SUPPORT = "/opt/okpay-support/.venv/bin/support"
DAY = 86400


def files() -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file())


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def roles() -> dict[str, dict[str, str]]:
    """The variables of each file of a role."""
    return {
        path.stem: dict(line.split("=", 1) for line in read(path).splitlines() if line)
        for path in (DEPLOY / "roles").glob("*.env")
    }


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    db = Database(f"sqlite:///{tmp_path / 'desk.db'}")
    schema.upgrade(db)
    yield Desk(db, Policy(), load())
    db.dispose()


def test_the_page_names_every_file() -> None:
    text = read(PAGE)
    unnamed = [path.name for path in files() if path.name not in text and path.suffix != ".env"]
    assert unnamed == []
    assert len(files()) > 10


def test_every_setting_is_one() -> None:
    known = set(names()) | OF_UNITS
    set_here = {
        (path.name, name.removesuffix("_FILE"))
        for path in files()
        for name in re.findall(r"^#?(?:Environment=)?([A-Z][A-Z0-9_]+)=", read(path), re.MULTILINE)
    }
    assert {one for one in set_here if one[1] not in known} == set()
    assert len(set_here) > 10
    exported = re.findall(r"\b([A-Z][A-Z_]+)=", read(PAGE))
    assert set(exported) <= known | {"PYTHON"}


def test_every_secret_can_be_handed_over() -> None:
    secret = re.compile(r"^DATABASE_URL$|TOKEN|SECRET|_KEY$")
    wanted = [
        line
        for name in names()
        if secret.search(name)
        for credential in [name.lower().replace("_", "-")]
        for line in (
            f"#LoadCredential={credential}:/etc/okpay/secrets/{credential}",
            f"#Environment={name}_FILE=%d/{credential}",
        )
    ]
    lines = read(UNITS / "okpay-.service.d" / "10-settings.conf").splitlines()
    assert sorted(line for line in lines if line.startswith(("#L", "#E"))) == sorted(wanted)


def test_every_command_is_one() -> None:
    known = {}
    for name, one in typer.main.get_command(app).commands.items():  # type: ignore[attr-defined]
        known[name] = one
        known |= {f"{name} {word}": each for word, each in getattr(one, "commands", {}).items()}
    used = re.compile(
        r"(?:^|[\s`/])support ((?:db |agent |token |config )?[a-z]+)((?: --?[a-z-]+)*)"
    )
    wrong = []
    for path in (*files(), PAGE):
        lines = [line for line in read(path).splitlines() if not line.startswith("Description=")]
        for command, options in used.findall("\n".join(lines)):
            has = {opt for each in getattr(known.get(command), "params", ()) for opt in each.opts}
            if command not in known or not set(options.split()) <= has:
                wrong.append((path.name, command, options))
    assert wrong == []


def test_every_role_has_a_port_of_its_own() -> None:
    assert {name: one["ROLES"] for name, one in roles().items()} == {one: one for one in ROLES}
    ports = [one["EDGE_PORT"] for one in roles().values()]
    assert len(set(ports)) == len(ROLES)
    upstream = set(re.findall(r"127\.0\.0\.1:(808\d)", read(DEPLOY / "proxy" / "nginx.conf")))
    assert upstream == {"8080", roles()["intake"]["EDGE_PORT"]}


def test_alert_rules_ask_for_numbers_that_are_told(desk: Desk) -> None:
    text = read(DEPLOY / "prometheus-rules.yml")
    registry: CollectorRegistry = Metrics(desk, dict)._registry
    told = {metric.name for metric in registry.collect()}
    assert set(re.findall(r"\bokpay_[a-z_]+", text)) <= told
    for label, known in (("kind", AlertKind), ("state", DeliveryState), ("lane", Lane)):
        asked = re.findall(rf'\b{label}=~?"([^"]+)"', text)
        assert asked
        assert {word for one in asked for word in one.split("|")} <= {each.value for each in known}


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_hides_what_is_for_operators(name: str) -> None:
    (rule,) = re.findall(r"^.*\bmetrics\b.*$", read(DEPLOY / "proxy" / name), re.MULTILINE)
    assert all(word in rule for word in ("healthz", "readyz"))
    assert "X-Forwarded-For" in read(DEPLOY / "proxy" / name)


def test_the_backup_unit_keeps_what_is_young(tmp_path: Path, desk: Desk) -> None:
    """Its own lines, run by a real shell, as systemd would hand them over."""
    folder = tmp_path / "backups"
    folder.mkdir()
    old, kept = folder / "desk-old.db", folder / "desk-kept.db"
    for path, days in ((old, 16), (kept, 13)):
        path.touch()
        os.utime(path, (time.time() - days * DAY,) * 2)
    unit = read(UNITS / "okpay-backup.service")
    lines = re.findall(r"^ExecStart=/bin/sh -c '(.*)'$", unit, re.MULTILINE)
    assert len(lines) == 2
    for line in lines:
        script = line.replace("$$", "$").replace("%%", "%")
        script = script.replace("/var/lib/okpay/backups", str(folder))
        script = script.replace(SUPPORT, f"{sys.executable} -m cli.main")
        (days,) = re.findall(r"^Environment=KEEP_DAYS=(\d+)$", unit, re.MULTILINE)
        env = os.environ | {"KEEP_DAYS": days, "DATABASE_URL": desk.db.url}
        subprocess.run(["/bin/sh", "-c", script], env=env, cwd=tmp_path, check=True)
    left = {path.name for path in folder.iterdir()}
    assert left >= {kept.name}
    (new,) = left - {kept.name}
    assert re.fullmatch(r"desk-\d{8}T\d{6}Z\.db", new)
