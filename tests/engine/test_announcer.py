"""Who is on duty is announced by a person at a face: shown first, each step once, taken up again, never against a colleague."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from supporttray import config
from supporttray.core.deed import Deed, Verb
from supporttray.core.duty import Announce, AskAnnouncement, Preview
from supporttray.core.outbox import Entry
from supporttray.demo.crew import Crew
from supporttray.engine import announcer
from supporttray.errors import Failure, NotDone, Unreachable
from tests.engine.lab import NOON, Lab, lab
from tests.engine.test_hand import Office, open_office

SUPPORT, TEAM, GROUP = "C00SUPPORT", "C00000TEAM", "S000ONCALL"
MESSAGE = "Ada is on duty until Mon 30 Nov 13:00, then Mei."
SMALL: dict[str, Any] = {
    "channel": [
        {"id": "support", "name": "support", "watch": "support", "topic": "Ask here | On duty: Mei | FAQ"},
        {"id": "team", "name": "team"},
    ],
    "group": [{"id": "oncall", "handle": "on-call", "name": "On call", "members": ["mei"]}],
    "shift": [
        {"person": "mei", "from": "-7d", "to": "0h"},
        {"person": "ada", "from": "0h", "to": "7d"},
        {"person": "mei", "from": "7d", "to": "14d"},
    ],
}
BOARD = f"""
[announce]
service = "slack"
topic = "{SUPPORT}"
channel = "{TEAM}"
group = "{GROUP}"
status = true
people = {{ Ada = "U000000ADA", Mei = "U000000MEI" }}
"""
Story = Callable[[Office], Coroutine[Any, Any, None]]


def tell(folder: Path, story: Story, board: str = BOARD, *, rota: bool = True, **more: Any) -> None:
    """Let a story happen at noon in London, when Ada's duty has just begun."""

    async def told() -> None:
        async with lab(folder, **(SMALL | more)) as company:
            text = (folder / "demo.toml").read_text("utf-8")
            if not rota:
                text = text.partition('[[watch]]\nkind = "roster.file"')[0]
            company.plan = config.parse(f'zone = "Europe/Berlin"\n{text}\n{board}', "demo.toml")
            async with open_office(company) as office:
                await story(office)

    asyncio.run(told())


async def asked(office: Office) -> Preview:
    found = await office.do(AskAnnouncement())
    assert isinstance(found, Preview)
    return found


async def announced(office: Office) -> Preview:
    found = await office.do(Announce())
    assert isinstance(found, Preview)
    return found


def done(company: Lab) -> list[str]:
    """What was really done there, but for what Slack itself says about a topic."""
    lines = [line for line in company.mine() if line["what"] != "message" or line["channel"] == TEAM]
    return sorted(str(line["what"]) for line in lines)


def entry(company: Lab, verb: Verb) -> Entry:
    return next(one for one in company.entries() if one.deed.verb is verb)


def test_it_is_shown_first_and_nothing_is_written(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        preview = await asked(office)
        assert preview.place == "#support on slack"
        assert [step.preview for step in preview.steps] == [
            "topic: Ask here | On duty: Mei | FAQ → Ask here | On duty: Ada until Mon 30 Nov | FAQ",
            f"message: {MESSAGE}",
            "user group: Mei → Ada",
            "status: empty → On duty until Mon 30 Nov :pager:",
        ]
        assert {(step.refused, step.number) for step in preview.steps} == {("", None)}
        assert office.company.entries() == ()

    tell(tmp_path, story)


def test_each_step_has_its_number_and_is_done_once_however_often_it_is_asked_for(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        first, second = await asyncio.gather(announced(office), announced(office))
        numbers = [step.number for step in first.steps]
        assert numbers == [step.number for step in second.steps] == [1, 2, 3, 4]
        await office.written(*["sent"] * 4)
        assert done(office.company) == ["message", "status", "topic", "usergroup"]
        assert (await asked(office)).steps == ()
        assert (await announced(office)).steps == ()
        assert done(office.company) == ["message", "status", "topic", "usergroup"]

    tell(tmp_path, story)


def test_what_was_not_shown_is_shown_instead_of_done(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        preview = await announced(office)
        assert [step.number for step in preview.steps] == [None] * 4
        assert office.company.entries() == ()
        await announced(office)
        assert len(office.company.entries()) == 4

    tell(tmp_path, story)


def test_a_member_who_was_added_meanwhile_is_shown_before_they_are_taken_out(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        crew = office.company.company.groups[GROUP]
        office.company.company.groups[GROUP] = Crew(crew.group, (*crew.members, "rob"), crew.changed)
        (step,) = (one for one in (await announced(office)).steps if one.preview.startswith("user group: "))
        assert ("Mei and " in step.preview, step.number) == (True, None)
        (step,) = (one for one in (await announced(office)).steps if one.preview.startswith("user group: "))
        assert step.number

    tell(tmp_path, story)


def test_a_status_with_another_emoji_is_another_wish() -> None:
    deed, end = Deed(verb=Verb.STATUS, place="", text="On duty", emoji=":pager:", until=NOON), NOON
    others = (msgspec.structs.replace(deed, emoji=":phone:"), msgspec.structs.replace(deed, until=None))
    intents = {announcer._intent(one, end, NOON) for one in (deed, *others)}
    assert len(intents) == 3


def test_every_step_has_ten_seconds_for_a_second_thought(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        await announced(office)
        now = office.company.clock.now()
        assert {one.due - now for one in office.company.entries()} == {timedelta(seconds=10)}

    tell(tmp_path, story)


def test_a_step_that_is_refused_keeps_none_of_the_others_and_is_taken_up_again(tmp_path: Path) -> None:
    shut = [{**SMALL["group"][0], "refuses": "permission_denied"}]

    async def story(office: Office) -> None:
        company = office.company
        await asked(office)
        await announced(office)
        await office.until(lambda: sorted(company.fates()) == ["refused", "sent", "sent", "sent"])
        refused = entry(company, Verb.GROUP)
        assert refused.reason.startswith("You may not change this user group. An owner of the workspace")
        assert done(company) == ["message", "status", "topic"]

        (step,) = (await asked(office)).steps
        assert (step.preview, step.number) == ("user group: Mei → Ada", None)
        crew = company.company.groups[GROUP]
        allowed = msgspec.structs.replace(crew.group, refuses=None)
        company.company.groups[GROUP] = Crew(allowed, crew.members, crew.changed)
        (step,) = (await announced(office)).steps
        assert step.number == refused.number
        await office.written(*["sent"] * 4)
        assert done(company) == ["message", "status", "topic", "usergroup"]

    tell(tmp_path, story, group=shut)


@pytest.mark.parametrize(
    ("group", "why"),
    [
        (
            {**SMALL["group"][0], "refuses": "plan_upgrade_required"},
            "Slack's free plan has no user groups. Take another",
        ),
        ({**SMALL["group"][0], "id": "other"}, "Slack knows no such user group. Check the group's handle or id"),
    ],
)
def test_what_may_not_even_be_read_is_said_beforehand(tmp_path: Path, group: dict[str, Any], why: str) -> None:
    async def story(office: Office) -> None:
        told = [(step.preview, step.refused) for step in (await asked(office)).steps if step.refused]
        assert [(preview, said.startswith(why)) for preview, said in told] == [("user group: Ada", True)]
        await announced(office)
        await office.written(*["sent"] * 3)
        assert done(office.company) == ["message", "status", "topic"]

    tell(tmp_path, story, group=[group])


def test_what_the_service_cannot_take_is_said_beforehand(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        *_, status = (await asked(office)).steps
        assert status.refused == "📟 is no emoji. Write it like :pager:."
        *others, status = (await announced(office)).steps
        assert status.number is None
        assert all(step.number for step in others)

    tell(tmp_path, story, BOARD + 'emoji = "📟"')


def test_a_topic_that_somebody_edits_meanwhile_keeps_their_words(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        await announced(office)
        theirs = "New rules · On duty: who knows · Be kind"
        office.company.play(do="topic", by="mei", channel="support", text=theirs)
        await office.written(*["sent"] * 4)
        topic = office.company.company.channels[SUPPORT].topic
        assert topic == "New rules · On duty: Ada until Mon 30 Nov · Be kind"

    tell(tmp_path, story)


def test_a_message_that_a_colleague_posts_meanwhile_is_not_posted_again(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        await announced(office)
        office.company.play(do="message", by="mei", channel="team", text=MESSAGE)
        await office.written(*["sent"] * 4)
        assert done(office.company) == ["status", "topic", "usergroup"]
        receipt = entry(office.company, Verb.POST).receipt
        assert receipt
        assert TEAM in receipt.url

    tell(tmp_path, story)


def test_what_a_colleague_has_announced_is_not_offered(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        office.company.play(do="message", by="mei", channel="team", text=MESSAGE)
        assert "message" not in [step.preview.partition(":")[0] for step in (await asked(office)).steps]

    tell(tmp_path, story)


def test_what_somebody_undid_is_wanted_again_and_the_message_is_not(tmp_path: Path) -> None:
    async def story(office: Office) -> None:
        await asked(office)
        await announced(office)
        await office.written(*["sent"] * 4)
        office.company.clock.advance(timedelta(days=2))
        office.company.play(do="topic", by="mei", channel="support", text="Ask here")
        assert len((await asked(office)).steps) == 1
        await announced(office)
        await office.written(*["sent"] * 5)
        assert office.company.company.channels[SUPPORT].topic == "Ask here | On duty: Ada until Mon 30 Nov"
        assert done(office.company).count("message") == 1

    tell(tmp_path, story)


async def refusal(office: Office, kind: type[Failure]) -> Failure:
    with pytest.raises(kind) as caught:
        await asked(office)
    assert office.company.entries() == ()
    return caught.value


def test_without_a_place_or_a_rota_there_is_nothing_to_announce(tmp_path: Path) -> None:
    async def nowhere(office: Office) -> None:
        assert "[announce]" in (await refusal(office, NotDone)).phrase

    async def nobody(office: Office) -> None:
        assert "No rota" in (await refusal(office, NotDone)).phrase

    tell(tmp_path / "one", nowhere, "")
    tell(tmp_path / "two", nobody, rota=False)


def test_a_slack_that_does_not_answer_is_not_waited_for_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(office: Office) -> None:
        monkeypatch.setattr(announcer, "LIMIT_S", 0.05)
        office.company.fault("slack", "hold-before", path="usergroups.users.list")
        assert (await refusal(office, Unreachable)).phrase == "slack did not answer within 0 s."
        office.company.company.faults.clear("slack")

    tell(tmp_path, story)
