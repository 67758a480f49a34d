"""The journal that the demo's ledger calls for, told independently of the app's own code.

What stands at a service until somebody looks must be in the journal: questions, replies, the last edit, runs. What was replaced
or taken back is in the journal if and only if somebody looked in between, which only the app knows. So for each subject this
gives every journal that some set of looks, the last one at the end of the day, could have written: `full` is that of looks
between any two things that happened.
"""

import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from tests.e2e.trouble_oracle import TROUBLE
from tests.e2e.work_oracle import WORK

Line: TypeAlias = dict[str, Any]


class Told(NamedTuple):
    """One line of a journal; `at` is empty where the service has no time for it."""

    kind: str
    at: str
    actor: str


Journal: TypeAlias = "Counter[Told]"

ACKNOWLEDGING = ("eyes", "white_check_mark")
RED = {"failure": True, "timed_out": True, "startup_failure": True, "success": False}
RED_LIGHT = {"Failure": True, "Exception": True, "Success": False}
BUILDS = {  # how the key of a build ends
    "github": "{repository}/{workflow_id}@{branch}",
    "gitlab": "gitlab/{repository}/-/pipelines@{branch}",
    "jenkins": "jenkins/{repository}/{workflow}/{branch}",
}
FOUND_OUT = ("build.explained", "test.flaky")  # by the app, when it asked: no ledger knows of it
ELSEWHERE = (*WORK, *TROUBLE)  # of these work_oracle.py and trouble_oracle.py know
UNDATED = ("request.acknowledged", "request.unacknowledged", "request.deleted")


def journals(ledger: Sequence[Line], config: Path, me: str, branch: str = "main") -> dict[str, list[Journal]]:
    """Every watched subject with the journals that it may have, the fullest first."""
    watches = tomllib.loads(config.read_text("utf-8"))["watch"]
    places = {
        watch.get("channel") or watch.get("repository") or watch.get("project") or watch.get("job") for watch in watches
    }
    found: dict[str, list[Journal]] = {}
    requests: defaultdict[str, list[Line]] = defaultdict(list)
    runs: defaultdict[str, list[Line]] = defaultdict(list)
    lights: defaultdict[str, list[Line]] = defaultdict(list)
    brought = _brought(ledger) if any(watch["kind"] == "slack.flagged" for watch in watches) else set()
    for line in ledger:
        if line["service"] == "slack" and (line["channel"] in places or (line["channel"], line["ts"]) in brought):
            requests[f"{line['channel']}/{line['thread_ts'] or line['ts']}"].append(line)
        elif line["what"] == "run_completed" and line["service"] in BUILDS:
            if line["repository"] in places and line["branch"] == branch:
                runs[BUILDS[line["service"]].format(**line)].append(line)
        elif line["service"] == "cctray":
            lights[f"#{line['project']}"].append(line)
    for subject, lines in requests.items():
        if _asks(lines[0], me):
            found[subject] = list(_request(lines))
    for subject, lines in runs.items():
        found[subject] = _builds([_Run(line) for line in lines])
    for subject, lines in lights.items():
        found[subject] = _builds([_Light(line) for line in lines])
    return found


def _brought(ledger: Sequence[Line]) -> set[tuple[str, str]]:
    """The messages that somebody marked with 🛟."""
    return {(line["channel"], line["ts"]) for line in ledger if line.get("emoji") == "ring_buoy"}


def told(events: Iterable[Line]) -> dict[str, Journal]:
    """What `supporttray journal --json` printed, in the same form."""
    found: defaultdict[str, Journal] = defaultdict(Counter)
    for event in events:
        if event["kind"] in FOUND_OUT or event["kind"].startswith(ELSEWHERE):
            continue
        subject = short(event["subject"])
        at = "" if event["kind"] in UNDATED else _milliseconds(event["at"])
        if subject.startswith(("#", "jenkins/")) or "/-/" in subject:
            at = at[:-4] + ".000"  # the ledger dates builds in whole seconds
        found[subject][Told(event["kind"], at, event.get("actor", ""))] += 1
    return dict(found)


def short(key: str) -> str:
    """An item's key without its kind and its host."""
    path = key.partition(":")[2]
    return "#" + path.partition("#")[2] if "#" in path else path.partition("/")[2]


def agree(found: Mapping[str, Journal], possible: Mapping[str, Sequence[Journal]]) -> None:
    """Assert that each subject's journal is one that looks can have written, and that there is no other subject."""
    wrong = {
        subject: (found.get(subject), possible.get(subject))
        for subject in found.keys() | possible.keys()
        if found.get(subject, Counter()) not in possible.get(subject, ())
    }
    assert not wrong, "\n".join(f"{subject}: written {one}, possible {some}" for subject, (one, some) in wrong.items())


# --- requests


def _asks(line: Line, me: str) -> bool:
    plain = line["what"] == "message" and line["subtype"] is None and line["by_kind"] == "person"
    return plain and line["by_name"] != me


def _request(lines: list[Line]) -> Iterator[Journal]:
    """Aspect by aspect: what was replied stays, of the edits the last, reactions as they were looked at."""
    asker = lines[0]["by"]
    fixed = [_stamped("request.asked", lines[0])]
    edits: list[Told] = []
    toggles: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    deleted = False
    for line in lines[1:]:
        match line["what"]:
            case "reply" if line["by_kind"] == "person":
                fixed.append(_stamped("request.asked_again" if line["by"] == asker else "request.answered", line))
            case "message_changed" if line["thread_ts"] is None:
                edits.append(Told("request.edited", _milliseconds(line["at"]), _name(line)))
            case "reaction_added" | "reaction_removed" if (
                line["emoji"] in ACKNOWLEDGING and line["by"] != asker and line["thread_ts"] is None
            ):
                toggles[line["by"], line["emoji"]].append(line)
            case "message_deleted" if line["thread_ts"] is None:
                deleted = True
    gone = [Told("request.deleted", "", "")] if deleted else []
    aspects = [_edits(edits), *(_reactions(each) for each in toggles.values())]
    for chosen in product(*(list(aspect) for aspect in aspects)):
        yield Counter([*fixed, *gone, *(line for aspect in chosen for line in aspect)])
    if deleted:
        yield Counter()  # nobody looked while it stood


def _edits(edits: list[Told]) -> Iterator[tuple[Told, ...]]:
    for some in _subsets(edits[:-1]):
        yield (*some, *edits[-1:])


def _reactions(toggles: list[Line]) -> Iterator[tuple[Told, ...]]:
    """They are put and taken in turn; a look sees nothing of a pair that lies between it and the look before."""
    kinds = {"reaction_added": "request.acknowledged", "reaction_removed": "request.unacknowledged"}
    lines = [Told(kinds[line["what"]], "", _name(line)) for line in toggles]
    for pairs in range(len(lines) // 2, -1, -1):
        yield tuple(lines[: 2 * pairs + len(lines) % 2])


# --- builds


class _Run:
    """A finished attempt of a run; a later attempt takes its place in GitHub's lists."""

    def __init__(self, line: Line) -> None:
        self.red = RED.get(line["conclusion"])
        self.order = (line["created_at"], line["run_id"], line["run_attempt"])
        self.ended = _milliseconds(line["completed_at"])
        self.sort = (self.ended, self.order)
        self.place = line["run_id"]
        self.commit = "" if line["conclusion"] == "startup_failure" else line["sha"]


class _Light:
    """A finished build of a project; the feed shows the last one only, dated by its beginning."""

    def __init__(self, line: Line) -> None:
        self.red = RED_LIGHT.get(line["status"])
        self.order = (line["built_at"], int(line["label"]), 0)
        self.ended = _milliseconds(line["built_at"])
        self.sort = (self.ended, self.order)
        self.place = 0
        self.commit = ""


def _builds(runs: Sequence[_Run | _Light]) -> list[Journal]:
    """The turns of what was seen: all that stays in its place, and any of what was replaced there."""
    last = {run.place: run for run in runs}
    stays = [run for run in runs if last[run.place] is run]
    replaced = [run for run in runs if last[run.place] is not run]
    found: list[Journal] = []
    for some in _subsets(replaced):
        journal = _turns([*stays, *some])
        if journal not in found:
            found.append(journal)
    return found


def _turns(runs: list[_Run | _Light]) -> Journal:
    lines = []
    newest: _Run | _Light | None = None
    for run in sorted((run for run in runs if run.red is not None), key=lambda run: run.sort):
        if newest is not None and run.order < newest.order:
            continue
        if run.red != (newest is not None and newest.red):
            lines.append(Told("build.broken" if run.red else "build.fixed", run.ended, ""))
        newest = run
    return Counter([*lines, *_flakes(runs)])


def _flakes(runs: Sequence[_Run | _Light]) -> Iterator[Told]:
    """A red run is flaky once the same commit passed later; the feed names no commit, and the machinery's faults are none."""
    for red in (run for run in runs if run.red and run.commit):
        later = [run for run in runs if run.red is False and run.commit == red.commit and run.order > red.order]
        if later:
            yield Told("build.flaky", min(later, key=lambda run: run.order).ended, "")


# --- small things


def _subsets(things: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    for size in range(len(things), -1, -1):
        yield from combinations(things, size)


def _stamped(kind: str, line: Line) -> Told:
    moment = datetime.fromtimestamp(int(line["ts"].partition(".")[0]), UTC)
    return Told(kind, f"{moment:%Y-%m-%dT%H:%M:%S}.{line['ts'].partition('.')[2][:3]}", _name(line))


def _milliseconds(text: str) -> str:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}"


def _name(line: Line) -> str:
    """The name that Slack shows: the demo's people have their first as the display name."""
    return str(line["by_name"]).split()[0]
