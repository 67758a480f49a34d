"""A run behind a screen, on the engine's loop: the first questions, then the engine and its voice; anew when the settings change."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from supporttray import config, logs
from supporttray.assess import assess
from supporttray.config.team import copy
from supporttray.core.action import Action, Dismiss, Keep, LookNow, Question, Reply
from supporttray.core.backup import SetBackup
from supporttray.core.duty import Swap, Unswap
from supporttray.core.login import AskLogin, SetLogin
from supporttray.core.page import Page, Setup, Toasts, Trouble
from supporttray.core.press import meaning
from supporttray.core.setup import Ask, Save, Try, TrySecond, Variants
from supporttray.core.team import AskTeam, DeclineTeam, JoinTeam, LookAtTeam, TakeTeam
from supporttray.core.toast import Press, Toast, failed
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock, either
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.hand import Hand
from supporttray.errors import ConfigError, Failure, cause
from supporttray.judge import judge
from supporttray.notify import presence
from supporttray.notify.attendance import Attendance
from supporttray.notify.choose import native
from supporttray.notify.voice import Voice
from supporttray.update import check as update

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path
    from typing import Any

    from supporttray.compose import Told
    from supporttray.core.model import Alert, Event
    from supporttray.core.snapshot import Snapshot
    from supporttray.engine.face import Stage
    from supporttray.engine.plan import Plan
    from supporttray.paths import Workspace
    from supporttray.setup.settings import Settings
    from supporttray.team.link import Link

    Stamp = tuple[tuple[int, int], ...]

SETTINGS = (Ask, Try, TrySecond, Variants, Save, Swap, Unswap, SetBackup, AskLogin, SetLogin, LookAtTeam, JoinTeam)
TEAM = (AskTeam, TakeTeam, DeclineTeam)
BY_ITSELF = (Question, Keep)  # a window does these also where nobody is
PATIENCE_S = 10.0  # what a person does waits so long for new settings
LOOK = timedelta(seconds=2)  # how often a config with mistakes is looked at: somebody may be mending it
log = logging.getLogger(__name__)


class Session:
    """One workspace and one screen."""

    def __init__(self, place: Workspace, stage: Stage, addresses: Mapping[str, str], *, quiet: bool = False) -> None:
        self._place = place
        self._stage = stage
        self._clock = SystemClock()
        self._credentials = Credentials(place.keyring_name)
        self._addresses, self._quiet = addresses, quiet
        self._saved = asyncio.Event()
        self._settings: Settings | None = None
        self._link: Link | None = None
        self._hand: Hand | None = None
        self._engine: Engine | None = None
        self._voice = Voice(native, self._aside, self._pressed)
        self._attendance = Attendance(self._voice, self._clock.now, self._again)
        self._ready = asyncio.Event()  # there is a hand, or it is known that there is none
        self._under_way: dict[asyncio.Future[object], Action] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Run until cancelled. Raises a `Failure` that a person can read."""
        logs.start(self._place.log)
        self._stage.serve(self.do)
        here = presence.native(self._clock.now, self._clock.sleep)
        await either(self._voice.run(), presence.attend(here, self._came_or_left), self._go_on())

    async def _go_on(self) -> None:
        """Attend to the workspace, anew whenever its settings change; what stands on the desktop stays there meanwhile."""
        while True:
            self._saved.clear()
            await self._attend()

    async def _attend(self) -> None:
        """Look after the workspace until its settings change."""
        read = self._stamp()
        if not self._place.config.exists():
            self._stage.open(Setup(first=True, quiet=self._quiet))
            await self._mended(read)
            return
        try:
            plan = config.load(self._place.config)
        except ConfigError as error:
            self._stage.open(Trouble(error.phrase, error.hint))
            await self._mended(read)
            return
        await either(self._renewed(), self._look_after(plan))

    async def _mended(self, read: Stamp) -> None:
        """Wait until a person has made something of the config."""
        self._ready.set()
        try:
            await either(self._saved.wait(), self._edited(read))
        finally:
            self._ready.clear()

    async def _renewed(self) -> None:
        """Wait until something was saved; what was asked is asked again then, so that nobody waits for an answer that is old."""
        await self._saved.wait()
        if self._engine:
            self._engine.making_room()
        self._let_go()

    def _let_go(self) -> None:
        self._hand = self._engine = None
        self._ready.clear()
        for doing, action in self._under_way.items():
            if isinstance(action, Question):
                doing.cancel()

    async def _edited(self, before: Stamp) -> None:
        """Wait until the config file, or the copy of the team's, is another one."""
        while before == self._stamp():
            await self._clock.sleep(LOOK)

    def _stamp(self) -> Stamp:
        return tuple(_stamp(path) for path in (self._place.config, copy(self._place.config)))

    async def _look_after(self, plan: Plan) -> None:
        base = Database(self._place.database, self._clock.now)
        try:
            engine = self._engine = Engine(
                plan, base, clock=self._clock, credential=self._credentials.read, face=self, judge=judge, search=assess
            )
            self._voice.reveal(texts=plan.texts)
            self._hand = Hand(engine, self._compose)
            self._ready.set()
            await either(engine.run(), *self._beside(plan, base, engine.touched))
        except ExceptionGroup as group:  # the failure of one task ended the others
            raise cause(group) from None
        finally:
            self._let_go()
            try:
                if self._under_way:
                    await asyncio.wait(tuple(self._under_way))  # these read the database
            finally:
                base.close()

    def _beside(self, plan: Plan, base: Database, touched: Callable[[], None]) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield what goes on beside an engine: the look at the team's file, the look for a newer version."""
        if plan.team:
            yield self._team_file().attend(plan, base, touched)
        if plan.updates and (source := update.shipped()):
            yield update.Check(source, self._place.state, self._clock).attend(base, touched)

    async def _compose(self, day: Told) -> str:
        from supporttray.compose import compose  # noqa: PLC0415  once a day

        return await compose(self._place, day)

    # --- what a person does

    async def do(self, action: Action) -> object:
        """Do what a person does at the screen. Raises a `Failure`."""
        if not isinstance(action, BY_ITSELF):
            self._attendance.here()
        if isinstance(action, SETTINGS):
            done = await self._all_settings().do(action)
            if isinstance(action, Swap | Unswap) and self._hand and not self._saved.is_set():
                await self._hand.do(LookNow())  # it stands in a file that a watch reads
            return done
        if isinstance(action, TEAM):
            return await self._about_team(action)
        if isinstance(action, LookNow) and self._link:
            self._link.look_now()
        if isinstance(action, Dismiss):
            self._voice.dismiss(action.key)
            return None
        while True:
            doing = asyncio.ensure_future((await self._taken_up()).do(action))
            self._under_way[doing] = action
            doing.add_done_callback(self._under_way.pop)
            try:
                return await doing
            except asyncio.CancelledError:
                if (asker := asyncio.current_task()) and asker.cancelling():
                    raise  # else the settings changed meanwhile

    async def _taken_up(self) -> Hand:
        """Return what does it; new settings are waited for. Raises `Failure` where nothing is watched."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_S):
                await self._ready.wait()
        if self._hand:
            return self._hand
        if self._ready.is_set():
            raise Failure("Nothing is watched yet.", "Finish the settings first.")
        raise Failure("Support Tray is taking up the new settings.", "Try again in a moment.")

    def _all_settings(self) -> Settings:
        if self._settings is None:
            from supporttray.setup.settings import Settings  # noqa: PLC0415  2 MiB that a run without questions does not need

            self._settings = Settings(self._place, self._credentials, self._clock, self._addresses, self._saved)
        return self._settings

    async def _about_team(self, action: Action) -> object:
        """Do what a person says about the team's file; what was taken counts at once."""
        done = await self._team_file().do(action)
        if isinstance(action, TakeTeam):
            self._saved.set()
        return done

    def _team_file(self) -> Link:
        if self._link is None:
            from supporttray.team.link import Link  # noqa: PLC0415  for who has one

            self._link = Link(self._place, self._credentials, self._clock)
        return self._link

    def _pressed(self, toast: Toast, press: Press) -> None:
        what = meaning(toast, press.button, press.text)
        if isinstance(what, Page):
            self._stage.open(what)
            return
        task = asyncio.get_running_loop().create_task(self._act(toast, what))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _act(self, toast: Toast, action: Action) -> None:
        """Do what a button says; if that fails the person who pressed it hears of it where they pressed it."""
        try:
            await self.do(action)
        except Failure as error:
            self._voice.say(failed(toast, error.phrase, error.hint, action.text if isinstance(action, Reply) else ""))

    # --- what the engine shows and says

    def show(self, snapshot: Snapshot) -> None:
        """Draw, and withdraw what needs nobody any more."""
        self._attendance.show(snapshot)
        self._stage.show(snapshot)

    def speak(self, alerts: Sequence[Alert]) -> bool:
        """Say alerts on the desktop; return False while nobody is there."""
        said = self._attendance.speak(alerts)
        if said:
            _note(alerts)
        return said

    def found(self, alerts: Sequence[Alert]) -> None:
        """Say in one sentence what was there before."""
        _note(alerts)
        self._voice.speak(alerts)

    def heard(self, events: Sequence[Event]) -> None:
        """The journal has them; who is away is told of them."""
        self._attendance.heard(events)

    def _came_or_left(self, since: datetime | None) -> None:
        """Who leaves, or whose machine is about to sleep, is not missed at once."""
        self._attendance.changed(since)
        if since and self._engine:
            self._engine.leaving()

    def _again(self) -> None:
        if self._engine:
            self._engine.touched()

    def _aside(self, toasts: tuple[Toast, ...], why: str) -> None:
        self._stage.open(Toasts(toasts, why))


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does."""
    try:
        stat = path.stat()
    except OSError:
        return (0, 0)
    return (stat.st_mtime_ns, stat.st_size)


def _note(alerts: Sequence[Alert]) -> None:
    for alert in alerts:
        log.info("alert: %s, because %s", alert.need.key, alert.reason)
