"""What is said about a red build, against the demo company: to whom, in which words, once, and what follows from it."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray.core import action as act
from supporttray.core import builds as about
from supporttray.core import duty
from supporttray.core.daily import Daily
from supporttray.core.handoff import Handoff
from supporttray.core.incident import Part
from supporttray.core.item import Build
from supporttray.core.outbox import Fate
from supporttray.core.snapshot import TrayState
from supporttray.core.suspect import Author
from supporttray.engine.hand import Hand
from supporttray.engine.plan import Builds
from supporttray.errors import Failure
from tests.engine.lab import MINUTE, lab
from tests.engine.test_bench import DISK, GREEN, LOGS, RED
from tests.engine.test_hand import Office, open_office

PULL = {**RED, "change": 421}
HOUR = timedelta(hours=1)


def tell(folder: Path, story: Callable[[Office], Awaitable[None]], *entries: dict[str, Any], **builds: Any) -> None:
    """Let a story happen with what the config says of builds."""

    async def told() -> None:
        async with lab(folder, *entries, log=LOGS) as company:
            said = msgspec.structs.replace(company.plan.builds, account="slack", promise=HOUR / 2, **builds)
            company.plan = msgspec.structs.replace(company.plan, me="Ada", zone_name="UTC", builds=said)
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


async def key_of(office: Office) -> str:
    """The red build, once it is known why it is red."""
    store = office.hand._desk.store
    await office.until(lambda: any(one.settled for one in store.findings.all.values()))
    return next(key for key, item in store.items.items() if isinstance(item, Build) and item.first_red)


async def draft(office: Office, key: str) -> about.Message:
    message = await office.do(about.AskMessage(key))
    assert isinstance(message, about.Message)
    return message


async def send(office: Office, key: str, *, private: bool = True, text: str = "") -> act.Done:
    message = await draft(office, key)
    assert message.until
    way = next(way for way in message.ways if way.private is private)
    return await office.done(about.SendMessage(key, way, text or message.text, message.until))


def urgencies(office: Office) -> list[str]:
    return [need.urgency.word for need in office.app.snapshots[-1].needs]


# --- to whom, and in which words


def test_the_author_of_the_only_change_is_asked_in_private_by_their_e_mail(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        (way,) = message.ways
        assert (way.account, way.place, way.told, way.private) == ("slack", "U000000ROB", "to Rob on slack", True)
        assert (message.name, message.unclear) == ("Rob", "")
        hello, *lines, me = message.text.split("\n")
        assert hello.startswith("Hi Rob, ")
        assert "has been red since 11:" in hello
        assert hello.endswith(": tests/test_basket.py::test_totals fails.")
        assert lines[0] == "> FAILED tests/test_basket.py::test_totals - assert 3 == 4"
        assert lines[1].startswith(
            "It may have come in with Round totals (the only change, and it touched tests/test_basket.py,"
        )
        assert [line.partition(":")[0] for line in lines[2:-1]] == [
            "The log",
            "First red run",
            "What came in",
            "The change",
        ]
        assert all(" http" in line for line in lines[2:-1])
        assert lines[-1] == "Shall we revert it, or is a fix on its way? It would help to have it green by 12:30."
        assert me == "- Ada"

    tell(tmp_path, story, GREEN, RED)


def test_a_change_of_a_pull_request_can_be_remarked_on_too(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        message = await draft(office, key)
        assert [(way.told, way.private) for way in message.ways] == [
            ("to Rob on slack", True),
            ("as a comment on #421", False),
        ]
        assert "with #421 Round totals (" in message.text
        await send(office, key, private=False)
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        (entry,) = office.company.entries()
        assert (entry.account, entry.deed.verb) == ("github", "comment")

    tell(tmp_path, story, GREEN, PULL)


def test_the_config_says_who_somebody_is_before_slack_is_asked(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        assert [way.place for way in message.ways] == ["U0123ABCD"]

    tell(tmp_path, story, GREEN, RED, people={"ROB": "U0123ABCD"})


def test_who_is_known_by_the_name_that_slack_shows_needs_no_e_mail(tmp_path: Path) -> None:
    asked = {"at": "-30m", "do": "message", "by": "rob", "text": "Hello?"}

    async def story(office: Office) -> None:
        office.company.fault("slack", "500", path="users.lookupByEmail")
        assert [way.place for way in (await draft(office, await key_of(office))).ways] == ["U000000ROB"]

    tell(tmp_path, story, asked, GREEN, RED)


def test_an_e_mail_says_more_than_a_name_that_two_may_have(tmp_path: Path) -> None:
    crowd = [{"id": "ada", "name": "Ada"}, {"id": "rob", "name": "Rob"}, {"id": "other", "name": "Rob"}]
    asked = {"at": "-30m", "do": "message", "by": "other", "text": "Hello?"}

    async def told() -> None:
        mei = {**GREEN, "by": "other"}
        async with lab(tmp_path, asked, mei, RED, log=LOGS, person=crowd) as company:
            company.plan = msgspec.structs.replace(company.plan, builds=Builds(account="slack"))
            async with open_office(company) as office:
                assert [way.place for way in (await draft(office, await key_of(office))).ways] == ["U000000ROB"]

    asyncio.run(told())


def test_who_hides_their_e_mail_is_known_by_their_login(tmp_path: Path) -> None:
    known = (
        Author("X", "12345+Mei@users.noreply.github.com"),
        Author("X", "mei@users.noreply.github.com"),
        Author("X", "", "@mei"),
        Author("mei"),
    )
    strangers = (Author("X", "x@example.com", "x"), Author("X", "not an e-mail", "x"))

    async def story(office: Office) -> None:
        people = office.hand.of_speech._people
        assert [(await people.find(one)).id for one in known] == ["U0MEI"] * len(known)
        for one in strangers:
            found = await people.find(one)
            assert (found.id, found.why.startswith("Nobody on slack is known as x;")) == ("", True)

    tell(tmp_path, story, people={"mei": "U0MEI"})


def test_a_stranger_is_said_with_what_to_write(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        assert message.ways == ()
        assert message.unclear.startswith(
            "Nobody on slack is known as zoe; say who it is in [builds.people] of the config."
        )
        assert message.text.startswith("Hi Zoe, ")  # to be copied

    zoe = {"do": "run", "workflow": "Tests", "by": "zoe"}
    person = [
        {"id": "ada", "name": "Ada"},
        {"id": "rob", "name": "Rob"},
        {"id": "mei", "name": "Mei"},
        {"id": "zoe", "name": "Zoe"},
    ]

    async def told() -> None:
        async with lab(tmp_path, GREEN, {**RED, **zoe}, log=LOGS, person=person) as company:
            company.plan = msgspec.structs.replace(company.plan, builds=Builds(account="slack"))
            company.company.people = {name: one for name, one in company.company.people.items() if name != "zoe"}
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


def test_where_it_is_not_clear_nothing_is_drafted(tmp_path: Path) -> None:
    other = {**RED, "at": "-12m", "by": "mei", "title": "Sort them", "fails": [], "outcome": "cancelled", "id": "other"}

    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        assert (message.text, message.ways) == ("", ())
        assert message.unclear == "It is not clear which change it is, so nothing is drafted."

    tell(tmp_path, story, GREEN, other, RED)


def test_the_machinery_is_for_its_engineer_and_never_for_an_author(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        assert [(way.told, way.place) for way in message.ways] == [("to Mei on slack", "U000000MEI")]
        assert "Rob" not in message.text
        assert "Round totals" not in message.text
        assert "disk full" in message.text
        assert "revert" not in message.text

    tell(tmp_path, story, GREEN, {**PULL, "log": "disk"}, parts=(Part(match="disk", engineer="mei@example.com"),))


def test_without_an_engineer_nobody_is_told_of_the_machinery(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        assert (message.text, message.ways) == ("", ())
        assert "[[builds.part]]" in message.unclear

    assert "no space" in DISK
    tell(tmp_path, story, GREEN, {**PULL, "log": "disk"})


def test_the_words_are_the_persons_own_and_nothing_that_others_wrote_is_markup(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        message = await draft(office, await key_of(office))
        first, second, *_ = message.text.replace("\N{WORD JOINER}", "|").split("\n")
        assert first == "Rob: |*|Round|*| <!channel> <|@|U000000MEI> it?"
        assert second.startswith("The log: http")
        await send(office, await key_of(office))
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        (line,) = office.company.mine()
        assert "&lt;!channel&gt; &lt;" in line["text"]
        assert "<!" not in line["text"]
        assert "<@" not in line["text"]

    hostile = {**RED, "title": "*Round* <!channel> <@U000000MEI>"}
    tell(tmp_path, story, GREEN, hostile, message="$name: $change it?\n$links")


# --- sent once, and what follows


def test_it_arrives_once_and_the_incident_is_theirs_until_they_promised(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key, company = await key_of(office), office.company
        begin = company.clock.now()
        await send(office, key)
        await send(office, key, text="The same once more")
        assert urgencies(office) == ["quiet"]
        assert "Rob has it until " in office.app.snapshots[-1].needs[0].because
        await office.until(lambda: company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        (line,) = company.mine()
        assert "Hi Rob, " in line["text"]
        assert (await send(office, key)).said == "It was said already."
        spoken = len(office.app.spoken)
        await office.until(lambda: company.clock.now() >= begin + 28 * MINUTE, step=MINUTE)
        assert len(office.app.spoken) == spoken
        await office.until(lambda: len(office.app.spoken) > spoken, step=MINUTE)
        assert "Rob had it until 12:30, and it is still red." in office.app.alerts[-1].need.because
        assert len(company.mine()) == 1

    tell(tmp_path, story, GREEN, RED)


def test_where_slacks_answer_is_lost_it_arrives_once_all_the_same(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.fault("slack", "lost-answer", times=1, path="postMessage")
        await send(office, await key_of(office))
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        assert ["Hi Rob, " in line["text"] for line in office.company.mine()] == [True]
        assert urgencies(office) == ["quiet"]

    tell(tmp_path, story, GREEN, RED)


def test_what_slack_refuses_told_nobody(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        office.company.fault("slack", "refused", path="postMessage")
        await send(office, key)
        await office.until(lambda: office.company.fates() == [Fate.REFUSED], step=timedelta(seconds=1))
        await office.until(lambda: "quiet" not in urgencies(office))
        assert office.company.mine() == []

    tell(tmp_path, story, GREEN, RED)


def test_what_is_undone_told_nobody_and_may_be_said_with_other_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        loud = urgencies(office)
        done = await send(office, key)
        assert done.entry
        assert urgencies(office) == ["quiet"]
        await office.done(act.Undo(done.entry.number))
        assert urgencies(office) == loud
        await send(office, key, text="Could you look?")
        assert urgencies(office) == ["quiet"]
        await office.until(lambda: office.company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        assert [line["text"] for line in office.company.mine()] == ["Could you look?"]

    tell(tmp_path, story, GREEN, RED)


def test_what_was_undone_does_not_take_from_me_what_i_took_on_since(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        done = await send(office, key)
        assert done.entry
        office.company.clock.advance(timedelta(seconds=2))
        await office.done(about.TakeOn(key))
        await office.done(act.Undo(done.entry.number))
        assert urgencies(office) == ["quiet"]
        assert "Ada has it until" in office.app.snapshots[-1].needs[0].because

    tell(tmp_path, story, GREEN, RED)


@pytest.mark.parametrize(
    ("place", "private"), [("U000000MEI", True), ("small/shop#999", False)], ids=["somebody else", "another change"]
)
def test_only_who_was_drafted_for_is_told(tmp_path: Path, place: str, private: bool) -> None:  # noqa: FBT001
    async def story(office: Office) -> None:
        key = await key_of(office)
        message = await draft(office, key)
        assert message.until
        way = msgspec.structs.replace(message.ways[0], place=place, private=private)
        with pytest.raises(Failure, match="has changed since"):
            await office.do(about.SendMessage(key, way, "Hello", message.until))
        assert office.company.fates() == []
        assert urgencies(office) != ["quiet"]

    tell(tmp_path, story, GREEN, RED)


def test_an_empty_text_a_moment_that_is_over_and_a_green_build_are_said(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        key = await key_of(office)
        message = await draft(office, key)
        assert message.until
        (way,) = message.ways
        for action, said in (
            (about.SendMessage(key, way, " ", message.until), "There is nothing to say"),
            (about.SendMessage(key, way, "x" * 9000, message.until), "too long"),
            (about.SendMessage(key, way, "Hi", office.company.clock.now()), "is over already"),
            (about.AskMessage("build:nothing"), "not there any more"),
        ):
            with pytest.raises(Failure, match=said):
                await office.do(action)
        office.company.play(do="run", workflow="Tests", by="mei", title="Mend it")
        await office.until(lambda: office.app.state is TrayState.CALM, step=MINUTE)
        with pytest.raises(Failure, match="is not broken"):
            await office.do(about.AskMessage(key))
        assert office.company.fates() == []

    tell(tmp_path, story, GREEN, RED)


# --- what others see names nobody


async def whole(day: Daily | Handoff) -> str:
    """All that any template could make of a day."""
    return msgspec.json.encode(day).decode()


def test_no_text_for_others_names_a_suspect_or_who_was_asked(tmp_path: Path) -> None:
    names = ("Rob", "rob", "Round totals", "#421", "pull/421", "U000000ROB", "touched", "reviewed")

    async def story(office: Office) -> None:
        key, company = await key_of(office), office.company
        await send(office, key)
        await office.until(lambda: company.fates() == [Fate.SENT], step=timedelta(seconds=1))
        assert company.running
        hand = Hand(company.running, whole)
        told = [await hand.do(act.Today(anew=True)), await hand.do(duty.AskHandoff())]
        told += [urgent.need.title for urgent in (*office.app.alerts, *office.app.seeded)]
        told += [need.title for need in office.app.snapshots[-1].needs]
        told += [event.title for event in office.app.events if event.kind == "build.explained"]
        assert "test_totals" in str(told[0])  # or this would prove nothing
        assert [(name, one) for name in names for one in map(str, told) if name in one] == []

    tell(tmp_path, story, GREEN, PULL)
