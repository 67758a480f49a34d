"""A credential on trial: what a person is told of it, in every case, and that it goes nowhere else."""

import asyncio
import json
import ssl
import subprocess
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from supporttray import credentials
from supporttray.core.action import Action
from supporttray.core.setup import Ask, Broken, Credential, Known, Offer, Tried, Try, Variants
from supporttray.credentials import Credentials
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.config import Addresses
from supporttray.demo.server import serve
from supporttray.engine.clock import SystemClock
from supporttray.errors import Failure
from supporttray.paths import Workspace
from supporttray.session import SETTINGS
from supporttray.setup import trial
from supporttray.setup.settings import Settings
from tests import moody
from tests.connectors.lab import Hang, Say, raw, reply, run

CANARY = "xoxp-demo-credential-canary-4711"
SCOPES = "channels:history,channels:read,users:read"
LOCKED = "Unlock it and try again, or paste the token."


def of(folder: Path, **addresses: str) -> Settings:
    """The settings of a workspace in a folder."""
    return Settings(
        Workspace("default", folder / "config.toml", folder / "state"),
        Credentials("supporttray"),
        SystemClock(),
        addresses,
    )


def slack(token: str = CANARY, address: str = "") -> Credential:
    return Credential("slack", "slack", address, token)


async def tried(folder: Path, credential: Credential, **addresses: str) -> Tried:
    answer = await of(folder, **addresses).do(Try(credential))
    assert isinstance(answer, Tried)
    assert credential.token.strip() not in repr(answer) or not credential.token.strip()
    return answer


@asynccontextmanager
async def company() -> AsyncIterator[Addresses]:
    async with serve(Company(read(day()))) as demo:
        yield demo.addresses


def story(work: Coroutine[Any, Any, None]) -> None:
    run(work)


def said(body: dict[str, Any], **headers: str) -> bytes:
    return reply(json.dumps(body).encode(), **headers)


# --- what works


def test_a_slack_token_that_works_tells_whose_it_is_and_where_it_could_look(tmp_path: Path) -> None:
    async def work() -> None:
        async with company() as addresses:
            told = await tried(tmp_path, slack(f" {CANARY}\n"), slack=addresses.slack)
        assert told.works
        assert told.said == f"This is the token of {told.name} for Quillfern."
        assert (told.name, told.lacks, told.hint) == ("Ada", (), "")
        assert [offer.name for offer in told.offers if offer.likely]

    story(work())


@pytest.mark.parametrize("prefix", ["", "/api/v3"])
def test_a_github_token_that_works_tells_the_repositories_and_their_branches(tmp_path: Path, prefix: str) -> None:
    async def work() -> None:
        async with company() as addresses:
            given = Credential("github", "github", addresses.github + prefix, "ghp_demo-credential")
            told = await tried(tmp_path, given)
            shop = next(offer for offer in told.offers if offer.name == "quillfern-demo/shop")
            branches = await of(tmp_path).do(Variants(given, shop))
        assert (told.works, told.name, told.lacks) == (True, "Ada Okafor", ())
        assert isinstance(branches, tuple)
        assert [dict(one.options)["branch"] for one in branches] == ["main", "half-basket"]

    story(work())


def test_what_a_token_lacks_is_told_where_it_works_all_the_same(tmp_path: Path) -> None:
    bodies = {
        "/auth.test": {"ok": True, "url": "https://x.slack.com/", "team": "Small", "team_id": "T1", "user_id": "U1"},
        "/users.info": {"ok": True, "user": {"name": "ada"}},
        "/users.conversations": {"ok": True, "channels": []},
    }

    async def work() -> None:
        async with raw(lambda _, path: said(bodies[path], x_oauth_scopes=SCOPES)) as server:
            told = await tried(tmp_path, slack(address=server.address))
        assert (told.works, told.said) == (True, "This is the token of ada for Small.")
        assert {"chat:write", "reactions:write", "groups:read"} <= {scope.name for scope in told.lacks}

    story(work())


def test_a_kept_credential_is_tried_without_being_given_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moody.install(tmp_path, monkeypatch)

    async def work() -> None:
        async with company() as addresses:
            await Credentials("supporttray").write("slack", CANARY)
            assert (await tried(tmp_path, slack(""), slack=addresses.slack)).works
            missing = await tried(tmp_path, Credential("github", "github", "", ""), github=addresses.github)
            assert (missing.works, missing.said) == (False, "No token for GitHub is kept yet.")
            config = f'[service.slack]\nkind = "slack"\naddress = "{addresses.slack}"\ndemo = true\n'
            (tmp_path / "config.toml").write_text(config)
            await Credentials("supporttray").forget("slack")
            assert (await tried(tmp_path, slack(""))).works

    story(work())


# --- what does not


@pytest.mark.parametrize(
    ("credential", "phrase", "hint"),
    [
        (slack("xoxb-1-canary"), "This is a bot's token.", "Copy it again"),
        (slack("xapp-1-canary"), "This is an app-level token.", "Copy it again"),
        (slack("ghp_canary12"), "This is no Slack token of a person.", "Copy it again"),
        (slack("xoxp-canary 12"), "There is a space or a line break in the middle of the token.", "Copy it again"),
        (slack("xoxp-canary\n12"), "There is a space or a line break in the middle of the token.", "Copy it again"),
        (slack("xoxp-canary-ä"), "There are characters in the token that none has.", "Copy it again"),
        (slack("xoxp-canary\x00"), "There are characters in the token that none has.", "Copy it again"),
        (slack("xoxp-canary" * 100), "This is too long for a token.", "Copy it again"),
        (Credential("github", "github", "", "ghs_canary"), "This is an app's own token.", "Copy it again"),
        (Credential("github", "github", "", "xoxp-canary"), "This is no GitHub token of a person.", "Copy it again"),
        (slack(address="slack"), "The address is none; write it like https://host/path.", ""),
        (slack(address="http://slack.example/api"), "would send the credential readable by everybody; use https.", ""),
        (slack(address="https://a:b@slack.example"), "The address holds a credential;", ""),
        (slack("", "https://elsewhere.example/api"), "Another address needs its own token.", "goes to slack.com only"),
        (Credential("x", "jira", "", "canary-12"), "There is no account 'x' of kind 'jira'", ""),
        (Credential("x", "slack", "", CANARY), "There is no account 'x' of kind 'slack'", ""),
    ],
)
def test_what_cannot_be_right_is_said_before_anybody_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, credential: Credential, phrase: str, hint: str
) -> None:
    monkeypatch.setattr(trial, "SERVICES", {kind: _untouched(one) for kind, one in trial.SERVICES.items()})
    told = run(tried(tmp_path, credential))
    assert not told.works
    assert phrase in told.said
    assert hint in told.hint
    assert "canary" not in told.said + told.hint


def _untouched(service: Any) -> Any:
    """The same service, which nobody may open."""

    def fail(*_: object) -> None:
        raise AssertionError("it was asked")

    return type(service.__name__, (service,), {"__init__": fail})


@pytest.mark.parametrize(
    ("answer", "phrase", "hint"),
    [
        (said({"ok": False, "error": "invalid_auth"}), "Slack refuses the token.", "copy it again, or make a new one"),
        (said({"ok": False, "error": "token_revoked"}), "Slack refuses the token.", "taken back"),
        (reply(b"", "401 Unauthorized"), "Slack refuses the token.", "expired"),
        (
            said({"ok": False, "error": "missing_scope", "needed": "channels:read,mpim:read"}),
            "The token lacks channels:read (list the public channels you are in).",
            "Add that on Slack's page",
        ),
        (said({"ok": False, "error": "access_denied"}), "The token lacks access_denied.", "Slack's page"),
        (
            said({"ok": True, "url": "", "team_id": "T1", "user_id": "U1"}, x_oauth_scopes="identify"),
            "The token lacks channels:history (read the questions in public channels), channels:read (",
            "Slack's page",
        ),
        (reply(b"", "429 Too Many Requests", retry_after="30"), "Slack asks us to slow down until ", "Then try again."),
        (
            reply(b"<!DOCTYPE html><title>Portal</title>"),
            "HOST does not answer as Slack does.",
            "Slack's own is https://",
        ),
        (reply(b"", "404 Not Found"), "HOST does not answer as Slack does.", "Check the address"),
        (reply(b"", "302 Found", location="/login"), "HOST does not answer as Slack does.", "Check the address"),
        (reply(b"", "503 Service Unavailable"), "HOST has a problem of its own (503).", "Try again in a minute."),
        (said({"ok": False, "error": "fatal_error"}), "Slack has a problem of its own", "Try again in a minute."),
    ],
)
def test_what_a_service_refuses_is_said_in_a_sentence(tmp_path: Path, answer: bytes, phrase: str, hint: str) -> None:
    async def work() -> None:
        async with raw(lambda *_: answer) as server:
            told = await tried(tmp_path, slack(address=server.address))
        assert not told.works
        assert phrase.replace("HOST", server.address.removeprefix("http://")) in told.said
        assert hint in told.hint
        assert "supporttray" not in told.said + told.hint  # a dialog sends nobody to the command line

    story(work())


def test_a_permission_that_a_fine_grained_token_lacks_is_named(tmp_path: Path) -> None:
    refusal = reply(b"", "403 Forbidden", x_accepted_github_permissions="contents=read")
    offer = Offer(kind="github.builds", name="a/b", options=(("repository", "a/b"), ("branch", "main")))

    async def work() -> None:
        async with raw(lambda *_: refusal) as server:
            given = Credential("github", "github", server.address, "github_pat_canary")
            with pytest.raises(
                Failure,
                match=r"The token lacks Contents: read \(list the branches, and see what changed before a build broke\)\.",
            ):
                await of(tmp_path).do(Variants(given, offer))

    story(work())


def test_nobody_there_and_nobody_to_be_trusted_are_said_with_the_host(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost"]
    try:
        subprocess.run([*make, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("no openssl here")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def work() -> None:
        async with raw(lambda *_: reply(), tls=context) as server:
            told = await tried(tmp_path, slack(address=server.address))
            assert "shows a certificate that this computer does not trust." in told.said
            assert told.hint == "Add its authority to the system's trust store."
        told = await tried(tmp_path, slack(address=server.address))
        assert told.said == f"No connection to {server.address.removeprefix('https://')}."
        assert told.hint == "Check the network and the address."

    story(work())


def test_a_service_that_says_nothing_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "LIMIT_S", 0.2)
    silent: Say = lambda *_: Hang()  # noqa: E731

    async def work() -> None:
        async with raw(silent) as server:
            told = await tried(tmp_path, slack(address=server.address))
        assert "did not answer within" in told.said

    story(work())


@pytest.mark.parametrize(("mood", "phrase"), [("locked", "The keyring cannot be used: KeyringLocked."), ("silent", "The keyring does not answer.")])  # fmt: skip
def test_a_locked_keyring_is_said_and_holds_nothing_else_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mood: str, phrase: str
) -> None:
    moody.install(tmp_path, monkeypatch)
    monkeypatch.setenv("MOOD", mood)
    monkeypatch.setattr(credentials, "LIMIT_S", 2)

    async def work() -> None:
        async with company() as addresses:
            settings = of(tmp_path, slack=addresses.slack)
            waiting = asyncio.ensure_future(settings.do(Try(slack(""))))
            other = await settings.do(Try(slack()))
            assert isinstance(other, Tried)
            assert other.works
            assert mood == "locked" or not waiting.done()
            told = await waiting
        assert isinstance(told, Tried)
        assert (told.works, told.said, told.hint) == (False, phrase, LOCKED)

    story(work())


# --- what is known


async def known(folder: Path, **addresses: str) -> Known:
    answer = await of(folder, **addresses).do(Ask())
    assert isinstance(answer, Known)
    return answer


def test_at_the_first_run_the_introductions_are_all_that_is_known(tmp_path: Path) -> None:
    told = run(known(tmp_path, slack="http://127.0.0.1:1/slack/api"))
    assert [(one.account, one.address) for one in told.introductions] == [
        ("slack", "http://127.0.0.1:1/slack/api"),
        ("github", "https://api.github.com"),
        ("gitlab", "https://gitlab.com"),
        ("rollbar", "https://api.rollbar.com"),
        ("sentry", "https://sentry.io"),
    ]
    assert dict(told.addresses)["slack"] == "http://127.0.0.1:1/slack/api"
    assert (told.first, told.secret, told.watched, told.texts) == (True, (), (), True)
    assert told.file == str(tmp_path / "config.toml")
    assert '"channels:history"' in told.introductions[0].copied


CONFIG = """
me = "Ada"
service.work.kind = "slack"
service.play.kind = "slack"
service.github = { kind = "github", address = "https://ghe.example/api/v3" }
daily = { service = "work", channel = "C0456EFGH" }
notifications.texts = false
[[watch]]
kind = "slack.requests"
service = "work"
name = "shop"
channel = "C0123ABCD"
[[watch]]
kind = "github.builds"
repository = "acme/api"
[[watch]]
kind = "roster.file"
shifts = []
"""


def test_later_the_config_is_what_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moody.install(tmp_path, monkeypatch)
    (tmp_path / "config.toml").write_text(CONFIG)

    async def work() -> None:
        await Credentials("supporttray").write("work", CANARY)
        told = await known(tmp_path)
        assert CANARY not in repr(told)
        assert [(one.account, one.title) for one in told.introductions] == [
            ("work", "Slack (work)"),
            ("play", "Slack (play)"),
            ("github", "GitHub"),
            ("gitlab", "GitLab"),
            ("rollbar", "Rollbar"),
            ("sentry", "Sentry"),
        ]
        assert told.introductions[2].url.startswith("https://ghe.example/")
        assert (told.first, told.secret, told.me, told.texts) == (False, ("work",), "Ada", False)
        assert told.daily == ("work", "C0456EFGH")
        assert told.watched == (
            ("work", Offer(kind="slack.requests", name="shop", options=(("channel", "C0123ABCD"),), place="C0123ABCD")),
            (
                "github",
                Offer(
                    kind="github.builds",
                    name="github.builds",
                    options=(("repository", "acme/api"), ("branch", "main")),
                ),
            ),
        )

    story(work())


def test_a_silent_keyring_does_not_keep_the_dialog_waiting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moody.install(tmp_path, monkeypatch)
    monkeypatch.setenv("MOOD", "silent")
    monkeypatch.setattr("supporttray.setup.settings.LOOK_S", 0.3)
    (tmp_path / "config.toml").write_text(CONFIG)
    assert run(known(tmp_path)).secret == ()


def test_a_config_with_mistakes_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("schema = 2\n")
    broken = run(of(tmp_path).do(Ask()))
    assert isinstance(broken, Broken)
    assert "schema is not known" in broken.said
    assert (broken.hint, broken.file) == ("Mend the file, then try again.", str(tmp_path / "config.toml"))
    told = run(tried(tmp_path, slack()))
    assert (told.works, "schema is not known" in told.said) == (False, True)


def test_every_question_has_its_answer() -> None:
    assert all(issubclass(one, Action) for one in SETTINGS)
