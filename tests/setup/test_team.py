"""Settings beside a team's file: what the team says is not copied into the person's file, and nothing of it is lost."""

import json
from argparse import Namespace
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from supporttray import config
from supporttray.config.team import Team, copy
from supporttray.core.setup import Ask, Credential, Known, Offer, Save, Saved, Tried, Try
from supporttray.core.team import JoinTeam, LookAtTeam, TeamFile
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock
from supporttray.errors import ConfigError, Failure, NotDone
from supporttray.paths import Workspace
from supporttray.setup import exchange
from supporttray.setup.settings import Settings
from supporttray.setup.writing import compose
from supporttray.verb import team as verb
from tests import moody
from tests.connectors.lab import Raw, raw, reply, run

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADDRESS = "https://git.example.com/team.toml"
OWN = f"""# mine
me = "Ada"
team = "{ADDRESS}"  # ours

[[watch]]  # my own corner
kind = "slack.requests"
name = "corner"
channel = "C0CORNER"

[notifications]
texts = true
"""
SHARED = """
[service.slack]
kind = "slack"

[[watch]]
kind = "slack.requests"
name = "support"
channel = "C0SUPPORT"

[[watch]]
kind = "roster.file"
name = "rota"
shifts = [{ person = "Bo", from = 2026-11-16T09:00:00Z, to = 2026-12-28T09:00:00Z }]

[daily]
channel = "C00DAILY"
"""
TEAM = Team("team.toml", SHARED)
CORNER = Offer(kind="slack.requests", name="#corner", options=(("channel", "C0CORNER"),), place="C0CORNER")
SUPPORT = Offer(kind="slack.requests", name="#support", options=(("channel", "C0SUPPORT"),), place="C0SUPPORT")
OTHER = Offer(kind="slack.requests", name="support", options=(("channel", "C00OTHER"),), place="C00OTHER")
TOKEN = "xoxp-canary-0815"
KEPT = Credential("slack", "slack", "https://slack.com/api")
WATCHED = (("slack", CORNER), ("slack", SUPPORT))
SAVE = Save(me="Ada", credentials=(KEPT,), watched=WATCHED, daily=("slack", "C00DAILY"))


def saved(wanted: Save, own: str = OWN) -> str:
    return compose(own, wanted, NOW, "mine.toml", TEAM)


def test_saving_what_is_there_changes_nothing() -> None:
    assert saved(SAVE) == OWN


def test_a_channel_of_ones_own_is_added_and_taken_away_beside_the_teams() -> None:
    text = saved(replace(SAVE, watched=(*WATCHED, ("slack", OTHER))))
    assert 'channel = "C00OTHER"' in text
    assert "C0SUPPORT" not in text
    assert [one.name for one in config.parse(text, "m", TEAM).watches] == [
        "corner",
        "support (mine)",
        "support",
        "rota",
    ]
    gone = saved(replace(SAVE, watched=(("slack", SUPPORT),)))
    assert "C0CORNER" not in gone
    assert [one.name for one in config.parse(gone, "m", TEAM).watches] == ["support", "rota"]


def test_what_the_team_watches_stays_although_nothing_is_ticked() -> None:
    text = saved(replace(SAVE, watched=()))
    assert [one.name for one in config.parse(text, "m", TEAM).watches] == ["support", "rota"]


def test_a_watch_of_ones_own_that_the_team_has_too_stays() -> None:
    own = OWN.replace("C0CORNER", "C0SUPPORT")
    assert saved(replace(SAVE, watched=(("slack", SUPPORT),)), own) == own


def test_the_teams_service_is_not_copied_but_another_address_is_ones_own() -> None:
    assert "[service" not in saved(replace(SAVE, credentials=(replace(KEPT, token=TOKEN),)))
    moved = replace(KEPT, address="https://gateway.example.com/slack", token=TOKEN)
    text = saved(replace(SAVE, credentials=(moved,)))
    assert config.parse(text, "m", TEAM).accounts["slack"].address == "https://gateway.example.com/slack"
    assert TOKEN not in text


def test_ones_own_place_for_the_status_goes_before_the_teams() -> None:
    text = saved(replace(SAVE, daily=("slack", "C00MINE")))
    daily = config.parse(text, "m", TEAM).daily
    assert daily
    assert daily.place == "C00MINE"


def test_a_duty_of_ones_own_does_not_take_the_place_of_the_teams_rota() -> None:
    until = NOW + timedelta(days=2)
    text = saved(replace(SAVE, on_duty=True, until=until))
    plan = config.parse(text, "m", TEAM)
    assert [one.name for one in plan.watches] == ["corner", "rota 2", "support", "rota"]
    assert [
        shift.person for watch in plan.watches if watch.kind == "roster.file" for shift in watch.options.shifts
    ] == [
        "Ada",
        "Bo",
    ]


def test_what_would_make_a_mistake_with_the_teams_file_is_not_written() -> None:
    with pytest.raises(ConfigError):
        compose(OWN, SAVE, NOW, "mine.toml", Team("team.toml", "magic = 1"))


# --- the first questions


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keyring keeps its secrets."""
    (tmp_path / "keyring").mkdir()
    return moody.install(tmp_path / "keyring", monkeypatch)


USUAL = ["slack", "github", "gitlab", "rollbar", "sentry"]
Story = Callable[[Settings, str, Raw], Coroutine[Any, Any, None]]


def told(tmp_path: Path, story: Story) -> Workspace:
    """Play the first questions of a workspace that knows nothing, with a team's file whose Slack hears what is sent to it."""
    place = Workspace("test", tmp_path / "config" / "work.toml", tmp_path / "state")

    async def work() -> None:
        async with raw(lambda *_: reply(b'{"ok": false, "error": "invalid_auth"}')) as slack:
            body = SHARED.replace('kind = "slack"\n', f'kind = "slack"\naddress = "{slack.address}"\n', 1).encode()
            async with raw(lambda *_: reply(body)) as git:
                settings = Settings(place, Credentials(place.keyring_name), SystemClock())
                await story(settings, f"{git.address}/team.toml", slack)

    run(work())
    return place


async def joined(settings: Settings, address: str) -> Known:
    assert isinstance(await settings.do(LookAtTeam(address)), TeamFile)
    known = await settings.do(JoinTeam())
    assert isinstance(known, Known)
    return known


def test_the_questions_are_about_the_services_of_the_teams_file_only(kept: Path, tmp_path: Path) -> None:
    async def story(settings: Settings, address: str, slack: Raw) -> None:
        seen = await settings.do(LookAtTeam(f" {address} "))
        assert isinstance(seen, TeamFile)
        assert [one.address for one in seen.trusted] == [slack.address]
        assert [one.account for one in (await settings.do(Ask())).introductions] == USUAL  # type: ignore[attr-defined]
        known = await joined(settings, address)
        assert [(one.account, one.address) for one in known.introductions] == [("slack", slack.address)]
        assert (known.first, known.team, [offer.name for _, offer in known.shared]) == (True, address, ["support"])
        assert known.watched == ()

    told(tmp_path, story)
    assert not kept.exists()


def test_what_is_saved_is_the_copy_the_line_and_the_token(kept: Path, tmp_path: Path) -> None:
    async def story(settings: Settings, address: str, _: Raw) -> None:
        known = await joined(settings, address)
        done = await settings.do(
            Save(
                me="Ada",
                credentials=(Credential("slack", "slack", "", TOKEN),),
                watched=known.shared,
                daily=known.daily,
            )
        )
        assert isinstance(done, Saved)
        assert done.done, done
        after = await settings.do(Ask())
        assert isinstance(after, Known)
        assert (after.first, after.me, after.secret) == (False, "Ada", ("slack",))
        assert [one.account for one in after.introductions] == USUAL  # more can be one's own

    place = told(tmp_path, story)
    plan = config.load(place.config)
    assert (plan.me, [watch.name for watch in plan.watches]) == ("Ada", ["support", "rota"])
    assert "service" not in place.config.read_text("utf-8")
    assert json.loads(kept.read_text()) == {"supporttray.test/slack": TOKEN}
    assert TOKEN not in copy(place.config).read_text("utf-8")


def test_a_token_that_an_earlier_config_kept_is_not_sent_to_the_teams_address(kept: Path, tmp_path: Path) -> None:
    kept.write_text(json.dumps({"supporttray.test/slack": TOKEN}))

    async def story(settings: Settings, address: str, slack: Raw) -> None:
        known = await joined(settings, address)
        assert known.secret == ()
        tried = await settings.do(Try(Credential("slack", "slack", "")))
        assert isinstance(tried, Tried)
        assert not tried.works
        done = await settings.do(Save(me="Ada", credentials=(), watched=known.shared))
        assert isinstance(done, Saved)
        assert done.done, done
        assert slack.heard == []

    told(tmp_path, story)
    assert json.loads(kept.read_text()) == {}


@pytest.mark.usefixtures("kept")
def test_where_the_config_cannot_be_written_no_copy_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "PATIENCE_S", 0.05)

    async def story(settings: Settings, address: str, _: Raw) -> None:
        known = await joined(settings, address)
        (tmp_path / "config" / ".work.toml.new").mkdir(parents=True)  # what is written first
        done = await settings.do(Save(me="Ada", credentials=(), watched=known.shared))
        assert isinstance(done, Saved)
        assert not done.done

    place = told(tmp_path, story)
    assert not copy(place.config).exists()
    assert not place.config.exists()


@pytest.mark.usefixtures("kept")
def test_where_the_config_cannot_be_written_an_older_copy_is_there_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "PATIENCE_S", 0.05)

    async def story(settings: Settings, address: str, _: Raw) -> None:
        known = await joined(settings, address)
        (tmp_path / "config" / ".work.toml.new").mkdir(parents=True)
        copy(tmp_path / "config" / "work.toml").write_text("older")
        done = await settings.do(Save(me="Ada", credentials=(), watched=known.shared))
        assert isinstance(done, Saved)
        assert not done.done

    assert copy(told(tmp_path, story).config).read_text() == "older"


def test_who_got_a_config_while_the_questions_stood_open_keeps_it_its_copy_and_its_tokens(
    kept: Path, tmp_path: Path
) -> None:
    secrets, file = json.dumps({"supporttray.test/slack": TOKEN}), tmp_path / "config" / "work.toml"

    def another() -> None:
        file.parent.mkdir()
        file.write_text(OWN)
        copy(file).write_text(SHARED)
        kept.write_text(secrets)

    async def story(settings: Settings, address: str, _: Raw) -> None:
        known = await joined(settings, address)
        another()  # window, or the verb
        done = await settings.do(Save(me="Bo", credentials=(), watched=known.shared))
        assert isinstance(done, Saved)
        assert (done.done, done.said) == (False, "There is a config already; write team = into it.")

    place = told(tmp_path, story)
    assert (place.config.read_text(), copy(place.config).read_text(), kept.read_text()) == (OWN, SHARED, secrets)


@pytest.mark.usefixtures("kept")
def test_who_keeps_tokens_for_this_run_and_has_a_locked_keyring_hears_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOD", "locked")

    async def story(settings: Settings, address: str, _: Raw) -> None:
        await joined(settings, address)
        token = Credential("slack", "slack", "", TOKEN)
        for now in (True, False):
            done = await settings.do(Save(me="Ada", credentials=(token,), watched=(), for_now=now))
            assert isinstance(done, Saved)
            assert not done.done
            assert ("keep the tokens for this run" in done.hint) is not now

    told(tmp_path, story)


def test_who_got_a_config_while_the_verb_asked_keeps_it_and_its_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, theirs = Workspace("test", tmp_path / "work.toml", tmp_path / "state"), tmp_path / "theirs.toml"
    theirs.write_text(SHARED)

    def agreed(_: str) -> bool:
        place.config.write_text(OWN)
        copy(place.config).write_text("another")
        return True

    monkeypatch.setattr(verb, "agreed", agreed)
    with pytest.raises(NotDone, match="There is a config already"):
        verb.begin(place, Namespace(source=str(theirs), yes=False, me="Bo"))
    assert (place.config.read_text(), copy(place.config).read_text()) == (OWN, "another")


def test_who_has_a_config_does_not_join_from_here(tmp_path: Path) -> None:
    async def story(settings: Settings, address: str, _: Raw) -> None:
        await settings.do(LookAtTeam(address))
        (tmp_path / "config").mkdir()
        (tmp_path / "config" / "work.toml").write_text("")
        with pytest.raises(NotDone):
            await settings.do(JoinTeam())
        with pytest.raises(Failure):
            await settings.do(LookAtTeam(""))

    told(tmp_path, story)
