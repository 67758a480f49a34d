"""The company: its state and its clock; everything due is played before anybody looks."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from supporttray.demo import build, casework, change, customer, mishap, pipeline
from supporttray.demo import scenario as words
from supporttray.demo.act import act
from supporttray.demo.actions import Actions, Run
from supporttray.demo.check import check_entries
from supporttray.demo.conversation import Conversation
from supporttray.demo.crew import Crew, Status
from supporttray.demo.desk import Desk
from supporttray.demo.fault import Switchboard
from supporttray.demo.feed import Feed, Light
from supporttray.demo.helpdesk import Helpdesk
from supporttray.demo.ledger import Ledger
from supporttray.demo.moment import now as machine_time
from supporttray.demo.queue import Queue
from supporttray.demo.review import Board
from supporttray.demo.scenario import Entry, Scenario
from supporttray.demo.stage import Ended, Stage
from supporttray.demo.timeline import Timeline
from supporttray.demo.tracker import Tracker
from supporttray.demo.traffic import Traffic
from supporttray.demo.trouble import Trouble
from supporttray.demo.usual import ordinary

REPEATED = (words.Message, pipeline.Run, pipeline.Build, change.Pull, customer.Ticket, mishap.Error)


class Company:
    """An invented company that lives through its scenario.

    Time is an argument: `clock` tells it, `advance` adds to it. Nothing runs in the background; whoever looks
    calls `catch_up` first, so what was due has happened, stamped with the moment when it was due.
    """

    def __init__(self, scenario: Scenario, *, clock: Callable[[], datetime] = machine_time, speed: float = 1.0) -> None:
        self.scenario = scenario
        self.start = clock()
        self.ledger = Ledger()
        self.faults = Switchboard()
        self.traffic = Traffic()
        self.people = {person.id: person for person in scenario.person}
        self.me = self.people[scenario.me]
        self.left = {person.id for person in scenario.person if person.left}
        # an app that Slack limits: when it called what last; None for no limits
        self.limited: dict[str, datetime] | None = None
        self.channels = {channel.code: Conversation(channel) for channel in scenario.channel}
        self.directs: dict[str, Conversation] = {}
        self.groups = {group.code: Crew(group, group.members, self.start) for group in scenario.group}
        self.statuses: dict[str, Status] = {}
        self.repositories = {
            repository.name.lower(): Actions(repository, index) for index, repository in enumerate(scenario.repository)
        }
        self.trackers = _trackers(scenario, self.ledger)
        self.boards = {
            one.name.lower(): Board(one, index, self.ledger) for index, one in enumerate(scenario.repository)
        }
        self.feed = Feed(tuple(Light(p.name, p.status, p.label, self.start + p.built) for p in scenario.project))
        self.desk = Desk(self.ledger)
        self.helpdesk, self.trouble = Helpdesk(self.ledger), Trouble(self.ledger)
        self.queue = Queue(self.desk)
        self.astray = timedelta(0)  # by how much the clock on its wall is ahead of everybody else's
        self.exchange: Any = None  # of Slack's sockets, once somebody wants one
        self._clock = clock
        self._shift = timedelta(0)
        self._last = self.start
        self._known: list[Entry] = []
        self._timeline: Timeline[Entry | Ended] = Timeline(self.start, speed)
        self._ordinary: Timeline[Entry | Ended] = Timeline(self.start, 1.0)  # what comes anyway is never played faster
        self._stage = self._set_up()
        self._plan(scenario.entry, timedelta(0))
        for usual in scenario.usual:
            for one in ordinary(usual, self.start):
                casework.plan(self._ordinary.add, one, usual.solved)
        self.catch_up()

    def _set_up(self) -> Stage:
        """Make the stage on which all of it happens."""
        return Stage(
            desk=self.desk,
            faults=self.faults,
            ledger=self.ledger,
            feed=self.feed,
            people=self.people,
            channels=self.channels,
            repositories=self.repositories,
            trackers=self.trackers,
            boards=self.boards,
            helpdesk=self.helpdesk,
            trouble=self.trouble,
            direct=lambda person: self.direct(person)[0],
            logs={log.id: log.text for log in self.scenario.log},
            plan=self._timeline.add,
        )

    def now(self) -> datetime:
        """Tell the company's time; it never goes back."""
        self._last = max(self._last, self._clock() + self._shift)
        return self._last

    def wall(self) -> datetime:
        """Tell the time on its wall, as answers are dated: that of the world, however much of its day was skipped."""
        return self._clock() + self.astray

    def advance(self, by: timedelta) -> None:
        """Let time pass, and play what fell due."""
        self._shift += by
        self.catch_up()

    def catch_up(self) -> datetime:
        """Play what is due, and tell the time."""
        moment = self.now()
        while (due := (line := min(self._timeline, self._ordinary, key=Timeline.next)).due(moment)) is not None:
            offset, thing = due
            act(self._stage, thing, offset, line.moment(offset))
        self.queue.send(moment)
        return moment

    def play(self, tables: object) -> int:
        """Add entries in the scenario's own words; `at` counts from now and may be left out."""
        entries = check_entries(tables, self.scenario, self._known)
        self._plan(entries, self._timeline.offset(self.catch_up()))
        self.catch_up()
        return len(entries)

    def direct(self, person: words.Person) -> tuple[Conversation, bool]:
        """Give the conversation with a person, and whether it was there already."""
        channel = words.Direct(person.id, person.id, members=tuple({self.me.id, person.id}))
        known = channel.code in self.directs
        return self.directs.setdefault(channel.code, Conversation(channel)), known

    def again(self, home: Actions, run: Run, by: words.Person) -> Run:
        """Run a finished run again because somebody asked its host for it."""
        moment = self.now()
        return build.asked(self._stage, home, run, by, self._timeline.offset(moment), moment)

    @property
    def speed(self) -> float:
        """How much faster its future is played."""
        return self._timeline.speed

    def waiting(self) -> int:
        """Count what is still to happen."""
        return len(self._timeline)

    def _plan(self, entries: Sequence[Entry], base: timedelta) -> None:
        self._known += entries
        for entry in entries:
            often, gap = (entry.times, entry.every) if isinstance(entry, REPEATED) else (1, timedelta(0))
            for turn in range(often):
                self._timeline.add(base + entry.at + turn * gap, entry)


def _trackers(scenario: Scenario, ledger: Ledger) -> dict[str, Tracker]:
    """Give the issues of each repository, and the projects of the other tracker."""
    return {
        **{one.name.lower(): Tracker(one.host, one.name.lower(), ledger) for one in scenario.repository},
        **{one.key.lower(): Tracker("jira", one.key, ledger) for one in scenario.tracker},
    }
