"""What was decided about each need's speaking, so that a restart neither repeats an alert nor loses one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supporttray.core.model import Alert, Decision, Told, Urgency
from supporttray.engine.rows import from_ms, to_ms

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.engine.database import Database

SAME_AGAIN = timedelta(minutes=10)  # a need that is back within this was never away

# a need's key is kind|subject#episode
_DECIDED = """
    SELECT need, urgency FROM alert WHERE (withdrawn_at IS NULL OR withdrawn_at > ?) AND NOT EXISTS (
        SELECT 1 FROM mark WHERE mark.at >= alert.decided_at AND (
            mark.kind = 'snoozed'
            AND substr(alert.need, instr(alert.need, '|') + 1, length(mark.subject) + 1) = mark.subject || '#'
            OR mark.kind = 'handled' AND substr(alert.need, instr(alert.need, '|') + 1) = mark.subject))
"""


_TOLD = """
    SELECT need, urgency, decision, reason, coalesce(spoke_at, decided_at) AS at FROM alert WHERE decided_at >= ?
    UNION ALL SELECT need, urgency, 'hold', reason, at FROM held WHERE at >= ? ORDER BY at, need
"""


class Alerts:
    """The table of alerts, once a need and urgency."""

    def __init__(self, base: Database) -> None:
        self._base = base
        self._held: set[tuple[str, Urgency, str]] = (
            set()
        )  # what stands in the table already: it is asked every half minute

    def decided(self, now: datetime) -> set[tuple[str, Urgency]]:
        """Return the (need, urgency) pairs that were decided, are not long withdrawn and were not snoozed since: who wakes is heard."""
        rows = self._base.read(_DECIDED, (to_ms(now - SAME_AGAIN),))
        return {(need, Urgency(urgency)) for need, urgency in rows}

    def decide(self, alerts: Iterable[Alert]) -> None:
        """Keep decisions before anything is said: an alert that is interrupted is `unspoken` after the restart."""
        rows = [(a.need.key, int(a.need.urgency), a.decision.value, a.reason, to_ms(a.at)) for a in alerts]
        if rows:
            with self._base.write() as base:
                base.executemany("REPLACE INTO alert VALUES (?, ?, ?, ?, ?, NULL, NULL)", rows)

    def hold(self, alerts: Iterable[Alert]) -> None:
        """Note once, for each reason, what was not said: it is no decision for ever, but a person may ask why."""
        held = {(alert.need.key, alert.need.urgency, alert.reason): to_ms(alert.at) for alert in alerts}
        rows = [(need, int(urgency), why, at) for (need, urgency, why), at in held.items()]
        if held.keys() - self._held:
            with self._base.write() as base:
                base.executemany("INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?)", rows)
        self._held = set(held)

    def told(self, since: datetime, subject: str = "") -> tuple[Told, ...]:
        """Return what was decided since a moment, about one subject or all, the oldest first."""
        rows = self._base.read(_TOLD, (to_ms(since), to_ms(since)))
        told = (
            Told(need=need, urgency=Urgency(urgency), decision=Decision(decision), reason=reason, at=from_ms(at))
            for need, urgency, decision, reason, at in rows
        )
        return tuple(one for one in told if not subject or about(one.need) == subject)

    def unspoken(self) -> dict[tuple[str, Urgency], str]:
        """Return the decisions to speak that were not carried out, with their reasons."""
        rows = self._base.read("SELECT need, urgency, reason FROM alert WHERE decision = 'speak' AND spoke_at IS NULL")
        return {(need, Urgency(urgency)): reason for need, urgency, reason in rows}

    def spoke(self, alerts: Iterable[Alert], now: datetime) -> None:
        """Note that alerts were said."""
        rows = [(to_ms(now), alert.need.key, int(alert.need.urgency)) for alert in alerts]
        if rows:
            with self._base.write() as base:
                base.executemany("UPDATE alert SET spoke_at = ? WHERE need = ? AND urgency = ?", rows)

    def present(self, keys: set[str], now: datetime) -> None:
        """Note which needs are there: the alerts of the others are withdrawn, of those that are back no longer."""
        rows = self._base.read("SELECT DISTINCT need, withdrawn_at FROM alert").fetchall()
        absent = [(to_ms(now), need) for need, withdrawn in rows if withdrawn is None and need not in keys]
        back = [(need,) for need, withdrawn in rows if withdrawn is not None and need in keys]
        if absent or back:
            with self._base.write() as base:
                base.executemany("UPDATE alert SET withdrawn_at = ? WHERE need = ? AND withdrawn_at IS NULL", absent)
                base.executemany("UPDATE alert SET withdrawn_at = NULL WHERE need = ?", back)


def about(need: str) -> str:
    """Return the subject in a need's key, `<kind>|<subject>#<episode>`."""
    return need.partition("|")[2].rpartition("#")[0]
