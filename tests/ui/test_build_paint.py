"""How a build is drawn: its state and its runs are told by their shapes, so that no colour is needed for it."""

import msgspec
import pytest
from PySide6.QtCore import QAbstractItemModel, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.ui.builds import word
from supporttray.ui.builds.model import BuildModel, Column
from supporttray.ui.builds.paint import RUNS, STEP, bars
from supporttray.ui.builds.shape import DRAWN, shapes
from supporttray.ui.grid.shape import tone
from tests.ui.build_lab import BROKEN, FINE, FULL, LINES, NOON, ODD, line, runs

HIGH = 14
PALETTES = {"light": QPalette(QColor("#ffffff")), "dark": QPalette(QColor("#1d1d1d"))}


def drawn(ended: str, *, right_to_left: bool = False) -> list[str]:
    """Draw runs in one colour only, with as much room before the bars; return the columns of pixels as signs, from the left."""
    wide = RUNS * STEP
    image = QImage(2 * wide, HIGH, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    bars(
        painter,
        QRect(0 if right_to_left else wide, 0, wide, HIGH),
        runs(ended),
        (QColor("black"),) * 3,
        mirrored=right_to_left,
    )
    painter.end()
    columns = (place * STEP + 1 for place in range(2 * RUNS))
    return ["".join("#" if image.pixelColor(x, y) == QColor("black") else "." for y in range(HIGH)) for x in columns]


def test_a_run_is_told_by_its_height_and_its_cut_alone() -> None:
    ignored, passed, failed, errored = drawn("o+-x")[-4:]
    assert failed == "#" * HIGH
    assert passed == "." * 8 + "#" * 6
    assert errored == "#####....#####"
    assert ignored == "." * 12 + "##"
    assert len({ignored, passed, failed, errored}) == 4


def test_the_newest_run_stands_at_the_end_of_the_row_and_no_more_than_twenty_do() -> None:
    assert drawn("+" * 30 + "-")[-1] == "#" * HIGH
    assert drawn("-" * 30)[:RUNS] == ["." * HIGH] * RUNS
    assert drawn("+-")[RUNS : 2 * RUNS - 2] == ["." * HIGH] * (RUNS - 2)
    assert drawn("++-", right_to_left=True)[0] == "#" * HIGH


def test_no_two_states_have_one_form(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    forms = {}
    for state in DRAWN:
        image = shapes().get(state, 16, widget).toImage()
        forms[state] = tuple(image.pixelColor(x, y).alpha() > 127 for x in range(16) for y in range(16))
    assert len(set(forms.values())) == len(DRAWN) == 6


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES.keys())
def test_every_colour_can_be_read_on_its_ground(palette: QPalette) -> None:
    base = palette.color(QPalette.ColorRole.Base)
    *colours, _ = tone(palette)
    assert all(_contrast(colour, base) >= 4.5 for colour in colours)


def _contrast(one: QColor, other: QColor) -> float:
    """WCAG 2: how much lighter one of them is."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.fixture
def model(qapp: object) -> BuildModel:  # noqa: ARG001  Qt must be there
    made = BuildModel(lambda: NOON)
    made.show(LINES)
    return made


def test_rows_change_by_key_and_what_is_the_same_is_left_alone(model: BuildModel) -> None:
    told: list[str] = []
    model.modelReset.connect(lambda: told.append("reset"))
    model.dataChanged.connect(lambda first, last: told.append(f"changed {first.row()}-{last.row()}"))
    model.rowsRemoved.connect(lambda _parent, first, last: told.append(f"gone {first}-{last}"))
    model.rowsInserted.connect(lambda _parent, first, last: told.append(f"come {first}-{last}"))
    model.rowsMoved.connect(lambda _a, source, _c, _d, target: told.append(f"moved {source} to {target}"))
    model.show(LINES)
    assert told == []
    news = line(8, "parcels", "broken", "+-")
    model.show((FULL, news, BROKEN, msgspec.structs.replace(ODD, streak=3), *LINES[4:]))
    assert told == ["gone 3-3", "moved 0 to 2", "come 1-1", "changed 3-3"]
    assert model.keys() == [FULL.key, news.key, BROKEN.key, ODD.key, *(one.key for one in LINES[4:])]


def heard(model: QAbstractItemModel, row: int, column: int) -> str:
    return str(model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))


def test_who_hears_a_row_hears_all_of_it(model: BuildModel) -> None:
    assert heard(model, 1, Column.STATE) == (
        "broken, handled, device-lab images — shop · main, of the last 12 runs: 10 passed, 2 with an error of the "
        "machinery, 3 h, 2 runs, infrastructure: agent-14: disk full, Priya Raman"
    )
    assert heard(model, 1, Column.WHO) == "Priya Raman"


def test_what_was_cut_stands_in_the_tooltip_as_plain_text(model: BuildModel) -> None:
    model.show((msgspec.structs.replace(FINE, title="<img src=x>"),))
    assert model.index(0, Column.BUILD).data(Qt.ItemDataRole.ToolTipRole) == (
        "<qt>&lt;img src=x&gt; — shop · release/2</qt>"
    )


def test_a_verdict_of_many_tests_names_one_and_counts_the_others() -> None:
    assert BROKEN.verdict
    many = msgspec.structs.replace(BROKEN.verdict, tests=BROKEN.verdict.tests * 3)
    assert word.cause(many) == "test: tests/test_basket.py::test_gift_card and 2 more"


def test_a_part_of_the_machinery_that_has_no_name_is_called_what_it_is() -> None:
    assert FULL.verdict
    assert word.cause(FULL.verdict) == "infrastructure: agent-14: disk full"
    assert word.cause(msgspec.structs.replace(FULL.verdict, part="registry", about="")) == (
        "infrastructure: registry: does not answer"
    )


def test_what_has_just_begun_is_told_shortly() -> None:
    assert word.since(BROKEN, NOON) == "3 h, 2 runs"
    assert word.since(msgspec.structs.replace(BROKEN, since=NOON, streak=1), NOON) == "just now, 1 run"
