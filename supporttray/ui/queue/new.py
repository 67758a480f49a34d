"""A task of a person's own: the same sheet that makes one of a request, in a window before the queue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout

from supporttray.core.model import Need, Urgency
from supporttray.ui.inbox.task import TaskSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from supporttray.ui.inbox.sheet import Place

SUBJECT = "by hand"  # nothing stands behind it
_WIDTH = 520  # pixels
NOTHING = Need(
    key=f"task|{SUBJECT}",
    kind="task",
    urgency=Urgency.QUIET,
    title="",
    because="",
    since=datetime.fromtimestamp(0, UTC),
    subject=SUBJECT,
)


class NewTask(QDialog):
    """The sheet in a window; what was written stays there until it is made."""

    def __init__(self, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("New task"))
        self.sheet = TaskSheet(place)
        self.sheet.left.connect(self.close)
        QVBoxLayout(self).addWidget(self.sheet)
        self.resize(_WIDTH, self.sizeHint().height())

    def begin(self) -> None:
        """Show it, with the keyboard in the title."""
        self.show()
        self.sheet.begin(NOTHING)
