"""A Request Tracker on tape: it says again what a real one said (tests/real/rt/record.py), to the same questions only."""

import json
import re
from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from supporttray.connectors.rt.service import Rt
from supporttray.errors import ServiceError
from tests.connectors.lab import Raw, raw, reply, run

PLACE = Path(__file__).parents[1] / "contracts/rt/recordings.json"
HERE = "http://its-own-address"  # stands where it told the address at which it was asked
KEPT = frozenset({"content-type", "location", "www-authenticate"})  # headers that belong to an answer
AGENT = "agent:agent's word"
_AGO = re.compile(r"'\d+ seconds ago'")


def asked(method: str, path: str) -> str:
    """Return a question as it is known again: how many seconds ago a look begins is another number each time."""
    return f"{method} {_AGO.sub('some seconds ago', unquote_plus(path))}"


@cache
def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(PLACE.read_text("utf-8"))
    return told


class Tape:
    """A scene that was recorded; `spoiled` says of a question what is answered instead, as bytes or made of the real body."""

    def __init__(self, name: str, spoiled: dict[str, bytes | Callable[[str], bytes]] | None = None) -> None:
        told = _told()
        self.at = datetime.fromisoformat(told["at"])
        self._kept: dict[str, list[dict[str, Any]]] = {}
        for one in told["scenes"][name]:
            self._kept.setdefault(one["asked"], []).append(one)
        self._spoiled = spoiled or {}
        self.heard: list[str] = []
        self.sent: list[str] = []

    def say(self, server: Raw, path: str) -> bytes:
        question = asked(server.heard[-1].split(" ")[0], path)
        self.heard.append(question)
        self.sent.append(server.heard[-1].partition("\r\n\r\n")[2])
        wrong = next((wrong for part, wrong in self._spoiled.items() if part in question), None)
        if isinstance(wrong, bytes):
            return wrong
        assert question in self._kept, f"nobody asked the real one: {question}"
        ways = self._kept[question]
        one = ways.pop(0) if len(ways) > 1 else ways[0]
        if wrong:
            return wrong(one["body"])
        headers = {name: value.replace(HERE, server.address) for name, value in one["headers"].items()}
        return reply(one["body"].replace(HERE, server.address).encode(), one["status"], **headers)


def with_it(
    tape: Tape, story: Callable[[Rt], Coroutine[Any, Any, Any]], credential: str = AGENT, below: str = ""
) -> Any:
    """Play a story before a tape, and return what came of it, or the error."""

    async def played() -> Any:
        async with raw(tape.say) as server:
            service = Rt(server.address + below, credential, lambda: tape.at)
            try:
                return await story(service)
            except ServiceError as error:
                return error
            finally:
                await service.http.close()

    return run(played())
