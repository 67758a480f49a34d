"""The rota that the config itself holds."""

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from supporttray.connectors import Answer
from supporttray.connectors.registry import CONNECTORS, read_only, writes_rota
from supporttray.connectors.roster.file import RosterFile
from supporttray.connectors.rota import CanRoster
from supporttray.core.item import Shift
from supporttray.core.roster import resolved
from tests.connectors.lab import NOON, run


def shifts(me: str, *entries: dict[str, Any]) -> list[Shift]:
    answer = run(RosterFile(msgspec.convert({"shifts": entries}, RosterFile.Options), None, me).fetch(b"", NOON))
    assert isinstance(answer, Answer)
    assert answer.complete
    return [item for item in answer.items if isinstance(item, Shift)]


def entry(person: str, begin: str, end: str, **more: str) -> dict[str, str]:
    return {"person": person, "from": begin, "to": end, **more}


def test_shifts_are_told_in_utc_with_their_domain() -> None:
    [shift] = shifts("", entry("Ada", "2026-11-16T09:00:00+01:00", "2026-11-23T09:00:00+01:00", domain="apps"))
    assert (shift.at, shift.until) == (datetime(2026, 11, 16, 8, tzinfo=UTC), datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert (shift.person, shift.domain, shift.mine) == ("Ada", "apps", False)


@pytest.mark.parametrize(("me", "mine"), [("ada lovelace", True), ("ADA LOVELACE", True), ("Ada", False), ("", False)])
def test_a_shift_is_mine_however_my_name_is_written(me: str, mine: bool) -> None:  # noqa: FBT001
    [shift] = shifts(me, entry("Ada Lovelace", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z"))
    assert shift.mine is mine


def test_the_sharp_s_is_the_same_in_capitals() -> None:
    assert shifts("STRASSER", entry("Straßer", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z"))[0].mine


def test_a_shift_over_the_end_of_summer_time_is_an_hour_longer() -> None:
    [shift] = shifts("", entry("Ada", "2026-10-24T09:00:00+02:00", "2026-10-25T09:00:00+01:00"))
    assert (shift.until - shift.at).total_seconds() == 25 * 3600


def test_two_people_and_two_domains_at_one_time_are_four_shifts() -> None:
    span = ("2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z")
    found = shifts("", *(entry(who, *span, domain=what) for who in ("Ada", "Bo") for what in ("apps", "data")))
    assert len({shift.key for shift in found}) == 4


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("2026-11-16T09:00:00", "2026-11-23T09:00:00Z"),
        ("2026-11-16", "2026-11-23"),
        ("2026-11-23T09:00:00Z", "2026-11-16T09:00:00Z"),
        ("2026-11-16T09:00:00Z", "2026-11-16T10:00:00+01:00"),
        ("0001-01-01T00:00:00+14:00", "2026-11-16T09:00:00Z"),
        ("2026-11-16T09:00:00Z", "9999-12-31T23:59:59-12:00"),
    ],
)
def test_a_shift_that_cannot_be_is_a_mistake(begin: str, end: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        shifts("", entry("Ada", begin, end))


def test_a_swap_goes_before_the_rota() -> None:
    rota = [entry("Ada", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z")]
    swap = entry("Bo", "2026-11-21T09:00:00Z", "2026-11-22T09:00:00Z", instead_of="Ada")
    options = msgspec.convert({"shifts": rota, "swaps": [swap]}, RosterFile.Options)

    answer = run(RosterFile(options, None, "bo").fetch(b"", NOON))

    assert isinstance(answer, Answer)
    plain, over = (item for item in answer.items if isinstance(item, Shift))
    assert (plain.over, over.over, over.instead_of, over.mine) == (False, True, "Ada", True)
    assert [one.person for one in resolved([plain, over])] == ["Ada", "Bo", "Ada"]


def test_a_swap_has_its_own_key_also_with_oneself() -> None:
    same = entry("Ada", "2026-11-16T09:00:00Z", "2026-11-23T09:00:00Z")
    options = msgspec.convert({"shifts": [same], "swaps": [same]}, RosterFile.Options)

    answer = run(RosterFile(options, None, "").fetch(b"", NOON))

    assert isinstance(answer, Answer)
    assert len({item.key for item in answer.items}) == 2


def test_every_rota_says_whether_it_can_be_changed() -> None:
    rosters = {kind for kind, one in CONNECTORS.items() if issubclass(one, CanRoster)}

    assert rosters == {one for one in CONNECTORS if one.startswith("roster.")} | {"pagerduty.oncall", "slack.usergroup"}
    assert writes_rota("roster.file", RosterFile.Options(shifts=()))
    assert read_only("roster.ics", None) == "it is changed where it is kept"
    assert not writes_rota("slack.requests", None)
