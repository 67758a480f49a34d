"""The errors of the way to a service, and what they never say."""

import ssl
import subprocess
import traceback
from datetime import timedelta
from pathlib import Path

import pytest

from supporttray.connectors.http import Http, web
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, SECRETS, Clock, Close, Say, raw, refused, reply, run, to


@pytest.mark.parametrize(
    ("status", "headers", "body", "error", "missing"),
    [
        ("400 Bad Request", {}, b"", NotUnderstood, None),
        ("401 Unauthorized", {}, b"", Refused, "credential"),
        ("403 Forbidden", {}, b"", Refused, "permission"),
        ("403 Forbidden", {"x_accepted_github_permissions": "actions=read"}, b"", Refused, "actions=read"),
        ("403 Forbidden", {"x_accepted_oauth_scopes": "repo"}, b"", Refused, "repo"),
        ("403 Forbidden", {"x_ratelimit_remaining": "0"}, b"", SlowDown, None),
        ("403 Forbidden", {"retry_after": "5"}, b"", SlowDown, None),
        ("403 Forbidden", {}, b'{"message":"You have exceeded a secondary rate limit"}', SlowDown, None),
        ("404 Not Found", {}, b"", Refused, "name"),
        ("408 Request Timeout", {}, b"", Unreachable, None),
        ("410 Gone", {}, b"", Refused, "name"),
        ("429 Too Many Requests", {}, b"", SlowDown, None),
        ("500 Internal Server Error", {}, b"", Unreachable, None),
        ("503 Service Unavailable", {"retry_after": "5"}, b"", Unreachable, None),
        ("300 Multiple Choices", {}, b"", NotUnderstood, None),
        ("304 Not Modified", {}, b"", NotUnderstood, None),
    ],
)
def test_each_status_is_one_of_the_four_errors(
    status: str, headers: dict[str, str], body: bytes, error: type[ServiceError], missing: str | None
) -> None:
    async def work() -> None:
        async with (
            raw(lambda *_: reply(body, status, **headers)) as server,
            to(server.address, authorization="x") as http,
        ):
            found = await refused(http)
            assert type(found) is error
            assert getattr(found, "missing", None) == missing

    run(work())


def test_after_slow_down_nothing_is_asked_until_the_moment() -> None:
    async def work() -> None:
        clock = Clock()
        async with (
            raw(lambda *_: reply(status="429 Too Many Requests", retry_after="90")) as server,
            to(server.address, clock) as http,
        ):
            for _ in range(5):
                error = await refused(http)
                assert isinstance(error, SlowDown)
                assert error.until == NOON + timedelta(seconds=90)
            assert len(server.heard) == 1
            clock.forward(seconds=89)
            await refused(http)
            assert len(server.heard) == 1
            clock.forward(seconds=1)
            await refused(http)
            assert len(server.heard) == 2

    run(work())


def test_the_last_answer_that_is_allowed_still_counts() -> None:
    async def work() -> None:
        async with (
            raw(lambda *_: reply(b"last", x_ratelimit_remaining="0", ratelimit_reset="60")) as server,
            to(server.address) as http,
        ):
            assert (await http.get()).body == b"last"
            assert isinstance(await refused(http), SlowDown)
            assert len(server.heard) == 1

    run(work())


def test_nobody_listening_is_unreachable() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply()) as server:
            pass
        async with to(server.address) as http:
            assert "No connection" in (await refused(http)).phrase

    run(work())


def test_a_certificate_that_is_not_trusted_is_said(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    try:
        subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def work() -> None:
        async with raw(lambda *_: reply(), tls=context) as server, to(server.address) as http:
            error = await refused(http)
            assert isinstance(error, Unreachable)
            assert "certificate" in error.phrase
            assert not server.heard

    run(work())


# --- secrets


@pytest.mark.parametrize(
    "say",
    [
        lambda *_: reply(CANARY.encode(), f"401 {CANARY}", x_accepted_oauth_scopes="repo"),
        lambda *_: reply(CANARY.encode(), "403 Forbidden"),
        lambda *_: reply(CANARY.encode(), "404 Not Found"),
        lambda *_: reply(CANARY.encode(), "429 Too Many Requests", retry_after=CANARY),
        lambda *_: reply(CANARY.encode(), f"500 {CANARY}"),
        lambda *_: reply(CANARY.encode(), content_encoding=CANARY),
        lambda *_: reply(CANARY.encode(), content_encoding="gzip"),
        lambda *_: Close(reply(CANARY.encode(), size=1_000)),
        lambda *_: Close(CANARY.encode() + b"\r\n\r\n"),
        lambda *_: Close(b"HTTP/1.1 200 OK\r\n" + CANARY.encode() + b"\r\n\r\n"),
        lambda *_: reply(status="302 Found", location=f"ftp://{CANARY}/"),
        lambda *_: Close(),
    ],
)
def test_no_error_repeats_a_credential_a_query_or_a_body(say: Say) -> None:
    async def work() -> None:
        async with raw(say) as server:
            address = server.address + "/feed?token={credential}"
            async with to(address, credential=CANARY, **SECRETS) as http:
                error = await refused(http, "")
                assert CANARY in server.heard[0]
                shown = [repr(http), http.address, repr(error), error.phrase, error.hint]
                assert CANARY not in "".join([*shown, *traceback.format_exception(error)])

    run(work())


@pytest.mark.parametrize("secret", [f"{CANARY}\r\nx-evil: 1", f"{CANARY}\x00", f"{CANARY}ü", f"{CANARY}😀"])
def test_a_credential_that_no_header_can_carry_is_refused_unsaid(secret: str) -> None:
    with pytest.raises(Refused) as caught:
        Http("https://ci.example", {"authorization": f"Bearer {secret}"}, Clock())
    assert caught.value.missing == "credential"
    assert CANARY not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ci.example/job?a=1#b", True),
        ("http://[::1]:8080/", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("//ci.example/", False),
        ("https://", False),
        ("https://[::1", False),
        ("https://ci.example/\n", False),
        ("https://ci.example/" + "x" * 3000, False),
        ("", False),
    ],
)
def test_only_what_a_browser_may_open_is_an_address(url: str, shown: bool) -> None:  # noqa: FBT001
    assert web(url) == (url if shown else "")
