"""What is a request in a channel of Slack, and whose word is an answer: a row a case."""

from typing import Any

import pytest

from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Request
from tests.connectors.desk import Desk, desk
from tests.connectors.lab import run

Entry = dict[str, Any]
ASK: Entry = {"at": "-50m", "do": "message", "id": "q", "by": "bo", "text": "Is it down?"}
BO, CY, ADA, ROBOT, HOOK = "U0000000BO", "U0000000CY", "U000000ADA", "B0000ROBOT", "B00000HOOK"
WAITS, SEEN, DONE = ({"Is it down?": state} for state in ("waiting", "acknowledged", "answered"))


def said(by: str, text: str = "…", *, at: str = "-40m", **more: Any) -> Entry:
    return {"at": at, "do": "message", "by": by, "text": text, **more}


def replied(by: str, text: str = "…", *, at: str = "-30m", **more: Any) -> Entry:
    return {"at": at, "do": "reply", "to": "q", "by": by, "text": text, **more}


def put(by: str, emoji: str, *, to: str = "q", at: str = "-20m") -> Entry:
    return {"at": at, "do": "react", "to": to, "by": by, "emoji": emoji}


def forwarded(by: str, text: str = "", *, to: str = "far") -> Entry:
    return {"at": "-40m", "do": "forward", "to": to, "by": by, "text": text, "channel": "help", "id": "q"}


FAR: Entry = {"at": "-55m", "do": "message", "id": "far", "by": "bo", "text": "Is it down?", "channel": "far"}
FORM = f"Request of <@{BO}> for <@{CY}>"


async def states(options: dict[str, Any], *entries: Entry) -> tuple[dict[str, str], Desk]:
    async with desk(*entries, **options) as at:
        await at.look.poll()
        assert await at.poll() == at.look.states()  # it stays so
        return at.look.states(), at


# what was said and by whom → what is a request, and how it stands
ASKED: dict[str, tuple[dict[str, Any], list[Entry], dict[str, str]]] = {
    "a person asks": ({}, [ASK], WAITS),
    "a person asks in the first person": ({}, [said("bo", "Help")], {"Help": "waiting"}),
    "somebody joins": ({}, [{"at": "-4m", "do": "join", "by": "cy"}], {}),
    "somebody sets the topic": ({}, [{"at": "-4m", "do": "topic", "by": "cy", "text": "x"}], {}),
    "a bot": ({}, [said("robot")], {}),
    "a webhook": ({}, [said("hook")], {}),
    "I": ({}, [said("ada")], {}),
    "an answer that is also sent to the channel": (
        {},
        [ASK, replied("bo", "Still?", broadcast=True)],
        WAITS,
    ),
    "a chosen bot": ({"bots": (ROBOT,)}, [said("robot", "Disk full")], {"Disk full": "waiting"}),
    "a chosen app": ({"bots": ("A0000ROBOT",)}, [said("robot", "Disk full")], {"Disk full": "waiting"}),
    "a chosen bot by its user": ({"bots": ("U0000ROBOT",)}, [said("robot", "Disk full")], {"Disk full": "waiting"}),
    "a chosen webhook": ({"bots": (HOOK,)}, [said("hook", "Disk full")], {"Disk full": "waiting"}),
    "a bot that was not chosen": ({"bots": (HOOK,)}, [said("robot")], {}),
    "files without a word": (
        {},
        [{"at": "-5m", "do": "message", "by": "bo", "files": ["a.png", "b.log"]}],
        {"a.png, b.log": "waiting"},
    ),
    "files with words": (
        {},
        [{"at": "-5m", "do": "message", "by": "bo", "text": "See", "files": ["a.png"]}],
        {"See": "waiting"},
    ),
    "a message that was forwarded": ({}, [FAR, forwarded("cy", "Can somebody help?")], WAITS),
    "my own message that somebody forwarded": ({}, [FAR | {"by": "ada"}, forwarded("cy")], {}),
    "a message that I forwarded": ({}, [FAR, forwarded("ada")], {}),
    "a member of the team announces": ({"responders": (CY,)}, [said("cy", "Maintenance tonight")], {}),
    "a member of the team by the group": ({"responders": ("S00000CREW",)}, [said("cy", "Maintenance")], {}),
    "somebody else where there is a team": ({"responders": (CY,)}, [ASK], WAITS),
    "a member of the team forwards": ({"responders": (CY,)}, [FAR, forwarded("cy")], WAITS),
    "somebody who has left": ({}, [said("dee", "Help")], {"Help": "waiting"}),
    "a text that calls everybody": ({}, [said("bo", "<!channel> help")], {"@channel help": "waiting"}),
    "a channel without its name": ({}, [said("bo", "see <#C000000FAR>")], {"see #far": "waiting"}),
}

# what was done to the question → how it stands
ANSWERED: dict[str, tuple[dict[str, Any], list[Entry], dict[str, str]]] = {
    "a colleague replies": ({}, [replied("cy")], DONE),
    "I reply": ({}, [replied("ada")], DONE),
    "the asker replies": ({}, [replied("bo")], WAITS),
    "a bot replies": ({}, [replied("robot")], WAITS),
    "a webhook replies": ({}, [replied("hook")], WAITS),
    "somebody who has left replied": ({}, [replied("dee")], WAITS),
    "somebody who has left put 👀": ({}, [put("dee", "eyes")], WAITS),
    "a colleague puts 👀": ({}, [put("cy", "eyes")], SEEN),
    "a colleague puts 👀 with a skin tone": ({}, [put("cy", "eyes::skin-tone-3")], SEEN),
    "a bot puts 👀": ({}, [put("robot", "eyes")], WAITS),
    "the asker puts 👀": ({}, [put("bo", "eyes")], WAITS),
    "a colleague puts ✅": ({}, [put("cy", "white_check_mark")], DONE),
    "the asker puts ✅": ({}, [put("bo", "white_check_mark")], WAITS),
    "a colleague puts 🎉": ({}, [put("cy", "tada")], WAITS),
    "a reaction that was chosen for seen": ({"seen": ("raising_hand",)}, [put("cy", "raising_hand")], SEEN),
    "one with colons around it": ({"seen": (":raising_hand:",)}, [put("cy", "raising_hand")], SEEN),
    "👀 although another was chosen, for this app puts it": ({"seen": ("raising_hand",)}, [put("cy", "eyes")], SEEN),
    "a reaction that was chosen for done": ({"done": ("shipit",)}, [put("cy", "shipit")], DONE),
    "✅ where another was chosen": ({"done": ("shipit",)}, [put("cy", "white_check_mark")], WAITS),
    "👀 chosen for done": ({"done": ("eyes",)}, [put("cy", "eyes")], DONE),
    "one of the team replies": ({"responders": (CY,)}, [replied("cy")], DONE),
    "one of the group replies": ({"responders": ("S00000CREW",)}, [replied("cy")], DONE),
    "somebody outside the team replies": ({"responders": (CY,)}, [replied("ada")], WAITS),
    "somebody outside the team puts ✅": ({"responders": (CY,)}, [put("ada", "white_check_mark")], WAITS),
    "one of the team puts 👀": ({"responders": (CY,)}, [put("cy", "eyes")], SEEN),
    "the asker writes again": ({}, [replied("cy"), replied("bo", "Still down", at="-10m")], WAITS),
    "the asker says thank you": ({}, [replied("cy"), replied("bo", "Thanks <@U0000000CY>!", at="-10m")], DONE),
    "the asker calls them by name": ({}, [replied("cy"), replied("bo", "Thanks Cy!", at="-10m")], DONE),
    "the asker names a bot": (
        {},
        [
            replied("robot", at="-40m"),
            replied("cy", at="-35m"),
            replied("bo", "Ok, robot again", at="-10m"),
        ],
        WAITS,
    ),
    "the asker's thank-you asks more": ({}, [replied("cy"), replied("bo", "Thanks, and now?", at="-10m")], WAITS),
    "a colleague puts 👀 on what the asker wrote again": (
        {},
        [replied("cy"), replied("bo", "Still down", at="-10m", id="r"), put("cy", "eyes", to="r", at="-5m")],
        SEEN,
    ),
    "👀 from before says nothing about what the asker wrote again": (
        {},
        [put("cy", "eyes"), replied("cy"), replied("bo", "Still down", at="-10m")],
        WAITS,
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_what_is_a_request(case: str) -> None:
    options, entries, expected = ASKED[case]

    assert run(states(options, *entries))[0] == expected


@pytest.mark.parametrize("case", ANSWERED)
def test_what_is_an_answer(case: str) -> None:
    options, entries, expected = ANSWERED[case]

    assert run(states(options, ASK, *entries))[0] == expected


@pytest.mark.parametrize(
    ("by", "state"), [("cy", "waiting"), ("bo", "waiting"), ("ada", "answered"), ("dee", "waiting")]
)
def test_of_a_forwarded_message_neither_who_asked_nor_who_forwarded_it_answers(by: str, state: str) -> None:
    _, at = run(states({}, FAR, forwarded("cy", "Look"), replied(by)))

    item = at.request()
    assert (item.by, item.name, item.brought_by, item.state) == (BO, "Bo", "Cy", state)


def test_a_forwarded_message_waits_since_it_was_written_and_is_where_it_was_forwarded_to() -> None:
    _, at = run(states({}, FAR, forwarded("cy", "Look")))

    item = at.request()
    assert item.where == "#help"
    assert (at.clock() - item.at).total_seconds() == 56 * 60
    assert item.key.startswith("request:T00000DEMO/C00000HELP/")


def test_a_form_asks_for_the_first_person_it_names() -> None:
    _, at = run(states({"bots": (HOOK,)}, said("hook", FORM, id="q"), replied("bo")))

    item = at.request()
    assert (item.by, item.name, item.robot, item.state) == (BO, "Bo", True, "waiting")


def test_a_bot_that_names_nobody_but_me_asks_itself() -> None:
    _, at = run(states({"bots": (HOOK,)}, said("hook", f"<@{ADA}>: disk full", id="q"), replied("bo")))

    item = at.request()
    assert (item.by, item.name, item.robot, item.state) == (HOOK, "Hook", True, "answered")


def test_a_bot_that_goes_on_in_its_thread_asks_nothing_again() -> None:
    answers = (replied("cy"), replied("hook", "Still full", at="-10m"))
    _, at = run(states({"bots": (HOOK,)}, said("hook", "Disk full", at="-50m", id="q"), *answers))

    assert at.request().state == "answered"


def test_what_other_copies_of_this_app_post_is_no_request() -> None:
    async def work() -> None:
        async with desk(ASK) as at:
            colleague = Slack(at.demo.addresses.slack, "demo-credential-as-cy", at.clock)
            try:
                deed = Deed(verb=Verb.POST, place="C00000HELP", text="On duty: Ada")
                await colleague.write(deed, "a key")
            finally:
                await colleague.http.close()
            assert await at.poll() == WAITS

    run(work())


def test_who_replied_is_told_of_those_whose_word_counts() -> None:
    answers = [replied(by) for by in ("dee", "bo", "robot", "cy")]
    _, at = run(states({"responders": (BO, CY)}, ASK | {"by": "dee"}, *answers[1:]))

    assert set(at.request().repliers) == {BO, CY}


def test_a_request_opens_in_slacks_own_app_where_it_goes_on() -> None:
    again = replied("bo", "Still down", at="-10m")
    _, first = run(states({}, ASK))
    _, second = run(states({}, ASK, replied("cy"), again))

    one, two = first.request(), second.request()
    ts, link = one.key.rpartition("/")[2], "slack://channel?team=T00000DEMO&id=C00000HELP&message="
    assert one.app == f"{link}{ts}"
    assert two.app == f"{link}{two.episode.id}&thread_ts={ts}"


# --- what it takes to acknowledge


async def acknowledged(*entries: Entry) -> tuple[Request, Deed, Deed]:
    async with desk(ASK, *entries) as at:
        await at.look.poll()
        item, connector = at.request(), type(at.look.connector)
        return item, connector.acknowledgement(item), connector.taking_back(item)  # type: ignore[attr-defined]


def test_an_acknowledgement_stands_on_the_question_or_on_what_the_asker_wrote_again() -> None:
    question, put_on, taken_off = run(acknowledged())
    assert put_on.message == taken_off.message == question.key.rpartition("/")[2]

    again, put_on, taken_off = run(acknowledged(replied("cy"), replied("bo", "Still down", at="-10m")))
    assert put_on.message == taken_off.message == again.episode.id
    assert put_on.message in {one.id for one in again.replies or ()}


def test_it_is_taken_off_where_it_stands() -> None:
    own = replied("bo", "Still down", at="-10m", id="r")
    item, _, taken_off = run(acknowledged(replied("cy"), own, put("ada", "eyes", to="r", at="-5m")))
    assert taken_off.message == item.episode.id
