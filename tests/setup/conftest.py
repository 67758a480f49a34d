"""What the tests of swaps write into."""

from pathlib import Path

import pytest

from tests.setup.rota_case import team


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the config lies."""
    return tmp_path / "config.toml"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of the team's that the config names."""
    return team(tmp_path)
