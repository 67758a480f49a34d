"""Six weeks of three people, made by lot from a seed: what is asked and breaks, the rota, and their three apps on one clock."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import msgspec

from supporttray import config
from supporttray.core.action import Action
from supporttray.core.hours import WEEK
from supporttray.core.model import Alert
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.server import Demo, serve
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.hand import Hand
from supporttray.engine.plan import Plan, Watch
from tests.e2e.duty_oracle import SHARE, Rota, Turn
from tests.engine.lab import HandClock, Recorder

Given = ParamSpec("Given")
Done = TypeVar("Done")

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TURNS = 20  # of the loop, after which whoever was woken has begun
NEVER = timedelta(days=1000)
BEFORE = datetime(2026, 11, 30, 8, 0, tzinfo=UTC)  # an hour before anybody is on duty
BEGIN = BEFORE + HOUR
WEEKS = 42 * DAY
PEOPLE = ("Ada", "Bo", "Cy")
DOMAINS = ("apps", "backend", "frontend")
LIMITS = (
    timedelta(minutes=48),
    timedelta(hours=2),
)  # until a question is urgent, four fifths of an hour, and a red build
LASTS = (2, 8, 16, 26, 28, 34, 50, 100, 110, 130, 300, 2880)  # minutes; none is a moment at which somebody hears of it
SHIFTS = (
    Turn("Ada", "apps", BEGIN, BEGIN + WEEKS),
    Turn("Bo", "backend", BEGIN, BEGIN + WEEKS),
    Turn("Cy", "frontend", BEGIN, BEGIN + 28 * DAY),  # nobody for frontend in the last two weeks
    Turn("Cy", "apps", BEGIN + WEEKS, BEGIN + 2 * WEEKS),
    Turn("Bo", "backend", BEGIN + WEEKS, BEGIN + 2 * WEEKS),
)
SWAPS = (
    Turn("Cy", "apps", BEGIN + 11 * DAY, BEGIN + 14 * DAY, "Ada"),  # over a week-end
    Turn("Ada", "backend", BEGIN + 31 * DAY, BEGIN + 33 * DAY, "Bo"),
)
ROTA = Rota(SHIFTS, SWAPS)
CHANGES = sorted({moment for turn in (*SHIFTS, *SWAPS) for moment in (turn.begin, turn.end)})


def repository(domain: str) -> str:
    return f"quillfern/{domain}"


def channel(domain: str) -> str:
    return f"C{domain.upper():0>9}"


PLACES = {place: domain for domain in DOMAINS for place in (channel(domain), repository(domain))}


@dataclass(frozen=True)
class Incident:
    """Something that begins and ends at odd minutes after `BEGIN`: no change of the rota falls on it."""

    domain: str
    kind: str
    begin: int
    end: int

    @property
    def moments(self) -> Iterator[datetime]:
        """When somebody may hear of it, is not yet to hear of it, or need not any more."""
        limit = LIMITS[self.kind == "build"]
        others = limit * SHARE[self.kind]
        for span in (timedelta(0), others - 2 * MINUTE, others, limit, (self.end - self.begin) * MINUTE):
            yield BEGIN + self.begin * MINUTE + span

    def entries(self, name: str, who: str) -> Iterator[dict[str, Any]]:
        """Yield what happens, in the demo's words; `at` counts from `BEFORE`."""
        begin, end = f"{self.begin + 60}m", f"{self.end + 60}m"
        if self.kind == "question":
            words = f"Question {name} for {self.domain}?"
            yield {"at": begin, "do": "message", "id": name, "by": "rob", "channel": self.domain, "text": words}
            yield {"at": end, "do": "reply", "to": name, "by": who, "text": "It is done."}
        else:
            run = {"do": "run", "repository": repository(self.domain), "workflow": "Tests", "by": who, "takes": "0s"}
            yield run | {"at": begin, "title": f"Change {name}", "fails": ("unit",)}
            yield run | {"at": end, "title": f"Mend {name}"}


def incidents(lot: random.Random) -> list[Incident]:
    """Draw what happens; of one domain no two builds are red at a time. Each swap has its question, and the
    weeks end with things that are open."""
    drawn: list[Incident] = []
    weeks = WEEKS // MINUTE
    for domain in DOMAINS:
        drawn += [_incident(lot, domain, "question", lot.randrange(weeks - 3000)) for _ in range(6)]
        free = 0
        for _ in range(3):
            one = _incident(lot, domain, "build", free + lot.randrange(weeks // 6))
            drawn.append(one)
            free = one.end + 1
    last = weeks - 179
    swapped = [
        Incident(swap.domain, "question", begin, begin + 50)
        for swap in SWAPS
        for begin in [(swap.begin - BEGIN) // MINUTE + 61]
    ]
    left = [Incident("apps", "question", last + 2 * n, last + 3000) for n in range(3)]
    return [*drawn, *swapped, *left, Incident("apps", "build", last, last + 1000)]


def _incident(lot: random.Random, domain: str, kind: str, begin: int) -> Incident:
    begin |= 1
    return Incident(domain, kind, begin, begin + lot.choice(LASTS))


def company(found: Sequence[Incident], lot: random.Random, clock: HandClock) -> Company:
    """Return the company in which this happens."""
    entries = [
        entry
        for number, one in enumerate(found)
        for entry in one.entries(f"q{number}", lot.choice(("ada", "bo", "cy", "mei")))
    ]
    people = [{"id": name.lower(), "name": name} for name in (*PEOPLE, "Mei", "Rob")]
    workflow = [{"name": "Tests", "file": "t.yml", "jobs": ["unit"]}]
    document = {
        "company": "Quillfern",
        "me": "ada",
        "person": people,
        "channel": [*({"id": domain, "name": domain} for domain in DOMAINS), {"id": "team", "name": "team"}],
        "group": [{"id": "oncall", "handle": "on-call", "name": "On call", "members": ["mei"]}],
        "repository": [{"name": repository(domain), "workflow": workflow} for domain in DOMAINS],
        "entry": entries,
    }
    return Company(check(document), clock=clock.now)


def config_text(me: str, demo: Demo) -> str:
    """Return the config of one person: the same as everybody's but for the name."""
    watches = [
        f'[[watch]]\nkind = "{kind}"\nname = "{kind} {domain}"\ndomain = "{domain}"\n{key} = "{place}"\n'
        for domain in DOMAINS
        for kind, key, place in (
            ("slack.requests", "channel", channel(domain)),
            ("github.builds", "repository", repository(domain)),
        )
    ]
    ids = ", ".join(f'{name} = "U{name.upper():0>9}"' for name in PEOPLE)
    return "\n".join(
        [
            f'schema = 1\nme = "{me}"\nzone = "UTC"',
            f'[hours]\ndays = {list(WEEK)}\nbegin = "00:00"\nend = "24:00"',
            f'[service.slack]\nkind = "slack"\naddress = "{demo.addresses.slack}"',
            f'[service.github]\nkind = "github"\naddress = "{demo.addresses.github}"',
            f'[announce]\nservice = "slack"\ntopic = "{channel("apps")}"\nchannel = "C00000TEAM"\npeople = {{ {ids} }}',
            *watches,
            f'[[watch]]\nkind = "roster.file"\nname = "rota"\nshifts = [{_rows(SHIFTS)}]\nswaps = [{_rows(SWAPS)}]\n',
        ]
    )


def _rows(turns: Sequence[Turn]) -> str:
    def row(turn: Turn) -> str:
        swap = f', instead_of = "{turn.instead_of}"' if turn.instead_of else ""
        times = f"from = {turn.begin.isoformat()}, to = {turn.end.isoformat()}"
        return f'{{ person = "{turn.person}", domain = "{turn.domain}", {times}{swap} }}'

    return ", ".join(row(turn) for turn in turns)


@dataclass
class App:
    """One person's app: its engine, what it says, and how much of it is at work just now."""

    person: str
    face: Recorder
    engine: Engine
    hand: Hand
    working: int = 0
    asked: dict[str, int] = field(default_factory=dict)
    running: asyncio.Task[None] = field(init=False)

    def __post_init__(self) -> None:
        """Count what is asked and sent: the test must know when all have looked, and time waits for the network."""
        for poller in self.engine.watches.pollers:
            self.asked[poller.watch.name] = 0
            poller.ask = self._counted(poller.ask, poller.watch.name)  # type: ignore[method-assign]
        sender = self.engine._sender
        sender.send = self._counted(sender.send)  # type: ignore[method-assign]

    def _counted(self, work: Callable[Given, Awaitable[Done]], watch: str = "") -> Callable[Given, Awaitable[Done]]:
        async def counted(*given: Given.args, **named: Given.kwargs) -> Done:
            self.working += 1
            try:
                return await work(*given, **named)
            finally:
                self.working -= 1
                if watch:
                    self.asked[watch] += 1

        return counted

    @property
    def resting(self) -> bool:
        """Whether nothing is asked or sent, nor about to be. Raises what ended the engine."""
        if self.running.done():
            self.running.result()
        poked = any(poller._poked.is_set() for poller in self.engine.watches.pollers)
        asking = any(self.engine._explainer._due(account) for account in self.engine._plan.accounts)
        return not self.working and not poked and not asking

    @property
    def alerts(self) -> list[Alert]:
        """All that it said."""
        return self.face.alerts

    async def do(self, action: Action) -> Any:
        """Do what its person does."""
        return await self.hand.do(action)


@dataclass
class Weeks:
    """The company, the three apps and the clock."""

    company: Company
    clock: HandClock
    apps: dict[str, App]
    moments: list[datetime] = field(default_factory=list)

    async def look(self, at: datetime) -> None:
        """Let it be `at`, and every app look at everything once."""
        before = {(app.person, name): times for app in self.apps.values() for name, times in app.asked.items()}
        self.clock.advance(at - self.clock.now())
        self.company.catch_up()
        async with asyncio.timeout(30):
            while not all(
                app.asked[name] > before[app.person, name] for app in self.apps.values() for name in app.asked
            ):
                await self.rest()
        for app in self.apps.values():
            app.engine.refresh()
        await self.rest()  # why a build is red is found out
        for app in self.apps.values():
            app.engine.refresh()
        self.moments.append(at)

    async def begun(self) -> None:
        """Wait until every app has looked for the first time."""
        async with asyncio.timeout(30):
            await self.rest()
            while not all(app.asked[name] for app in self.apps.values() for name in app.asked):
                await self.rest()

    async def rest(self) -> None:
        """Wait until no app asks anything."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        while not all(app.resting for app in self.apps.values()):  # noqa: ASYNC110  nobody tells
            await asyncio.sleep(0.001)


@asynccontextmanager
async def weeks(folder: Path, one: Company, clock: HandClock) -> AsyncIterator[Weeks]:
    """Serve the company, and run the three apps until the block ends."""
    async with serve(one, state=folder) as demo, AsyncExitStack() as stack:
        apps = {name: await stack.enter_async_context(_app(name, demo, clock, folder)) for name in PEOPLE}
        yield Weeks(one, clock, apps)


@asynccontextmanager
async def _app(person: str, demo: Demo, clock: HandClock, folder: Path) -> AsyncIterator[App]:
    async def credential(account: str) -> str:
        return f"{'xoxp-' if account == 'slack' else 'ghp_'}demo-credential-as-{person.lower()}"

    async def compose(_: object) -> str:
        return ""

    plan = _unhurried(config.parse(config_text(person, demo), f"{person}.toml"))
    base = Database(folder / f"{person}.sqlite3", clock.now)
    face = Recorder()
    engine = Engine(plan, base, clock=clock, credential=credential, face=face, lot=lambda: 0.5)
    app = App(person, face, engine, Hand(engine, compose))
    app.running = asyncio.create_task(engine.run())
    try:
        yield app
    finally:
        app.running.cancel()
        with suppress(asyncio.CancelledError):
            await app.running
        base.close()


def _unhurried(plan: Plan) -> Plan:
    """Ask only when the clock jumps, as after a sleep of the machine: so each look is one."""

    def slow(watches: Sequence[Watch]) -> tuple[Watch, ...]:
        return tuple(msgspec.structs.replace(watch, every=NEVER) for watch in watches)

    return msgspec.structs.replace(plan, watches=slow(plan.watches), implied=slow(plan.implied))
