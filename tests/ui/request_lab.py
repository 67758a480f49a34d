"""Requests as the inbox shows them, and what the engine would answer about one."""

from datetime import timedelta

import msgspec

from supporttray.core.asked import Before, Colleague, Proposal, Template
from supporttray.core.hours import Hours
from supporttray.core.lesson import About, Lesson
from supporttray.core.model import Need, Urgency
from supporttray.core.snapshot import Snapshot
from supporttray.ui.inbox.window import Inbox
from tests.ui.inbox_lab import shown
from tests.ui.samples import NOW, need

BEN, SOFIA, DANA = (
    Colleague("U2", "Ben Ito", "answered one like it"),
    Colleague("U3", "Sofía Núñez"),
    Colleague("U4", "דנה"),
)
THIS = Proposal(Lesson(about=About.THIS, value="k", at=NOW), "Only this one: Question 1")
AUTHOR = Proposal(
    Lesson(about=About.AUTHOR, value="B1", where="support", at=NOW),
    "All by the bot Build Bot in support",
    tuple(f"Deploy {number} finished" for number in range(12)),
)
WORDS = Proposal(
    Lesson(about=About.WORDS, value="deploy * finished", where="support", at=NOW), "All with “deploy * finished”"
)
READY = (Template("On it", "I am on it, Priya."), Template("Look & read", "Have a look here."))
EARLIER = (
    Before("Gift cards show NaN", "https://chat.example/9", NOW - timedelta(days=12), (BEN, SOFIA)),
    Before("<b>NaN</b> & Total", "https://chat.example/8", NOW - timedelta(days=20), (DANA,)),
    Before("Voucher twice", "file:///etc/passwd", NOW - timedelta(days=25)),
)


def request(
    number: int, title: str = "", *, due: timedelta = timedelta(minutes=12), urgency: Urgency = Urgency.NEEDS_YOU
) -> Need:
    """Return the need of a request whose time is over then."""
    made = need(number, title, urgency=urgency)
    return msgspec.structs.replace(made, teachable=True, due=NOW + due, source="support")


def asked(*needs: Need, queue: str = "acme/support", hours: Hours | None = None) -> Snapshot:
    """Return a snapshot in which everything can be done about a request."""
    return msgspec.structs.replace(shown(*needs), queue=queue, hours=hours or Hours())


def said(inbox: Inbox) -> str:
    """Return the first line about the need that is shown."""
    return inbox.details._head.text()
