"""A release of a shop, with what is known of it: for the tests of its texts. What customers wrote has a word that stands nowhere else: `Kettle`."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from supporttray.core.model import Event
from supporttray.core.release.page import Flag, Line, Look, Point, Room, Told
from supporttray.core.release.plan import Release
from supporttray.core.release.problem import Problem, Sign, Standing

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
HOUR = timedelta(hours=1)
RELEASE = Release(
    product="Shop",
    version="4.0",
    start=MONDAY,
    end=MONDAY + timedelta(days=4, hours=8),
    components=("check", "checkout", "search"),
    standup=time(9, 30),
    number=1,
)


def ticket(number: int, **more: Any) -> Told:
    fixed = {"key": f"ticket:desk/{number}", "name": f"#{number}", "title": f"My Kettle {number} is lost"}
    return Told(**({"url": f"https://desk/{number}", "at": MONDAY} | fixed | more))


def error(number: int, **more: Any) -> Told:
    fixed = {
        "key": f"error:r/{number}",
        "name": f"#{number}",
        "title": "TypeError: total",
        "url": f"https://r/{number}",
    }
    return Told(**({"at": MONDAY} | fixed | more))


def line(
    number: int,
    standing: Standing = Standing.SUSPECTED,
    *,
    tickets: tuple[Told, ...] = (),
    errors: tuple[Told, ...] = (),
    names: str = "",
    stage: str = "",
    **more: Any,
) -> Line:
    signs = (Sign("component", 50, f"It names {names}; nobody did before."),) if names else ()
    known = {
        "since": MONDAY,
        "last_at": MONDAY,
        "found_at": TUESDAY,
        "tickets": tuple(one.key for one in tickets),
        "errors": tuple(one.key for one in errors),
        "title": "My Kettle is lost",
        "topic": names,
    }
    problem = Problem(number=number, release=1, standing=standing, signs=signs, **(known | more))
    bug = problem.bug.rpartition("/")[2]
    return Line(problem=problem, tickets=tickets, errors=errors, bug=bug, stage=stage)


def event(kind: str, subject: str, at: datetime, title: str = "Tests on main") -> Event:
    key = f"{kind}:{subject}:{at.timestamp()}"
    return Event(key=key, kind=kind, subject=subject, at=at, seen_at=at, title=title, url=f"https://e/{subject}")


LOST = line(
    2,
    Standing.CONFIRMED,
    tickets=(ticket(7), ticket(8), ticket(9, gone="It was merged into #8.")),
    names="checkout",
    bug="https://j/SHOP-12",
    found_at=MONDAY + HOUR,
    decided_at=MONDAY + 2 * HOUR,
)
RARE = line(3, errors=(error(4),), found_at=TUESDAY + HOUR)
MENDED = line(
    1,
    Standing.FIXED,
    tickets=(ticket(1),),
    names="search",
    told=("ticket:desk/1",),
    found_at=MONDAY + HOUR,
    decided_at=TUESDAY + HOUR,
    fixed_at=TUESDAY + HOUR,
)
MERGED = line(5, Standing.MERGED, tickets=(ticket(5),), into=2)
FALSE = line(4, Standing.DISMISSED, tickets=(ticket(4),), found_at=MONDAY + HOUR, decided_at=MONDAY + 3 * HOUR)


def room(*lines: Line, **more: Any) -> Room:
    known: dict[str, Any] = {
        "now": TUESDAY + 3 * HOUR,
        "release": RELEASE,
        "headline": "Impact on Customer Support so far: +4 tickets over usual, 1 confirmed.",
        "rates": ("31 tickets since noon, usually 12 ± 4.",),
        "record": "2 of 4 suspected were confirmed.",
        "looks": (Look(watch="tickets", at=TUESDAY + 2 * HOUR),),
        "points": (
            Point(MONDAY - 3 * HOUR, 50, 40.0, 9),
            Point(MONDAY, 20, 8.0, 3),
            Point(MONDAY + HOUR, 1, 7.5, 0),
            Point(TUESDAY, 9, None, 1),
        ),
        "flags": (
            Flag(MONDAY, "start", "The release begins."),
            Flag(MONDAY - HOUR, "deploy", "3.9 went live"),
            Flag(MONDAY + HOUR, "deploy", "4.0 went live"),
            Flag(MONDAY + HOUR, "problem", "My Kettle is lost"),
        ),
    }
    return Room(problems=lines, **(known | more))
