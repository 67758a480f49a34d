"""A line or paragraph of text that wraps and is never taken for markup, whoever wrote it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_LONG = re.compile(r"\S{24}(?=\S)")
_BREAK = "\u200b"  # a space without width


class Label(QLabel):
    """Plain text that wraps, also inside a word without end; an empty one takes no room."""

    def __init__(self, text: str = "", *, bold: bool = False, larger: float = 1.0) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)  # names and titles come from outside
        self.setWordWrap(True)
        self.setMinimumWidth(1)  # or a long word would set the window's width
        font = self.font()
        font.setBold(bold)
        font.setPointSizeF(font.pointSizeF() * larger)
        self.setFont(font)
        self.say(text)

    def say(self, text: str) -> None:
        """Show the text, or nothing."""
        self.setText(breakable(text))
        if not text:
            self.hide()
        elif self.parentWidget():  # without one it would become a window
            self.show()


def breakable(text: str) -> str:
    """Return the text with places to break in words that no line could hold: Qt breaks between words only."""
    return _LONG.sub(lambda found: found[0] + _BREAK, text)


def verbatim(text: str) -> str:
    """Return the text for a button, a tab or a buddy's label, where & would mark a key."""
    return text.replace("&", "&&")


def tip(text: str) -> str:
    """Return a tooltip that shows the text as it is, in lines: Qt takes a tooltip for markup where it looks like it."""
    # not html.escape: its module has the names of 2,231 letters with it, which is 1 MiB
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{plain}</qt>" if text else ""
