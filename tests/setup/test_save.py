"""Saving the settings: all of it or nothing, and no token anywhere but in the keyring."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from supporttray import config, credentials, logs
from supporttray.core.setup import Ask, Credential, Known, Offer, Save, Saved, Try
from supporttray.credentials import Credentials
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.paths import Workspace
from supporttray.setup.settings import Settings
from tests import moody
from tests.connectors.lab import run

CLOCK = SystemClock()
CANARY = "xoxp-demo-credential-canary-0815"
HELP = Offer(kind="slack.requests", name="#help", options=(("channel", "C0123ABCD"),), place="C0123ABCD")
BUILDS = Offer(kind="github.builds", name="a/b", options=(("repository", "a/b"), ("branch", "main")))
SLACK, GITHUB = Credential("slack", "slack", "", CANARY), Credential("github", "github", "", "ghp_canary-0816")
SAVE = Save(me="Ada", credentials=(SLACK, GITHUB), watched=(("slack", HELP), ("github", BUILDS)))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keyring keeps its secrets."""
    (tmp_path / "keyring").mkdir()
    return moody.install(tmp_path / "keyring", monkeypatch)


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace("default", tmp_path / "config" / "default.toml", tmp_path / "state")


class Case:
    """The settings, with the credentials that they share with the engine."""

    def __init__(self, place: Workspace) -> None:
        self.credentials = Credentials(place.keyring_name)
        self.settings = Settings(place, self.credentials, CLOCK)

    def save(self, wanted: Save) -> Saved:
        self.settings.saved.clear()
        answer = run(self.settings.do(wanted))
        assert isinstance(answer, Saved)
        assert "canary" not in repr(answer)
        assert self.settings.saved.is_set() == answer.done
        return answer


@pytest.fixture
def case(place: Workspace) -> Case:
    return Case(place)


def secrets(kept: Path) -> dict[str, str]:
    return json.loads(kept.read_text()) if kept.exists() else {}


def test_the_tokens_go_into_the_keyring_and_the_rest_into_the_config(kept: Path, place: Workspace, case: Case) -> None:
    later = datetime.now(UTC) + timedelta(days=1)
    told = case.save(
        replace(SAVE, daily=("slack", "C0123ABCD"), daily_name="#team", on_duty=True, until=later, texts=False)
    )
    assert (told.done, told.said, told.hint) == (True, "Saved.", "")
    assert secrets(kept) == {"supporttray/slack": CANARY, "supporttray/github": "ghp_canary-0816"}
    plan = config.load(place.config)
    assert ([watch.name for watch in plan.watches], plan.texts) == (["#help", "a/b", "rota"], False)
    assert plan.daily
    assert plan.daily.told == "#team on slack"


BEGINS = {"slack": "xoxp-", "github": "ghp_", "gitlab": "glpat-", "rollbar": ""}
TOKENS = {kind: f"{begin}demo-credential-canary" for kind, begin in BEGINS.items()}


def test_what_was_offered_and_saved_is_watched(place: Workspace, case: Case) -> None:
    """From the first question to the first look, with the tokens that a person would paste at the demo company."""

    async def work() -> None:
        async with serve(Company(read(day()))) as demo:
            addresses = {kind: getattr(demo.addresses, kind) for kind in BEGINS}
            settings = Settings(place, case.credentials, CLOCK, addresses)
            known = await settings.do(Ask())
            assert isinstance(known, Known)
            asked = [one for one in known.introductions if one.kind in TOKENS]
            given = [Credential(one.account, one.kind, one.address, TOKENS[one.kind]) for one in asked]
            tried = [await settings.do(Try(one)) for one in given]
            watched = [(one.account, offer) for one, told in zip(given, tried, strict=True) for offer in told.offers]
            wanted = replace(SAVE, credentials=tuple(given), watched=tuple(watched), for_now=True)
            assert (await settings.do(wanted)).done
            plan = config.load(place.config)
            base = Database(None, CLOCK.now)
            engine = Engine(plan, base, clock=CLOCK, credential=case.credentials.read, face=Silence())
            world = (await engine.ask_once()).world
            base.close()
        assert len(plan.watches) == len(watched) > 3
        assert {health.state for health in world.health.values()} == {"ok"}
        assert world.items

    run(work())


def test_a_token_that_is_not_given_again_stays(kept: Path, place: Workspace, case: Case) -> None:
    case.save(SAVE)
    before = secrets(kept)
    again = tuple(replace(one, token="") for one in SAVE.credentials)
    assert case.save(replace(SAVE, me="Ada L.", credentials=again)).done
    assert secrets(kept) == before
    assert place.config.with_name("default.toml.before").exists()


def test_without_a_keyring_nothing_is_written_anywhere(place: Workspace, case: Case, tmp_path: Path) -> None:
    told = case.save(SAVE)
    assert (told.done, told.no_keyring) == (False, True)
    assert told.said == "The keyring cannot be used: NoKeyringError."
    assert "gnome-keyring" in told.hint
    assert not place.config.parent.exists()
    assert list(tmp_path.iterdir()) == []


def test_without_a_keyring_the_tokens_can_be_kept_for_this_run(place: Workspace, case: Case) -> None:
    told = case.save(replace(SAVE, for_now=True))
    assert (told.done, told.hint) == (True, "The tokens are forgotten when the app ends.")
    assert run(case.credentials.read("slack")) == CANARY
    assert "canary" not in place.config.read_text()


@pytest.mark.parametrize("mood", ["locked", "forgetful", "broken", "dead"])
def test_a_keyring_that_fails_leaves_everything_as_it_was(
    kept: Path, place: Workspace, case: Case, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    monkeypatch.setenv("MOOD", mood)
    assert case.save(SAVE).no_keyring
    assert not place.config.exists()
    assert secrets(kept) == {}


def test_a_silent_keyring_is_given_up_and_holds_nothing_else_up(
    kept: Path, place: Workspace, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOD", "silent")
    monkeypatch.setattr(credentials, "LIMIT_S", 1)

    async def work() -> None:
        waiting = asyncio.ensure_future(case.settings.do(SAVE))
        await case.settings.do(Try(replace(SLACK, token="xoxb-no")))
        assert not waiting.done()
        told = await waiting
        assert isinstance(told, Saved)
        assert told.said == "The keyring does not answer."

    run(work())
    assert not place.config.exists()
    assert not kept.exists()


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (replace(SAVE, credentials=(replace(SLACK, token="xoxb-canary"),)), "Slack: This is a bot's token."),
        (replace(SAVE, credentials=(replace(SLACK, address="slack"),)), "Slack: The address is none;"),
        (replace(SAVE, watched=(("nobody", HELP),)), "service must name a service of kind slack"),
        (replace(SAVE, daily=("github", "C1")), "service must name a service that can post"),
        (replace(SAVE, on_duty=True), "The end of the duty must lie ahead."),
    ],
)
def test_a_mistake_is_said_and_nothing_is_changed(
    kept: Path, place: Workspace, case: Case, wanted: Save, said: str
) -> None:
    told = case.save(wanted)
    assert (told.done, told.no_keyring) == (False, False)
    assert said in told.said
    assert not place.config.parent.exists()
    assert secrets(kept) == {}


def test_where_the_config_cannot_be_written_the_keyring_has_again_what_it_had(
    kept: Path, place: Workspace, case: Case
) -> None:
    run(case.credentials.write("slack", "xoxp-before"))
    place.config.parent.write_text("a file where the folder should be")
    told = case.save(SAVE)
    assert "cannot be" in told.said
    assert secrets(kept) == {"supporttray/slack": "xoxp-before"}


def test_a_config_with_mistakes_is_not_written_over(kept: Path, place: Workspace, case: Case) -> None:
    place.config.parent.mkdir()
    place.config.write_text("schema = 2  # mine\n")
    told = case.save(SAVE)
    assert (told.done, told.hint) == (False, "Nothing was changed.")
    assert place.config.read_text() == "schema = 2  # mine\n"
    assert secrets(kept) == {}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.start(tmp_path / "log")
    yield tmp_path / "log"
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_a_token_leaves_no_trace_but_in_the_keyring(
    kept: Path, place: Workspace, case: Case, tmp_path: Path, log: Path
) -> None:
    for wanted in (SAVE, replace(SAVE, daily=("github", "C1")), replace(SAVE, for_now=True)):
        logging.getLogger("test").warning("%r", wanted)
        case.save(wanted)
        logging.getLogger("test").warning("%s", [one.token for one in wanted.credentials])
    run(case.settings.do(Try(replace(SLACK, address="http://127.0.0.1:1"))))
    assert "canary" not in repr(case.settings) + repr(case.credentials)
    traces = [path for path in tmp_path.rglob("*") if path.is_file() and b"canary" in path.read_bytes()]
    assert traces == [kept]
    assert logs.HIDDEN in log.read_text()
    assert place.config.exists()
