"""Everybody can use the dialog, and opening it often costs nothing."""

import gc
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QGroupBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.setup import Saved
from supporttray.ui.setup.account import State
from supporttray.ui.setup.dialog import Setup
from tests.ui.company import GITHUB_TOKEN, KEPT, TOKEN, Company
from tests.ui.conftest import Open
from tests.ui.hand import paste


def stages(dialog: Setup, company: Company, qtbot: QtBot) -> Iterator[str]:
    """Go through all that the dialog shows, from the first page to the last."""
    for index, token in enumerate((TOKEN, GITHUB_TOKEN)):
        page = dialog._accounts[index]
        yield f"{page.introduction.title}, empty"
        paste(page._secret.line, "nonsense")
        yield f"{page.introduction.title}, failed"
        paste(page._secret.line, token)
        qtbot.waitUntil(lambda page=page: page.state is State.WORKS)
        yield f"{page.introduction.title}, works"
        dialog._bar.next.click()
    yield "the person"
    company.saved = Saved(done=False, said="Locked.", no_keyring=True)
    dialog._save()
    qtbot.waitUntil(dialog._keyring.isVisible)
    yield "no keyring"
    company.saved = Saved(done=True, said="Saved.")
    dialog._send()
    qtbot.waitUntil(dialog._done.isVisible)
    yield "done"


def takes_keys(widget: QWidget) -> bool:
    return widget.isVisible() and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and not widget.focusProxy()


def test_everything_that_takes_the_keys_has_a_name(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    for stage in stages(dialog, company, qtbot):
        for widget in dialog.findChildren(QWidget):
            if takes_keys(widget):
                name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
                assert name.strip(), (stage, widget)


def test_no_two_things_have_the_same_key(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company, str)
    for stage in stages(dialog, company, qtbot):
        seen = [w for w in dialog.findChildren(QWidget) if w.isVisible()]
        texts = [w.text() for w in seen if isinstance(w, QAbstractButton)]
        texts += [w.text() for w in seen if isinstance(w, QLabel) and w.buddy()]
        texts += [w.title() for w in seen if isinstance(w, QGroupBox)]
        keys = Counter(QKeySequence.mnemonic(text).toString() for text in texts)
        del keys[""]
        assert not [key for key, count in keys.items() if count > 1], stage


def test_the_keys_go_through_a_page_from_top_to_bottom(opened: Open, qtbot: QtBot) -> None:
    company = Company()
    dialog = opened(company)
    for stage in stages(dialog, company, qtbot):
        first = widget = dialog.focusWidget()
        assert first, stage
        places: list[int] = []
        for _ in range(2000):
            if takes_keys(widget):
                places.append(widget.mapTo(dialog, widget.rect().center()).y())
            widget = widget.nextInFocusChain()
            if widget is first:
                break
        turns = sum(after < before - 12 for before, after in zip(places, [*places[1:], places[0]], strict=True))
        assert turns <= 1, f"{stage}: {places}"


def test_only_colours_of_the_desktop_are_used(opened: Open) -> None:
    dialog = opened(Company())
    for widget in (dialog, *dialog.findChildren(QWidget)):
        assert widget.styleSheet() == ""


def live() -> tuple[int, int]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return len(QApplication.allWidgets()), sum(isinstance(each, QObject) for each in gc.get_objects())


def test_opening_it_fifty_times_leaves_nothing_behind(qtbot: QtBot) -> None:  # noqa: ARG001  Qt must be there
    company = Company(KEPT)
    company.slow = True

    def open_and_close() -> None:
        dialog = Setup(company.ask)
        dialog.show()
        company.answer()
        dialog.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        company.answer()
        company.asked.clear()
        QCoreApplication.processEvents()

    for _ in range(3):
        open_and_close()
    before = live()
    for _ in range(50):
        open_and_close()
    assert all(now <= then for now, then in zip(live(), before, strict=True))


def test_nothing_of_it_is_loaded_before_it_is_opened() -> None:
    code = "import sys, supporttray.ui.app, supporttray.ui.bridge; print([m for m in sys.modules if 'ui.setup' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
