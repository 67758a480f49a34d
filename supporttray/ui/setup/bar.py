"""The buttons at the bottom of the dialog: which of them are there, and which one Enter presses."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from supporttray.ui.part.label import verbatim


class Bar(QWidget):
    """Open the config file · leave, back, next, save."""

    def __init__(self) -> None:
        super().__init__()
        self.file = QPushButton(self.tr("Open the config &file"))
        self.leave = QPushButton()
        self.again = QPushButton(self.tr("T&ry again"))
        self.back = QPushButton(self.tr("&Back"))
        self.next = QPushButton()
        self.save = QPushButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.file)
        layout.addStretch()
        self._buttons = (self.file, self.leave, self.again, self.back, self.next, self.save)
        for button in self._buttons[1:]:
            layout.addWidget(button)

    def follow(self, last: QWidget) -> None:
        """Let the Tab key come here after `last`: the pages are made later than the buttons."""
        for button in self._buttons:
            self.setTabOrder(last, button)
            last = button

    def draw_waiting(self) -> None:
        """While the dialog learns what is known."""
        self._show(self.leave)
        self.leave.setText(self.tr("&Close"))

    def draw_failed(self, file: str = "") -> None:
        """Where that did not work; a `file` that has to be mended can be opened."""
        self.file.setToolTip(file)
        self._show(self.leave, self.again, *([self.file] if file else []))
        self.again.setDefault(True)
        self.again.setFocus()

    def draw_page(self, *, first: bool, last: bool, skipped: str, asked: bool, file: str) -> None:
        """Below a page; `skipped` names an account that would be left out, `asked` says that these are the first questions."""
        buttons = [self.leave]
        if file:
            self.file.setToolTip(file)
            buttons.append(self.file)
        if asked and not first:
            buttons.append(self.back)
        if asked and not last:
            buttons.append(self.next)
        else:
            buttons.append(self.save)
        self.leave.setText(self.tr("&Close"))
        self.save.setText(self.tr("&Save and start") if asked else self.tr("&Save"))
        skip = self.tr("&Skip {title}").format(title=verbatim(skipped))
        self.next.setText(skip if skipped else self.tr("&Next"))
        self._show(*buttons)
        (self.next if self.next in buttons else self.save).setDefault(True)

    def draw_saving(self) -> None:
        """While it is saved: it can be left, and nothing else."""
        self.leave.setText(self.tr("&Close"))
        self._show(self.leave)

    def draw_keyring(self) -> None:
        """Below the two choices where there is no keyring."""
        self._show(self.leave)

    def draw_done(self) -> None:
        """After all."""
        self.leave.setText(self.tr("&Close"))
        self._show(self.leave)
        self.leave.setDefault(True)
        self.leave.setFocus()

    def _show(self, *shown: QPushButton) -> None:
        for button in self._buttons:
            button.setVisible(button in shown)
