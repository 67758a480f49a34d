"""The rows of the inbox: whatever comes after whatever, they are right, and Qt is told no more than what changed."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from supporttray.core.model import Need, Urgency
from supporttray.ui.inbox.change import Insert, Move, Remove, steps
from supporttray.ui.inbox.model import NeedModel
from tests.ui.samples import NOW, need

KEYS = st.lists(st.sampled_from("abcdefghijkl"), unique=True)
ROWS = st.lists(st.tuples(st.integers(1, 12), st.sampled_from(["as it was", "changed"])), unique_by=lambda row: row[0])

pytestmark = pytest.mark.usefixtures("qapp")


class Told:
    """Counts what a model tells."""

    def __init__(self, model: NeedModel) -> None:
        self.inserted: list[tuple[int, int]] = []
        self.removed: list[tuple[int, int]] = []
        self.moved: list[tuple[int, int]] = []
        self.changed: list[tuple[int, int]] = []
        self.resets = 0
        model.rowsInserted.connect(lambda _, first, last: self.inserted.append((first, last)))
        model.rowsRemoved.connect(lambda _, first, last: self.removed.append((first, last)))
        model.rowsMoved.connect(lambda _, first, _last, _to, row: self.moved.append((first, row)))
        model.dataChanged.connect(lambda first, last: self.changed.append((first.row(), last.row())))
        model.modelReset.connect(self._reset)
        model.layoutChanged.connect(self._reset)

    def _reset(self) -> None:
        self.resets += 1

    @property
    def everything(self) -> list[tuple[int, int]]:
        return [*self.inserted, *self.removed, *self.moved, *self.changed]


def made(rows: list[tuple[int, str]]) -> list[Need]:
    return [msgspec.structs.replace(need(number), because=because) for number, because in rows]


def model_of(*needs: Need) -> NeedModel:
    model = NeedModel(lambda: NOW)
    model.show(needs)
    return model


@given(KEYS, KEYS)
def test_the_steps_lead_from_any_order_to_any_other(old: list[str], new: list[str]) -> None:
    now = list(old)
    for step in steps(old, new):
        if isinstance(step, Remove):
            del now[step.first : step.last + 1]
        elif isinstance(step, Move):
            now.insert(step.target, now.pop(step.source))
        elif isinstance(step, Insert):
            now[step.first : step.first] = new[step.first : step.last + 1]
    assert now == new


@pytest.mark.parametrize(
    ("old", "new", "moves"),
    [("abcdef", "bcdefa", 1), ("abcdef", "fabcde", 1), ("abcdef", "abcdef", 0), ("abcdef", "badcfe", 3)],
)
def test_as_few_rows_move_as_must(old: str, new: str, moves: int) -> None:
    assert len(list(steps(old, new))) == moves


@given(st.lists(ROWS, max_size=6))
def test_any_sequence_of_snapshots_gives_the_rows_of_the_last_one(frames: list[list[tuple[int, str]]]) -> None:
    model = NeedModel(lambda: NOW)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    told = Told(model)
    for frame in frames:
        model.show(made(frame))
        assert [model.need(row) for row in range(model.rowCount())] == made(frame)
    assert told.resets == 0
    assert tester.model() is model


@given(ROWS, ROWS)
def test_a_row_that_stays_is_the_same_row_for_qt(old: list[tuple[int, str]], new: list[tuple[int, str]]) -> None:
    model = model_of(*made(old))
    held = {each.key: QPersistentModelIndex(model.index(row)) for row, each in enumerate(made(old))}
    model.show(made(new))
    rows = {each.key: row for row, each in enumerate(made(new))}
    assert {key: index.row() for key, index in held.items()} == {key: rows.get(key, -1) for key in held}


def test_the_same_thousand_rows_again_tell_nothing() -> None:
    model = model_of(*(need(number) for number in range(1000)))
    told = Told(model)
    model.show([need(number) for number in range(1000)])
    assert told.everything == []


def test_of_a_thousand_rows_only_those_that_changed_are_told() -> None:
    needs = [need(number) for number in range(1000)]
    model = model_of(*needs)
    told = Told(model)
    for row in (7, 8, 500):
        needs[row] = msgspec.structs.replace(needs[row], because="something happened")
    model.show([need(2000), *needs[:300], *needs[301:]])
    assert (told.inserted, told.removed, told.moved) == ([(0, 0)], [(300, 300)], [])
    assert told.changed == [(8, 9), (500, 500)]


def test_a_row_that_gets_urgent_goes_up_alone() -> None:
    needs = [need(number) for number in range(1000)]
    model = model_of(*needs)
    told = Told(model)
    loud = msgspec.structs.replace(needs[700], urgency=Urgency.URGENT)
    model.show([loud, *needs[:700], *needs[701:]])
    assert (told.moved, told.changed) == ([(700, 0)], [(0, 0)])


def test_two_needs_with_one_key_are_one_row() -> None:
    model = model_of(need(1), need(2), need(1, "again"))
    assert model.rowCount() == 2


def test_a_screen_reader_hears_urgency_title_reason_age_and_source() -> None:
    one = msgspec.structs.replace(need(1, urgency=Urgency.URGENT), source="support", since=NOW - timedelta(hours=3))
    model = model_of(one)
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "urgent: Question 1, nobody answered, 3 h, support"


def test_markup_in_a_tooltip_stays_text() -> None:
    model = model_of(need(1, "<img src=x>"))
    said = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt;" in said


def test_where_there_is_no_row_there_is_nothing() -> None:
    model = model_of(need(1))
    assert model.data(QModelIndex()) is None
    assert model.need(1) is None
    assert model.row("nothing") == -1
    assert model.rowCount(model.index(0)) == 0
    assert model.index(0).data(Qt.ItemDataRole.DecorationRole) is None
