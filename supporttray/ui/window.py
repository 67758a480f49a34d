"""The small window that stands in for the icon where the desktop has no tray, and says why it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from supporttray.ui import link

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent

    from supporttray.ui.drawing import Drawing
    from supporttray.ui.icons import Icons

WHY = (
    "This desktop shows no tray, so this window takes the icon's place; it goes when a tray comes. "
    "On GNOME the extension “AppIndicator and KStatusNotifierItem Support” brings one. Closing the window quits."
)


class Window(QWidget):
    """Header, needs and what cannot be seen, as in the menu. Closing it quits: nothing else would show that we run."""

    quit = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self.setWindowTitle("Support Tray")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # it comes unasked: never into what one types
        self._header = _label(bold=True)
        self._notes = _label()
        self._needs = QListWidget()
        self._needs.setAccessibleName("What needs you")
        self._needs.itemActivated.connect(_open)
        self._urls: list[str] = []
        why = _label()
        why.setText(WHY)
        leave = QPushButton("Quit")
        leave.clicked.connect(self.quit)
        layout = QVBoxLayout(self)
        for part in (self._header, self._needs, self._notes, why):
            layout.addWidget(part)
        layout.addWidget(leave, alignment=Qt.AlignmentFlag.AlignRight)
        self.resize(460, 340)

    def draw(self, drawing: Drawing) -> None:
        """Show the drawing; rows are kept and only their words change."""
        self.setWindowIcon(self._icons.icon(drawing.state, drawing.badge))
        self._header.setText(drawing.header)
        notes = "\n".join(note for note in (drawing.hint, *drawing.blind) if note)
        self._notes.setText(notes)
        self._notes.setVisible(bool(notes))
        while self._needs.count() < len(drawing.needs):
            self._needs.addItem(QListWidgetItem())
        for row in range(self._needs.count()):
            item = self._needs.item(row)
            item.setHidden(row >= len(drawing.needs))
            if row < len(drawing.needs):
                item.setText(drawing.needs[row].text)
                item.setData(Qt.ItemDataRole.UserRole, drawing.needs[row].url)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  Qt's name
        """Quit with the window."""
        event.accept()
        self.quit.emit()


def _open(item: QListWidgetItem) -> None:
    link.open_page(str(item.data(Qt.ItemDataRole.UserRole)))


def _label(*, bold: bool = False) -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)  # names and titles come from outside: never markup
    label.setWordWrap(True)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label
