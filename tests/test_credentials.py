"""Credentials: their names, the environment's, and a keyring that is missing, silent or broken."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from supporttray import credentials, logs
from supporttray.connectors.registry import SERVICES
from supporttray.credentials import SECOND, Credentials, checked, variable
from supporttray.errors import ConfigError, NoKeyring
from tests import moody


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return moody.install(tmp_path, monkeypatch)


@pytest.mark.usefixtures("keyring")
def test_a_credential_is_kept_read_and_forgotten() -> None:
    async def story() -> None:
        store, other = Credentials("supporttray"), Credentials("supporttray.other")
        assert await store.read("slack") is None
        await store.write("slack", "xoxp-ä🙂")
        assert await Credentials("supporttray").read("slack") == "xoxp-ä🙂"
        assert await other.read("slack") is None
        assert await store.forget("slack")
        assert not await store.forget("slack")
        assert await store.read("slack") is None

    asyncio.run(story())


@pytest.mark.parametrize(
    ("mood", "word"), [("locked", "KeyringLocked"), ("broken", "ZeroDivisionError"), ("dead", "it failed")]
)
@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_fails_is_said_without_what_it_said(
    monkeypatch: pytest.MonkeyPatch, mood: str, word: str
) -> None:
    monkeypatch.setenv("MOOD", mood)
    with pytest.raises(NoKeyring) as caught:
        asyncio.run(Credentials("supporttray").read("slack"))
    assert caught.value.phrase == f"The keyring cannot be used: {word}."
    assert "SUPPORTTRAY_TOKEN_SLACK" in caught.value.hint


@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_is_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOD", "silent")
    monkeypatch.setattr(credentials, "LIMIT_S", 0.5)
    with pytest.raises(NoKeyring, match="does not answer"):
        asyncio.run(Credentials("supporttray").read("slack"))


@pytest.mark.usefixtures("keyring")
def test_a_keyring_that_keeps_nothing_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOOD", "forgetful")
    with pytest.raises(NoKeyring, match="it did not keep what was given to it"):
        asyncio.run(Credentials("supporttray").write("slack", "x"))


def test_no_keyring_at_all_is_said() -> None:
    with pytest.raises(NoKeyring, match="NoKeyringError"):
        asyncio.run(Credentials("supporttray").read("slack"))


def test_the_environment_gives_a_credential_once_and_no_child_inherits_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORTTRAY_TOKEN_MY_CI", "canary-7")
    monkeypatch.setenv("SUPPORTTRAY_TOKEN_EMPTY", "")
    store = Credentials("supporttray")
    assert asyncio.run(store.read("my-ci")) == "canary-7"
    assert not [name for name in os.environ if name.startswith("SUPPORTTRAY_TOKEN_")]
    assert "canary" not in repr(store)
    assert logs.redacted("it is canary-7") == f"it is {logs.HIDDEN}"


@pytest.mark.usefixtures("keyring")
def test_what_is_lent_counts_until_something_is_kept_and_is_never_kept_itself() -> None:
    async def story() -> None:
        store = Credentials("supporttray")
        store.lend("slack", "canary-lent")
        assert await store.read("slack") == "canary-lent"
        assert await store.kept("slack") is None
        assert await Credentials("supporttray").read("slack") is None
        assert "canary" not in repr(store)
        assert logs.redacted("canary-lent") == logs.HIDDEN
        await store.write("slack", "kept")
        assert await store.read("slack") == "kept"
        store.lend("github", "x")
        assert await store.forget("github")
        assert await store.read("github") is None

    asyncio.run(story())


@pytest.mark.usefixtures("keyring")
def test_what_is_kept_now_counts_before_what_the_environment_gave(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPPORTTRAY_TOKEN_SLACK", "given")
    store = Credentials("supporttray")
    assert asyncio.run(store.read("slack")) == "given"
    asyncio.run(store.write("slack", "kept"))
    assert asyncio.run(store.read("slack")) == "kept"


def test_what_is_lent_needs_no_keyring() -> None:
    store = Credentials("supporttray")
    store.lend("slack", "x")
    assert asyncio.run(store.read("slack")) == "x"


def test_the_keyring_is_not_imported_here() -> None:
    asyncio.run(_try())
    assert "keyring" not in sys.modules


async def _try() -> None:
    with pytest.raises(NoKeyring):
        await Credentials("supporttray").read("slack")


@pytest.mark.parametrize("name", ["slack", "my-ci_2", "slack.app", "a" * 60])
def test_a_name_is_a_service_or_one_of_its_kinds(name: str) -> None:
    assert checked(name) == name


@pytest.mark.parametrize("name", ["", "a b", "../x", "a.b.c", "a\n", "ä", "a" * 61])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="is no name of a credential"):
        checked(name)


def test_the_variable_follows_from_the_name() -> None:
    assert variable("my-ci.app") == "SUPPORTTRAY_TOKEN_MY_CI_APP"


@pytest.mark.usefixtures("keyring")
def test_with_an_account_its_second_credential_is_forgotten() -> None:
    async def story() -> None:
        store = Credentials("supporttray")
        for name in ("slack", "slack.app", "other.app"):
            await store.write(name, f"token of {name}")
        assert await store.forget("slack")
        assert [await store.read(name) for name in ("slack", "slack.app", "other.app")] == [
            None,
            None,
            "token of other.app",
        ]
        await store.write("slack.app", "alone")
        await store.write("slack", "first")
        assert await store.forget("slack.app")
        assert await store.read("slack") == "first"
        store.lend("slack.app", "lent")
        assert store.drop("slack")
        assert await store.read("slack.app") is None

    asyncio.run(story())


def test_every_second_credential_that_a_service_wants_is_one_that_is_forgotten() -> None:
    wanted = {service.ringing for service in SERVICES.values() if hasattr(service, "ringing")}
    assert wanted == set(SECOND)
