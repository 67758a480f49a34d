"""An issue in Jira is brought on only where its workflow lets it go, is commented on once, and knows its epic; in the cloud and in a data centre."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from supporttray.connectors.ci import CanRemark
from supporttray.connectors.jira.remark import document, wiki
from supporttray.connectors.work import CanBelong, CanBring
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Task
from supporttray.core.work import Move, Way
from supporttray.errors import Refused, ServiceError, Unreachable
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, raw, reply, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from supporttray.demo.tracker import Issue

KEY = "5f" * 16
ONE = {"at": "-1h", "do": "open", "title": "One"}
jiras = pytest.mark.parametrize("kind", ["jira", "jira-dc"])


def task(name: str = "ACME-1") -> Task:
    return Task(key="task:x/1", title="One", url="", at=NOON, name=name)


def issue(at: Bench, number: int = 1) -> Issue:
    found = at.demo.company.trackers["acme"].find(number)
    assert found
    return found


def tell(kind: str, story: Callable[[Bench], Coroutine[Any, Any, None]], *entries: dict[str, Any]) -> None:
    async def told() -> None:
        async with bench(kind, *(entries or (ONE,))) as at:
            await story(at)

    run(told())


def bring(at: Bench, move: Move, word: str = "") -> Deed:
    assert isinstance(at.tracker, CanBring)
    return at.tracker.bringing(task(), move, word)


async def done(at: Bench, move: Move, word: str = "") -> None:
    """Bring it there as the outbox does: it may, it is not so, it is written, it is so."""
    deed = bring(at, move, word)
    await at.tracker.may(deed)
    assert await at.tracker.find(deed, KEY, NOON) is None
    receipt = await at.tracker.write(deed, KEY)
    assert receipt.url.endswith("/browse/ACME-1")
    assert await at.tracker.find(deed, KEY, NOON) == receipt


def changes(at: Bench) -> int:
    return len([line for line in at.demo.company.ledger.lines() if line["service"] == "jira"])


@jiras
def test_what_is_started_is_mine_and_in_progress(kind: str) -> None:
    async def story(at: Bench) -> None:
        await done(at, Move.START)
        assert (issue(at).status, [one.name for one in issue(at).workers]) == ("In Progress", ["Ada"])
        before = changes(at)
        await at.tracker.write(bring(at, Move.START), KEY)
        assert changes(at) == before, "what is so already is not written"

    tell(kind, story)


@jiras
def test_what_somebody_else_is_on_can_be_taken_from_them(kind: str) -> None:
    async def story(at: Bench) -> None:
        at.play({"do": "take", "to": 1})
        assert Way(Move.START, "In Progress") in await at.tracker.ways(task())  # type: ignore[union-attr]
        assert await at.tracker.find(bring(at, Move.START), KEY, NOON) is None, "in progress, but not mine"
        await done(at, Move.START)
        assert [one.name for one in issue(at).workers] == ["Ada"]

    tell(kind, story)


@jiras
def test_it_goes_where_a_person_chose_and_done_before_wont_do(kind: str) -> None:
    async def story(at: Bench) -> None:
        ways = await at.tracker.ways(task())  # type: ignore[union-attr]
        assert ways == (
            *(Way(Move.START, "In Progress"), Way(Move.FINISH, "Done"), Way(Move.FINISH, "Won't do")),
            Way(Move.BLOCK, "Blocked"),
        )
        await done(at, Move.BLOCK)
        assert issue(at).status == "Blocked"
        await done(at, Move.START)
        await done(at, Move.FINISH, "Won't do")
        assert (issue(at).closed, issue(at).dropped) == (NOON, True)

    tell(kind, story)


@jiras
def test_a_place_that_there_is_not_is_refused_with_those_that_there_are(kind: str) -> None:
    async def story(at: Bench) -> None:
        with pytest.raises(Refused) as caught:
            await at.tracker.may(bring(at, Move.FINISH, "Shipped"))
        assert caught.value.phrase == ("ACME-1 cannot go to Shipped: Jira offers In Progress, Blocked, Done, Won't do.")
        with pytest.raises(Refused, match="cannot go to Shipped"):
            await at.tracker.write(bring(at, Move.FINISH, "Shipped"), KEY)

    tell(kind, story)


@jiras
def test_an_issue_that_nobody_shows_us_is_said_so_with_what_to_do(kind: str) -> None:
    async def story(at: Bench) -> None:
        for deed in (at.tracker.bringing(task("ACME-9"), Move.START, ""), at.tracker.remark("ACME-9", "x")):  # type: ignore[union-attr]
            for work in (at.tracker.may(deed), at.tracker.write(deed, KEY), at.tracker.find(deed, KEY, NOON)):
                with pytest.raises(Refused, match="shows you no ACME-9") as caught:
                    await work
                assert "you may not see its project" in caught.value.hint

    tell(kind, story)


@jiras
def test_what_fails_before_anything_is_written_is_no_perhaps(kind: str) -> None:
    async def story(at: Bench) -> None:
        at.fault("500", path="/issue/")
        with pytest.raises(Unreachable) as caught:
            await at.tracker.write(bring(at, Move.START), KEY)
        assert not caught.value.maybe
        assert not issue(at).workers

    tell(kind, story)


@jiras
@pytest.mark.parametrize(
    ("fault", "error", "maybe", "there"),
    [
        ("lost-answer", Unreachable, True, True),
        ("500-after", Unreachable, True, True),
        ("429", ServiceError, False, False),
    ],
)
def test_whether_a_comment_may_be_there_after_an_error_is_told(
    kind: str, fault: Any, error: type[ServiceError], *, maybe: bool, there: bool
) -> None:
    async def story(at: Bench) -> None:
        deed = at.tracker.remark("ACME-1", "Waits for the customer")
        await at.tracker.may(deed)
        at.fault(fault, path="/comment")
        with pytest.raises(error) as caught:
            await at.tracker.write(deed, KEY)
        assert (caught.value.maybe, bool(issue(at).remarks)) == (maybe, there)
        at.demo.company.faults.clear()
        at.clock.forward(minutes=5)
        assert bool(await at.tracker.find(deed, KEY, NOON)) is there

    tell(kind, story)


# --- comments


@jiras
def test_a_comment_is_found_by_its_key_only(kind: str) -> None:
    async def story(at: Bench) -> None:
        assert isinstance(at.tracker, CanRemark)
        deed = at.tracker.remark("ACME-1", "Waits for the customer\nsee https://example.com/a.")
        assert await at.tracker.find(deed, KEY, NOON) is None
        receipt = await at.tracker.write(deed, KEY)
        for number in range(101):
            await at.tracker.write(at.tracker.remark("ACME-1", f"No {number}"), f"{number:032}")
        assert await at.tracker.find(deed, KEY, NOON) == receipt
        assert await at.tracker.find(deed, "f" * 32, NOON) is None, "another one may say the same"

    tell(kind, story)


def comments(**more: Any) -> Callable[[object, str], bytes]:
    """Say one comment of a Jira that keeps nothing with it."""
    one = {"id": "7", "author": {"name": "ada"}, "created": "2026-11-23T12:00:00.000+0000"}
    one |= {"body": "{noformat}\nNow\n{noformat}", **more}

    def say(_: object, path: str) -> bytes:
        if path.endswith("myself"):
            return reply(b'{"name": "ada"}')
        return reply(b"{}" if path.endswith("Info") else json.dumps({"comments": [one], "total": 1}).encode())

    return say


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, True),
        ({"author": {"name": "bo"}}, False),
        ({"body": "{noformat}\nLater\n{noformat}"}, False),
        ({"created": "2026-11-23T10:00:00.000+0000"}, False),
        ({"properties": [{"key": "supporttray", "value": {"key": "other"}}]}, False),
        ({"properties": [{"key": "supporttray", "value": {"key": KEY}}], "body": "edited"}, True),
    ],
)
def test_where_jira_keeps_no_key_a_comment_is_known_by_its_author_its_words_and_its_moment(
    more: dict[str, Any], *, found: bool
) -> None:
    async def work() -> None:
        async with raw(comments(**more)) as said, bench("jira-dc") as at:
            at.tracker.http.address = said.address
            deed = Deed(verb=Verb.COMMENT, place="ACME-1", text="Now")
            assert bool(await at.tracker.find(deed, KEY, NOON)) is found

    run(work())


def test_a_comment_calls_only_those_who_were_chosen_and_is_no_markup() -> None:
    text = "{noformat}[~eve] @Bo h1. https://example.com/a|b]. @Eve"
    deed = Deed(verb=Verb.COMMENT, place="ACME-1", text=text, people=(("Bo", "bo"), ("Eve", "] [~x"), ("Ida", "ida")))
    made = wiki(deed)
    assert made.count("{noformat}") == 2
    assert "[~eve]" not in made
    assert made.endswith("\n\nhttps://example.com/a\n\n[~bo]")
    nodes = document(deed)["content"]
    assert [one["type"] for one in nodes] == ["paragraph", "paragraph"]
    assert "".join(one["text"] for one in nodes[0]["content"]) == text
    assert [one["attrs"]["id"] for one in nodes[1]["content"]] == ["bo"]


# --- what a workflow may be like

STATUS = {"open": ("To Do", "new"), "doing": ("In Progress", "indeterminate"), "done": ("Done", "done")}


def status(name: str) -> dict[str, Any]:
    word, category = STATUS.get(name, (name, "indeterminate"))
    return {"name": word, "statusCategory": {"key": category}}


class Workflow:
    """A Jira with one issue, that says what it is told to and hears what is put."""

    def __init__(self, here: str, *offered: tuple[str, dict[str, Any]], **fields: Any) -> None:
        self.fields = {"status": status(here), **fields}
        self.offered = [
            {"id": str(number), "name": name, "to": status(name), "fields": asks}
            for number, (name, asks) in enumerate(offered, 1)
        ]
        self.fails: dict[str, bytes] = {}
        self.editable = True

    def __call__(self, said: Any, path: str) -> bytes:
        place = path.partition("?")[0].rpartition("/")[2]
        if not said.heard[-1].startswith("GET"):
            return self.fails.get(place, reply(b"", "204 No Content"))
        told: dict[str, Any] = {
            "serverInfo": {"deploymentType": "Cloud"},
            "myself": {"accountId": "ada"},
            "transitions": {"transitions": self.offered},
            "editmeta": {"fields": {"labels": {}} if self.editable else {}},
        }
        return reply(json.dumps(told.get(place, {"id": "7", "key": "ACME-1", "fields": self.fields})).encode())


def written(heard: list[str]) -> list[tuple[str, Any]]:
    puts = [one for one in heard if not one.startswith("GET")]
    return [(one.split(" ")[1].rpartition("/")[2], json.loads(one.partition("\r\n\r\n")[2])) for one in puts]


def meet(flow: Workflow, move: Move, word: str = "") -> tuple[list[Way], list[tuple[str, Any]], ServiceError | None]:
    """Ask a workflow for its ways, and bring its issue on; return what was written and what went wrong."""

    async def work() -> tuple[list[Way], list[tuple[str, Any]], ServiceError | None]:
        async with raw(flow) as said, bench("jira") as at:
            at.tracker.http.address = said.address
            ways = await at.tracker.ways(task())  # type: ignore[union-attr]
            error = None
            try:
                await at.tracker.write(bring(at, move, word), KEY)
            except ServiceError as caught:
                error = caught
            return list(ways), written(said.heard), error

    return run(work())


MINE = {"assignee": {"accountId": "ada"}}
ASKS = {"customfield_1": {"required": True, "hasDefaultValue": False, "name": "Root cause"}}
SOLVED = {
    "resolution": {"required": True, "name": "Resolution", "allowedValues": [{"name": "Duplicate"}, {"name": "Fixed"}]}
}


def test_a_way_that_asks_for_more_than_we_know_is_not_offered_and_says_why() -> None:
    flow = Workflow("doing", ("done", ASKS), **MINE)
    ways, put, error = meet(flow, Move.FINISH)
    assert Way(Move.FINISH, "Done") not in ways
    assert put == []
    assert error
    assert error.phrase == "ACME-1 cannot go to done: Jira wants Root cause filled in on the way to Done."


def test_a_screen_that_asks_how_it_was_resolved_is_told() -> None:
    ways, put, error = meet(Workflow("doing", ("done", SOLVED), **MINE), Move.FINISH)
    assert Way(Move.FINISH, "Done") in ways
    assert put == [("transitions", {"transition": {"id": "1"}, "fields": {"resolution": {"name": "Fixed"}}})]
    assert error is None


def test_without_a_status_for_it_what_is_blocked_gets_a_label_if_it_may() -> None:
    flow = Workflow("doing", ("done", {}), labels=["x"], **MINE)
    ways, put, error = meet(flow, Move.BLOCK)
    assert ways[-1] == Way(Move.BLOCK, "blocked")
    assert (put, error) == ([("7", {"update": {"labels": [{"add": "blocked"}]}})], None)
    flow.editable = False
    ways, put, error = meet(flow, Move.BLOCK)
    assert [way.move for way in ways] == [Move.FINISH]
    assert put == []
    assert error
    assert error.phrase == "ACME-1 cannot go to blocked: Jira offers Done."


def test_who_goes_on_takes_the_label_away() -> None:
    _, put, error = meet(Workflow("doing", labels=["Blocked"], **MINE), Move.START)
    assert (put, error) == ([("7", {"update": {"labels": [{"remove": "Blocked"}]}})], None)


def test_a_renamed_status_is_known_by_its_category() -> None:
    ways, put, _ = meet(Workflow("open", ("Wird bearbeitet", {}), ("Auf Eis / on hold", {}), **MINE), Move.START)
    assert ways == [Way(Move.START, "Wird bearbeitet"), Way(Move.BLOCK, "Auf Eis / on hold")]
    assert put == [("transitions", {"transition": {"id": "1"}})]


def test_what_is_there_already_is_not_brought_there_though_its_workflow_would() -> None:
    assert meet(Workflow("doing", ("doing", {}), **MINE), Move.START)[1:] == ([], None)


def test_who_chose_a_status_is_not_content_with_another_of_its_sort() -> None:
    _, put, _ = meet(Workflow("doing", ("In Review", {}), **MINE), Move.START, "in review")
    assert put == [("transitions", {"transition": {"id": "1"}})]


def test_what_says_that_nothing_was_done_comes_last_whatever_the_rest_is_called() -> None:
    done = {"statusCategory": {"key": "done"}}
    flow = Workflow("doing", ("Duplicate", {}), ("Geschafft", {}), **MINE)
    for one in flow.offered:
        one["to"] |= done
    ways, _, _ = meet(flow, Move.FINISH)
    assert [way.word for way in ways if way.move is Move.FINISH] == ["Geschafft", "Duplicate"]


def test_where_jira_lets_it_go_nowhere_it_is_said_so() -> None:
    _, put, error = meet(Workflow("open"), Move.START)
    assert put == [("assignee", {"accountId": "ada"})], "only whom it is assigned to may have ways"
    assert error
    assert error.phrase == "ACME-1 cannot go to in progress: Jira offers you no way on from here."


@pytest.mark.parametrize(
    ("place", "status", "phrase", "kind"),
    [
        ("assignee", "403 Forbidden", "ACME-1 cannot be assigned to you: Jira does not permit it", Refused),
        ("assignee", "404 Not Found", "ACME-1 cannot be assigned to you: Jira does not permit it", Refused),
        ("transitions", "400 Bad Request", "ACME-1 cannot go to In Progress: A reason is needed.", Refused),
        ("transitions", "409 Conflict", "somebody changed it at the same moment", Unreachable),
        ("transitions", "422 Unprocessable Entity", "ACME-1 cannot go to In Progress: A reason is needed.", Refused),
    ],
)
def test_what_jira_has_against_it_is_said_in_its_words(
    place: str, status: str, phrase: str, kind: type[ServiceError]
) -> None:
    flow = Workflow("open", ("doing", {}))
    flow.fails[place] = reply(b'{"errorMessages": ["A reason is needed."], "errors": {}}', status)
    _, _, error = meet(flow, Move.START)
    assert type(error) is kind
    assert phrase in error.phrase
    assert not error.maybe


# --- epics

EPICS = (
    {"at": "-3h", "do": "open", "title": "Billing", "epic": True},
    {"at": "-2h", "do": "open", "title": "Invoices", "parent": "ACME-1"},
    {"at": "-1h", "do": "open", "title": "Order 7"},
)


@jiras
@pytest.mark.parametrize(
    ("name", "epic"),
    [("ACME-1", "ACME-1"), ("ACME-2", "ACME-1"), ("ACME-3", ""), ("ACME-9", ""), ("UTF-8", ""), ("../myself", "")],
)
def test_an_issue_knows_its_epic(kind: str, name: str, epic: str) -> None:
    async def story(at: Bench) -> None:
        assert isinstance(at.tracker, CanBelong)
        assert await at.tracker.epic(name) == epic
        before = at.asked()
        assert await at.tracker.epic(name) == epic
        assert at.asked() - before == (0 if "/" in name else 1)

    tell(kind, story, *EPICS)


def test_a_sub_task_belongs_to_the_epic_of_its_story() -> None:
    above = {
        "ACME-3": {"issuetype": {"name": "Sub-task", "hierarchyLevel": -1}, "parent": {"key": "ACME-2"}},
        "ACME-2": {"issuetype": {"name": "Story", "hierarchyLevel": 0}, "parent": {"key": "ACME-1"}},
        "ACME-1": {"issuetype": {"name": "Saga", "hierarchyLevel": 1}},
    }

    def say(_: object, path: str) -> bytes:
        name = path.partition("?")[0].rpartition("/")[2]
        told: Any = {"serverInfo": {"deploymentType": "Cloud"}, "field": []}.get(name)
        return reply(json.dumps({"id": "1", "key": name, "fields": above[name]} if told is None else told).encode())

    async def work() -> None:
        async with raw(say) as said, bench("jira") as at:
            at.tracker.http.address = said.address
            assert await at.tracker.epic("ACME-3") == "ACME-1"  # type: ignore[union-attr]

    run(work())
