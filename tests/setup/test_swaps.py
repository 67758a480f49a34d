"""A swap is written where the rota is kept, and taken away there. What makes no sense is said, and nothing is written."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supporttray import config
from supporttray.config.team import copy
from supporttray.core.duty import SwapLine
from supporttray.errors import ConfigError, NotDone
from supporttray.setup import swaps
from tests.setup.rota_case import ADA, HEAD, NOW, ROTA, TABLE, line, on_duty, team

# --- into the config


def test_a_swap_stands_in_the_config_in_the_workspaces_time_and_all_else_stays(path: Path) -> None:
    path.write_text(ROTA)

    told = swaps.swap(path, line(), NOW)

    assert told == (f"Written into {path}.", True)
    new = path.read_text()
    swap = 'swaps = [\n    {person = "Bo", from = 2026-11-24T13:00:00+01:00, to = 2026-11-25T13:00:00+01:00},\n]\n'
    assert new.replace(swap, "") == ROTA
    assert swap in new
    assert path.with_name("config.toml.before").read_text() == ROTA
    assert on_duty(path, 30) == ["Bo"]
    assert on_duty(path, 50) == ["Ada"]


@pytest.mark.parametrize("table", [False, True])
@pytest.mark.parametrize("hour", [0, 1])
def test_a_swap_may_begin_or_end_in_the_hour_that_comes_twice(path: Path, *, hour: int, table: bool) -> None:
    if table:
        team(path.parent, (HEAD + "Ada,2026-10-01,2026-11-29,\n").encode())
    else:
        path.write_text(ROTA)
    twice = datetime(2026, 10, 25, hour, 30, tzinfo=UTC)  # 02:30 in Berlin, both times
    for begin, end in ((twice, twice + timedelta(hours=9)), (twice - timedelta(hours=9), twice)):
        wanted = SwapLine(person="Bo", begin=begin, end=end)
        swaps.swap(path, wanted, begin)
        (there,) = swaps.written(path)
        assert (there.begin.astimezone(UTC), there.end.astimezone(UTC)) == (begin, end)
        swaps.unswap(path, there)
        assert swaps.written(path) == ()


def test_a_swap_knows_its_domain_and_in_whose_place(path: Path) -> None:
    path.write_text(ROTA)

    swaps.swap(path, line(domain="apps", instead_of="Ada"), NOW)

    (swap,) = swaps.written(path)
    assert (swap.domain, swap.instead_of, swap.source) == ("apps", "Ada", "rota")


def test_without_a_rota_in_the_config_there_is_a_watch_for_swaps_which_is_no_rota_by_itself(path: Path) -> None:
    path.write_text('schema = 1\nme = "Ada"\n')

    swaps.swap(path, line(), NOW)

    (watch,) = config.load(path).watches
    assert (watch.kind, watch.name, watch.options.shifts) == ("roster.file", "swaps", ())
    assert [on_duty(path, hours) for hours in (0, 30)] == [[], ["Bo"]]
    (only,) = swaps.written(path)
    swaps.unswap(path, only)
    assert on_duty(path) == []


def test_a_rule_keeps_its_swaps_itself_where_the_config_has_no_other_rota(path: Path) -> None:
    path.write_text(
        '[[watch]]\nkind = "roster.rule"\npeople = ["Ada", "Bo"]\nstart = 2026-11-16\nzone = "Europe/Berlin"\n'
    )

    swaps.swap(path, line("Cy"), NOW)

    assert [watch.kind for watch in config.load(path).watches] == ["roster.rule"]
    assert on_duty(path, 30) == ["Cy"]


@pytest.mark.parametrize(
    "text",
    [
        'watch = [{ kind = "roster.file", shifts = [] }]\n',
        '[[watch]]\nkind = "roster.file"\n[[watch.shifts]]\nperson = "Ada"\nfrom = 2026-11-16T09:00:00Z\nto = 2026-11-30T09:00:00Z\n',
        '[[watch]]\nkind = "roster.file"\nshifts = []\n[[watch.swaps]]\nperson = "Cy"\nfrom = 2026-11-16T09:00:00Z\nto = 2026-11-30T09:00:00Z\n',
        '[[watch]]\nkind = "roster.file"\nshifts = []\nswaps = []  # none yet\n\n[daily_]\n'.replace("[daily_]\n", ""),
    ],
)
def test_a_config_may_be_written_in_any_form(path: Path, text: str) -> None:
    path.write_text(text)
    before = len(swaps.written(path))

    swaps.swap(path, line(), NOW)
    swaps.swap(path, line("Cy"), NOW)

    assert [one.person for one in swaps.written(path)][before:] == ["Bo", "Cy"]
    swaps.unswap(path, line())
    assert [one.person for one in swaps.written(path)][before:] == ["Cy"]


def test_the_lines_of_a_config_end_as_they_did(path: Path) -> None:
    path.write_bytes(ROTA.replace("\n", "\r\n").encode())

    swaps.swap(path, line(), NOW)

    body = path.read_bytes()
    assert body.count(b"\n") == body.count(b"\r\n") > ROTA.count("\n")


@pytest.mark.parametrize("name", ['Bo "the" Second', "O'Neil, Zoë", 'x"]\n[service.x]', "''' # \\u0041", "=Bo", "李"])
def test_whatever_a_name_says_it_stays_a_name(path: Path, name: str) -> None:
    path.write_text(ROTA)

    swaps.swap(path, line(name, domain=name, instead_of=name), NOW)

    (swap,) = swaps.written(path)
    assert swap.person == " ".join(name.split())
    assert config.load(path).accounts == {}


def test_a_calendar_is_read_only_and_that_is_said(path: Path) -> None:
    path.write_text(
        f'{ROTA}[service.web]\nkind = "web"\naddress = "https://x.example/a.ics"\n[[watch]]\nkind = "roster.ics"\nname = "cal"\nsummary = "{{person}}"\n'
    )

    told = swaps.swap(path, line(), NOW)

    why = "cal (it is changed where it is kept) cannot be changed from here: tell the PM."
    assert told.said == f"Written into {path}; {why}"
    with pytest.raises(NotDone, match="cal cannot be changed from here"):
        swaps.unswap(path, line("Cy", source="cal"))


def test_what_the_teams_file_says_is_not_changed(path: Path) -> None:
    path.write_text('me = "Ada"\nteam = "https://team.example/team.toml"\n')
    theirs = copy(path)
    theirs.write_text(ROTA.replace('me = "Ada"\n', "").replace('name = "rota"', 'name = "swaps"'))
    before = theirs.read_bytes()

    told = swaps.swap(path, line(), NOW)

    why = "swaps (it stands in the team's file) cannot be changed from here: tell the PM."
    assert told.said == f"Written into {path}; {why}"
    assert [(watch.name, len(watch.options.swaps)) for watch in config.load(path).watches] == [
        ("swaps 2", 1),
        ("swaps", 0),
    ]
    assert "2026-11-24T13:00:00+01:00" in path.read_text()
    assert on_duty(path, 30) == ["Bo"]
    with pytest.raises(NotDone, match="it stands in the team's file"):
        swaps.unswap(path, line("Cy", source="swaps"))
    swaps.take_turn(path, "Cy", NOW + timedelta(days=1), NOW)
    assert "Cy" in on_duty(path)
    assert theirs.read_bytes() == before


# --- what makes no sense


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (line(""), "Say who takes over."),
        (line(" \n"), "Say who takes over."),
        (line(begin=2, end=2), "It ends before it begins."),
        (line(begin=3, end=2), "It ends before it begins."),
        (line(begin=-9, end=-1), "It has ended already."),
        (line("B" * 101), "A name has 100 letters at the most."),
        (line(end=10_000_000), "It lies outside the years 1970 to 2999."),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(path: Path, wrong: SwapLine, said: str) -> None:
    path.write_text(ROTA)

    with pytest.raises(NotDone) as caught:
        swaps.swap(path, wrong, NOW)

    assert caught.value.phrase == said
    assert path.read_text() == ROTA


def test_the_same_swap_again_is_said_wherever_it_stands(table: Path, path: Path) -> None:
    for rota in (ROTA, TABLE.replace("PATH", str(table))):
        path.write_text(rota)
        swaps.swap(path, line(), NOW)
        with pytest.raises(NotDone, match="Bo is down for that already"):
            swaps.swap(path, line(), NOW)


def test_a_swap_that_has_gone_is_said(table: Path, path: Path) -> None:
    swaps.swap(path, line(), NOW)
    (swap,) = swaps.written(path)
    assert swaps.unswap(path, swap).said == f"Taken out of {table}."
    assert table.read_text() == HEAD + ADA

    with pytest.raises(NotDone, match="not there any more"):
        swaps.unswap(path, swap)


def test_what_is_only_tried_writes_nothing(table: Path, path: Path) -> None:
    before = path.read_bytes(), table.read_bytes()

    assert swaps.swap(path, line(), NOW, dry=True).said == f"It would be written into {table}."

    assert (path.read_bytes(), table.read_bytes()) == before


def test_a_config_with_mistakes_or_none_is_not_written(path: Path) -> None:
    with pytest.raises(NotDone, match="no config yet"):
        swaps.swap(path, line(), NOW)
    path.write_text("schema = 2\n")
    with pytest.raises(ConfigError, match="schema is not known"):
        swaps.swap(path, line(), NOW)
    assert path.read_text() == "schema = 2\n"


def test_who_is_on_duty_by_hand_is_where_there_was_no_rota(path: Path) -> None:
    path.write_text('me = "Ada"  # me\n')

    swaps.take_turn(path, "Bo", NOW + timedelta(days=1), NOW)

    assert on_duty(path) == ["Bo"]
    assert path.read_text().startswith('me = "Ada"  # me\n')
    with pytest.raises(NotDone, match="must lie ahead"):
        swaps.take_turn(path, "Bo", NOW, NOW)
