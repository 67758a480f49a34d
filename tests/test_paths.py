"""Where things lie, and that no name leads out of there."""

import os
from pathlib import Path

import pytest

from supporttray.errors import ConfigError
from supporttray.paths import resource, workspace


def test_the_default_workspace_lies_where_the_system_wants_it(home: Path) -> None:
    place = workspace()
    assert place.config == home / ".config/supporttray/default.toml"
    assert place.state == home / ".local/state/supporttray/default"
    assert {place.database.parent, place.lock.parent, place.log.parent} == {place.state}
    assert place.keyring_name == "supporttray"


def test_a_named_workspace_shares_nothing_with_another() -> None:
    one, other = workspace("one"), workspace("other")
    assert len({one.config, other.config, one.state, other.state, one.keyring_name, other.keyring_name}) == 6


def test_a_config_by_its_path_is_a_workspace_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = workspace(config=tmp_path / "a/my.toml"), workspace(config=tmp_path / "b/my.toml")
    monkeypatch.chdir(tmp_path / "a")
    assert first.state != second.state
    assert workspace(config=Path("my.toml")) == first
    assert workspace("named", tmp_path / "a/my.toml").state == workspace("named").state


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".", "..", ".hidden", "-x", "a b", "ä", "a\n", "a" * 62, "a\\b"])
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is no name of a workspace"):
        workspace(name)


def test_a_path_that_leads_in_circles_is_a_path_all_the_same(tmp_path: Path) -> None:
    loop = tmp_path / "loop.toml"
    loop.symlink_to(loop)
    assert workspace(config=loop).name.startswith("loop-")


def test_the_resources_are_there() -> None:
    for name in ("icons", "demo/day.toml", "example.toml"):
        assert os.path.exists(resource(name))  # noqa: PTH110
