"""A kept credential never follows a team's file to another address: it is forgotten before the file counts."""

import json
from pathlib import Path

import pytest

from supporttray import config
from supporttray.core.model import World
from supporttray.core.rules.service import refused
from supporttray.core.setup import Ask, Credential, Known, Tried, Try
from supporttray.core.team import AskTeam, TakeTeam
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock
from supporttray.engine.database import Database
from supporttray.engine.engine import Engine
from supporttray.engine.face import Silence
from supporttray.errors import Failure, NoKeyring
from supporttray.setup.settings import Settings
from supporttray.team.link import NOTICE, Link
from tests import moody
from tests.connectors.lab import Raw, raw, reply
from tests.team.lab import Case, attended, play

TOKEN = "xoxp-canary-0123456789"
SLACK = '[service.{name}]\nkind = "slack"\naddress = "{address}"\n[[watch]]\nkind = "slack.requests"\nchannel = "C0SUPPORT"\n'


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the keyring keeps its secrets."""
    (tmp_path / "keyring").mkdir()
    return moody.install(tmp_path / "keyring", monkeypatch)


def secrets(kept: Path) -> dict[str, str]:
    return json.loads(kept.read_text()) if kept.exists() else {}


def slack(case: Case, served: Raw, name: str = "slack") -> None:
    """Let the team's file say where Slack is."""
    case.git.body = SLACK.format(name=name, address=served.address).encode()


def nothing(_: Raw, __: str) -> bytes:
    return reply(b'{"ok": false, "error": "invalid_auth"}', content_type="application/json")


async def look(case: Case) -> World:
    """Let an engine look once, as the app does."""
    base = Database(None, SystemClock().now)
    plan = config.load(case.place.config)
    engine = Engine(plan, base, clock=SystemClock(), credential=case.credentials.read, face=Silence())
    return (await engine.ask_once()).world


def heard(served: Raw) -> bool:
    return any(TOKEN in head for head in served.heard)


async def trusting(case: Case, good: Raw) -> None:
    """Have taken a file with a good address, and keep a token for it that is in use."""
    slack(case, good)
    await case.take()
    await case.credentials.write("slack", TOKEN)
    await look(case)
    assert heard(good)


def test_a_hostile_change_of_an_address_gets_no_token_and_the_person_is_asked_anew(kept: Path, tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            await trusting(case, good)
            slack(case, evil)
            (told,) = (await case.look()).trusted
            assert told.told.startswith(f"slack (slack) would be at {evil.address}, no longer at {good.address};")
            assert await case.take() == "Taken. A token is asked for: slack."
            (need,) = refused(await look(case), case.clock.now())
            assert (need.title, need.because.partition(".")[0]) == (
                "slack: No credential for slack is set.",
                "Set one: `supporttray secrets set slack`",
            )
            settings = Settings(case.place, case.credentials, case.clock)
            known = await settings.do(Ask())
            assert isinstance(known, Known)
            assert known.secret == ()
            tried = await settings.do(Try(Credential("slack", "slack", "", "")))
            assert isinstance(tried, Tried)
            assert not tried.works
            assert (evil.heard, secrets(kept)) == ([], {})

    play(tmp_path, story)


def test_what_goes_and_comes_again_elsewhere_gets_no_token_either(kept: Path, tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            await trusting(case, good)
            case.git.body = b'zone = "Europe/Berlin"'
            assert "No longer asked: slack." in (await case.look()).meaning
            await case.take()
            slack(case, evil)
            await case.take()
            await look(case)
            assert (evil.heard, secrets(kept)) == ([], {})

    play(tmp_path, story)


def test_what_stays_where_it_is_keeps_its_token(kept: Path, tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good:
            await trusting(case, good)
            case.git.body += b"[notifications]\ntexts = false\n"
            await case.take()
            assert list(secrets(kept).values()) == [TOKEN]

    play(tmp_path, story)


def test_a_service_of_ones_own_is_not_moved_by_the_team(kept: Path, tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            with case.place.config.open("a") as file:
                file.write(f'[service.slack]\nkind = "slack"\naddress = "{good.address}"\n')
            await trusting(case, good)
            slack(case, evil)
            assert (await case.look()).trusted == ()
            await case.take()
            await look(case)
            assert (evil.heard, list(secrets(kept).values())) == ([], [TOKEN])

    play(tmp_path, story)


def test_a_token_lent_or_given_to_this_run_does_not_move_either(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            slack(case, good)
            await case.take()
            monkeypatch.setenv("SUPPORTTRAY_TOKEN_SLACK", TOKEN)  # it is taken out when the run begins
            other = Case(case.git, case.place, case.clock, Credentials(case.place.keyring_name), case.link)
            await look(other)
            assert heard(good)
            other.link = type(case.link)(case.place, other.credentials, case.clock)
            async with attended(other) as (_, __, task):
                slack(case, evil)
                await case.take()
                case.clock.forward(seconds=2)
                await task
            await look(other)
            assert (evil.heard, secrets(kept)) == ([], {})

    play(tmp_path, story)


def test_a_lent_token_does_not_move_although_the_app_begins_anew_before_it_saw_the_other_address(
    kept: Path, tmp_path: Path
) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            slack(case, good)
            await case.take()
            case.credentials.lend("slack", TOKEN)
            await look(case)
            assert heard(good)
            async with attended(case):
                await case.clock.waited_for(NOTICE)
                slack(case, evil)
                other = Link(case.place, Credentials(case.place.keyring_name), case.clock)  # another process
                await other.take(TakeTeam((await other.ask(AskTeam(look=True))).version))
            await look(case)
            assert (evil.heard, secrets(kept)) == ([], {})

    play(tmp_path, story)


@pytest.mark.parametrize("mood", ["locked", "broken"])
def test_while_the_keyring_cannot_be_asked_no_address_is_taken(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mood: str
) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as evil:
            await trusting(case, good)
            slack(case, evil)
            monkeypatch.setenv("MOOD", mood)
            with pytest.raises(NoKeyring):
                await case.take()
            assert config.load(case.place.config).accounts["slack"].address == good.address

    play(tmp_path, story)
    assert kept.exists()


def test_where_there_is_no_keyring_nothing_is_kept_and_it_is_taken(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good:
            slack(case, good)
            await case.take()
            assert config.load(case.place.config).accounts["slack"].address == good.address
            with pytest.raises(Failure):
                await case.credentials.kept("slack")

    play(tmp_path, story)


def test_where_no_keyring_can_be_reached_a_service_that_moves_is_not_taken_since_its_token_may_be_kept(
    tmp_path: Path,
) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good, raw(nothing) as other:
            slack(case, good)
            await case.take()
            slack(case, other)
            with pytest.raises(NoKeyring):
                await case.take()
            assert config.load(case.place.config).accounts["slack"].address == good.address

    play(tmp_path, story)


def test_nothing_of_a_token_stands_in_the_files_of_the_team(kept: Path, tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(nothing) as good:
            await trusting(case, good)
            await case.look()

    play(tmp_path, story)
    assert [path for path in tmp_path.rglob("*") if path.is_file() and TOKEN.encode() in path.read_bytes()] == [kept]
