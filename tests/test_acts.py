"""What follows of the verbs that write: how a snoozed need wakes, and what a person is told where a service refuses."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from supporttray.core.item import fingerprint
from supporttray.core.model import Mark
from supporttray.core.snapshot import TrayState
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from tests.e2e.play import app, company, verb
from tests.engine.lab import MINUTE, Lab, lab

STEP = timedelta(milliseconds=300)
ASKED = "The shop is down?"
ROOMS = """
company = "Rooms"
me = "ada"
person = [{ id = "ada", name = "Ada" }, { id = "bo", name = "Bo" }]
channel = [
  { id = "open", name = "open", watch = "open" },
  { id = "old", name = "old", archived = true },
  { id = "shut", name = "shut", members = ["bo"] },
]
entry = [{ at = "-5m", do = "message", id = "q", by = "bo", text = "Anybody?" }]
"""


def snooze(company: Lab, span: timedelta) -> None:
    """Snooze the one question, as a command in another process does."""
    base = Database(company.database, company.clock.now)
    store, now = Store(base), company.clock.now()
    (item,) = (item for item in store.items.values() if item.kind == "request")
    store.mark(Mark(subject=item.key, kind="snoozed", at=now, until=now + span, basis=fingerprint(item)))
    base.close()


def test_a_snoozed_need_is_heard_again_when_its_time_is_over_at_the_urgency_it_has_then(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as face:
            await company.until(lambda: face.state is TrayState.CALM, step=STEP)
            company.ask("new", ASKED)
            await company.until(lambda: face.spoken == [(ASKED, "needs you")], step=STEP)

            snooze(company, 10 * MINUTE)
            await company.until(lambda: face.state is TrayState.CALM, step=STEP)
            assert face.titles == [ASKED]  # it stays in the list
            assert "Snoozed for" in face.snapshots[-1].needs[0].because
            await company.until(lambda: face.spoken == [(ASKED, "needs you")] * 2, step=timedelta(seconds=10))

            await company.until(lambda: face.spoken[2:] == [(ASKED, "urgent")], step=MINUTE)
            snooze(company, 10 * MINUTE)
            await company.until(lambda: face.state is TrayState.CALM, step=STEP)
            await company.until(lambda: face.spoken[3:] == [(ASKED, "urgent")], step=timedelta(seconds=10))

    asyncio.run(story())


def test_a_snoozed_need_wakes_and_is_heard_when_something_happens_to_it(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company, company.engine() as face:
            await company.until(lambda: face.state is TrayState.CALM, step=STEP)
            company.ask("new", ASKED)
            await company.until(lambda: len(face.spoken) == 1, step=STEP)
            snooze(company, 25 * MINUTE)
            await company.until(lambda: face.state is TrayState.CALM, step=STEP)

            company.play(do="reply", to="new", by="rob", text="Anybody?")

            await company.until(lambda: face.spoken == [(ASKED, "needs you")] * 2, step=STEP)
            assert face.state is TrayState.NEEDS_YOU

    asyncio.run(story())


def test_a_snooze_outlives_a_restart_and_a_need_that_ends_in_it_is_not_heard(tmp_path: Path) -> None:
    async def story() -> None:
        async with lab(tmp_path) as company:
            async with company.engine() as face:
                await company.until(lambda: face.state is TrayState.CALM, step=STEP)
                company.ask("new", ASKED)
                await company.until(lambda: len(face.spoken) == 1, step=STEP)
                snooze(company, 10 * MINUTE)
            async with company.engine() as face:
                await company.until(lambda: face.state is TrayState.CALM, step=STEP)
                assert face.titles == [ASKED]
                company.play(do="reply", to="new", by="mei", text="On it.")
                await company.until(lambda: face.titles == [], step=STEP)
                end = company.clock.now() + 12 * MINUTE
                await company.until(lambda: company.clock.now() > end, step=MINUTE)
                assert face.spoken == []

    asyncio.run(story())


def test_a_place_where_nobody_can_post_is_said_and_the_text_is_kept(tmp_path: Path) -> None:
    day = tmp_path / "rooms.toml"
    day.write_text(ROOMS, "utf-8")
    with company(tmp_path / "company", "--hand", f"--scenario={day}") as rooms, app(rooms.config, tmp_path) as one:
        for number, (room, said) in enumerate(
            (
                ("C000000OLD", "#old is archived. Choose another channel."),
                ("C00000SHUT", "You are not a member of #shut. Join it in Slack first"),
                ("C00000NONE", "Slack knows no such channel"),
            ),
            1,
        ):
            done = verb("daily", f"--config={rooms.config}", "--post", "--yes", f"--channel={room}")
            assert done.returncode == 3, done
            *_, sentence = done.stderr.splitlines()
            assert sentence.startswith(f"supporttray: {said}")
            assert sentence.endswith(f"`supporttray outbox send {number}` sends it.")
        kept = one.verb("outbox")
        assert [entry["fate"] for entry in kept] == ["refused"] * 3
        assert all("Support" in entry["text"] for entry in kept)
        assert [line for line in rooms.read("ledger") if line.get("by_name") == "Ada"] == []


@contextmanager
def refusing(answer: dict[str, Any]) -> Iterator[str]:
    """Serve a Slack that gives every call the same answer; yield its address."""

    class Answering(BaseHTTPRequestHandler):
        """Says it."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            body = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/slack/api"
        finally:
            server.shutdown()
            thread.join()


def test_a_scope_that_is_missing_is_named_and_nothing_commands_the_terminal(tmp_path: Path) -> None:
    day = tmp_path / "rooms.toml"
    day.write_text(ROOMS, "utf-8")
    with company(tmp_path / "company", "--hand", f"--scenario={day}") as rooms, app(rooms.config, tmp_path) as one:
        one.start()
        one.waits_for("needs you Anybody?")
        one.end()
        (key,) = (item["key"] for item in one.verb("status")["items"] if item["kind"] == "request")
        text = rooms.config.read_text("utf-8")
        address = next(line for line in text.splitlines() if "/slack/api" in line)
        answer = {"ok": False, "error": "missing_scope", "needed": "reactions:write\x1b[31m\x9b"}
        with refusing(answer) as elsewhere:
            rooms.config.write_text(text.replace(address, f'address = "{elsewhere}"'), "utf-8")
            done = verb("ack", f"--config={rooms.config}", key)
            listed = verb("outbox", f"--config={rooms.config}")

        assert (done.returncode, done.stdout) == (3, "")
        assert "The token lacks: reactions:write" in done.stderr
        assert len(done.stderr.splitlines()) == 1
        assert listed.stdout.startswith("   1  refused   react    eyes  Slack does not permit reactions.add.")
        assert not set(done.stderr + listed.stdout) & set("\x1b\x9b")
        assert [need["title"] for need in one.verb("status")["needs"]] == ["Anybody?"]
