"""A release as the engine tells it, and an engine that answers with it at once; it remembers what it was told to do."""

from datetime import timedelta

from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.release.page import (
    Answers,
    AskAnswers,
    AskBrief,
    AskDay,
    AskRelease,
    AskSummary,
    Flag,
    Light,
    Line,
    Look,
    Point,
    Room,
    Told,
    Written,
)
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Sign, Standing
from supporttray.ui.release.window import ReleaseWindow
from tests.ui.diary import NOON, Desk
from tests.ui.samples import snapshot

ODD = "<b>שלום</b> & עולם _x_ " + "w" * 90
SHOP = Release(
    product="Shop",
    version="4.0",
    start=NOON - timedelta(days=1, hours=3),
    end=NOON + timedelta(days=6),
    process="https://wiki.example/release",
    number=3,
)
OLD = Release(product="Depot", version="2.1", start=NOON - timedelta(days=9), end=NOON - timedelta(days=2), number=2)
BURST = Sign("burst", 30, "31 tickets since noon, usually 12 ± 4.")
NAMED = Sign("component", 25, "It names the checkout, which this release changes.")
UNLIKE = Sign("lesson", -5, "One like it was dismissed.")


def told(number: int, title: str, **more: object) -> Told:
    known: dict[str, object] = {
        "key": f"ticket:desk/{number}",
        "name": f"#{number}",
        "title": title,
        "url": f"https://desk.example/{number}",
        "at": NOON - timedelta(minutes=number),
        "place": "zendesk",
    }
    return Told(**(known | more))  # type: ignore[arg-type]


def line(number: int, title: str, *tickets: Told, errors: tuple[Told, ...] = (), **more: object) -> Line:
    known: dict[str, object] = {
        "number": number,
        "release": SHOP.number,
        "title": title,
        "since": NOON - timedelta(hours=2),
        "last_at": NOON - timedelta(minutes=4),
        "found_at": NOON - timedelta(hours=1),
        "tickets": tuple(one.key for one in tickets),
        "errors": tuple(one.key for one in errors),
        "signs": (UNLIKE, NAMED, BURST),
        "score": 72,
    }
    extra = {name: more.pop(name) for name in ("bug", "stage") if name in more}
    address = {"bug": f"https://jira.example/browse/{extra['bug']}"} if extra.get("bug") else {}
    problem = Problem(**(known | address | more))  # type: ignore[arg-type]
    return Line(problem=problem, tickets=tickets, errors=errors, **extra)  # type: ignore[arg-type]


GIFTS = (told(1, "Gift card: total shows NaN"), told(2, "Cannot pay with a voucher"), told(3, "Card refused twice"))
THROWN = told(9, "TypeError: total is undefined", key="error:rollbar/9", name="#9", place="production")
NAN = line(1, "Gift cards and vouchers are refused at the checkout", *GIFTS, errors=(THROWN,))
LABELS = line(2, "Labels are printed twice", told(4, "Two labels"), told(5, "Label twice"), score=58)
LATE = line(4, ODD, told(6, ODD, place=ODD), standing=Standing.CONFIRMED, bug="SHOP-12", stage="In Progress", score=81)
MENDED = line(
    5,
    "The basket empties itself",
    told(7, "Basket empty"),
    told(8, "My basket is gone", told=True),
    standing=Standing.FIXED,
    fixed_at=NOON - timedelta(minutes=30),
    decided_at=NOON - timedelta(minutes=30),
)
NOTHING = line(6, "Password forgotten", told(10, "Password"), standing=Standing.DISMISSED, score=50)
PROBLEMS = (LATE, NAN, LABELS, MENDED, NOTHING)
LOOKS = (
    Look(watch="zendesk", at=NOON - timedelta(minutes=18), new=12, next_at=NOON + timedelta(minutes=12)),
    Look(watch="rollbar", at=NOON - timedelta(hours=3), new=0, trouble="Rollbar does not answer"),
)
POINTS = tuple(
    Point(
        NOON - timedelta(hours=27 - hour),
        tickets=(3, 1, 0, 2, 6, 9, 14, 8)[hour % 8] + hour // 4,
        usual=4.0 + hour % 8 if hour > 3 else None,
        errors=(0, 0, 5, 40, 12)[hour % 5],
    )
    for hour in range(28)
)
FLAGS = (
    Flag(NOON - timedelta(hours=26), "start", "Shop 4.0 begins"),
    Flag(NOON - timedelta(hours=22), "deploy", "4.0.1 went to production"),
    Flag(NOON - timedelta(hours=12), "problem", "Suspected: Labels are printed twice"),
    Flag(NOON - timedelta(hours=9), "confirmed", "Confirmed: <b>Gift cards</b>"),
    Flag(NOON - timedelta(hours=1), "fixed", "Fixed: The basket empties itself"),
)
ROOM = Room(
    now=NOON,
    release=SHOP,
    also=(OLD,),
    headline="Impact on Customer Support so far: +4 tickets over usual, 2 confirmed",
    rates=("31 tickets since noon, usually 12 ± 4.", "Errors in production: 3 an hour, before the deploy 2."),
    record="Of 6 suspected problems 2 were confirmed and 1 was dismissed.",
    quota="Errors today: 410 of 1,000.",
    light=Light.AMBER,
    why="2 suspected problems wait for a decision.",
    problems=PROBLEMS,
    looks=LOOKS,
    points=POINTS,
    flags=FLAGS,
    blind=("rollbar",),
)
DAY = (
    "## Shop 4.0, Tue 8 Dec\n\n**Overall:** 🟡 amber, 2 suspected problems wait for a decision.\n\n"
    "### Good\n\n- No new errors since 10:00.\n\n### Bad\n\n- Problem 1 (checkout, 3 tickets), new\n"
)
QUOTES = (("1", "Gift card: total shows NaN"), ("1", "Cannot pay with a voucher"))


class Company(Desk):
    """Watches a release."""

    def __init__(self, room: Room = ROOM) -> None:
        super().__init__()
        self.room = room
        why = room.why
        self.answers = {
            AskDay: Written(release=SHOP, text=DAY, to="#release", light=Light.AMBER, why=why, quotes=QUOTES),
            AskSummary: Written(release=SHOP, text="# Shop 4.0\n\nIt went well.", to="#release"),
            AskBrief: Written(release=SHOP, text="# For support\n\nGift cards are refused."),
            AskAnswers: Answers(problem=5, text="It is fixed.", to=(told(7, "Basket empty"), told(11, "Basket"))),
        }

    def answer(self, action: Action) -> object:
        return (
            self.room if isinstance(action, AskRelease) and AskRelease not in self.answers else super().answer(action)
        )


def many(count: int) -> tuple[Line, ...]:
    """Return as many problems as that, of all standings."""
    kinds = tuple(Standing)
    return tuple(
        line(
            number,
            f"Something that customers tell of, number {number}",
            *(told(100 * number + one, f"Ticket {one}") for one in range(number % 30 + 1)),
            standing=kinds[number % 4],
            score=50 + number % 50,
        )
        for number in range(1, count + 1)
    )


def opened(qtbot: QtBot, company: Company, *, queue: str = "ACME") -> ReleaseWindow:
    """Open the window before a company, and wait until it has the keyboard."""
    import msgspec  # noqa: PLC0415  for this only

    window = ReleaseWindow(company, company.clock)
    window.draw(msgspec.structs.replace(snapshot(), queue=queue))
    window.resize(1080, 780)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def listed(window: ReleaseWindow) -> list[int]:
    """The numbers in the list, from top to bottom."""
    model = window.problems.table.model()
    return [int(model.index(row, 1).data().partition(" ")[0]) for row in range(model.rowCount())]
