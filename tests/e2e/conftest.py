"""The day of small steps, and an app for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.play import App, Company, app, company

STEPS = Path(__file__).with_name("steps.toml")


@pytest.fixture
def stairs(tmp_path: Path) -> Iterator[Company]:
    """A company that lives by the test's hand only."""
    with company(tmp_path / "company", "--hand", f"--scenario={STEPS}") as one:
        yield one


@pytest.fixture
def watcher(stairs: Company, tmp_path: Path) -> Iterator[App]:
    """An app that watches it; the test starts it."""
    with app(stairs.config, tmp_path / "app") as one:
        yield one
