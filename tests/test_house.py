"""The house checks itself: what neither the linter nor the import contracts can see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import bots

ROOT = Path(__file__).parent.parent
PACKAGES = ("bots", "core", "console", "sandbox", "cli")

LONGEST = 300
LONGER = {
    "core/migrations/versions/0001_first_tables.py": "written by Alembic; never edited once released",
}

PLATFORM_FILES = ("__init__.py", "channel.py", "parse.py", "render.py", "settings.py")
PLATFORM_NAMES = re.compile(r"(?i:telegram|twitter|discord|tweepy)|(?<![\w\[|\\])X(?![\w|\]])")
NAMES_PLATFORMS = {
    "core/rules/counterparty.py": "names that customers write and that are nobody's account",
    "core/rules/language.py": "names that customers write in any language",
    "core/rules/lexicon/topics_en.py": "names that advertisers and cheats write",
}

BANNED_NAMES = {"utils", "helpers", "common", "manager", "service", "data", "info", "process"}

LIBRARIES = {
    "telegram": ("bots/telegram/",),
    "tweepy": ("bots/twitter/",),
    "discord": ("bots/discord/",),
    "apscheduler": ("core/jobs/",),
    "fastapi": ("console/", "sandbox/", "cli/"),
    "starlette": ("console/", "sandbox/", "cli/"),
    "uvicorn": ("console/", "sandbox/", "cli/"),
    "prometheus_client": ("console/",),
    "opencc": ("core/rules/",),
    "phonenumbers": ("core/rules/",),
    "rapidfuzz": ("core/rules/",),
    "sklearn": ("core/rules/",),
    "bm25s": ("core/rules/",),
}

# in pieces, so that this file does not hold what it looks for
ELSEWHERE = re.compile(
    "|".join(
        (
            r"(?<![\w.])/wo" r"rk/",
            r"(?<![\w.])/(?:ho" r"me|Use" r"rs)/\w",
            r"(?<![\w.])/ro" r"ot/",
            r"files\.pythonho" r"sted",
            r"pypi\.o" r"rg",
            r"registry\.npm" r"js",
        )
    )
)


def tracked(*suffixes: str) -> list[Path]:
    """The project's own files, those not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    files = {ROOT / name for name in listed.split("\0") if name}
    return sorted(f for f in files if f.is_file() and (not suffixes or f.suffix in suffixes))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def our_python() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the product, parsed."""
    for path in tracked(".py"):
        if (name := name_of(path)).startswith(tuple(f"{package}/" for package in PACKAGES)):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def public_functions(module: ast.Module) -> list[str]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [
        node.name
        for node in module.body
        if isinstance(node, functions) and not node.name.startswith("_")
    ]


def test_there_is_something_to_check() -> None:
    seen = {name.partition("/")[0] for name, _ in our_python()}
    assert seen == set(PACKAGES)


def test_python_files_are_short() -> None:
    long = {
        name_of(path): count
        for path in tracked(".py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert {name: count for name, count in long.items() if name not in LONGER} == {}
    assert LONGER.keys() <= long.keys(), "an exception that nobody needs any more"


@pytest.mark.parametrize("platform", bots.platforms())
def test_every_platform_has_the_same_rooms(platform: str) -> None:
    missing = [file for file in PLATFORM_FILES if not (ROOT / "bots" / platform / file).is_file()]
    assert missing == []
    assert (ROOT / "sandbox" / platform / "__init__.py").is_file(), "no emulator"
    assert any((ROOT / "tests" / "bots" / platform / "fixtures").glob("*.json")), "no fixtures"


def test_an_action_is_one_verb() -> None:
    wrong = {
        name: functions
        for name, module in our_python()
        if name.startswith("core/actions/") and not name.endswith("__init__.py")
        if (functions := public_functions(module)) != [Path(name).stem]
    }
    assert wrong == {}


def test_a_query_says_what_it_reads() -> None:
    wrong = [
        f"{name}: {function}"
        for name, module in our_python()
        if name.startswith("core/queries/")
        for function in public_functions(module)
        if function.startswith("get_")
    ]
    assert wrong == []


def test_the_desk_names_no_platform() -> None:
    named = {
        name_of(path): sorted({found[0].lower() for found in PLATFORM_NAMES.finditer(text)})
        for path in tracked(".py")
        if name_of(path).startswith("core/")
        and PLATFORM_NAMES.search(text := path.read_text(encoding="utf-8"))
    }
    assert {name: words for name, words in named.items() if name not in NAMES_PLATFORMS} == {}
    assert NAMES_PLATFORMS.keys() <= named.keys(), "an exception that nobody needs any more"


def test_libraries_stay_in_their_rooms() -> None:
    strays = []
    for name, module in our_python():
        for node in ast.walk(module):
            imported: list[str] = []
            if isinstance(node, ast.Import):
                imported = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported = [node.module or ""]
            for library in {one.partition(".")[0] for one in imported} & LIBRARIES.keys():
                if not name.startswith(LIBRARIES[library]):
                    strays.append(f"{name}: {library}")
    assert strays == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    wrong = [
        name_of(path)
        for path in tracked(".py")
        if BANNED_NAMES & set(path.stem.split("_")) or BANNED_NAMES & set(path.parent.parts[-1:])
    ]
    assert wrong == []


def test_tests_are_no_package() -> None:
    packages = [name_of(path) for path in tracked(".py") if path.name == "__init__.py"]
    assert [name for name in packages if name.startswith("tests/")] == []


def test_the_tree_names_no_machine_and_no_registry() -> None:
    found = []
    for path in tracked():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # no text
        found += [
            f"{name_of(path)}:{n}" for n, line in enumerate(lines, 1) if ELSEWHERE.search(line)
        ]
    assert found == []
    pinned = [path for path in tracked(".txt") if path.name.startswith("requirements")]
    assert len(pinned) == 3
    assert [name_of(path) for path in pinned if "://" in path.read_text(encoding="utf-8")] == []
