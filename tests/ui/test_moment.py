"""A field for a moment shows the wall's clock, also where people write from right to left."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.ui.part.moment import MomentField, rounded

AT = datetime(2026, 12, 8, 15, 4, 30, tzinfo=UTC)


@pytest.fixture(params=["left to right", "right to left"])
def _direction(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[None]:
    before = qapp.layoutDirection()
    if request.param == "right to left":
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(before)


@pytest.mark.usefixtures("_direction")
def test_a_moment_reads_as_a_person_writes_it_in_every_direction(qtbot: QtBot) -> None:
    field = MomentField("Until when")
    qtbot.addWidget(field)
    field.tell(AT, ZoneInfo("Asia/Jerusalem"))
    assert field.text() == "Tue 8 Dec 2026 17:04"
    assert field.moment(ZoneInfo("Asia/Jerusalem")) == AT.replace(second=0)


def test_what_is_proposed_is_at_a_quarter_of_an_hour() -> None:
    assert rounded(AT, 15) == datetime(2026, 12, 8, 15, 0, tzinfo=UTC)
    assert rounded(AT + timedelta(minutes=11), 15) == datetime(2026, 12, 8, 15, 15, tzinfo=UTC)
