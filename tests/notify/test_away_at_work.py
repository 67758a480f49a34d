"""An absence with a real engine and a demo company: forty minutes by the clock in the test's hand, and one toast."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.core.model import Alert, Event
from supporttray.core.snapshot import Snapshot, TrayState
from supporttray.core.toast import Button
from supporttray.notify.attendance import Attendance
from tests.engine.lab import MINUTE, Lab, Recorder, lab
from tests.notify.test_voice import Desktop, settled, speaking

STEP = timedelta(milliseconds=300)


def seated(patch: pytest.MonkeyPatch, ears: Attendance) -> None:
    """Let all that an engine says go through the attendance, as a session does."""
    show, heard = Recorder.show, Recorder.heard

    def shown(face: Recorder, snapshot: Snapshot) -> None:
        show(face, snapshot)
        ears.show(snapshot)

    def listened(face: Recorder, events: Sequence[Event]) -> None:
        heard(face, events)
        ears.heard(events)

    def spoken(face: Recorder, alerts: Sequence[Alert]) -> bool:
        face.alerts += alerts
        return ears.speak(alerts)

    for name, method in (("show", shown), ("heard", listened), ("speak", spoken)):
        patch.setattr(Recorder, name, method)


async def forty_minutes(company: Lab, app: Recorder) -> None:
    """Two ask, Mei takes one; the tests break and are mended."""
    run = {"do": "run", "repository": "small/shop", "workflow": "Tests", "by": "mei", "takes": "0s"}
    company.ask("one", "Where is order 7?")
    company.play(**run, title="Try this", fails=("unit",))
    await company.until(lambda: len(app.titles) == 2, step=STEP)
    company.clock.advance(20 * MINUTE)
    company.ask("two", "Where is order 8?")
    await company.until(lambda: len(app.titles) == 3, step=STEP)
    company.play(do="react", to="one", by="mei", emoji="eyes")
    company.play(**run, title="Mend it")
    await company.until(lambda: app.titles == ["Where is order 8?", "Where is order 7?"], step=STEP)
    company.clock.advance(19 * MINUTE)


def test_forty_minutes_are_one_toast_with_the_buttons_of_what_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop = Desktop()

    async def story() -> None:
        async with lab(tmp_path) as company, speaking(desktop) as voice:
            ears = Attendance(voice, company.clock.now, lambda: company.running.touched() if company.running else None)
            seated(monkeypatch, ears)
            async with company.engine() as app:
                await company.until(lambda: app.state is TrayState.CALM, step=STEP)
                ears.changed(company.clock.now())
                await forty_minutes(company, app)
                assert desktop.shown == []
                ears.changed(None)
                await settled()
                (toast,) = desktop.standing.values()
                assert toast.title == "Where is order 8?"
                assert Button.ACKNOWLEDGE in toast.buttons
                words = "2 questions (Mei took one), Tests on main red → green; nothing waits over 20 min."
                assert toast.body.splitlines()[1].partition(": ")[2] == words
                company.play(do="reply", to="two", by="mei", text="Here.")
                await company.until(lambda: app.state is TrayState.CALM, step=STEP)
                await settled()
                assert desktop.standing == {}
                assert desktop.shown == ["Where is order 8?"]

    asyncio.run(story())
