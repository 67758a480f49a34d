"""Swaps written and taken away in any order, and by several programs at once: nothing else changes, and nothing is lost."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supporttray import config
from supporttray.errors import NotDone
from supporttray.setup import exchange, swaps
from tests.setup.rota_case import NOW, ROTA, line, team

ROOT = Path(__file__).parents[2]
NAMES = st.text(max_size=12).filter(lambda name: not name.strip().startswith(("=", "+", "-", "@")))
SWAPS = st.builds(
    lambda person, begin, span, domain: line(person, begin, begin + span, domain=domain),
    st.sampled_from(["Bo", "Cy", "O'Neil, Zoë", 'a "b"']) | NAMES,
    st.integers(-40, 40),
    st.integers(1, 90),
    st.sampled_from(["", "shop"]),
)
STEPS = st.lists(SWAPS | st.integers(0, 5), max_size=8)  # a number takes one away


def play(path: Path, steps: list) -> None:  # type: ignore[type-arg]
    """Take the steps, as far as they make sense."""
    for step in steps:
        there = swaps.written(path)
        try:
            if not isinstance(step, int):
                swaps.swap(path, step, NOW)
                assert len(swaps.written(path)) == len(there) + 1
            elif there:
                swaps.unswap(path, there[step % len(there)])
                assert len(swaps.written(path)) == len(there) - 1
        except NotDone:
            assert swaps.written(path) == there


def clear(path: Path) -> None:
    for one in swaps.written(path):
        swaps.unswap(path, one)


@settings(max_examples=60)
@given(
    steps=STEPS,
    head=st.permutations(["person", "from", "to", "domain", "swap", "Phone"]),
    delimiter=st.sampled_from(",;\t"),
    ending=st.sampled_from(["\n", "\r\n", "\r"]),
    whole=st.booleans(),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    blank=st.integers(0, 2),
)
def test_of_a_table_every_other_byte_stays(
    steps: list,  # type: ignore[type-arg]
    head: list[str],
    delimiter: str,
    ending: str,
    mark: bytes,
    blank: int,
    *,
    whole: bool,
) -> None:
    row = {"person": '"A;d,a\t"', "from": "2026-11-16", "to": "2026-11-29", "Phone": f'"+1{ending}é"'}
    lines = [delimiter.join(head), *[""] * blank, delimiter.join(row.get(name, "") for name in head)]
    old = mark + (ending.join(lines) + (ending if whole else "")).encode()
    with tempfile.TemporaryDirectory() as folder:
        file = team(Path(folder), old)
        play(Path(folder) / "config.toml", steps)
        assert file.read_bytes().startswith(old)
        clear(Path(folder) / "config.toml")
        assert file.read_bytes() == old


@settings(max_examples=60)
@given(steps=STEPS, kept=st.booleans())
def test_of_a_config_all_else_stays(steps: list, *, kept: bool) -> None:  # type: ignore[type-arg]
    old = ROTA.replace("# the end", "swaps = [\n  # mine\n]  # kept\n# the end") if kept else ROTA
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(old)
        play(path, steps)
        clear(path)
        text = path.read_text()
        assert config.parse(text, "new").watches[0].options == config.parse(old, "old").watches[0].options
        assert [line for line in text.splitlines() if line.strip() not in ("swaps = []", "swaps = [", "]")] == [
            line for line in old.splitlines() if line.strip() not in ("swaps = []", "swaps = [", "]")
        ]


WRITER = """
import sys
from pathlib import Path
from supporttray.setup import swaps
from tests.setup.rota_case import NOW, line
for number in range(10):
    swaps.swap(Path(sys.argv[1]), line(f"{sys.argv[2]} {number}"), NOW)
"""


@pytest.mark.parametrize("kept", ["table", "config"])
def test_two_programs_that_write_at_once_lose_nothing(tmp_path: Path, kept: str) -> None:
    path = tmp_path / "config.toml"
    if kept == "table":
        team(tmp_path)
    else:
        path.write_text(ROTA)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, path, name], cwd=ROOT) for name in ("Bo", "Cy", "Di")]

    assert [writer.wait(60) for writer in writers] == [0, 0, 0]

    names = [one.person for one in swaps.written(path)]
    assert sorted(names) == sorted(f"{name} {number}" for name in ("Bo", "Cy", "Di") for number in range(10))
    assert [one.name for one in tmp_path.rglob(".*")] == []


def test_what_somebody_wrote_between_our_look_and_our_writing_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, path = team(tmp_path), tmp_path / "config.toml"
    claimed = exchange._claimed
    theirs = [b"Zoe,2026-11-16,2026-11-29,\n", b"Yan,2026-11-16,2026-11-29,\n"]

    def late(target: Path) -> Path:
        if theirs:
            file.write_bytes(file.read_bytes() + theirs.pop())
        return claimed(target)

    monkeypatch.setattr(exchange, "_claimed", late)
    swaps.swap(path, line(), NOW)

    assert [row.partition(",")[0] for row in file.read_text().splitlines()] == ["person", "Ada", "Yan", "Zoe", "Bo"]


def test_a_program_that_never_gets_done_is_not_waited_for_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, path = team(tmp_path), tmp_path / "config.toml"
    file.with_name(".rota.csv.new").touch()
    monkeypatch.setattr(exchange, "PATIENCE_S", 0.05)

    with pytest.raises(NotDone, match="is being written by another program"):
        swaps.swap(path, line(), NOW)

    monkeypatch.setattr(exchange, "LEFT_S", -1.0)  # it was killed long ago
    assert swaps.swap(path, line(), NOW).said == f"Written into {file}."
