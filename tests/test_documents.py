"""The documents tell the truth: every setting, key, command and file they name is there."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel

import bots
from cli.main import app
from core.policy import DeskFile, read_desk_file
from core.settings import EnvSettings

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))
)

_SET = re.compile(r"^(?:# )?([A-Z][A-Z0-9_]*)=(.*)$", re.MULTILINE)
_ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \|", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")
NEWCOMER = "webchat"  # the platform that the guide adds
_PATH = re.compile(r"`((?:bots|core|console|sandbox|cli|tests|docs|benchmarks|\.ci)/[\w./-]+)`")
_DIRECT = re.compile(r"(?:environ\.get\(|environ\[|getenv\()\s*\"([A-Z][A-Z0-9_]*)\"(?!\] =)")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def groups() -> list[type[EnvSettings]]:
    """Every group of settings; a platform's is found by loading what the platform reads."""
    for name in bots.platforms():
        importlib.import_module(f"bots.{name}.settings")
    return EnvSettings.__subclasses__()


def names() -> set[str]:
    return {name for group in groups() for name in group.names()}


def test_every_platform_has_settings() -> None:
    rooms = {group.__module__ for group in groups()}
    assert rooms == {"core.settings", *(f"bots.{name}.settings" for name in bots.platforms())}


def test_the_example_names_every_setting_and_no_other() -> None:
    written = [name for name, _ in _SET.findall(text_of(".env.example"))]
    assert sorted(written) == sorted(names())


def test_the_example_explains_every_setting_in_the_line_above() -> None:
    lines = text_of(".env.example").splitlines()
    bare = [
        line
        for before, line in zip(["", *lines], lines, strict=False)
        if _SET.match(line) and not (before.startswith("# ") and not _SET.match(before))
    ]
    assert bare == []


@pytest.mark.parametrize("group", groups(), ids=lambda group: group.__name__)
def test_the_example_shows_the_defaults(group: type[EnvSettings]) -> None:
    shown = {name: value for name, value in _SET.findall(text_of(".env.example")) if value}
    needed = {f.alias: "1:sandbox" for f in group.model_fields.values() if f.is_required()}
    given = {str(name): value for name, value in needed.items()}
    assert group.read(shown | given) == group.read(given)
    secret = re.compile("TOKEN|SECRET|KEY|PASSWORD")
    assert [name for name in shown if secret.search(name)] == []


def test_the_docs_explain_every_setting_and_no_other() -> None:
    rows = _ROW.findall(text_of("docs/settings.md"))
    assert sorted(rows) == sorted(names())


def test_no_setting_is_read_past_the_groups() -> None:
    read = {
        found: path.relative_to(ROOT).as_posix()
        for room in ("bots", "core", "console", "sandbox", "cli")
        for path in (ROOT / room).rglob("*.py")
        for found in _DIRECT.findall(path.read_text(encoding="utf-8"))
    }
    assert {name: path for name, path in read.items() if name not in names()} == {}


def test_the_example_desk_file_names_every_key_and_changes_nothing() -> None:
    written = tomllib.loads(text_of("okpay.example.toml"))
    assert _keys(DeskFile, written) == _keys(DeskFile)
    assert read_desk_file(ROOT / "okpay.example.toml") == DeskFile()


def test_the_docs_explain_every_key_of_the_desk_file() -> None:
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \|", text_of("docs/settings.md"), re.MULTILINE)
    assert sorted(rows) == sorted(_keys(DeskFile))


def _keys(
    model: type[BaseModel], written: dict[str, object] | None = None, prefix: str = ""
) -> set[str]:
    """Every key as section.key; of those written, or of all there are."""
    keys: set[str] = set()
    for name in model.model_fields if written is None else written:
        inner = model.model_fields[name].annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            part = None if written is None else written[name]
            assert part is None or isinstance(part, dict)
            keys |= _keys(inner, part, f"{prefix}{name}.")
        else:
            keys.add(prefix + name)
    return keys


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_names_every_command(readme: str) -> None:
    command = typer.main.get_command(app)
    commands = []
    for name, one in command.commands.items():  # type: ignore[attr-defined]
        inner = getattr(one, "commands", None)
        commands += [f"{name} {each}" for each in inner] if inner else [name]
    text = text_of(readme)
    assert len(commands) > 10
    assert [one for one in commands if f"`support {one}" not in text] == []
    assert "make test" in text
    assert "make demo" in text


def test_the_readmes_are_twins() -> None:
    english, chinese = (
        (
            [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)],
            re.findall(r"^```\w*\n.*?^```", text, re.MULTILINE | re.DOTALL),
            [link for link in _LINK.findall(text) if not link.startswith("README")],
            len(re.findall(r"^\|", text, re.MULTILINE)),
        )
        for text in map(text_of, READMES)
    )
    assert english == chinese


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_and_paths_lead_somewhere(document: str) -> None:
    text, folder = text_of(document), (ROOT / document).parent
    dead = [link for link in _LINK.findall(text) if not (folder / link).exists()]
    named = [path for path in _PATH.findall(text) if NEWCOMER not in path]
    dead += [path for path in named if not (ROOT / path).exists()]
    assert dead == []


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    there = {path.name for path in folder.glob("[0-9]*.md")}
    assert there == set(_LINK.findall(text_of("docs/adr/README.md")))
