"""Open changes as the engine tells them, and an engine that answers with them at once; it remembers what it was told to do."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pytestqt.qtbot import QtBot

from supporttray.core.action import Action
from supporttray.core.item import Opinion, Review
from supporttray.core.item.review import Says
from supporttray.core.work import AskReviews, Line
from supporttray.core.work import Reviews as Known
from supporttray.ui.review.bar import Step
from supporttray.ui.review.tab import Reviews
from tests.ui.diary import Desk
from tests.ui.samples import snapshot

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def review(number: int, title: str, **more: object) -> Review:
    known: dict[str, object] = {
        "key": f"review:git/acme/shop#{number}",
        "name": f"acme/shop#{number}",
        "title": title,
        "url": f"https://git.example/acme/shop/pull/{number}",
        "at": NOON - timedelta(hours=number),
        "where": "acme/shop",
        "by": "bo",
        "author": "Bo Lindqvist",
        "lines": 120 * number,
        "branch": f"fix/{number}",
    }
    return Review(**(known | more))  # type: ignore[arg-type]


def said(by: str, says: Says, *, mine: bool = False) -> Opinion:
    return Opinion(id=f"o-{by}", by=by, says=says, at=NOON - HOUR, name=by.capitalize(), mine=mine)


def line(one: Review, state: str, why: str, hours: float, **more: bool) -> Line:
    return Line(review=one, state=state, why=why, waited=hours * HOUR, **more)  # type: ignore[arg-type]


ASKED = line(
    review(1, "Vouchers expire at midnight of their own zone", asked=("ada", "core-team"), asks_me=True),
    *("waiting", "You are asked for a review.", 0.7),
    wants_me=True,
)
PUSHED = line(
    review(2, "Depot list on Mondays", opinions=(said("ada", Says.CHANGES, mine=True),), labels=("bug",)),
    *("pushed", "Changes were pushed since your review.", 3),
    wants_me=True,
)
NOBODY = line(
    review(3, "Retry the label printer", lines=None, url="", branch=""),
    *("waiting", "Nobody has looked at it.", 31),
    wants_me=True,
)
RED = line(review(4, "Faster search"), "red", "Its checks are red: that is its author's to see first.", 6)
AUTHOR = line(review(5, "Invoices in two languages"), "author", "It waits for its author.", 12)
APPROVED = line(review(6, "Typo", opinions=(said("mina", Says.APPROVED),)), "approved", "Mina approved it.", 1)
DRAFT = line(review(7, "Try another queue"), "draft", "It is a draft.", 50)
DECLINED = line(review(8, "Frontend only"), "waiting", "You said that it is not yours.", 5, declined=True)
EPIC = line(review(9, "New checkout", branch="epic/x"), "waiting", "It belongs to the epic epic/x.", 200)
HEBREW = line(review(10, "תיקון הדפסת תוויות", author="נועה לוי", by="noa"), "waiting", "It is a bot's.", 20)
LONG = line(
    review(11, "x" * 150 + " <b>bold</b>", name="acme/" + "y" * 60 + "#11", asked=("z" * 90,)), "odd", "w" * 300, 999
)
OWN = line(
    review(21, "Total of gift cards", mine=True, by="ada", author="Ada Okafor", asked=("bo",)),
    *("asked", "It waits for bo.", 9),
    remind=True,
)
FRESH = line(
    review(22, "Log the depot's answers", mine=True, by="ada", author="Ada Okafor"),
    *("unasked", "Nobody is asked for a review. Ask bo.", 0),
)
TURN = line(
    review(23, "Cut the cache", mine=True, by="ada", author="Ada Okafor", opinions=(said("bo", Says.CHANGES),)),
    *("author", "Bo said something: it is your turn.", 2),
)
DONE = line(
    review(24, "Late e-mails", mine=True, by="ada", author="Ada Okafor", opinions=(said("bo", Says.APPROVED),)),
    *("approved", "Bo approved it: it can be merged.", 2),
)
OTHERS = (ASKED, PUSHED, NOBODY, RED, AUTHOR, APPROVED, DRAFT, DECLINED, EPIC, HEBREW, LONG)
MINE = (OWN, FRESH, TURN, DONE)
REVIEWS = Known(lines=(*OTHERS[:3], *MINE, *OTHERS[3:]), reviewers=("bo", "tess"), seen_at=NOON - timedelta(minutes=2))


class Company(Desk):
    """Has these changes open."""

    def __init__(self, reviews: Known = REVIEWS) -> None:
        super().__init__()
        self.now = NOON
        self.reviews = reviews

    def answer(self, action: Action) -> object:
        if isinstance(action, AskReviews) and AskReviews not in self.answers:
            return self.reviews
        return super().answer(action)


def opened(qtbot: QtBot, company: Company | None = None) -> Reviews:
    """Open the page before a company, and wait until it has the keyboard."""
    company = company or Company()
    tab = Reviews(company, company.clock)
    qtbot.addWidget(tab)
    tab.draw(snapshot())
    tab.resize(1040, 720)
    tab.show()
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    tab.setFocus()
    return tab


def names(tab: Reviews) -> list[str]:
    """What the list names, from top to bottom."""
    model = tab.table.model()
    return [model.index(row, 1).data().partition(" ")[0] for row in range(model.rowCount())]


def offered(tab: Reviews) -> set[Step]:
    return {step for step, one in tab.review.bar.buttons.items() if one.isVisible()}


def of(lines: Sequence[Line]) -> list[str]:
    return [one.review.name for one in lines]
