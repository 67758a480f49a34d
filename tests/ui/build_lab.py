"""Builds as the engine tells them, and an engine that answers with them at once; it remembers what it was told to do."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pytestqt.qtbot import QtBot

from supporttray.core.action import Action, Done
from supporttray.core.builds import (
    AskBuilds,
    AskFlaky,
    AskMessage,
    AskSignature,
    AskSignatures,
    AskWhy,
    Builds,
    Changed,
    Flaky,
    ForgetSignature,
    Line,
    Message,
    Taught,
    Way,
    Why,
    WouldChange,
)
from supporttray.core.item import Result, Run
from supporttray.core.suspect import Author, Change, Suspect, Suspicion
from supporttray.core.triage import Cause, FailedTest, Signature, Source, Verdict
from supporttray.ui.builds.bar import Step
from supporttray.ui.builds.window import BuildsWindow
from tests.ui.diary import Desk
from tests.ui.samples import snapshot

NOON = datetime(2026, 12, 8, 12, 0, tzinfo=UTC)
RESULTS = {"+": Result.PASSED, "-": Result.FAILED, "x": Result.ERRORED, "o": Result.IGNORED}
AGENT = "https://ci.example/computer/agent-14"
AROUND = (
    "E       assert 'NaN' == '25.00'",
    "E         - 25.00",
    "E         + NaN",
    "",
    "tests/test_basket.py:41: AssertionError",
    "FAILED tests/test_basket.py::test_gift_card - assert 'NaN' == '25.00'",
    "=================== 1 failed, 211 passed in 38.20s ====================",
)
TEST = Verdict(
    cause=Cause.TEST,
    rule="pytest",
    source=Source.LOG,
    text=AROUND[5],
    line=1204,
    cut=True,
    around=AROUND,
    job="test",
    url="https://git.example/shop/runs/7#step:5:1204",
    confidence=0.9,
    tests=(FailedTest("tests/test_basket.py::test_gift_card", "tests/test_basket.py", "assert 'NaN' == '25.00'"),),
)
DISK = Verdict(
    cause=Cause.INFRASTRUCTURE,
    rule="disk-full",
    source=Source.LOG,
    text="write /var/lib/docker: no space left on device",
    line=88,
    around=("#9 exporting layers", "write /var/lib/docker: no space left on device", "script returned exit code 1"),
    job="image",
    confidence=0.97,
    part="disk",
    about="agent-14",
    agent="agent-14",
)
DARK = Verdict(cause=Cause.UNKNOWN, lacks="The log is gone.")


def runs(ended: str, number: int = 0) -> tuple[Run, ...]:
    """Return runs of which each ended as its letter says, an hour apart."""
    begin = NOON - timedelta(hours=len(ended))
    return tuple(
        Run(
            id=f"{number}.{place}",
            at=begin + timedelta(hours=place),
            ended=begin + timedelta(hours=place, minutes=9),
            result=RESULTS[letter],
            title=f"Change {place}",
            commit=f"{place:02d}c0ffee42",
            url=f"https://git.example/{number}/runs/{place}",
        )
        for place, letter in enumerate(ended)
    )


def line(number: int, title: str, state: str, ended: str, verdict: Verdict | None = None, **more: object) -> Line:
    known: dict[str, object] = {
        "key": f"build:ci/{number}",
        "title": title,
        "project": "shop",
        "branch": "main",
        "state": state,
        "url": f"https://git.example/{number}",
        "since": NOON - timedelta(hours=3),
        "streak": 2,
        "recent": runs(ended, number),
        "verdict": verdict,
        "incident": f"build.broken|build:ci/{number}#7.1" if state == "broken" else "",
    }
    return Line(**(known | more))  # type: ignore[arg-type]


BROKEN = line(1, "checkout", "broken", "+++++-+++++ox+++++--"[-20:], TEST)
FULL = line(2, "device-lab images", "broken", "++++++++++xx", DISK, owner="Priya Raman", handled=True)
ODD = line(3, "nightly-hebrew-and-a-name-that-has-no-end-" + "x" * 80, "broken", "+++-", DARK, project="א-ספרייה")
CHANCE = line(4, "payments", "flaky", "++++-+++++++-+++++++")
QUIET = line(5, "docs", "silent", "++++++", since=NOON - timedelta(days=4))
FINE = line(6, "search", "passing", "++++++++++++++++++++", branch="release/2")
NEW = line(7, "brand-new", "unknown", "", since=None, streak=0)
LINES = (BROKEN, FULL, ODD, QUIET, CHANCE, NEW, FINE)

JONAS = Change(
    id="c0ffee",
    title="Gift cards in the basket",
    author=Author("Jonas Weber", "jonas@quillfern.example", "jonas"),
    url="https://git.example/shop/pull/421",
    number="#421",
    files=("shop/basket.py",),
)
OTHER = Change(id="beef", title="Bump the linter", author=Author("Mina Park"), number="#419")
LIKELY = Suspicion(
    suspects=(
        Suspect(change=JONAS, confidence=0.86, reason="touched shop/basket.py, which the failing test is about"),
        Suspect(change=OTHER, confidence=0.2, reason="in the range"),
    ),
    owners=("@quillfern/apps",),
    ours=True,
    url="https://git.example/shop/compare/a...b",
)
WHY = Why(
    title="checkout",
    verdict=TEST,
    suspicion=LIKELY,
    first=BROKEN.recent[-2],
    last=BROKEN.recent[-1],
    green=BROKEN.recent[-3],
    again=1,
    addressable=True,
)
WHY_FULL = Why(
    title="device-lab images",
    verdict=DISK,
    first=FULL.recent[-2],
    last=FULL.recent[-1],
    green=FULL.recent[-3],
    with_it=("device-lab.scanner", "device-lab.printer"),
    engineer="Priya Raman",
    runbook="https://wiki.example/disk",
    page=AGENT,
    again=3,
    has_it="Priya Raman",
    until=NOON + timedelta(hours=2),
    addressable=True,
)
WHY_DARK = Why(title="nightly", verdict=DARK, first=ODD.recent[-1], last=ODD.recent[-1], green=ODD.recent[-2])
UNTIL = NOON + timedelta(hours=3)
DIRECT = Way("slack", "U0JONAS", "to Jonas Weber on Slack")
REMARK = Way("github", "shop#421", "under #421 on GitHub", private=False)
MESSAGE = Message(
    text="Hi Jonas, test_gift_card fails on main since #421. Revert or fix?",
    ways=(DIRECT, REMARK),
    name="Jonas Weber",
    until=UNTIL,
)
RULE = Signature(name="taught", cause=Cause.TEST, pattern=r"FAILED tests/test_basket\.py")
CHANGES = (Changed("checkout", "7.1", NOON - timedelta(days=1), "test", "lint"),)
KNOWN = (Taught(4, RULE, NOON - timedelta(days=2)),)
FLAKES = (
    Flaky("test_retry <b>[fast]</b>", "payments", 7, NOON - timedelta(days=20), NOON - timedelta(hours=4)),
    Flaky("test_clock", "search", 1, NOON - timedelta(days=2), NOON - timedelta(days=2)),
)


class Company(Desk):
    """Knows these builds, and why they are red."""

    def __init__(self, lines: Sequence[Line] = LINES, blind: Sequence[str] = ()) -> None:
        super().__init__()
        self.now = NOON
        self.builds = Builds(tuple(lines), NOON - timedelta(minutes=2) if lines else None, tuple(blind))
        self.whys = {BROKEN.key: WHY, FULL.key: WHY_FULL, ODD.key: WHY_DARK}
        self.known = KNOWN
        self.answers |= {
            AskFlaky: FLAKES,
            AskMessage: MESSAGE,
            AskSignature: RULE,
            WouldChange: CHANGES,
        }

    def answer(self, action: Action) -> object:
        if isinstance(action, AskBuilds) and AskBuilds not in self.answers:
            return self.builds
        if isinstance(action, AskWhy) and AskWhy not in self.answers:
            return self.whys.get(action.subject, Why(title="?"))
        if isinstance(action, AskSignatures):
            return self.known
        if isinstance(action, ForgetSignature) and ForgetSignature not in self.answers:
            self.known = tuple(one for one in self.known if one.number != action.number)
            return Done("Taken back.")
        return super().answer(action)


def many(count: int) -> tuple[Line, ...]:
    """Return as many builds as that, of all states."""
    return tuple(
        line(
            number,
            f"pipeline-{number:04d}",
            ("broken", "silent", "flaky", "passing", "passing")[number * 5 // count],
            ("+" * 12 + "-+x+o+--")[number % 7 :],
            TEST if number * 5 < count else None,
            project=f"project-{number % 40}",
        )
        for number in range(count)
    )


def opened(qtbot: QtBot, company: Company | None = None) -> BuildsWindow:
    """Open the window before a company, and wait until it has the keyboard."""
    company = company or Company()
    window = BuildsWindow(company, company.clock)
    window.draw(snapshot())
    window.resize(1040, 720)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def titles(window: BuildsWindow) -> list[str]:
    """What the list names, from top to bottom."""
    model = window.table.model()
    return [model.index(row, 1).data().partition(" — ")[0] for row in range(model.rowCount())]


def plainly(text: str) -> str:
    """What a label says, without the places where it may break."""
    return text.replace("\u200b", "")


def selected(window: BuildsWindow) -> str:
    line = window.table.current()
    return line.title if line else ""


def offered(window: BuildsWindow) -> set[Step]:
    return {step for step, one in window.evidence.bar.buttons.items() if one.isVisible()}
