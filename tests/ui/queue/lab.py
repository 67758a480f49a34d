"""Tasks as trackers tell them, and an engine that answers with them at once; it remembers what it was told to do."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Task
from supporttray.core.item.task import Stage
from supporttray.core.outbox import Entry
from supporttray.core.work import AskQueue, AskWays, Move, Queue, Way
from supporttray.ui.queue.tab import Queue as QueueTab
from tests.ui.diary import Desk, entry
from tests.ui.samples import snapshot

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
TODAY = date(2026, 12, 8)
START = Way(Move.START, "In Progress")
FINISH = Way(Move.FINISH, "Done")
OTHER = Way(Move.FINISH, "Won't do & <b>closed</b>")
BLOCK = Way(Move.BLOCK, "Waiting for customer")
WAYS = (START, FINISH, OTHER, BLOCK)


def task(number: int, title: str, **more: object) -> Task:
    known: dict[str, object] = {
        "key": f"task:jira/ACME-{number}",
        "name": f"ACME-{number}",
        "title": title,
        "url": f"https://jira.example/browse/ACME-{number}",
        "at": NOON - timedelta(days=number),
        "rank": number,
        "status": "To Do",
    }
    return Task(**(known | more))  # type: ignore[arg-type]


NAN = task(
    41,
    "Checkout shows Total: NaN for gift cards",
    status="Confirmed",
    priority="Blocker",
    release="2026.48",
    due=TODAY,
    labels=("bug", "blocker"),
)
ON = task(
    7,
    "Vouchers can be used twice in the same minute",
    stage=Stage.STARTED,
    mine=True,
    assignee="Ada Okafor",
    status="In Progress",
    customer="Quillfern Ltd",
    size="3",
    release="2026.49",
    due=TODAY - timedelta(days=4),
)
FREE = task(9, "Depot list is empty on Mondays", customer="Northwind Parcels", size="1", due=TODAY + timedelta(days=1))
HERS = task(3, "Invoices twice", stage=Stage.STARTED, assignee="Priya Raman", status="In Review", size="5")
WAITS = task(12, "Scanner firmware", blocked=True, status="Waiting for customer", customer="Harbour & Sons")
HEBREW = task(14, "הדפסת תוויות נכשלת בשעות העומס", customer="דואר ישראל", assignee="נועה", due=date(2027, 1, 15))
LONG = task(15, "A-name-that-has-no-end-" + "x" * 180 + " <b>bold</b>", customer="Z" * 90, release="R" * 60)
LOOSE = task(88, "From another tracker, without an order", rank=None, status="", name="acme/shop#88")
GONE = task(2, "Late e-mails", stage=Stage.DONE, status="Done", assignee="Ada Okafor", mine=True)
TASKS = (NAN, ON, FREE, HERS, WAITS, HEBREW, LONG, LOOSE)
QUEUE = Queue(tasks=TASKS, done=(GONE,), critical=frozenset({NAN.key}), seen_at=NOON - timedelta(minutes=2))


class Company(Desk):
    """Has this queue, and a tracker that allows these ways."""

    def __init__(self, queue: Queue = QUEUE, ways: Sequence[Way] = WAYS) -> None:
        super().__init__()
        self.now = NOON
        self.queue = queue
        self.ways = tuple(ways)

    def answer(self, action: Action) -> object:
        if isinstance(action, AskQueue) and AskQueue not in self.answers:
            return self.queue
        if isinstance(action, AskWays) and AskWays not in self.answers:
            return self.ways
        return super().answer(action)


def many(count: int) -> tuple[Task, ...]:
    """Return as many tasks as that, of all kinds."""
    return tuple(
        task(
            number,
            f"Something that a customer asks for, number {number}",
            stage=Stage.STARTED if number % 9 == 0 else Stage.OPEN,
            assignee=("", "Priya Raman", "Jonas Weber")[number % 3],
            mine=number % 27 == 0,
            blocked=number % 11 == 0,
            customer=f"Customer {number % 40}",
            size=str(number % 8),
            due=TODAY + timedelta(days=number % 60 - 5) if number % 4 else None,
            release=f"2026.{40 + number % 12}",
        )
        for number in range(1, count + 1)
    )


def opened(qtbot: QtBot, company: Company | None = None) -> QueueTab:
    """Open the page before a company, and wait until it has the keyboard."""
    company = company or Company()
    tab = QueueTab(company, company.clock)
    qtbot.addWidget(tab)
    tab.draw(snapshot())
    tab.resize(1040, 720)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.setFocus()
    return tab


def rested(tab: QueueTab) -> None:
    """Let somebody rest on the chosen task: its tracker is asked."""
    if tab.task._rest.isActive():
        tab.task._rest.stop()
        tab.task._ask()


def names(tab: QueueTab) -> list[str]:
    """What the list names, from top to bottom."""
    model = tab.table.model()
    return [model.index(row, 2).data().partition(" ")[0] for row in range(model.rowCount())]


def comment(text: str, subject: str = FREE.key) -> Entry:
    """A comment that can still be taken back."""
    deed = Deed(verb=Verb.COMMENT, place="ACME", message="9", text=text)
    return entry(deed=deed, subject=subject, account="jira", due=NOON + timedelta(seconds=9))
