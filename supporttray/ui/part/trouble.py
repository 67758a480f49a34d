"""An error in a person's words: what went wrong, and what to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from supporttray.errors import Failure


def told(error: BaseException) -> tuple[str, str]:
    """Return the sentence and the hint for an error; one that nobody foresaw is called a fault of ours."""
    if isinstance(error, Failure):
        return error.phrase, error.hint
    said = QCoreApplication.translate("trouble", "A fault in Support Tray: {name}").format(name=type(error).__name__)
    return said, QCoreApplication.translate("trouble", "Try it again; the log tells more.")


def instead(result: object) -> tuple[str, str]:
    """Return the sentence and the hint for what came instead of an answer."""
    return told(result if isinstance(result, BaseException) else TypeError())
