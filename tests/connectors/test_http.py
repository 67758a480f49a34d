"""The way to a service, against a server that says any bytes: redirects, connections, deadlines, errors, secrets."""

import asyncio

import pytest

from supporttray.connectors import http as http_module
from supporttray.connectors.http import Http
from supporttray.errors import NotUnderstood, Unreachable
from tests.connectors.lab import CANARY, SECRETS, Clock, Close, Hang, Raw, raw, refused, reply, run, to

# --- redirects


def test_the_credential_goes_along_within_the_service_and_no_further() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(b"elsewhere")) as other:

            def say(server: Raw, path: str) -> bytes:
                if path == "/start":
                    return reply(status="302 Found", location="/second")
                if path == "/second":
                    return reply(status="307 Temporary Redirect", location=f"{server.address}/third")
                return reply(status="301 Moved Permanently", location=f"{other.address}/away")

            async with raw(say) as server, to(server.address, **SECRETS) as http:
                assert (await http.get("/start", if_none_match='"tag"')).body == b"elsewhere"
            assert [head.count(CANARY) for head in server.heard] == [2, 2, 2]
            assert ['"tag"' in head for head in server.heard] == [True, True, True]
            [head] = other.heard
            assert CANARY not in head
            assert "tag" not in head
            assert head.lower().count("\r\n") == 7  # GET, host, accept, accept-encoding, connection, user-agent, end
            assert "user-agent: supporttray/" in head.lower()

    run(work())


def test_another_port_another_scheme_and_another_name_are_another_origin() -> None:
    http = Http("https://ci.example/api", {}, Clock())
    assert http.own("https://CI.example:443/other")
    assert not http.own("http://ci.example/api")
    assert not http.own("https://ci.example:8443/api")
    assert not http.own("https://ci.example@evil.example/api")
    assert not http.own("https://ci.example.evil.example/api")


@pytest.mark.parametrize(
    "target", ["http://[::1", "http://host:99999/", "ftp://host/", "http:///", "file:///etc/passwd"]
)
def test_a_redirect_to_nonsense_is_not_followed(target: str) -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(status="302 Found", location=target)) as server, to(server.address) as http:
            assert isinstance(await refused(http), (NotUnderstood, Unreachable))

    run(work())


def test_a_loop_of_redirects_ends() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(status="302 Found", location="/x")) as server, to(server.address) as http:
            assert isinstance(await refused(http), NotUnderstood)
            assert len(server.heard) == 4

    run(work())


def test_a_form_is_never_sent_to_another_place() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(status="308 Permanent Redirect", location="/y")) as server:
            async with to(server.address) as http:
                assert isinstance(await refused(http, form=True), NotUnderstood)
            assert len(server.heard) == 1

    run(work())


# --- connections


def test_twenty_questions_take_one_connection() -> None:
    async def work() -> None:
        def say(server: Raw, _path: str) -> bytes:
            return reply(b"", "304 Not Modified") if len(server.heard) % 2 else reply(b"x" * 100_000)

        async with raw(say) as server, to(server.address) as http:
            for _ in range(20):
                await http.get("/x", if_none_match='"a"')
            assert (len(server.heard), server.connections) == (20, 1)

    run(work())


def test_an_idle_connection_that_was_closed_is_made_anew() -> None:
    async def work() -> None:
        async with raw(lambda *_: Close(reply())) as server, to(server.address) as http:
            for _ in range(3):
                assert (await http.get()).status == 200
            assert (len(server.heard), server.connections) == (3, 3)

    run(work())


def test_what_only_reads_is_asked_once_more_when_a_kept_connection_breaks() -> None:
    async def work() -> None:
        def say(server: Raw, _path: str) -> bytes | Close:
            return reply() if len(server.heard) in (1, 3) else Close()

        async with raw(say) as server, to(server.address) as http:
            await http.get()
            assert (await http.get()).status == 200
            assert len(server.heard) == 3
            assert isinstance(await refused(http, form=True), Unreachable)
            assert len(server.heard) == 4

    run(work())


def test_a_server_that_always_breaks_off_is_asked_twice_only() -> None:
    async def work() -> None:
        async with raw(lambda *_: Close()) as server, to(server.address) as http:
            assert isinstance(await refused(http), Unreachable)
            assert len(server.heard) == 2

    run(work())


def test_cookies_are_not_kept() -> None:
    async def work() -> None:
        async with raw(lambda *_: reply(set_cookie="session=1; Path=/")) as server, to(server.address) as http:
            await http.get()
            await http.get()
            assert not any("cookie" in head.lower() for head in server.heard)

    run(work())


def test_an_address_of_ipv6_works() -> None:
    async def work() -> None:
        try:
            async with raw(lambda *_: reply(b"six"), host="::1") as server, to(server.address) as http:
                assert (await http.get("/x")).body == b"six"
                assert http.host.startswith("[::1]:")
        except OSError:
            pytest.skip("this machine has no IPv6")

    run(work())


def test_a_slow_server_meets_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "DEADLINE_S", 0.2)

    async def work() -> None:
        async with raw(lambda *_: Hang()) as server, to(server.address) as http:
            error = await refused(http)
            assert isinstance(error, Unreachable)
            assert "within" in error.phrase

    run(work())


def test_a_body_that_stops_meets_the_deadline_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "DEADLINE_S", 0.2)

    async def work() -> None:
        async with raw(lambda *_: Hang(reply(b"half", size=8))) as server, to(server.address) as http:
            assert isinstance(await refused(http), Unreachable)

    run(work())


@pytest.mark.parametrize(("form", "maybe"), [(False, False), (True, True)])
def test_who_asks_while_the_settings_change_is_told_so(form: bool, maybe: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        asked = asyncio.Event()

        def say(_: Raw, __: str) -> Hang:
            asked.set()
            return Hang()

        async with raw(say) as server, to(server.address) as http:
            asking = asyncio.ensure_future(refused(http, form=form))
            await asked.wait()
            await http.close()
            errors = (await asking, await refused(http, form=form))
        for error in errors:
            assert isinstance(error, Unreachable)
            assert (error.phrase, error.hint) == (f"{http.host} was let go: the settings changed.", "Try again.")
        assert [error.maybe for error in errors] == [maybe, False]

    run(work())
