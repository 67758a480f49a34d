"""What a redraw of the inbox leaves alone: the selection, the place, the keyboard, and the memory."""

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supporttray.core.outbox import Fate
from supporttray.errors import Failure
from tests.ui.inbox_lab import Desk, draw, entry, opened, selected, shown, titles
from tests.ui.samples import need


def test_the_selection_stays_with_its_need_wherever_it_goes(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1), need(2), need(3))
    inbox.choose(need(2).key)
    draw(inbox, shown(need(9), need(3), need(1), need(2)))
    assert selected(inbox) == "Question 2"


def test_when_the_selected_one_goes_the_next_is_selected(qtbot: QtBot) -> None:
    desk = Desk()
    inbox = opened(qtbot, need(1), need(2), need(3), desk=desk)
    inbox.choose(need(2).key)
    draw(inbox, shown(need(1), need(3)))
    assert selected(inbox) == "Question 3"
    assert desk.questions[-1] == need(3).subject
    draw(inbox, shown(need(1)))
    assert selected(inbox) == "Question 1"
    draw(inbox, shown())
    assert selected(inbox) == ""


def test_the_rows_stay_where_they_are_on_the_screen(qtbot: QtBot) -> None:
    needs = [need(number) for number in range(100, 200)]
    inbox = opened(qtbot, *needs)
    inbox.choose(needs[50].key)
    inbox.list.verticalScrollBar().setValue(inbox.list.verticalScrollBar().value() + 31)
    before = inbox.list.visualRect(inbox.list.currentIndex())
    draw(inbox, shown(need(1), need(2), *needs[:10], *needs[12:]))
    assert selected(inbox) == needs[50].title
    assert inbox.list.visualRect(inbox.list.currentIndex()) == before
    draw(inbox, shown(*(need(number) for number in range(1, 6)), *needs))
    assert inbox.list.visualRect(inbox.list.currentIndex()) == before


def test_at_the_top_news_is_seen(qtbot: QtBot) -> None:
    needs = [need(number) for number in range(100, 200)]
    inbox = opened(qtbot, *needs)
    draw(inbox, shown(need(1), *needs))
    assert inbox.list.verticalScrollBar().value() == 0


def test_the_keyboard_stays_where_it_is(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1), need(2))
    inbox.search.setFocus()
    draw(inbox, shown(need(3), need(2)))
    assert inbox.search.hasFocus()


def test_the_list_has_the_keyboard_as_soon_as_there_is_one(qtbot: QtBot) -> None:
    inbox = opened(qtbot)
    assert inbox.focusWidget() in (None, inbox)
    draw(inbox, shown(need(1)))
    assert inbox.list.hasFocus()
    draw(inbox, shown())
    assert inbox.focusWidget() in (None, inbox)
    draw(inbox, shown(need(2)))
    assert inbox.list.hasFocus()


def test_only_rows_in_sight_are_worked_out(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = opened(qtbot)
    asked: Counter[int] = Counter()
    model = inbox.list.model()
    genuine = type(model).need

    def counted(self: object, row: int) -> object:
        asked[row] += 1
        return genuine(self, row)  # type: ignore[arg-type]

    monkeypatch.setattr(type(model), "need", counted)
    draw(inbox, shown(*(need(number) for number in range(1000))))
    inbox.grab()
    assert max(asked) < 30


def test_while_it_is_hidden_nothing_is_drawn(qtbot: QtBot) -> None:
    inbox = opened(qtbot, need(1))
    inbox.hide()
    draw(inbox, shown(need(2)))
    assert titles(inbox) == ["Question 1"]
    inbox.show()
    assert titles(inbox) == ["Question 2"]


def test_a_hundred_openings_add_no_object(qtbot: QtBot) -> None:
    desk = Desk()
    inbox = opened(qtbot, desk=desk)

    def turn(number: int) -> None:
        inbox.show()
        fates = list(Fate)
        outbox = tuple(entry(each, fates[(number + each) % len(fates)]) for each in range(number % 5))
        draw(inbox, shown(*(need(each, f"Question {number}") for each in range(number % 7)), outbox=outbox))
        inbox.choose(need(1).key, reply=True)
        inbox.tell(Failure("It did not work", "Try again."))
        inbox.hide()
        desk.asked.clear()

    for number in range(70):
        turn(number)
    before = living(inbox)
    for number in range(100, 200):
        turn(number)
    assert living(inbox) == before


def living(root: QObject) -> Counter[type]:
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()
    gc.collect()
    pictures = (one for one in gc.get_objects() if isinstance(one, QPixmap))
    return Counter(type(one) for one in (*root.findChildren(QObject), *QApplication.allWidgets(), *pictures))
