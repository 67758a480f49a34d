"""Where a face takes a person: values that the engine's side sends to the screen."""

from __future__ import annotations

import msgspec

from supporttray.core.toast import Toast


class Page(msgspec.Struct, frozen=True):
    """Something to be shown."""


class Browse(Page, frozen=True):
    """A page in the person's browser."""

    url: str


class Inbox(Page, frozen=True):
    """The inbox, with a need chosen; `reply` begins an answer to it."""

    need: str = ""
    reply: bool = False


class Setup(Page, frozen=True):
    """The first questions, because there is no config yet."""


class Said(Page, frozen=True):
    """A sentence about what just happened, where nothing else would show it."""

    text: str


class Toasts(Page, frozen=True):
    """All that our own small window should show now, and why the desktop itself does not; nothing means that it does again."""

    toasts: tuple[Toast, ...] = ()
    why: str = ""
