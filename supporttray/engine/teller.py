"""Decides what is said: each decision is kept before it is carried out, so that a crash between repeats an alert rather than losing one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.core import policy
from supporttray.core.model import Decision
from supporttray.engine.alerts import Alerts
from supporttray.engine.database import kept

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from supporttray.core.model import Alert, Told
    from supporttray.engine.database import Database
    from supporttray.engine.face import Face
    from supporttray.engine.view import View


class Teller:
    """Tells a face what follows from a view."""

    def __init__(self, base: Database, face: Face) -> None:
        self._alerts = Alerts(base)
        self._face = face

    def told(self, since: datetime, subject: str) -> tuple[Told, ...]:
        """Return what was decided about a subject's speaking since a moment."""
        return self._alerts.told(since, subject)

    def tell(self, view: View, seeding: Collection[str], stale: Collection[str], now: datetime) -> None:
        """Keep each decision before it is carried out; say what was decided but not said, also before a restart.

        `seeding` are the subjects that a watch has just seen with the first look of its life, `stale` those that nobody looked at since
        the machine slept.
        """
        decided = self._alerts.decided(now)
        made: dict[Decision, list[Alert]] = {decision: [] for decision in Decision}
        every = (*view.needs, *view.pending)
        known = [need for need in every if need.subject not in stale]
        for one in policy.alerts(known, world=view.world, duty=view.duty, decided=decided, seeding=seeding, now=now):
            made[one.decision].append(one)
        seeded = made[Decision.SEED]
        self._alerts.decide([*seeded, *made[Decision.SPEAK]])
        self._alerts.hold(made[Decision.HOLD])
        told = [one for one in seeded if not one.need.mute]
        if told and policy.may_speak(view.world, view.duty, now):
            self._face.found(told)
        self._alerts.present({need.key for need in every}, now)
        self._say(view, now)

    def _say(self, view: View, now: datetime) -> None:
        unspoken = self._alerts.unspoken()
        due = [
            policy.again(need, unspoken[need.key, need.urgency], view.world.hours, now)
            for need in view.needs
            if (need.key, need.urgency) in unspoken and not policy.held(need, view.world, view.duty, now)
        ]
        if due and self._face.speak(due) is not False:
            kept(lambda: self._alerts.spoke(due, now))
