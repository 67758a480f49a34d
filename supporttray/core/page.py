"""Where a face takes a person: values that the engine's side sends to the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.builds import PAGE
from supporttray.core.toast import Toast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Page(msgspec.Struct, frozen=True):
    """Something to be shown."""


class Browse(Page, frozen=True):
    """A page in the person's browser, or in the service's own desktop app (`app`) where there is one."""

    url: str
    app: str = ""


class Inbox(Page, frozen=True):
    """The inbox, with a need chosen; `reply` begins an answer to it, with the `text` that was written already."""

    need: str = ""
    reply: bool = False
    text: str = ""


class Status(Page, frozen=True):
    """Today's status."""


class AddNote(Page, frozen=True):
    """One line to be written for today's status."""


class LogPage(Page, frozen=True):
    """A request that reached somebody in person, to be logged."""


class LessonPage(Page, frozen=True):
    """What was taught about what is no request."""


class DutyPage(Page, frozen=True):
    """Who is on duty: the rota as a table, swaps, the announcement; `announce` begins with that one."""

    announce: bool = False


class HandoffPage(Page, frozen=True):
    """The hand-over to whoever follows."""


class BuildsPage(Page, frozen=True):
    """The builds, with the one chosen that a need is about."""

    need: str = ""


class NextPage(Page, frozen=True):
    """The work of the day: what is `next`, the `queue` or the `reviews`, with what a key (a need's or an item's) names chosen."""

    view: str = "next"
    need: str = ""


class PlanningPage(Page, frozen=True):
    """The planning with QA."""


class ReleasePage(Page, frozen=True):
    """A release that is watched, with what a need names chosen; `begin` asks what is to be watched."""

    need: str = ""
    begin: bool = False


class TeamPage(Page, frozen=True):
    """What changed in the team's file."""


class Setup(Page, frozen=True):
    """The settings; `first` because there is no config yet, `quiet` where the app began by itself: then nothing opens until somebody asks."""

    first: bool = False
    quiet: bool = False


class File(Page, frozen=True):
    """A file of this workspace in the person's editor."""

    path: str


class Trouble(Page, frozen=True):
    """A sentence about what keeps the app from looking, and what to do."""

    phrase: str
    hint: str = ""


class Toasts(Page, frozen=True):
    """All that our own small window should show now, and why the desktop itself does not; nothing means that it does again."""

    toasts: tuple[Toast, ...] = ()
    why: str = ""


NAMED: Mapping[str, Page] = {
    "status": Status(),
    "duty": DutyPage(),
    "announcement": DutyPage(announce=True),
    "handoff": HandoffPage(),
    "team": TeamPage(),
    "planning": PlanningPage(),
}
WINDOWS: Mapping[str, Callable[[str], Page]] = {
    PAGE: BuildsPage,
    "next": lambda need: NextPage(need=need),
    "release": ReleasePage,
}
_WEB = re.compile(r"https?://[^\s/?#]+\S*")


def opened(page: str, url: str, need: str, app: str = "") -> Page:
    """Return what is opened for a need: the page of our app that it names, else its own where it is read, else the inbox at it.

    `app` is its address in the service's own desktop app.
    """
    if page in WINDOWS:
        return WINDOWS[page](need)
    return NAMED.get(page) or (Browse(url, app) if _WEB.fullmatch(url) else Inbox(need))
