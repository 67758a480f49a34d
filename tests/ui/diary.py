"""An engine as a window sees it: it remembers what it was told to do, and answers with real values when the test says so."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from supporttray.core.action import Action, Day, Done, Draft, KeepDraft, Today
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.outbox import Entry, Fate
from supporttray.core.snapshot import Snapshot
from tests.ui.samples import snapshot

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
TODAY = date(2026, 12, 8)
LINK = "https://small.example/archives/C0TEAM/p1765195200000100"
TEXT = "*Support, Tue 8 Dec*: 1 open\n\n• Where is order 7? (since 11:20)"
PLACE = "C0TEAM on slack"
FRIDAY = Day(date(2026, 12, 4), "*Support, Fri 4 Dec*\n\nNothing needed support today.", f"{LINK}4")
THURSDAY = Day(date(2026, 12, 3), "Left as it was <b>here</b>")


class Desk:
    """What is done at it, in order; `draft` is what it says of today. It answers at once unless it is `slow`."""

    def __init__(self, draft: Draft | None = None) -> None:
        self.now = NOON
        self.draft = draft or Draft(text=TEXT, day=TODAY, place=PLACE)
        self.done: list[Action] = []
        self.waiting: list[tuple[Action, Callable[[object], None]]] = []
        self.answers: dict[type[Action], object] = {}
        self.slow = False

    def __call__(self, action: Action, then: Callable[[object], None] | None = None) -> None:
        self.done.append(action)
        if then and self.slow:
            self.waiting.append((action, then))
        elif then:
            then(self.answer(action))

    def answer(self, action: Action) -> object:
        """What the engine would say."""
        return self.answers.get(type(action), self.draft if isinstance(action, Today) else Done())

    def catch_up(self) -> None:
        """Answer what waits."""
        waiting, self.waiting = self.waiting, []
        for action, then in waiting:
            then(self.answer(action))

    def clock(self) -> datetime:
        return self.now

    def all(self, kind: type[Action]) -> list[Action]:
        return [one for one in self.done if isinstance(one, kind)]

    @property
    def kept(self) -> list[str]:
        return [one.text for one in self.done if isinstance(one, KeepDraft)]


def entry(fate: Fate = Fate.WAITING, *, number: int = 1, day: date = TODAY, **more: object) -> Entry:
    """A posting of the day's status."""
    known: dict[str, object] = {
        "intent": f"daily:{day.isoformat()}:slack:C0TEAM" + (f":{number}" if number > 1 else ""),
        "account": "slack",
        "deed": Deed(verb=Verb.POST, place="C0TEAM", text=TEXT),
        "made_at": NOON,
        "due": NOON + timedelta(seconds=9),
        "number": number,
        "fate": fate,
    }
    if fate is Fate.SENT:
        known |= {"sent_at": NOON, "receipt": Receipt("1765195200.000100", LINK)}
    return Entry(**(known | more))  # type: ignore[arg-type]


def with_outbox(*entries: Entry) -> Snapshot:
    """A snapshot in which these are on their way."""
    calm = snapshot()
    return Snapshot(revision=2, at=calm.at, tray=calm.tray, duty=calm.duty, outbox=entries)
