"""What pressing a toast's button means: an action for the engine, or a page for the screen. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core.action import Acknowledge, Reply, Snooze
from supporttray.core.builds import TakeOn
from supporttray.core.page import Browse, Inbox, opened
from supporttray.core.toast import SNOOZE, Button, Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from supporttray.core.action import Action
    from supporttray.core.page import Page


def meaning(toast: Toast, button: Button, text: str = "") -> Action | Page:
    """Return what to do; `text` is an answer that was written in the toast itself."""
    return _MEANINGS[button](toast, text)


_MEANINGS: Mapping[Button, Callable[[Toast, str], Action | Page]] = {
    Button.ACKNOWLEDGE: lambda toast, _: Acknowledge(toast.subject),
    Button.OPEN: lambda toast, _: opened(toast.page, toast.url, toast.need, toast.app),
    Button.JOIN: lambda toast, _: Browse(toast.link),
    Button.SNOOZE: lambda toast, _: Snooze(toast.subject, SNOOZE),
    Button.REPLY: lambda toast, text: Reply(toast.subject, text) if text else Inbox(toast.need, reply=True),
    Button.MINE: lambda toast, _: TakeOn(toast.subject),
    Button.WHY: lambda toast, _: opened(toast.page, toast.url, toast.need, toast.app),
    Button.INBOX: lambda toast, _: Inbox(toast.need, reply=bool(toast.text), text=toast.text),
}
