"""What the swap dialog begins with, and what it makes of what a person writes."""

import time
from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QDate, QDateTime, Qt, QTime, QTimeZone
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.action import Done
from supporttray.core.duty import Rota, Swap, SwapLine
from supporttray.core.item import OPEN
from supporttray.ui.duty.dialog import SwapDialog
from supporttray.ui.duty.draft import giving, is_mine, swapping, taking
from supporttray.ui.duty.table import Place
from tests.ui.diary import Desk
from tests.ui.duty_lab import APPS, BACKEND, DAY, FRONTEND, LONG, NOON, WHOLE, shift, told

THREE = (*APPS, *BACKEND, *FRONTEND)


def brief(line: SwapLine) -> tuple[object, ...]:
    return (line.person, line.instead_of, line.domain, (line.begin - NOON) / DAY, (line.end - NOON) / DAY)


# --- what is likely


def test_taking_over_is_mine_from_now_until_the_end_of_the_turn_in_the_first_domain_that_is_not_mine() -> None:
    assert brief(taking(told(*THREE), None, NOON)) == ("Ada", "Bo", "backend", 0, 20)
    assert brief(taking(told(*THREE), Place(0, 2), NOON)) == ("Ada", "Cy", "frontend", 0, 8)


def test_handing_over_gives_my_turn_to_whoever_follows() -> None:
    assert brief(giving(told(*THREE), None, NOON)) == ("Jonas", "Ada", "apps", 0, 4)
    assert brief(giving(told(*THREE), Place(0, 1), NOON)) == ("Jonas", "Ada", "apps", 0, 4), "backend is not mine"


def test_i_am_relieved_under_the_name_the_rota_has_for_me() -> None:
    turns = (
        shift("Ada Lovelace", -2, 4, "apps", mine=True),
        shift("ADA", 4, 5, "apps", mine=True),
        shift("Bo", 5, 9, "apps"),
    )
    found = told(*turns)
    assert [row.cells[0].me for row in found.rows] == ["Ada Lovelace", "ADA", "", ""]
    assert brief(giving(found, None, NOON)) == ("Bo", "Ada Lovelace", "apps", 0, 4)


def test_a_swap_is_about_the_chosen_time_but_never_about_what_is_past() -> None:
    later = told(*THREE, now=NOON + DAY)
    assert brief(swapping(later, Place(1, 0), NOON + DAY)) == ("Ada", "Jonas", "apps", 4, 11)
    assert brief(swapping(later, None, NOON + DAY)) == ("", "Ada", "apps", 1, 4)


def test_who_is_on_duty_for_all_is_relieved_in_all() -> None:
    found = told(shift("Jonas", -1, 4), shift("Cy", 0, 9, "frontend"))
    assert brief(taking(found, Place(0, 0), NOON)) == ("Ada", "Jonas", "", 0, 4)
    assert brief(taking(found, Place(0, 1), NOON)) == ("Ada", "", "", 0, 4), "of two people it is not known whom"


def test_an_empty_place_is_taken_in_nobodys_stead_and_an_end_that_nobody_knows_is_a_day_away() -> None:
    nobody = told(shift("Jonas", -3, -1, "apps"))
    assert brief(taking(nobody, None, NOON)) == ("Ada", "", "apps", 0, 1)
    for_ever = told(msgspec.structs.replace(shift("Jonas", -3, 1, "apps"), until=OPEN))
    assert brief(taking(for_ever, None, NOON)) == ("Ada", "Jonas", "apps", 0, 1)


def test_only_who_is_on_duty_now_has_something_to_hand_over() -> None:
    assert [is_mine(one) for one in (told(*THREE), told(shift("Ada", 1, 2)), Rota())] == [True, False, False]


# --- the dialog


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def dialog(parent: QWidget, desk: Desk, found: Rota, draft: SwapLine) -> SwapDialog:
    made = SwapDialog("Swap", found, draft, desk, parent)
    made.open()
    return made


def at(day: int, hour: int) -> QDateTime:
    return QDateTime(QDate(2026, 12, day), QTime(hour, 0), QTimeZone(QTimeZone.Initialization.UTC))


def test_what_is_written_is_what_is_swapped_in_the_workspaces_zone(qtbot: QtBot, parent: QWidget, desk: Desk) -> None:
    found = msgspec.structs.replace(told(*WHOLE), zone="Europe/Berlin")
    one = dialog(parent, desk, found, giving(found, None, NOON))
    one.person.setCurrentText("  Zoë  ")
    one.begin.setDateTime(at(10, 9))
    one.end.setDateTime(at(11, 9))
    one.domain.setCurrentIndex(0)
    desk.answers[Swap] = Done("Written.")
    with qtbot.waitSignal(one.made) as said:
        one.make.click()
    (action,) = desk.all(Swap)
    assert isinstance(action, Swap)
    assert (action.swap.person, action.swap.instead_of, action.swap.domain) == ("Zoë", "Ada", "")
    assert [moment.isoformat() for moment in (action.swap.begin, action.swap.end)] == [
        "2026-12-10T08:00:00+00:00",
        "2026-12-11T08:00:00+00:00",
    ]
    assert said.args == ["Written."]


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine's clock is Berlin's."""
    with monkeypatch.context() as here:
        here.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("berlin")
@pytest.mark.parametrize("zone", ["Europe/Berlin", ""])
@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("2026-12-12T09:00", "2026-12-12T08:00:00+00:00"),
        ("2027-03-28T02:30", "2027-03-28T01:00:00+00:00"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00+00:00"),
    ],
    ids=["winter", "a time that is skipped", "the first of a time that comes twice"],
)
def test_a_time_on_the_wall_is_one_of_the_workspaces_zone_or_the_machines(
    parent: QWidget, desk: Desk, zone: str, wall: str, utc: str
) -> None:
    found = msgspec.structs.replace(told(*WHOLE), zone=zone)
    one = dialog(parent, desk, found, giving(found, None, NOON))
    one.begin.setDateTime(QDateTime.fromString(f"{wall}Z", Qt.DateFormat.ISODate))
    assert one.swap().begin.isoformat() == utc


def test_it_begins_with_what_is_likely_and_offers_all_that_are_known(parent: QWidget, desk: Desk) -> None:
    found = told(*WHOLE)
    one = dialog(parent, desk, found, taking(found, Place(0, 1), NOON))
    assert one.swap() == taking(found, Place(0, 1), NOON)
    assert [one.person.itemText(row) for row in range(one.person.count())] == ["Ada", "Bo", "Cy", "Dee", "Jonas"]
    assert [one.domain.itemText(row) for row in range(one.domain.count())] == [
        "all domains",
        "apps",
        "backend",
        "frontend",
    ]


def test_nobody_and_an_end_before_the_begin_cannot_be_made(parent: QWidget, desk: Desk) -> None:
    found = told(*WHOLE)
    one = dialog(parent, desk, found, taking(found, None, NOON))
    assert one.make.isEnabled()
    one.person.setCurrentText("  ")
    assert not one.make.isEnabled()
    one.person.setCurrentText("Ada")
    one.end.setDateTime(at(1, 9))
    assert not one.make.isEnabled()
    assert one.said.text() == "It ends before it begins."
    one.end.setDateTime(at(30, 9))
    assert one.make.isEnabled()
    assert one.said.text() == ""


def test_while_it_is_written_nothing_is_made_twice(parent: QWidget, desk: Desk) -> None:
    desk.slow = True
    found = told(*WHOLE)
    one = dialog(parent, desk, found, taking(found, None, NOON))
    one.make.click()
    one.make.click()
    assert len(desk.all(Swap)) == 1
    assert one.said.text() == "Writing it…"


def test_a_long_name_does_not_set_the_width(parent: QWidget, desk: Desk) -> None:
    found = told(shift(LONG, -1, 9, "apps"))
    one = dialog(parent, desk, found, taking(found, None, NOON))
    assert one.instead_of.currentText() == LONG
    assert one.minimumSizeHint().width() < 600


def test_every_field_has_a_name(parent: QWidget, desk: Desk) -> None:
    found = told(*WHOLE)
    one = dialog(parent, desk, found, taking(found, None, NOON))
    names = [field.accessibleName() for field in (one.person, one.begin, one.end, one.instead_of, one.domain)]
    assert names == ["Who is on duty", "From", "Until", "Instead of", "Domain"]
