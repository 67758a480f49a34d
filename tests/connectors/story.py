"""A channel's story in a few words, played by the demo's Slack and seen by our connector: what is a request, is it answered, whose clock runs.

A story is a list of lines such as `10:05 cy puts eyes`; the day is Monday unless a line begins with another one.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from supporttray.connectors import Hint
from supporttray.core.deadline import deadline
from supporttray.core.hours import Hours
from supporttray.core.item import Request
from supporttray.core.lesson import Lesson
from supporttray.core.model import AlertOptions, Need, World
from supporttray.core.needs import needs
from supporttray.core.rules.request import ACKNOWLEDGED, WAITING
from supporttray.demo.check import check
from tests.connectors.desk import PEOPLE, Desk, desk

DAYS = {
    name: date(2026, 11, 20) + timedelta(days=number)
    for number, name in enumerate(("fri", "sat", "sun", "mon", "tue", "wed"))
}
# nobody works on Tuesday: it is a holiday
HOURS = Hours(begin=time(9), end=time(17, 30), lunch=(time(12), time(13)), zone=UTC, off=frozenset({DAYS["tue"]}))
TIMES = {
    WAITING: AlertOptions(answer_within=timedelta(hours=1)),
    ACKNOWLEDGED: AlertOptions(answer_within=timedelta(hours=4)),
}
AT_LAST = 6  # looks; signs on answers are looked for now and then only
LINE = re.compile(r"(?:(?P<day>\w{3}) )?(?P<clock>\d\d:\d\d) (?P<who>\w+) (?P<does>.+?)(?:: (?P<text>.*))?")
COMPANY = check(
    {
        "company": "Small",
        "me": "ada",
        "person": PEOPLE,
        "channel": [{"id": "help", "name": "help"}, {"id": "sales", "name": "sales"}],
    }
)
DOES: Sequence[tuple[str, dict[str, Any]]] = (
    (r"asks(?: in (?P<channel>\w+))?", {"do": "message"}),
    (r"replies to everybody", {"do": "reply", "broadcast": True}),
    (r"replies(?: to (?P<to>\w+))?", {"do": "reply"}),
    (r"puts (?P<emoji>\S+)(?: on (?P<to>\w+))?", {"do": "react"}),
    (r"takes (?P<emoji>\S+) back", {"do": "unreact"}),
    (r"edits", {"do": "edit"}),
    (r"deletes(?: (?P<to>\w+))?", {"do": "delete"}),
    (r"joins", {"do": "join"}),
    (r"sets the topic", {"do": "topic"}),
)


def moment(day: str | None, clock: str) -> datetime:
    return datetime.combine(DAYS[day or "mon"], time.fromisoformat(clock), UTC)


def entry(line: str, number: int) -> tuple[datetime, dict[str, Any]]:
    """Return when a line happens, and what it is in the demo's words; what it is about is the first message, if it does not say."""
    found = LINE.fullmatch(line)
    assert found, line
    does, fixed = next((match, fixed) for pattern, fixed in DOES if (match := re.fullmatch(pattern, found["does"])))
    about = {name: value for name, value in does.groupdict().items() if value}
    made: dict[str, Any] = {**fixed, "by": found["who"], **about}
    if made["do"] in ("message", "reply"):
        made |= {
            "id": "q" if made["do"] == "message" and number == 0 else f"m{number}",
            "text": found["text"] or "Is it down?",
        }
    if made["do"] in ("edit", "topic"):
        made["text"] = found["text"]
    if made["do"] in ("edit", "delete"):
        del made["by"]
    if made["do"] in ("reply", "react", "unreact", "edit", "delete"):
        made.setdefault("to", "q")
    return moment(found["day"], found["clock"]), made


async def play(at: Desk, lines: Sequence[str], *, heard: bool = False) -> None:
    """Let it happen at its times, with a look before and after each line; or each is heard at once, as by a socket."""
    for number, line in enumerate(lines):
        when, made = entry(line, number)
        at.clock.time = when
        if not heard:
            await at.look.poll()
        at.play({"at": "0s", **made})
        if heard:
            await at.look.hear(hint(at.demo.company.ledger.lines()[-1], when))
    for _ in range(AT_LAST):
        await at.look.poll()


def hint(line: dict[str, Any], when: datetime) -> Hint:
    """Return what a socket would say of the demo's last deed."""
    what, thread = line["what"], line["thread_ts"] or ""
    if not what.startswith("reaction"):
        return Hint(line["channel"], line["ts"], thread)
    return Hint(
        line["channel"],
        line["ts"],
        thread,
        line["by"],
        line["emoji"].partition("::")[0],
        when,
        what.endswith("removed"),
    )


async def told(
    lines: Sequence[str], now: str, *, heard: bool = False, lessons: Sequence[Lesson] = (), **options: Any
) -> str:
    """Return in a few words what a story has come to; of several requests the words are joined."""
    day, _, clock = now.rpartition(" ")
    begin = entry(lines[0], 0)[0] - timedelta(minutes=1)
    async with desk(scenario=COMPANY, begin=begin, **options) as at:
        await at.look.poll()
        await play(at, lines, heard=heard)
        items = at.look.items
        world = World(items=items, alerts=TIMES, hours=HOURS, lessons=tuple(lessons))
        found = {need.subject: need for need in needs(world, moment(day or None, clock))}
        words = [
            said(item, found.get(key), moment(day or None, clock))
            for key, item in sorted(items.items())
            if isinstance(item, Request)
        ]
        return "; ".join(words) or "no request"


def said(item: Request, need: Need | None, now: datetime) -> str:
    """Return where a request stands: its state, who did what, how much working time is left and how loud it is."""
    episode = item.episode
    if need is None:
        word = episode.answered
        return f"answered by {word.name or word.by}" if word else "no request"
    assert need.due
    limit = deadline(HOURS, need.since, TIMES[need.kind].answer_within)
    assert need.due == limit.due
    left = HOURS.working(now, need.due) - HOURS.working(need.due, now)
    clock = (
        f"{left // timedelta(minutes=1)} min left"
        if left > timedelta(0)
        else f"{-left // timedelta(minutes=1)} min late"
    )
    who = f" by {episode.seen.name}" if episode.state == "acknowledged" and episode.seen else ""
    return f"{episode.state}{who}, {clock}, {need.urgency.word}"
