"""What there is to tell of a day, worked out from the demo's ledger without the app's own code: every sentence of its status."""

import html
import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.e2e import work_oracle
from tests.e2e.oracle import ACKNOWLEDGING, RED, RED_LIGHT, Line
from tests.e2e.play import Company

UNDRAWN = str.maketrans("", "", "\u200e\u2068\u2069")
FIRE = timedelta(hours=2)


TITLES = {  # a build's title and its project
    "github": "{workflow} on main|{repository}",
    "gitlab": "{name} on main|{repository}",
    "jenkins": "{workflow} on main|{repository}/{workflow}",
}
URLS = {
    "github": "{repository}/actions/runs/{run_id}",
    "gitlab": "{repository}/-/pipelines/{run_id}",
    "jenkins": "job/quillfern-demo/job/apps/job/{workflow}/job/main",
}
PLACES = ("channel", "repository", "project", "job")
BROUGHT = "ring_buoy"  # what a colleague marks with it is a question too, wherever it stands


class Streak(NamedTuple):
    """A time in which a build was red."""

    begin: datetime
    end: datetime | None
    url: str


class Oracle:
    """What there is to tell, from the ledger alone."""

    def __init__(self, one: Company, before: int) -> None:
        plan = tomllib.loads(one.config.read_text("utf-8"))
        self.ledger: list[Line] = one.read("ledger")
        self.before = before
        self.me = plan["me"]
        self.zone = ZoneInfo(plan["zone"])
        self.root = plan["service"]["slack"]["address"].removesuffix("/slack/api")
        self.feed = plan["service"]["ci"]["address"].rpartition("/")[0]
        self.places = {watch.get(key) for watch in plan["watch"] for key in PLACES if key in watch}
        today = datetime.now(UTC).astimezone(self.zone).date()
        self.begin = datetime(today.year, today.month, today.day, tzinfo=self.zone).astimezone(UTC)
        self.end = self.begin + timedelta(days=1)  # these zones have no summer
        self.sections: defaultdict[str, list[str]] = defaultdict(list)
        self.fires: list[tuple[timedelta, str, str]] = []
        self._questions()
        self._builds()
        self.fire = ""
        if long := [one for one in self.fires if one[0] >= FIRE]:
            _, section, self.fire = max(long)
            self.sections[section].remove(self.fire)

    def _questions(self) -> None:
        threads: defaultdict[str, list[Line]] = defaultdict(list)
        brought = {(line["channel"], line["ts"]) for line in self.ledger if line.get("emoji") == BROUGHT}
        for line in self.ledger:
            if line["service"] == "slack" and (
                line["channel"] in self.places or (line["channel"], line["thread_ts"] or line["ts"]) in brought
            ):
                threads[line["thread_ts"] or line["ts"]].append(line)
        answered: list[tuple[datetime, str]] = []
        for ts, (first, *others) in threads.items():
            asked = first["what"] == "message" and first["subtype"] is None and first["by_kind"] == "person"
            if not asked or first["by_name"] == self.me or any(line["what"] == "message_deleted" for line in others):
                continue
            title = shown(
                [line for line in (first, *others) if line["what"] == "message_changed" or line is first][-1]["text"]
            )
            url = f"{self.root}/slack/archives/{first['channel']}/p{ts.replace('.', '')}"
            replies = [line for line in others if line["what"] == "reply"]
            helpers = [line for line in replies if line["by_kind"] == "person" and line["by"] != first["by"]]
            ours = [line for line in helpers if self.begin <= stamp(line["ts"]) < self.end]
            looking = standing(others, first["by"])
            done = [name for emoji, name in looking if emoji == "white_check_mark"]
            if ours:
                names = listed([called(line) for line in ours])
                answered.append((stamp(ours[0]["ts"]), f"{title} — answered by {names} {url}"))
            elif not helpers and done:
                self.sections["Answered"].append(f"{title} — ticked off by {listed(done)} {url}")
            elif not helpers and looking:
                names = listed([name for _, name in looking])
                self.sections["Seen, not answered yet"].append(f"{title} — seen by {names} {url}")
            elif not helpers:
                self.sections["Still open"].append(f"{title} — since {self.since(stamp(first['ts']))} {url}")
        self.sections["Answered"][:0] = [line for _, line in sorted(answered)]

    def _builds(self) -> None:
        builds: defaultdict[str, list[tuple[Any, datetime, bool, str]]] = defaultdict(list)
        feeds: dict[str, int] = {}
        for number, line in enumerate(self.ledger):
            if line["what"] == "run_completed" and line["repository"] in self.places and line["branch"] == "main":
                if (red := RED.get(line["conclusion"])) is not None:
                    title = TITLES[line["service"]].format(**line, name=line["repository"].rpartition("/")[2])
                    url = f"{self.root}/{line['service']}/{URLS[line['service']].format(**line)}"
                    if line["service"] == "jenkins":  # which counts every try
                        url = f"{url}/{len(builds[title]) + 1}/".replace(" ", "%20")
                    order = (line["created_at"], line["run_id"], line["run_attempt"])
                    builds[title].append((order, moment(line["completed_at"]), red, url))
            elif line["service"] == "cctray" and (light := RED_LIGHT.get(line["status"])) is not None:
                if number < self.before:
                    builds.pop(line["project"], None)  # the feed shows a project's last build only
                feeds[line["project"]] = number
                url = f"{self.feed}/project/{line['project']}"
                builds[line["project"]].append((number, moment(line["built_at"]), light, url))
        for title, runs in builds.items():
            self._build(title, streaks(runs), max(runs)[3])

    def _build(self, title: str, reds: list[Streak], last: str) -> None:
        name, _, project = title.partition("|")
        project = project and f" ({project})"
        if reds and reds[-1].end is None:
            line = f"{name} is broken{project} — since {self.since(reds[-1].begin)} {last}"
            self.sections["Still open"].append(line)
            if reds[-1].begin >= self.begin:
                self.fires.append((datetime.now(UTC) - reds[-1].begin, "Still open", line))
        elif reds and (ended := [(one, one.end) for one in reds if one.end and self.begin <= one.end < self.end]):
            total = span(sum((end - one.begin for one, end in ended), timedelta()))
            how = f" after {total}" if len(ended) == 1 else f"; broken {len(ended)} times, {total} in all"
            line = f"{name}{project} — green again at {self.since(ended[-1][1])}{how} {ended[-1][0].url}"
            self.sections["Fixed"].append(line)
            self.fires.append((max(end - max(one.begin, self.begin) for one, end in ended), "Fixed", line))

    def _joined(self, text: str) -> None:
        """Take the builds that are told on one line, `A and 3 more`, for that line: those that have none of their own."""
        for line in re.findall(r"^• (.+ and \d+ more — green again .*)$", text, re.MULTILINE):
            first, count = re.match(r"(.+) and (\d+) more — ", line).groups()  # type: ignore[union-attr]
            fixed = self.sections["Fixed"]
            gone = [one for one in fixed if f"• {one}\n" not in f"{text}\n"]
            assert [one for one in gone if one.startswith(f"{first} — ")]
            assert len(gone) == int(count) + 1
            fixed[:] = [
                line if one.startswith(f"{first} — ") else one
                for one in fixed
                if one not in gone or one.startswith(f"{first} — ")
            ]

    def since(self, at: datetime) -> str:
        local = at.astimezone(self.zone)
        return f"{local:%H:%M}" if at >= self.begin else f"{local:%a} {local.day} {local:%b}"

    def summary(self) -> str:
        fire = "Still open" if " is broken" in self.fire else "Fixed" if self.fire else ""
        sizes = {name: len(lines) + (name == fire) for name, lines in self.sections.items()}
        sizes.setdefault(fire, 1)
        counts = (
            (sizes.get("Still open", 0) + sizes.get("Seen, not answered yet", 0), "open"),
            (sizes.get("Fixed", 0), "fixed"),
            (sizes.get("Answered", 0), "answered"),
        )
        return ", ".join(f"{count} {word}" for count, word in counts if count)

    def agrees(self, text: str) -> None:
        """Assert that the status says all this and nothing more."""
        self._joined(text.translate(UNDRAWN))
        head, *blocks = text.translate(UNDRAWN).split("\n\n")
        local = datetime.now(UTC).astimezone(self.zone)
        if self.fire:
            assert blocks.pop(0) == f":fire: {self.fire}"
        found = {}
        for block in blocks:
            title, *lines = block.split("\n")
            assert all(line.startswith("• ") for line in lines)
            found[title.strip("*")] = [line.removeprefix("• ") for line in lines]
        work = work_oracle.agrees(self.ledger, self.me, self.begin, self.end, found)
        assert head == f"*Support, {local:%a} {local.day} {local:%b}*: {self.summary()}{work}"
        found = {name: lines for name, lines in found.items() if name not in work_oracle.SECTIONS}
        expected = {name: lines for name, lines in self.sections.items() if lines}
        said, due = ({(name, line) for name, lines in told.items() for line in lines} for told in (found, expected))
        assert said == due, f"{sorted(said - due)} should be {sorted(due - said)}"
        assert {name: len(lines) for name, lines in found.items()} == {
            name: len(lines) for name, lines in expected.items()
        }
        assert found.get("Answered") == expected.get("Answered")
        order = ["Still open", "Seen, not answered yet", "Next", "Fixed", "Notes", "Answered"]
        assert list(found) == [name for name in order if name in expected]


def streaks(runs: Sequence[tuple[Any, datetime, bool, str]]) -> list[Streak]:
    """When a build was red; a run that is older than one that has ended already turns nothing."""
    found: list[Streak] = []
    newest = None
    for order, ended, red, url in sorted(runs, key=lambda run: (run[1], run[0])):
        if newest is not None and order < newest:
            continue
        newest = order
        burning = bool(found) and found[-1].end is None
        if red and not burning:
            found.append(Streak(ended, None, url))
        elif not red and burning:
            found[-1] = Streak(found[-1].begin, ended, url)
    return found


def standing(lines: Sequence[Line], asker: str) -> list[tuple[str, str]]:
    """The acknowledging reactions that stand at the end, and whose they are."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for line in lines:
        if line["what"].startswith("reaction") and line["emoji"] in ACKNOWLEDGING and line["by"] != asker:
            found.pop((line["by"], line["emoji"]), None)
            if line["what"] == "reaction_added":
                found[line["by"], line["emoji"]] = (line["emoji"], called(line))
    return list(found.values())


def shown(text: str) -> str:
    """A text as its reader saw it; these days have no more markup than this."""
    text = re.sub(r"(?<!\S)([*_`])(\S|\S[^\n]*?\S)\1(?!\w)", r"\2", text)
    return html.unescape(text).replace("```", "'''")


def called(line: Line) -> str:
    return str(line["by_name"]).split()[0]


def listed(names: Sequence[str]) -> str:
    *others, last = dict.fromkeys(names)
    return f"{', '.join(others)} and {last}" if others else last


def stamp(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return "less than a minute" if not minutes else f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"
