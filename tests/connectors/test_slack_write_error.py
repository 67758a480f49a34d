"""Each failure of a write is told for what it is, and whether the thing may have arrived all the same."""

import json
from pathlib import Path

import msgspec
import pytest

from supporttray.connectors import http as edge
from supporttray.connectors.slack import write as slack_write
from supporttray.connectors.slack.service import Slack
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, Clock, Close, Hang, raw, reply, run
from tests.connectors.test_slack_write import DIRECT, EDIT, KEY, POST, REACT, UNREACT, error_of

METHODS = {"chat.postMessage": POST, "chat.update": EDIT, "reactions.add": REACT, "reactions.remove": UNREACT}
CONTRACT = json.loads((Path(__file__).parents[1] / "contracts/slack_methods.json").read_text("utf-8"))
EVERYWHERE = ("internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "invalid_auth")
CODES = [
    (method, code) for method in METHODS for code in sorted({*CONTRACT[method]["errors"], *EVERYWHERE, "", "no_such"})
]
PERHAPS = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


@pytest.mark.parametrize(("method", "code"), CODES)
def test_each_code_of_each_method_is_one_of_the_four_errors(method: str, code: str) -> None:
    if code in slack_write.DONE:
        return
    said = reply(msgspec.json.encode({"ok": False, "error": code}))
    error = run(error_of(lambda *_: said, lambda slack: slack.write(METHODS[method], KEY)))
    assert isinstance(error, (Refused, SlowDown, Unreachable, NotUnderstood))
    assert error.maybe == (code in PERHAPS)


ANSWERS: dict[str, tuple[bytes | Close | Hang, type[ServiceError], bool]] = {
    "closed at once": (Close(), Unreachable, True),
    "cut in the head": (Close(b"HTTP/1.1 200 OK\r\ncontent-le"), Unreachable, True),
    "cut in the body": (Close(reply(b'{"ok":true', size=99)), Unreachable, True),
    "no http": (Close(b"hello\r\n\r\n"), Unreachable, True),
    "silence": (Hang(), Unreachable, True),
    "half a body and silence": (Hang(reply(b'{"ok":true', size=99)), Unreachable, True),
    "500": (reply(b"oops", "500 Internal Server Error"), Unreachable, True),
    "502": (reply(b"oops", "502 Bad Gateway"), Unreachable, True),
    "503": (reply(b"oops", "503 Service Unavailable"), Unreachable, True),
    "408": (reply(b"oops", "408 Request Timeout"), Unreachable, True),
    "a portal": (reply(b"<html>", "200 OK"), NotUnderstood, True),
    "a redirect": (reply(b"", "302 Found", location="https://example.com/"), NotUnderstood, True),
    "no ts": (reply(b'{"ok":true}'), NotUnderstood, True),
    "broken gzip": (reply(b"no gzip", content_encoding="gzip"), NotUnderstood, True),
    "400": (reply(b"", "400 Bad Request"), NotUnderstood, False),
    "413": (reply(b"", "413 Content Too Large"), NotUnderstood, False),
    "401": (reply(b"", "401 Unauthorized"), Refused, False),
    "403": (reply(b"", "403 Forbidden"), Refused, False),
    "404": (reply(b"", "404 Not Found"), Refused, False),
    "429": (reply(b"", "429 Too Many Requests", retry_after="7"), SlowDown, False),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_it_is_told_whether_it_may_have_arrived(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edge, "DEADLINE_S", 0.3)
    said, kind, maybe = ANSWERS[name]
    error = run(error_of(lambda *_: said, lambda slack: slack.write(POST, KEY)))
    assert (type(error), error.maybe) == (kind, maybe)


def test_where_nobody_listens_it_did_not_arrive() -> None:
    async def work() -> ServiceError:
        async with raw(lambda *_: b"") as server:
            address = server.address
        slack = Slack(address, CANARY, Clock())
        with pytest.raises(Unreachable) as caught:
            await slack.write(POST, KEY)
        await slack.http.close()
        return caught.value

    assert not run(work()).maybe


def test_a_direct_message_whose_conversation_does_not_open_did_not_arrive() -> None:
    assert not run(error_of(lambda *_: Close(), lambda slack: slack.write(DIRECT, KEY))).maybe


def test_a_write_is_sent_once_only_whatever_becomes_of_it() -> None:
    async def work() -> list[str]:
        async with raw(lambda *_: Close()) as server:
            slack = Slack(server.address, CANARY, Clock())
            with pytest.raises(Unreachable):
                await slack.write(POST, KEY)
            await slack.http.close()
            return server.heard

    assert len(run(work())) == 1
