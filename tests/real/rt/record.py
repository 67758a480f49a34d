"""Writes down what a real Request Tracker says to the connector: `RT_WANTED=1 python -m tests.real.rt.record`, into tests/contracts/rt.

Each scene is a story; its questions and answers are kept as they came, but for the server's own headers, and for how many seconds ago a look begins.
"""

import asyncio
import http.client
import json
import tempfile
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from supporttray.connectors.rt import api
from supporttray.connectors.rt.service import Rt
from supporttray.connectors.rt.ticket import RtTickets
from supporttray.errors import ServiceError
from tests.connectors.lab import Raw, raw, reply
from tests.connectors.rt_lab import HERE, KEPT, PLACE, asked
from tests.real.rt.lab import AGENT, BLIND, Lab, lab

HTML = "<p>Paying <b>fails</b> &amp; hangs</p><script>alert(1)</script><p>-- <br>Anna Smith</p>"
LETTER = "It hangs.\n\nWrite to anna.smith@example.org\n\nBest regards,\nAnna Smith\n+49 30 1234567"
ANSWER = "It works again:\n <b>sorry</b> & thanks."
PAGE = 200  # bytes of a page for people: it is theirs who wrote it, and we want no more than to know it as one
Story = Callable[[Rt], Coroutine[Any, Any, Any]]


class Tape:
    """Passes questions on to the real one, and keeps what it says."""

    def __init__(self, desk: Lab) -> None:
        self.desk = desk
        self.scenes: dict[str, list[dict[str, Any]]] = {}
        self._scene: list[dict[str, Any]] = []

    def record(self, name: str, story: Story, credential: str = AGENT, below: str = "") -> None:
        """Play a story before it."""
        self._scene = self.scenes.setdefault(name, [])

        async def played() -> Any:
            async with raw(self._say) as server:
                service = Rt(server.address + below, credential, lambda: datetime.now(UTC))
                try:
                    return await story(service)
                except ServiceError as error:
                    return error
                finally:
                    await service.http.close()

        print(f"{name}: {asyncio.run(played())!r:.300}")  # noqa: T201

    def _say(self, server: Raw, path: str) -> bytes:
        head, _, sent = server.heard[-1].partition("\r\n\r\n")
        method, *_ = head.split(" ")
        told = {
            name.strip(): value.strip() for name, _, value in (one.partition(":") for one in head.split("\r\n")[1:])
        }
        way = http.client.HTTPConnection(urlsplit(self.desk.address).netloc, timeout=60)
        way.request(method, path, sent.encode() or None, {**told, "accept-encoding": "identity"})
        answer = way.getresponse()
        body = answer.read()
        way.close()
        found = (
            (name.lower(), value.replace(self.desk.address, server.address)) for name, value in answer.getheaders()
        )
        headers = {name: value for name, value in found if name in KEPT}
        body = body[:PAGE] if "html" in headers.get("content-type", "") else body
        status = f"{answer.status} {answer.reason}"
        self._scene.append(
            {
                "asked": asked(method, path),
                "sent": sent,
                "status": status,
                "headers": {name: value.replace(server.address, HERE) for name, value in headers.items()},
                "body": body.decode().replace(server.address, HERE),
            }
        )
        return reply(body, status, **headers)


async def through(service: Rt, memory: bytes = b"", **options: Any) -> bytes:
    """Look through everything."""
    watch, more = RtTickets(RtTickets.Options(**({"queue": "support"} | options)), service, "Ada"), True
    while more:
        answer = await watch.fetch(memory, datetime.now(UTC))
        memory, more = answer.memory, answer.more
    return memory


def history(desk: Lab, tape: Tape) -> None:
    """Some tickets, in pages of three; then what became of them."""
    names = [desk.make(f"Fate {number}", LETTER) for number in range(1, 7)]
    desk.make("<b>Paying</b> fails for anna.smith@example.org", HTML, kind="text/html")
    desk.make("🔥" * 200, "word " * 1_000)
    _, merged, deleted, rejected, moved, solved = names
    desk.age(names[0], datetime.now(UTC) - timedelta(days=4))
    api.PAGE = 3
    memory = [b""]

    async def further(service: Rt) -> None:
        memory.append(await through(service, memory[-1]))

    tape.record("history", further)
    api.PAGE = 100
    tape.record("calm", further)
    desk.root.merge_ticket(merged, names[0])
    desk.root.delete_ticket(deleted)
    desk.root.edit_ticket(rejected, Status="rejected")
    desk.root.edit_ticket(moved, Queue="billing")
    desk.root.edit_ticket(solved, Status="resolved")
    tape.record("fates", further)


def refusals(tape: Tape) -> None:
    """What it says to those that it does not let in, and to what it does not take."""
    tape.record("a wrong password", through, "agent:another word")
    tape.record("a wrong token", through, "1-27-0123456789abcdef")
    tape.record("no right", through, BLIND)
    tape.record("no such queue", lambda service: through(service, queue="none"))
    tape.record("no query", lambda service: through(service, query="Nonsense !!"))
    tape.record("no such place", through, below="/elsewhere")


def answers(desk: Lab, tape: Tape) -> None:
    """An answer is written, found again, and refused."""
    ticket, other, gone, bill = (
        desk.make("Answer me"),
        desk.make("Not me"),
        desk.make("Gone soon"),
        desk.make("A bill", queue="billing"),
    )
    desk.root.delete_ticket(gone)
    begin = datetime.now(UTC)

    async def answered(service: Rt) -> None:
        deed = Rt.answer(f"#{ticket}", ANSWER)
        await service.may(deed)
        await service.find(deed, "", begin)
        await service.write(deed, "")

    tape.record("an answer", answered)
    tape.record("an answer is found", lambda service: service.find(Rt.answer(f"#{ticket}", ANSWER), "", begin))
    desk.root.reply(other, content=ANSWER)
    tape.record("an answer of another", lambda service: service.find(Rt.answer(f"#{other}", ANSWER), "", begin))
    tape.record("an answer to none", lambda service: service.may(Rt.answer("#99999", ANSWER)))
    tape.record("an answer to a deleted one", lambda service: service.may(Rt.answer(f"#{gone}", ANSWER)))
    tape.record("an answer without the right", lambda service: service.write(Rt.answer(f"#{bill}", ANSWER), ""))


async def offered(service: Rt) -> None:
    """Ask who it is, and what could be watched."""
    await service.holder()
    await service.offers()


def main() -> None:
    """Record all."""
    with tempfile.TemporaryDirectory(prefix="rt", ignore_cleanup_errors=True) as folder, lab(Path(folder)) as desk:
        tape, begun = Tape(desk), datetime.now(UTC)
        history(desk, tape)
        refusals(tape)
        answers(desk, tape)
        tape.record("offers", offered)
        tape.record("offers to a token", offered, desk.token)
        tape.record("offers to who sees nothing", offered, BLIND)
    PLACE.parent.mkdir(exist_ok=True)
    told = {"at": f"{begun:%Y-%m-%dT%H:%M:%SZ}", "scenes": tape.scenes}
    PLACE.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
