"""Holds docs/architecture.md to the code: who may import whom, what core may not call, and how long things may be."""

import ast
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = "supporttray"
FILE_LINES = 300
FUNCTION_LINES = 40


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What touches the world, or waits for it: core has none of it.
IMPURE = words(
    "asyncio concurrent ctypes fcntl fileinput ftplib getpass glob http imaplib io locale logging mmap msvcrt "
    "multiprocessing os pathlib platform poplib pty random secrets select selectors shelve shutil signal smtplib socket "
    "socketserver sqlite3 ssl subprocess sys tempfile threading time urllib uuid webbrowser winreg xmlrpc"
)
PURE = frozenset(sys.stdlib_module_names) - IMPURE
STANDARD = frozenset(sys.stdlib_module_names)


@dataclass(frozen=True)
class Rule:
    """What the files below a place may import: parts of ours, and modules of others."""

    place: str
    ours: frozenset[str]
    others: frozenset[str] = frozenset()
    standard: frozenset[str] = STANDARD


def rule(place: str, ours: str = "", others: str = "", standard: frozenset[str] = STANDARD) -> Rule:
    return Rule(place, words(ours), words(others), standard)


EVERYONE = "*"

# The first place that fits a file decides. `ours` are the names right below the package ("." is the package's own file).
RULES = (
    rule("errors.py"),
    rule("core/triage/signature.py", "core errors", "re2", PURE),
    rule("core/", "core errors", "msgspec", PURE),
    rule("connectors/http.py", "connectors core errors .", "httpx msgspec truststore"),
    rule("connectors/slack/live/socket.py", "connectors core errors .", "websockets msgspec"),
    rule("connectors/pattern.py", "errors", "msgspec re2"),
    rule("connectors/calendar/ics.py", "child connectors", "icalendar recurring_ical_events"),
    rule("connectors/calendar/recurrence.py", "child connectors", "dateutil"),
    rule("connectors/calendar/country.py", "child connectors", "holidays"),
    rule("connectors/", "child connectors core errors .", "defusedxml msgspec"),
    rule("engine/likeness.py", "engine connectors core errors", "rapidfuzz"),
    rule("engine/", "engine connectors core errors .", "msgspec"),
    rule("notify/", "notify core errors", "jeepney desktop_notifier"),
    rule("ui/bridge.py", "ui engine core errors .", "PySide6"),
    rule("ui/app.py", "ui engine notify core errors config paths logs program .", "PySide6"),
    rule("ui/", "ui core errors .", "PySide6"),
    rule("demo/", "demo", "msgspec starlette uvicorn"),
    rule("credentials.py", "errors logs paths program .", "keyring"),
    rule("config/", "config connectors core engine errors paths table .", "msgspec"),
    rule("table.py", "core errors .", "msgspec"),
    rule("setup/document.py", "setup connectors core engine", "tomlkit"),
    rule("setup/", "setup team config connectors core credentials engine errors login logs paths .", "msgspec"),
    rule("team/", "team setup config connectors core credentials engine errors paths .", "msgspec"),
    rule("renewal.py", "errors program ."),
    rule("login/", "login core errors paths program .", "msgspec"),
    rule("update/minisign.py", "errors", "nacl"),
    rule("update/", "update connectors core engine errors paths program .", "msgspec"),
    rule("lines.py", "core engine errors ."),
    rule("paths.py", "errors .", "platformdirs"),
    rule("logs.py", "errors paths ."),
    rule("__init__.py"),
    rule("knock.py"),
    rule("instance.py", "knock core errors ."),
    rule("selftest.py", EVERYONE, "msgspec"),
    rule("__main__.py", "cli program ."),
    rule("program.py", "paths"),
    rule("app.py", EVERYONE, "filelock"),
    rule("session.py", EVERYONE),
    rule("cli.py", EVERYONE, "msgspec"),
    rule("verb/", EVERYONE, "msgspec"),
    rule("compose.py", "core paths template", "msgspec"),
    rule("child.py", "program ."),
    rule("assess.py", "child core engine paths", "msgspec"),
    rule("judge.py", "child core paths", "msgspec"),
    rule("template.py", "child errors", "jinja2"),
)

# module: the only places that import it
OWNERS = {
    "httpx": ("connectors/http.py",),
    "keyring": ("credentials.py",),
    "PySide6": ("ui/", "app.py"),
    "starlette": ("demo/",),
    "uvicorn": ("demo/",),
    "defusedxml": ("connectors/",),
    "icalendar": ("connectors/calendar/ics.py",),  # run in a child process with limits, imported by nothing else
    "recurring_ical_events": ("connectors/calendar/ics.py",),
    "dateutil": ("connectors/calendar/recurrence.py",),  # these as well
    "holidays": ("connectors/calendar/country.py",),
    "websockets": ("connectors/slack/live/socket.py",),  # loaded where an app-level token is
    "re2": ("core/triage/signature.py", "connectors/pattern.py"),
    "sqlite3": ("engine/",),
    "rapidfuzz": ("engine/likeness.py",),
    "nacl": ("update/minisign.py",),
    "jeepney": ("notify/bus.py", "notify/linux.py", "notify/presence_linux.py"),  # there on Linux only
    "desktop_notifier": ("notify/elsewhere.py",),  # heavy, and not there on Linux
    "tomlkit": ("setup/document.py",),
}

# Calls that read a clock or wait; in core the time is an argument.
CLOCKS = words(
    "datetime.now datetime.utcnow datetime.today date.today time.time time.time_ns time.monotonic time.sleep sleep "
    "asyncio.sleep"
)


@dataclass(frozen=True)
class Source:
    """One file of the package: its place below it, and its tree."""

    place: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def mistake(self, line: int, what: str) -> str:
        return f"{PACKAGE}/{self.place}:{line}: {what}"


def sources() -> list[Source]:
    package = ROOT / PACKAGE
    return [
        Source(path.relative_to(package).as_posix(), path.read_text("utf-8")) for path in sorted(package.rglob("*.py"))
    ]


def imports(source: Source) -> Iterator[tuple[int, str]]:
    """Each import's line and full dotted name, also those inside functions; relative ones made absolute."""
    folder = [PACKAGE, *PurePosixPath(source.place).parent.parts]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = folder[: len(folder) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            if module == PACKAGE:
                yield from ((node.lineno, f"{module}.{name.name}") for name in node.names)
            else:
                yield node.lineno, module


def belongs(place: str, rule_place: str) -> bool:
    return place.startswith(rule_place) if rule_place.endswith("/") else place == rule_place


def wrong_imports(source: Source) -> Iterator[str]:
    found = next((each for each in RULES if belongs(source.place, each.place)), None)
    if found is None:
        yield source.mistake(1, "no rule says what this file may import: add one to RULES")
        return
    for line, name in imports(source):
        top, _, rest = name.partition(".")
        if top == PACKAGE:
            part = rest.partition(".")[0]
            part = part if part in PARTS else "."
            if not found.ours & {part, EVERYONE}:
                yield source.mistake(line, f"{found.place} may not import {name}")
        elif top not in found.standard and top not in found.others:
            yield source.mistake(line, f"{found.place} may not import {name}")


PARTS = {each.place.rstrip("/").partition("/")[0].removesuffix(".py") for each in RULES}


def strangers(source: Source) -> Iterator[str]:
    for line, name in imports(source):
        owners = OWNERS.get(name.partition(".")[0])
        if owners and not any(belongs(source.place, owner) for owner in owners):
            yield source.mistake(line, f"only {' and '.join(owners)} import {name}")


def engines_in_ui(source: Source) -> Iterator[str]:
    if source.place.startswith("ui/") and source.place not in ("ui/bridge.py", "ui/app.py"):
        for line, name in imports(source):
            if name.startswith(f"{PACKAGE}.engine"):
                yield source.mistake(line, "only ui/bridge.py and ui/app.py touch the engine")


def clocks_in_core(source: Source) -> Iterator[str]:
    if source.place.startswith("core/"):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and (called := ".".join(ast.unparse(node.func).split(".")[-2:])) in CLOCKS:
                yield source.mistake(node.lineno, f"core calls {called}(): the time is an argument")


def long_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > FILE_LINES:
        yield source.mistake(FILE_LINES + 1, f"the file has {lines} lines, more than {FILE_LINES}")


def long_functions(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield source.mistake(node.lineno, f"{node.name} has {lines} lines, more than {FUNCTION_LINES}")


def without_a_first_line(source: Source) -> Iterator[str]:
    if source.text.strip() and not ast.get_docstring(source.tree):
        yield source.mistake(1, "the file does not tell what it is for")


Check = Callable[[Source], Iterable[str]]
CHECKS: tuple[Check, ...] = (
    wrong_imports,
    strangers,
    engines_in_ui,
    clocks_in_core,
    long_files,
    long_functions,
    without_a_first_line,
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_package_holds_its_rules(check: Check) -> None:
    mistakes = [mistake for source in sources() for mistake in check(source)]
    assert not mistakes, "\n" + "\n".join(mistakes)


PLANTED = (
    (wrong_imports, "core/needs.py", "import os"),
    (wrong_imports, "core/needs.py", "def f():\n    import sqlite3"),
    (wrong_imports, "core/rules/build.py", "from supporttray.engine import store"),
    (wrong_imports, "core/rules/build.py", "from ...engine import store"),
    (wrong_imports, "core/model.py", "from .. import engine"),
    (wrong_imports, "connectors/slack/service.py", "import httpx"),
    (wrong_imports, "connectors/slack/service.py", "from supporttray.config import Config"),
    (wrong_imports, "engine/poller.py", "import httpx"),
    (strangers, "engine/bell.py", "import websockets"),
    (wrong_imports, "notify/linux.py", "from supporttray.engine import engine"),
    (wrong_imports, "ui/tray.py", "import supporttray.engine.engine"),
    (wrong_imports, "ui/pages/inbox.py", "import sqlite4"),
    (wrong_imports, "demo/server.py", "from supporttray import errors"),
    (wrong_imports, "demo/server.py", "from supporttray.core import model"),
    (wrong_imports, "errors.py", "from supporttray import core"),
    (wrong_imports, "surprise.py", "import json"),
    (strangers, "cli.py", "import keyring"),
    (strangers, "cli.py", "from PySide6.QtCore import QObject"),
    (strangers, "engine/store.py", "import uvicorn"),
    (strangers, "notify/choose.py", "def f():\n    import desktop_notifier"),
    (strangers, "notify/voice.py", "from jeepney import MatchRule"),
    (engines_in_ui, "ui/menu.py", "from supporttray.engine.engine import Engine"),
    (clocks_in_core, "core/clock.py", "from datetime import datetime, UTC\nx = datetime.now(UTC)"),
    (clocks_in_core, "core/clock.py", "import datetime\nx = datetime.datetime.now()"),
    (clocks_in_core, "core/clock.py", "import time\ntime.sleep(1)"),
    (long_files, "cli.py", "x = 1\n" * (FILE_LINES + 1)),
    (long_functions, "cli.py", "def f():\n" + "    x = 1\n" * FUNCTION_LINES),
    (without_a_first_line, "cli.py", "x = 1"),
)


@pytest.mark.parametrize(("check", "place", "text"), PLANTED, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_violation_is_found_with_its_file_and_line(check: Check, place: str, text: str) -> None:
    (mistake, *_) = check(Source(place, text))
    assert mistake.startswith(f"supporttray/{place}:")


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (
            "core/model.py",
            '"""Say."""\nfrom datetime import datetime\nimport msgspec\nfrom supporttray.errors import Refused',
        ),
        ("connectors/http.py", '"""Say."""\nimport asyncio\nimport httpx\nfrom supporttray import __version__'),
        (
            "connectors/slack/service.py",
            '"""Say."""\nfrom supporttray.connectors.http import Client\nimport time\ntime.sleep',
        ),
        (
            "ui/bridge.py",
            '"""Say."""\nfrom PySide6.QtCore import QObject\nfrom supporttray.engine.engine import Engine',
        ),
        ("demo/server.py", '"""Say."""\nimport starlette'),
        ("cli.py", '"""Say."""\n' + "x = 1\n" * (FILE_LINES - 1)),
        ("engine/__init__.py", ""),
    ],
)
def test_what_the_rules_allow_is_left_alone(place: str, text: str) -> None:
    assert not [mistake for check in CHECKS for mistake in check(Source(place, text))]
