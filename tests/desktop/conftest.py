"""Fixtures of the desktop tests. They run inside lab/desktop.sh, as make test starts it."""

import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

if TYPE_CHECKING:
    from tests.desktop.lab.daemon import Daemon
    from tests.desktop.lab.session import AppProcess, Desktop
    from tests.desktop.lab.tree import Tree

HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / "test-results" / "desktop"
DESKTOP = pytest.StashKey["Desktop"]()


class StartApp(Protocol):
    """What the fixture app_process is."""

    def __call__(self, command: Sequence[str], env: Mapping[str, str] | None = None) -> "AppProcess": ...


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.desktop)


@pytest.fixture
def desktop(request: pytest.FixtureRequest, home: Path, tmp_path: Path) -> Iterator["Desktop"]:
    """The desktop, with a panel in it and with nothing of another test; its programs get a fresh home."""
    if "DESKTOP_LAB" not in os.environ:
        missing = "a desktop test runs inside the desktop: make test (its packages: sudo make deps)"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    from tests.desktop.lab.panel import Panel  # noqa: PLC0415 - its D-Bus library is there on Linux only
    from tests.desktop.lab.session import Desktop  # noqa: PLC0415

    with Panel() as panel:
        here = Desktop(panel, tmp_path, home)
        request.node.stash[DESKTOP] = here
        if not panel.there():
            here.start_panel()
        yield here
        for process in here.processes:
            process.end()


@pytest.fixture
def app_process(desktop: "Desktop") -> StartApp:
    """Start a program in the desktop and wait for its tray item."""

    def start(command: Sequence[str], env: Mapping[str, str] | None = None) -> "AppProcess":
        process = desktop.start(command, env)
        process.item()
        return process

    return start


@pytest.fixture(params=["dunst", "xfce4"])
def notifications(request: pytest.FixtureRequest, desktop: "Desktop") -> Iterator["Daemon"]:
    """The notification daemon of the test, fresh and with nothing on the screen: once each, or the one that the test names.

    For one only: @pytest.mark.parametrize("notifications", ["dunst"], indirect=True). `stop()` and `start()` are the test's.
    """
    from tests.desktop.lab.daemon import DAEMONS  # noqa: PLC0415

    assert desktop.panel
    with DAEMONS["dunst"]() as usual:
        usual.stop()
        with DAEMONS[request.param]() as daemon:
            daemon.start()
            yield daemon
    usual.start()


@pytest.fixture
def tree(desktop: "Desktop") -> Iterator["Tree"]:
    """The accessibility tree: read programs' windows, press, type. How: lab/tree.py."""
    from tests.desktop.lab.tree import Tree  # noqa: PLC0415

    assert desktop.panel
    with Tree() as seen:
        yield seen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep the evidence of a failure while the programs still run."""
    report = yield
    here = item.stash.get(DESKTOP, None)
    if here and report.when in ("setup", "call") and report.failed:
        folder = RESULTS / re.sub(r"[^\w.-]+", "-", item.name)
        with contextlib.suppress(Exception):  # evidence must not hide the failure itself
            here.keep_evidence(folder)
        report.sections.append(("evidence", f"kept in {folder}"))
    return report
