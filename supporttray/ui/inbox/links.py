"""The further links of the need that is shown, a button each: into a meeting, for one. The buttons are kept and used again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtWidgets import QPushButton, QWidget

from supporttray.core.text import shorten
from supporttray.ui import link
from supporttray.ui.part.flow import Flow
from supporttray.ui.part.label import tip, verbatim

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 40  # letters on a button


class Links(QWidget):
    """Buttons that open pages in the browser; what is no web page has none."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._addresses: list[str] = []
        self._flow = Flow(self)
        self.hide()

    def draw(self, links: Iterable[tuple[str, str]], about: str) -> None:
        """Show these (label, address) and no others; `about` is what they belong to."""
        shown = [(label, address) for label, address in links if link.openable(address)]
        while len(self.buttons) < len(shown):
            self._add()
        self._addresses = [address for _, address in shown]
        for button, (label, address) in zip(self.buttons, shown, strict=False):
            button.setText(verbatim(shorten(label, LONGEST)))
            button.setAccessibleName(f"{label}: {about}")
            host = urlsplit(address).hostname or ""
            button.setAccessibleDescription(self.tr("Show it in the browser, at {host}").format(host=host))
            button.setToolTip(tip(address))
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(shown))
        self.setVisible(bool(shown))

    def _add(self) -> None:
        button = QPushButton()
        button.setAutoDefault(True)  # Enter presses it, not only the space bar
        button.clicked.connect(partial(self._open, len(self.buttons)))
        self._flow.addWidget(button)
        self.buttons.append(button)

    def _open(self, number: int, _checked: object = None) -> None:
        link.open_page(self._addresses[number])
