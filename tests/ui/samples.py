"""Snapshots as the engine makes them, for the tests of the screen."""

from datetime import UTC, datetime, timedelta

from supporttray.core.model import Duty, Need, Urgency
from supporttray.core.snapshot import ServiceState, Snapshot, Tray, TrayState

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
BLIND = ServiceState(
    name="support", state="refused", detail="Slack refused the token", hint="Run supporttray secrets set slack."
)
FINE = ServiceState(name="builds", state="ok")


def need(number: int, title: str = "", *, url: str | None = None, urgency: Urgency = Urgency.NEEDS_YOU) -> Need:
    return Need(
        key=f"request.waiting|request:t/{number}#1",
        kind="request.waiting",
        urgency=urgency,
        title=title or f"Question {number}",
        because="nobody answered",
        since=NOW - timedelta(minutes=5 + number),
        subject=f"request:t/{number}",
        url=f"https://chat.example/{number}" if url is None else url,
    )


def snapshot(*needs: Need, state: TrayState | None = None, services: tuple[ServiceState, ...] = ()) -> Snapshot:
    if state is None:
        state = TrayState.NEEDS_YOU if needs else TrayState.CALM
    return Snapshot(
        revision=1,
        at=NOW,
        tray=Tray(state, len(needs), f"{len(needs)} need you." if needs else "Nothing needs you."),
        duty=Duty(on=True, until=NOW + timedelta(days=4)),
        needs=needs,
        services=services,
    )
