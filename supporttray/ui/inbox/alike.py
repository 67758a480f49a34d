"""What may be there already: the open tasks that are like one that is about to be made, each a way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from supporttray.core.text import isolated, shorten
from supporttray.ui import link
from supporttray.ui.part.flow import button
from supporttray.ui.part.label import Label, tip, verbatim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.work import Alike

SHOWN = 5
_TITLE = 60  # letters on a button


class Likely(QWidget):
    """A heading and a few buttons that are kept and used again; away while there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Alike, ...] = ()
        self.buttons = [self._button(number) for number in range(SHOWN)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(4)
        layout.addWidget(Label(self.tr("It may be there already:"), bold=True))
        for one in self.buttons:
            layout.addWidget(one)
        self.hide()

    def draw(self, found: Sequence[Alike]) -> None:
        """Show these and no others."""
        self.found = tuple(found[:SHOWN])
        for number, one in enumerate(self.buttons):
            if number < len(self.found):
                _name(one, self.found[number])
            one.setVisible(number < len(self.found))
        self.setVisible(bool(self.found))

    @property
    def spoken(self) -> str:
        """What a screen reader says of them; empty where there are none."""
        names = ", ".join(f"{one.name} {one.title}" for one in self.found)
        return self.tr("It may be there already: {names}").format(names=names) if names else ""

    def _button(self, number: int) -> QPushButton:
        made = button("", "")
        made.setMinimumWidth(1)  # or a long title would set the window's width
        made.clicked.connect(lambda: link.open_page(self.found[number].url))
        made.hide()
        return made


def _name(one: QPushButton, task: Alike) -> None:
    one.setText(verbatim(f"{isolated(task.name)} {isolated(shorten(task.title, _TITLE))}"))
    one.setToolTip(tip(task.title))
    one.setAccessibleName(f"{task.name} {task.title}")
    one.setEnabled(link.openable(task.url))
