"""The gate before all services: plays what is due, counts requests, caps bodies and lets faults strike."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from msgspec import Struct
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from supporttray.demo import bomb
from supporttray.demo.company import Company
from supporttray.demo.credential import pagerduty_key
from supporttray.demo.fault import Fault
from supporttray.demo.traffic import Peer, method_of, service_of

BODY_LIMIT = 256 * 1024
_HTML = "text/html; charset=utf-8"
_JSON = "application/json; charset=utf-8"
_PORTAL = b"<!DOCTYPE html><html><title>Welcome</title><p>Please accept the terms of this network & sign in"
_TOO_LARGE = b"<h1>413 Content Too Large</h1>"
_REFUSALS = {
    "slack": (200, _JSON, b'{"ok":false,"error":"token_revoked"}'),
    "github": (
        401,
        _JSON,
        b'{"message":"Bad credentials","documentation_url":"https://docs.github.com/rest","status":"401"}',
    ),
    "cctray": (401, _HTML, b"<h1>401 Unauthorized</h1>"),
    "jira": (401, _JSON, b'{"errorMessages":["Client must be authenticated to access this resource."],"errors":{}}'),
    "pagerduty": (401, _JSON, b'{"error":{"message":"Unauthorized","code":2006}}'),
    "jenkins": (401, _HTML, b"<html><head><title>Error 401 Unauthorized</title></head></html>"),
    "gitlab": (401, _JSON, b'{"message":"401 Unauthorized"}'),
    "zendesk": (401, _JSON, b'{"error":"Couldn\'t authenticate you"}'),
    "rollbar": (401, _JSON, b'{"err":1,"message":"invalid access token"}'),
}
_TOO_MANY = {
    "slack": (429, _JSON, b'{"ok":false,"error":"ratelimited"}'),
    "github": (
        429,
        _JSON,
        b'{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."}',
    ),
    "cctray": (429, _HTML, b"<h1>429 Too Many Requests</h1>"),
    "jira": (429, _JSON, b'{"errorMessages":["Rate limit exceeded."],"errors":{}}'),
    "pagerduty": (429, _JSON, b'{"error":{"message":"Rate Limit Exceeded","code":2020}}'),
    "jenkins": (429, _HTML, b"<h1>429 Too Many Requests</h1>"),
    "gitlab": (429, "text/plain", b"Retry later\n"),
    "zendesk": (
        429,
        _JSON,
        b'{"error":"APIRateLimitExceeded","description":"Number of allowed API requests exceeded"}',
    ),
    "rollbar": (429, _JSON, b'{"err":1,"message":"rate limit exceeded"}'),
}


class _Answer(Struct, frozen=True):
    """A whole answer, held back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Gate:
    """An ASGI application around the services' own."""

    def __init__(self, app: ASGIApp, company: Company, writes: Callable[[str, str], bool]) -> None:
        self._app = app
        self._company = company
        self._writes = writes
        self._late: list[tuple[datetime, Scope, bytes]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        self._company.catch_up()
        await self._arrive()
        tally = _Tally(send, self._company.wall())
        try:
            body = await _body(receive)
            if body is None:
                await _send(tally, 413, [("content-type", _HTML), ("connection", "close")], _TOO_LARGE)
            else:
                await self._answer(scope, body, receive, tally)
        finally:
            service = service_of(scope["path"])
            if service is not None:
                method = method_of(service, scope["method"], scope["path"])
                self._company.traffic.count(service, method, _peer(scope), tally.status, tally.size)

    async def _answer(self, scope: Scope, body: bytes, ears: Receive, send: Send) -> None:
        receive = _again(body, ears)
        service = service_of(scope["path"])
        fault = None
        if service is not None:
            write = self._writes(scope["method"], scope["path"])
            fault = self._company.faults.take(service, scope["path"], write=write, token=_token(scope))
        if fault is None:
            await self._app(scope, receive, send)
        elif fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif fault.fault in ("cut", "truncated", "lost-answer"):
            await self._break(fault, scope, receive, send)
        elif fault.fault in ("lost-question", "closing", "late"):
            if fault.fault == "late":
                self._late.append((self._company.now() + timedelta(seconds=fault.seconds), scope, body))
            leave = self._company.traffic.close if fault.fault == "closing" else self._company.traffic.cut
            leave(_peer(scope))
            await _left(receive)
        elif fault.fault in ("hold-before", "hold-after", "500-after"):
            await self._delay(fault, scope, receive, send)
        else:
            await _strike(fault, send)

    async def _arrive(self) -> None:
        """Do what was sent long ago and is there only now."""
        now = self._company.now()
        due = [late for late in self._late if late[0] <= now]
        self._late = [late for late in self._late if late[0] > now]
        for _, scope, body in due:
            await _held(self._app, scope, _again(body, _silence))

    async def _delay(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what was asked, whether or not somebody still waits for the answer."""
        if fault.fault == "hold-before":
            await self._company.faults.hold(fault.service)
        answer = await _held(self._app, scope, receive)
        if fault.fault == "500-after":
            await _strike(fault, send)
            return
        if fault.fault == "hold-after":
            await self._company.faults.hold(fault.service)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _break(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what was asked, then spoil the answer."""
        answer = await _held(self._app, scope, receive)
        half = answer.body[: len(answer.body) // 2]
        if fault.fault == "truncated":
            headers = [(name, value) for name, value in answer.headers if name != b"content-length"]
            size = (b"content-length", str(len(half)).encode())
            await send({"type": "http.response.start", "status": answer.status, "headers": [*headers, size]})
            await send({"type": "http.response.body", "body": half})
            return
        if fault.fault == "cut" and half:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await send({"type": "http.response.body", "body": half, "more_body": True})
            await asyncio.sleep(0)
        self._company.traffic.cut(_peer(scope))
        await _left(receive)


async def _strike(fault: Fault, send: Send) -> None:
    """Answer instead of the service."""
    service = fault.service
    if fault.fault in ("huge", "bomb"):
        await _send_huge(fault, send)
        return
    status, kind, body = 200, _HTML, _PORTAL
    headers = []
    if fault.fault == "429":
        status, kind, body = _TOO_MANY[service]
        headers = [("ratelimit-reset" if service == "pagerduty" else "retry-after", f"{fault.seconds:g}")]
    elif fault.fault == "refused":
        status, kind, body = _REFUSALS[service]
        headers = [("www-authenticate", 'Basic realm="ci"')] if service == "cctray" else []
    elif fault.fault in ("500", "500-after"):
        status, body = 500, b"<h1>500 Internal Server Error</h1>"
    await _send(send, status, [("content-type", kind), *headers], body)


async def _send_huge(fault: Fault, send: Send) -> None:
    kind = "application/xml" if fault.service == "cctray" else _JSON
    headers = [(b"content-type", kind.encode())]
    pieces: AsyncIterator[bytes] = bomb.plain(fault.service)
    if fault.fault == "bomb":
        headers.append((b"content-encoding", b"gzip"))
        pieces = bomb.packed(fault.service)
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    async for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send(send: Send, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    named = [*headers, ("content-length", str(len(body)))]
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


async def _held(app: ASGIApp, scope: Scope, receive: Receive) -> _Answer:
    """Let the service do its work, and keep what it would have said."""
    said: list[Message] = []

    async def keep(message: Message) -> None:
        said.append(message)

    await app(scope, receive, keep)
    body = b"".join(message.get("body", b"") for message in said[1:])
    return _Answer(said[0]["status"], list(said[0].get("headers", [])), body)


async def _body(receive: Receive) -> bytes | None:
    """Read a request's body; nothing when it is larger than anybody needs here."""
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > BODY_LIMIT:
            return None
    return body


def _again(body: bytes, receive: Receive) -> Receive:
    """Give a body that was read already, then what the connection says next."""
    waiting = [body]

    async def read() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return read


async def _left(receive: Receive) -> None:
    """Wait until the other side is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _silence() -> Message:
    return {"type": "http.disconnect"}


def _token(scope: Scope) -> str:
    """Give the credential with which somebody comes; nothing where it is elsewhere than in the header."""
    headers = dict(scope["headers"])
    own = (headers.get(b"private-token") or headers.get(b"x-rollbar-access-token", b"")).decode("latin-1")
    return own or pagerduty_key(headers.get(b"authorization", b"").decode("latin-1"))


def _peer(scope: Scope) -> Peer:
    host, port = scope["client"]
    return str(host), int(port)


class _Tally:
    """Passes an answer on, dated, and remembers how it was."""

    def __init__(self, send: Send, now: datetime) -> None:
        self._send = send
        self._date = (b"date", format_datetime(now.astimezone(UTC), usegmt=True).encode())
        self.status = 0
        self.size = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message = {**message, "headers": [*message.get("headers", ()), self._date]}
        self.size += len(message.get("body", b""))
        await self._send(message)
