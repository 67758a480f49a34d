"""A newer version that is put over the running app: it is noticed once it is whole, and the app starts itself anew."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray import cli, renewal
from supporttray.errors import Left, Replaced


class Enough(Exception):
    """All that a test plays was played."""


def play(file: Path, *steps: Callable[[], object]) -> int:
    """Do a step between two looks each; return how many looks it took until the newer one was noticed."""
    looks = 0

    async def sleep(span: timedelta) -> None:
        nonlocal looks
        assert span == renewal.EVERY
        if looks == len(steps):
            raise Enough
        steps[looks]()
        looks += 1

    with pytest.raises(Replaced):
        asyncio.run(renewal.watch(str(file), sleep))
    return looks


def nothing() -> None:
    """Nothing happens."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "supporttray"
    made.write_text("old")
    return made


def test_what_stays_as_it_is_is_watched_on(file: Path) -> None:
    with pytest.raises(Enough):
        play(file, nothing, nothing, nothing)


def test_a_newer_one_is_noticed_when_it_no_longer_changes(file: Path) -> None:
    """dpkg puts the new file beside the old one and renames it, then writes the others."""

    def replace(text: str) -> Callable[[], object]:
        def do() -> None:
            fresh = file.with_name("fresh")
            fresh.write_text(text)
            fresh.replace(file)

        return do

    assert play(file, nothing, file.unlink, nothing, replace("half"), replace("newer"), nothing) == 6


def test_an_app_that_was_removed_is_not_started_anew(file: Path) -> None:
    with pytest.raises(Enough):
        play(file, file.unlink, nothing, nothing)


def test_it_ends_as_one_that_was_asked_to() -> None:
    assert issubclass(Replaced, Left)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["run", "--background"]),
        (["--background"], ["run", "--background"]),
        (["run", "--workspace", "second"], ["run", "--workspace", "second", "--background"]),
        (["supporttray:builds"], ["run", "--background"]),
        (["demo", "--speed", "5"], ["demo", "--speed", "5"]),
    ],
)
def test_it_starts_as_it_was_started_and_opens_nothing(before: list[str], after: list[str]) -> None:
    assert cli.anew(before) == after


@given(st.lists(st.sampled_from(["run", "--background", "--workspace", "w", "supporttray:next"]), max_size=4))
def test_starting_anew_twice_is_the_same(words: list[str]) -> None:
    once = cli.anew(words)
    assert cli.anew(once) == once
