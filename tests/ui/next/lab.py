"""What is next as the engine tells it, and an engine that answers with it at once; it remembers what it was told to do."""

from collections.abc import Sequence
from datetime import timedelta

from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.model import Urgency
from supporttray.core.next import Group, Key, Row
from supporttray.core.next.order import ordered
from supporttray.core.work import AskChecklist, AskNext, Checklist, Next, Reminder
from supporttray.ui.next.tab import NextTab
from supporttray.ui.next.window import NextWindow
from tests.ui.diary import NOON, Desk
from tests.ui.samples import snapshot

ODD = "<b>שלום</b> & עולם _x_ " + "w" * 90


def row(number: int, title: str, **more: object) -> Row:
    known: dict[str, object] = {
        "key": f"task:tracker/{number}",
        "subject": f"task:tracker/{number}",
        "group": Group.QUEUE,
        "urgency": Urgency.QUIET,
        "title": title,
        "why": f"Number {number} in the queue for Acme; it is 3 days old.",
        "since": NOON - timedelta(days=3),
        "name": f"ACME-{number}",
        "place": (number,),
        "default": Key.START,
        "url": f"https://tracker.example/ACME-{number}",
    }
    return Row(**(known | more))  # type: ignore[arg-type]


BUG = row(
    1,
    "Blocks 3.2: the basket crashes when a voucher is used twice",
    key="bug.critical|task:tracker/1#1.0",
    group=Group.CRITICAL,
    urgency=Urgency.URGENT,
    why="ACME-1 came 20 min ago; nobody has it.",
    since=NOON - timedelta(minutes=20),
    stops="it blocks 3.2",
    default=Key.OPEN,
)
BROKEN = row(
    2,
    "checkout is broken on main",
    key="build.broken|build:ci/1#7.1",
    subject="build:ci/1",
    name="",
    group=Group.BUILD,
    urgency=Urgency.URGENT,
    why="test_gift_card fails since 09:12.",
    since=NOON - timedelta(hours=3),
    default=Key.WHY,
    page="builds",
)
ASKED = row(
    3,
    "How do I see which parcels left the depot today?",
    key="request.waiting|request:chat/3#1",
    subject="request:chat/3",
    name="",
    group=Group.REQUEST,
    urgency=Urgency.NEEDS_YOU,
    why="Nobody answered.",
    owner="Priya Raman",
    since=NOON - timedelta(hours=1),
    due=NOON - timedelta(minutes=5),
    late=True,
    default=Key.REPLY,
    url="https://chat.example/3",
)
REVIEW = row(
    4,
    "acme/shop#41 Rounding of vouchers",
    key="review.waiting|review:git/41#1",
    subject="review:git/41",
    name="acme/shop#41",
    group=Group.REVIEW,
    urgency=Urgency.NEEDS_YOU,
    why="You are asked. Mina Park wrote it; it waits for 2 h.",
    owner="Mina Park",
    since=NOON - timedelta(hours=2),
    due=NOON + timedelta(hours=2),
    default=Key.OPEN,
    url="https://git.example/acme/shop/pull/41",
)
RELEASE = row(
    5,
    "Release the warehouse app",
    group=Group.PROCESS,
    why="Yours to test or to release; it is 2 days old.",
    owner="Ada Okafor",
    default=Key.CHECKLIST,
)
TODO, LATER = row(6, "Fix the rounding"), row(7, ODD)
ROWS = ordered((BUG, BROKEN, ASKED, REVIEW, RELEASE, TODO, LATER))
STATUS = Reminder("status.missing|status#1", "Daily status is due at 17:00", "Nothing was posted today.", "status")
STAND_UP = Reminder("meeting.near|m#1", "Stand-up at 09:30 <b>&", "It begins in 5 min.", "", "https://meet.example/1")
STEPS = (("Install the build on a clean device", True), ("Print & scan <b>one</b> parcel", False), ("Sign", False))
LIST = Checklist("Warehouse app", "https://wiki.example/testing", STEPS)


class Company(Desk):
    """Knows what is next."""

    def __init__(self, rows: Sequence[Row] = ROWS, **more: object) -> None:
        super().__init__()
        self.next = Next(rows=tuple(rows), reminders=(STATUS, STAND_UP), **more)  # type: ignore[arg-type]
        self.answers[AskChecklist] = LIST

    def answer(self, action: Action) -> object:
        if isinstance(action, AskNext) and AskNext not in self.answers:
            return self.next
        return super().answer(action)


def many(count: int) -> tuple[Row, ...]:
    """Return as many rows as that, of all urgencies."""
    return ordered(
        row(
            number,
            f"Task {number} with a title that says what it is about",
            urgency=Urgency(3 - min(2, number * 20 // count)),
            owner=f"Person {number % 40}",
            since=NOON - timedelta(minutes=number),
        )
        for number in range(count)
    )


def opened(qtbot: QtBot, company: Company) -> NextWindow:
    """Open the window before a company, and wait until it has the keyboard."""
    window = NextWindow(company, company.clock)
    window.draw(snapshot())
    window.resize(1000, 680)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def listed(tab: NextTab) -> list[str]:
    """The keys in the list, from top to bottom."""
    model = tab.table.model()
    return [line.key for place in range(model.rowCount()) if (line := model.line(place))]  # type: ignore[attr-defined]


def plainly(text: str) -> str:
    """What a label says, without the places where it may break."""
    return text.replace("\u200b", "")
