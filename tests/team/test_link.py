"""The link to the team's file: a change is told and waits for a person; what cannot be used leaves what was taken."""

from datetime import timedelta
from pathlib import Path

import pytest

from supporttray import config
from supporttray.config.team import copy
from supporttray.core.model import Urgency, World
from supporttray.core.needs import needs
from supporttray.core.team import AskTeam, TakeTeam
from supporttray.engine.database import Database
from supporttray.engine.store import Store
from supporttray.errors import ConfigError, NotDone
from supporttray.team.link import NOTICE
from tests.connectors.lab import Raw, raw, reply
from tests.team.lab import FEED, MORE, Case, attended, play


def titles(case: Case, base: Database) -> list[str]:
    """What the rules make of the link's notices, with the marks of the database."""
    world = World(items={}, notices=base.notices, marks=Store(base).marks())
    return [need.title for need in needs(world, case.clock.now())]


def test_nothing_counts_before_it_is_taken_and_then_it_does(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        assert case.watched() == []
        change = await case.look()
        assert [one.told for one in change.trusted] == [
            "ci (cctray) at https://ci.example.com/cctray.xml; it needs no token."
        ]
        assert change.meaning == ("Also watched: farm (cctray.builds on ci).",)
        assert "+ [service.ci]" in change.lines
        assert case.watched() == []
        assert await case.take() == "Taken."
        assert case.watched() == ["farm"]
        assert (await case.look()).version == ""

    play(tmp_path, story)


def test_a_change_is_told_quietly_and_only_until_it_is_taken(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.take()
        async with attended(case) as (base, told, _):
            case.git.body = MORE.encode()
            case.link.look_now()
            await told.wait()
            (notice,) = base.notices
            assert (notice.title, notice.page) == ("The team's file has changed", "team")
            assert notice.urgency is Urgency.QUIET
            assert titles(case, base) == ["The team's file has changed"]
            told.clear()
            case.git.body = FEED.encode()
            case.link.look_now()
            await told.wait()
            assert base.notices == ()

    play(tmp_path, story)


def test_it_is_looked_at_at_the_start_and_every_six_hours(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.take()
        asked = case.git.asked
        async with attended(case) as (_, told, __):
            await case.clock.waited_for(timedelta(hours=6))
            case.git.body = MORE.encode()
            assert case.git.asked == asked + 1
            case.clock.forward(hours=5, minutes=59)
            await case.clock.waited_for(NOTICE)
            assert case.git.asked == asked + 1
            case.clock.forward(minutes=1)
            await told.wait()
            assert case.git.asked == asked + 2

    play(tmp_path, story)


def test_a_version_that_is_not_wanted_is_silent_and_the_next_one_is_told(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.take()
        case.git.body = MORE.encode()
        async with attended(case) as (base, told, _):
            await told.wait()
            await case.decline()
            assert titles(case, base) == []
            assert len(base.notices) == 1
            told.clear()
            case.git.body = MORE.replace("Bo", "Cy").encode()
            case.link.look_now()
            await told.wait()
            assert titles(case, base) == ["The team's file has changed"]

    play(tmp_path, story)


def test_a_copy_that_is_taken_by_another_process_ends_the_run_that_rests_on_the_old_one(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with attended(case) as (_, told, task):
            await told.wait()
            await case.take()
            await case.clock.waited_for(NOTICE)
            case.clock.forward(seconds=2)
            await task

    play(tmp_path, story)


def test_only_the_version_that_was_shown_is_taken(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        shown = await case.look()
        case.git.body = MORE.encode()
        await case.look()
        with pytest.raises(NotDone, match="has changed again"):
            await case.link.take(TakeTeam(shown.version))
        assert case.watched() == []

    play(tmp_path, story)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"<!doctype html><title>Log in</title>", "200 OK", "gives a web page, not a team's file."),
        (b"gone", "404 Not Found", "knows nothing at this address. Check the address."),
        (b"no", "401 Unauthorized", "wants a credential. A team's file is read without a credential;"),
        (b"oops", "500 Oops", "has a problem of its own (500)."),
        (b"# " + b"x" * 10_000_000, "200 OK", "is larger than 1 MB; this is no config."),
        (b"\xff\xfe", "200 OK", "is not UTF-8 at byte 0."),
        (b"so it goes", "200 OK", "is not TOML:"),
        (b"schema = 2", "200 OK", "schema is not known; this program reads schema = 1."),
        (b"magic = 1\nmore = 2", "200 OK", "magic is not known here;"),
        (b'me = "Bo"', "200 OK", "me is each person's own;"),
        (b'[service.ci]\nkind = "cctray"\naddress = "http://evil.example/x"', "200 OK", "a team's file names https"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_sentence_and_the_copy_stays(
    tmp_path: Path, body: bytes, status: str, said: str
) -> None:
    async def story(case: Case) -> None:
        await case.take()
        before = copy(case.place.config).read_bytes()
        case.git.body, case.git.status = body, status
        async with attended(case) as (base, told, _):
            await told.wait()
            (notice,) = base.notices
            assert notice.title == "The team's file cannot be used"
            assert said in notice.because
            assert notice.because.endswith("What was taken of it is used meanwhile.")
            assert said in (await case.look()).trouble
            assert (copy(case.place.config).read_bytes(), case.watched()) == (before, ["farm"])
            told.clear()
            case.git.body, case.git.status = FEED.encode(), "200 OK"
            case.clock.forward(minutes=15)
            await told.wait()
            assert base.notices == ()

    play(tmp_path, story)


def test_a_trouble_that_lasts_is_one_need(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        case.git.status = "500 Oops"
        async with attended(case) as (base, told, _):
            await told.wait()
            (first,) = base.notices
            case.clock.forward(minutes=20)
            await case.look()
            assert base.notices == (first,)

    play(tmp_path, story)


def test_a_redirect_to_another_host_is_not_followed_in_silence(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        async with raw(lambda *_: reply(MORE.encode()), host="127.0.0.2") as elsewhere:
            case.git.status, case.git.leads_to = "302 Found", elsewhere.address
            change = await case.look()
            assert "sends us on to 127.0.0.2:" in change.trouble
            assert change.version == ""

    play(tmp_path, story)


def test_a_redirect_on_the_same_host_is(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        def say(_: Raw, path: str) -> bytes:
            return reply(FEED.encode()) if path == "/main" else reply(b"", "302 Found", location="/main")

        async with raw(say) as served:
            case.place.config.write_text(f'team = "{served.address}/latest"\n', "utf-8")
            await case.take()
            assert case.watched() == ["farm"]

    play(tmp_path, story)


def test_a_file_with_which_ones_own_would_be_wrong_is_not_taken(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.take()
        assert case.watched() == ["mine", "farm"]
        case.git.body = b'[[watch]]\nkind = "roster.file"\nshifts = []\n'
        trouble = (await case.look()).trouble
        assert f"{case.place.config}: [[watch]] 1 (mine): service must name a service of kind cctray" in trouble
        assert case.watched() == ["mine", "farm"]

    play(tmp_path, story, own='[[watch]]\nkind = "cctray.builds"\nname = "mine"\nservice = "ci"\n')


def test_a_file_of_a_checkout_is_a_place_as_well(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        there = tmp_path / "checkout.toml"
        case.place.config.write_text(f'team = "{there}"\n', "utf-8")
        assert (await case.look()).trouble == f"{there}: there is no such file. Check the place."
        there.write_text(FEED, "utf-8")
        await case.take()
        assert case.watched() == ["farm"]

    play(tmp_path, story)


def test_a_config_that_names_no_file_says_what_to_do(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        case.place.config.write_text('me = "Ada"\n', "utf-8")
        with pytest.raises(NotDone, match="write team = "):
            await case.link.ask(AskTeam())

    play(tmp_path, story)


def test_where_the_copy_cannot_be_written_the_old_one_stays(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        copy(case.place.config).mkdir()
        with pytest.raises(ConfigError):
            await case.take()

    play(tmp_path, story)


def test_what_was_seen_is_there_after_a_restart_without_another_look(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.take()
        case.git.body = MORE.encode()
        seen = await case.look()
        asked = case.git.asked
        again = type(case.link)(case.place, case.credentials, case.clock)
        assert (await again.ask(AskTeam())).version == seen.version
        assert case.git.asked == asked
        assert config.load(case.place.config).team == case.git.address

    play(tmp_path, story)


def test_what_was_seen_at_another_address_is_not_taken_for_this_one(tmp_path: Path) -> None:
    async def story(case: Case) -> None:
        await case.look()
        async with raw(lambda *_: reply(b"", "404 Not Found")) as other:
            case.place.config.write_text(f'team = "{other.address}/t"\n', "utf-8")
            change = await case.link.ask(AskTeam())
            assert change.version == ""
            assert "knows nothing at this address" in change.trouble

    play(tmp_path, story)
