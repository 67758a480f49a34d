"""A desk at which somebody hands over, and the window of it as a person uses it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supporttray.core.action import Action
from supporttray.core.daily import Line
from supporttray.core.duty import AskHandoff, HandoffDraft, KeepHandoff, Opening
from supporttray.ui.handoff.window import Handoff
from tests.ui.diary import LINK, TODAY, Desk

TEXT = "*Support hand-over, Tue 8 Dec*: Ada to Bo\n\nNothing is open."
PRIVATE = f"{TEXT}\n• My salary?"
OPENING = Opening(
    person="Ada",
    date="Tue 8 Dec",
    lines=("2 open, 1 of them seen here.", "Snoozed until Tue 8 Dec 15:00: Where is order 7?"),
    missing=(Line("Who has the key?", "asked by Priya", LINK), Line("<b>Run</b> this", "", "javascript:alert(1)")),
    notes=("next: ask the depot (from Ada)",),
    snoozes=1,
    text="*Be kind* to the depot.",
    version="0123",
)


class Colleague(Desk):
    """A desk that knows what there is to hand over: two questions of it were asked in private."""

    def __init__(self) -> None:
        super().__init__()
        self.handoff = HandoffDraft(text=TEXT, person="Ada", to="Bo", place="C0TEAM on slack", private=2, day=TODAY)

    def answer(self, action: Action) -> object:
        if isinstance(action, AskHandoff) and AskHandoff not in self.answers:
            change = {"text": PRIVATE, "included": True} if action.private else {}
            return self.handoff if self.handoff.kept and not action.anew else self.made(**change)
        return super().answer(action)

    def made(self, **change: object) -> HandoffDraft:
        return msgspec.structs.replace(self.handoff, **({"text": TEXT, "kept": False, "written": None} | change))

    @property
    def kept_drafts(self) -> list[KeepHandoff]:
        return [one for one in self.done if isinstance(one, KeepHandoff)]


@pytest.fixture(name="desk")
def a_desk() -> Colleague:
    return Colleague()


@pytest.fixture(name="window")
def a_window(qapp: QApplication, desk: Colleague) -> Iterator[Handoff]:
    made = Handoff(desk, desk.clock)
    yield made
    if isValid(made):
        made.hide()
        made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def shown(window: Handoff, qtbot: QtBot) -> Handoff:
    with qtbot.waitExposed(window):
        window.show()
    return window


def written(window: Handoff) -> str:
    return window.sheet.editor.toPlainText()


def write(window: Handoff, text: str, qtbot: QtBot) -> None:
    qtbot.keyClicks(window.sheet.editor, text)


def buttons(window: QWidget) -> dict[str, QPushButton]:
    return {
        one.text().replace("&", ""): one for one in window.findChildren(QPushButton) if one.isVisible() and one.text()
    }


def press(window: QWidget, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(window)[name], Qt.MouseButton.LeftButton)


def chosen(window: Handoff, name: str, path: Path, qtbot: QtBot) -> QFileDialog:
    """Choose a file as a person does."""
    press(window, name, qtbot)
    dialog = window.findChild(QFileDialog)
    assert dialog
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(field, QLineEdit)
    field.setText(str(path))
    dialog.accept()
    return dialog
