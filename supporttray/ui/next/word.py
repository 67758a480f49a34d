"""What is said of what is next, in words. Pure but for the translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

_TITLE = 60  # letters of a title


def _(text: str) -> str:
    return QCoreApplication.translate("next", text)


def on(tasks: Sequence[tuple[str, str]]) -> str:
    """Return what I am on: of several tasks the first, and how many more."""
    if not tasks:
        return ""
    name, title = tasks[0]
    called = " · ".join(isolated(part) for part in (name, shorten(title, _TITLE)) if part)
    said = _("On {task}").format(task=called)
    return said if len(tasks) == 1 else _("{said} and {n} more").format(said=said, n=len(tasks) - 1)
