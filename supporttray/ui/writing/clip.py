"""Puts a text on the clipboard: with its looks for e-mail and Teams, without its markers where only plain text is taken."""

from __future__ import annotations

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication, QTextDocument

from supporttray.core.mrkdwn import preview
from supporttray.ui.writing.paper import write


def copy_text(text: str, plain: str = "") -> None:
    """Copy what a person would read; where only plain text is taken `plain` instead, if there is any."""
    document = QTextDocument()
    write(document, text)
    data = QMimeData()
    data.setText(plain or preview(text))
    data.setHtml(document.toHtml())  # Qt escapes what stands in it
    QGuiApplication.clipboard().setMimeData(data)


def copy_link(url: str) -> None:
    """Copy an address."""
    QGuiApplication.clipboard().setText(url)
