"""Jira's queue is told in the order that is kept there, with what each issue says, by few questions; in the cloud and in a data centre."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.jira.issue import placed
from supporttray.connectors.jira.queue import JiraQueue, Memory
from supporttray.connectors.jira.service import Jira
from supporttray.core.item import Stage, Task
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable
from tests.connectors.bench import Bench, bench
from tests.connectors.lab import NOON, Clock, Look, raw, reply, run

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

jiras = pytest.mark.parametrize("kind", ["jira", "jira-dc"])
THREE = [{"at": f"-{hours}h", "do": "open", "title": title} for hours, title in ((3, "One"), (2, "Two"), (1, "Three"))]


def tell(
    kind: str, story: Callable[[Bench], Coroutine[Any, Any, None]], *entries: dict[str, Any], **options: Any
) -> None:
    async def told() -> None:
        async with bench(kind, *(entries or THREE), **options) as at:
            await story(at)

    run(told())


def queue(at: Bench) -> list[str]:
    """The open tasks as they are to be done."""
    open_ = [one for one in at.tasks().values() if one.stage is not Stage.DONE]
    return [one.title for one in sorted(open_, key=lambda one: one.rank if one.rank is not None else 1 << 62)]


def rank(number: int, before: int = 0) -> dict[str, Any]:
    return {"do": "rank", "to": number, "before": before}


async def poll(at: Bench) -> Answer:
    at.clock.forward(minutes=1)
    answer = await at.look.poll()
    assert isinstance(answer, Answer)
    return answer


# --- the order


@jiras
def test_the_order_is_that_of_the_board_and_a_move_tells_little(kind: str) -> None:
    async def story(at: Bench) -> None:
        at.play(rank(3, before=1))
        await at.look.poll()
        assert queue(at) == ["Three", "One", "Two"]
        before = at.tasks()["Three"].rank
        at.play(rank(2, before=3))
        at.clock.forward(minutes=4)
        answer = await poll(at)
        told = {item.title: isinstance(item, Task) and item.rank for item in answer.items}
        assert told == {"Two": at.tasks()["Two"].rank, "Three": before}, (
            "and its neighbour, that may have moved instead"
        )
        assert queue(at) == ["Two", "Three", "One"]
        assert isinstance(await at.look.poll(), Unchanged)

    tell(kind, story)


@jiras
def test_two_watches_that_see_one_issue_tell_the_same_of_it(kind: str) -> None:
    async def story(at: Bench) -> None:
        at.play(rank(3, before=1))
        options = JiraQueue.Options(query="labels = urgent", critical=True)
        other = Look(JiraQueue(options, at.tracker, "Ada"), at.clock)  # type: ignore[arg-type]
        await at.look.poll()
        await other.poll()
        at.play(rank(2, before=3))
        at.clock.forward(minutes=6)
        await at.look.poll()
        await other.poll()
        assert {(item.customer, item.size) for item in other.items.values() if isinstance(item, Task)} == {
            ("Rob's", "2")
        }
        assert all(at.look.items[key] == item for key, item in other.items.items())
        assert queue(at) == ["Two", "Three", "One"]

    urgent = [one | {"labels": ["urgent"], "customer": "Rob's", "size": 2} for one in THREE[:2]]
    tell(kind, story, *urgent, THREE[2])


RANKS = st.builds(
    "{}|{}:{}".format, st.integers(0, 2), *(st.text("0az9", min_size=n, max_size=m) for n, m in ((6, 6), (0, 5)))
)


@given(RANKS, RANKS)
def test_ranks_compare_as_the_texts_do_that_jira_keeps(one: str, other: str) -> None:
    numbers = placed(one), placed(other)
    assert None not in numbers
    assert all(-(2**63) <= (number or 0) < 2**63 for number in numbers), "the store holds no more"
    if numbers[0] != numbers[1]:
        assert (numbers[0] or 0) < (numbers[1] or 0) if one < other else (numbers[0] or 0) > (numbers[1] or 0)
    else:
        assert one.rstrip("0") == other.rstrip("0")


@pytest.mark.parametrize("value", [None, 7, "", "0|i0004x", "3|i0004x:", "0|I0004X:", {"value": "0|i0004x:"}])
def test_what_is_no_rank_of_jiras_is_none(value: object) -> None:
    assert placed(value) is None


@jiras
@pytest.mark.parametrize(
    ("order", "expected"), [("priority", ["Two", "Three", "One"]), ("created", ["One", "Two", "Three"])]
)
def test_another_order_can_be_asked_for(kind: str, order: str, expected: list[str]) -> None:
    async def story(at: Bench) -> None:
        await at.look.poll()
        assert queue(at) == expected

    urgent = [one | {"priority": name} for one, name in zip(THREE, ("Lowest", "Highest", "High"), strict=True)]
    tell(kind, story, *urgent, order=order)


@jiras
def test_what_is_new_changed_or_closed_is_told_alone(kind: str) -> None:
    async def story(at: Bench) -> None:
        await at.look.poll()
        at.play({"do": "open", "title": "Four"}, rank(4, before=1))
        assert [item.title for item in (await poll(at)).items] == ["Four"]
        at.clock.forward(minutes=2)
        at.play({"do": "close", "to": 1})
        answer = await poll(at)
        assert ([item.title for item in answer.items], answer.complete, answer.gone) == (["One"], False, ())
        assert queue(at) == ["Four", "Two", "Three"]
        assert (at.tasks()["One"].stage, at.tasks()["One"].rank) == (Stage.DONE, None)

    tell(kind, story)


@jiras
def test_what_is_in_the_queue_no_more_is_gone(kind: str) -> None:
    async def story(at: Bench) -> None:
        await at.look.poll()
        tracker = at.demo.company.trackers["acme"]
        first, second = (tracker.find(number) for number in (1, 2))
        assert first
        assert second
        tracker.label(first, (), at.demo.company.me, at.clock())
        tracker.label(tracker.close(second, at.demo.company.me, at.clock()), (), at.demo.company.me, at.clock())
        answer = await poll(at)
        assert answer.gone == (next(iter(at.look.items)).rpartition("/")[0] + "/" + answer.gone[0].rpartition("/")[2],)
        assert queue(at) == ["Three"]
        assert at.tasks()["Two"].stage is Stage.DONE, "who closes it may take the label away; done it is all the same"
        at.clock.forward(minutes=31)
        await poll(at)
        assert set(at.tasks()) == {"Two", "Three"}

    tell(kind, story, *(one | {"labels": ["support"]} for one in THREE), labels=("support",))


@jiras
def test_what_leaves_a_query_by_being_closed_is_told_as_done_for_thirty_days(kind: str) -> None:
    async def story(at: Bench) -> None:
        await at.look.poll()
        at.play({"do": "close", "to": 1})
        await poll(at)
        assert at.tasks()["One"].stage is Stage.DONE
        at.clock.forward(days=31)
        at.play({"do": "open", "title": "Four"})
        await poll(at)
        assert set(at.tasks()) == {"Two", "Three", "Four"}

    tell(kind, story, query="statusCategory != Done")


# --- what an issue says

FULL = {
    "at": "-1h",
    "do": "open",
    "title": "Order 7",
    "priority": "Highest",
    "release": "3.2",
    "due": "2d",
    "customer": "Rob's",
    "size": 3,
    "parent": "ACME-1",
    "labels": ["support"],
}


@jiras
def test_an_issue_says_whose_it_is_how_urgent_until_when_for_whom_and_of_what(kind: str) -> None:
    async def story(at: Bench) -> None:
        tracker = at.demo.company.trackers["acme"]
        await at.look.poll()
        one = at.tasks()["Order 7"]
        assert (one.status, one.priority, one.release, one.due) == ("To Do", "Highest", "3.2", date(2026, 11, 25))
        assert (one.customer, one.size, one.epic, one.labels) == ("Rob's", "3", "ACME-1", ("support",))
        assert (one.mine, one.blocked, at.tasks()["Billing"].epic) == (False, False, "ACME-1")
        at.play({"do": "take", "to": 2, "by": "ada"})
        await poll(at)
        assert (at.tasks()["Order 7"].mine, at.tasks()["Order 7"].status) == (True, "In Progress")
        at.play({"do": "move", "to": 2, "status": "Blocked"})
        await poll(at)
        assert (at.tasks()["Order 7"].blocked, at.tasks()["Order 7"].stage) == (True, Stage.STARTED)
        found = tracker.find(2)
        assert found
        tracker.label(tracker.move(found, "In Review", found.by, at.clock()), ("flagged",), found.by, at.clock())
        await poll(at)
        assert (at.tasks()["Order 7"].blocked, at.tasks()["Order 7"].status) == (True, "In Review"), "by its flag"

    epic = {"at": "-2h", "do": "open", "title": "Billing", "epic": True}
    tell(kind, story, epic, FULL, customer="customer", size="Story Points")


def fields(**more: Any) -> dict[str, Any]:
    status = {"name": "Wird bearbeitet", "statusCategory": {"key": "indeterminate"}}
    return {"summary": "One", "status": status, "created": "2026-11-23T10:00:00.000+0100", **more}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, {"stage": Stage.STARTED, "status": "Wird bearbeitet"}),
        ({"status": None}, {"stage": Stage.OPEN, "status": ""}),
        ({"status": {"name": "?", "statusCategory": {"key": "undefined"}}}, {"stage": Stage.OPEN}),
        ({"status": {"name": "?"}, "resolution": {"name": "Fixed"}}, {"stage": Stage.DONE, "dropped": False}),
        (
            {"status": {"name": "Closed", "statusCategory": {"key": "done"}}, "resolution": {"name": "Won't Fix"}},
            {"stage": Stage.DONE, "dropped": True},
        ),
        ({"status": {"name": "On hold"}}, {"blocked": True}),
        ({"labels": ["Blocked"]}, {"blocked": True}),
        ({"labels": ["unblocked"]}, {"blocked": False}),
        ({"assignee": {"displayName": "Ada", "accountId": "ada"}}, {"mine": True, "assignee": "Ada"}),
        ({"assignee": {"displayName": "Ada"}}, {"mine": False, "assignee": "Ada"}),
        ({"priority": None, "duedate": "soon", "fixVersions": None}, {"priority": "", "due": None, "release": ""}),
        ({"fixVersions": [{"name": "3.2"}, {"name": None}, {"name": "3.3"}]}, {"release": "3.2, 3.3"}),
        ({"customfield_2": [{"value": "Rob's"}, {"name": "Ann\u202e"}]}, {"customer": "Rob's, Ann"}),
        ({"customfield_2": {"odd": True}}, {"customer": ""}),
        ({"customfield_3": 2.5}, {"size": "2.5"}),
        ({"customfield_3": {"value": "L"}}, {"size": "L"}),
        ({"customfield_1": "ACME-7"}, {"epic": "ACME-7"}),
        ({"parent": {"key": "ACME-7", "fields": {"issuetype": {"name": "Story"}}}}, {"epic": ""}),
        ({"parent": {"key": "ACME-7", "fields": {"issuetype": {"name": "epic"}}}}, {"epic": "ACME-7"}),
        ({"summary": None}, {"title": "ACME-1"}),
    ],
)
def test_what_a_field_lacks_or_holds_is_no_reason_to_fail(told: dict[str, Any], expected: dict[str, Any]) -> None:
    site = Site([issue(1, **told)])
    task = site.poll(customer="Customer", size="Size")["1"]
    assert {name: getattr(task, name) for name in expected} == expected


# --- a site in the hand


def issue(number: int, minutes: int = 0, **more: Any) -> dict[str, Any]:
    changed = f"{NOON + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%S}.000+0000"
    return {"id": str(number), "key": f"ACME-{number}", "fields": fields(updated=changed, **more)}


def made(number: int, name: str, custom: str = "x") -> dict[str, Any]:
    id_ = f"customfield_{number}"
    return {"id": id_, "name": name, "clauseNames": [f"cf[{number}]"], "schema": {"custom": custom}}


class Site:
    """A Jira in the cloud that has these issues, in this order, and that can fail."""

    def __init__(self, issues: list[dict[str, Any]]) -> None:
        self.issues = issues
        self.hidden: set[str] = set()  # from the order: what the search has not noticed yet
        self.fields = [
            made(1, "Epic Link", "com.pyxis.greenhopper.jira:gh-epic-link"),
            made(2, "Customer"),
            made(3, "Size"),
        ]
        self.fields += [made(9, "Rank", "com.pyxis.greenhopper.jira:gh-lexo-rank")]
        self.fails: dict[int, bytes] = {}  # by the number of the search
        self.asked: list[dict[str, Any]] = []
        self.requests = 0
        self.clock = Clock()
        self.memory = b""
        self.items: dict[str, Task] = {}
        self.limits = ""
        self.page = 100
        self.endless = False

    def __call__(self, said: Any, path: str) -> bytes:
        self.requests += 1
        name = path.partition("?")[0].rpartition("/")[2]
        if name != "jql":
            told: Any = {
                "serverInfo": {"deploymentType": "Cloud"},
                "myself": {"accountId": "ada"},
                "field": self.fields,
            }
            return reply(json.dumps(told.get(name, {"key": "ACME"})).encode())
        ask = json.loads(said.heard[-1].partition("\r\n\r\n")[2])
        self.asked.append(ask)
        return self.fails.get(len(self.asked)) or reply(json.dumps(self.found(ask)).encode())

    def found(self, ask: dict[str, Any]) -> dict[str, Any]:
        issues = self.issues
        if ask["jql"].startswith("id in"):
            issues = [one for one in issues if one["id"] in re.findall(r"\d+", ask["jql"])]
        elif "updated DESC" in ask["jql"]:
            issues = sorted(issues, key=lambda one: str(one["fields"]["updated"]), reverse=True)
        else:
            issues = [{"id": one["id"]} for one in issues if one["id"] not in self.hidden]
        begin, size = int(ask.get("nextPageToken", 0)), min(ask["maxResults"], self.page)
        following = {"nextPageToken": str(begin + size)} if begin + size < len(issues) else {}
        following = {"nextPageToken": "0"} if self.endless else following
        return {"issues": issues[begin : begin + size], **following}

    def poll(self, then: Callable[[], None] | None = None, **options: Any) -> dict[str, Task]:
        """Ask once, or once more after something happened, and return all tasks by their ids."""

        async def work() -> None:
            async with raw(self) as said:
                service = Jira(said.address, "ada@example.com:x", self.clock)
                options.setdefault("project", "ACME")
                look = Look(JiraQueue(JiraQueue.Options(**options), service, "Ada"), self.clock)
                look.memory = self.memory
                try:
                    self.keep(await look.poll(), look.memory)
                    if then:
                        then()
                        self.keep(await look.poll(), look.memory)
                finally:
                    await service.http.close()

        run(work())
        return self.items

    def keep(self, answer: Answer | Unchanged, memory: bytes) -> None:
        """Keep what was told, as the engine does."""
        self.memory = memory
        if isinstance(answer, Answer):
            self.limits = answer.limits
            told = {item.key.rpartition("/")[2]: item for item in answer.items if isinstance(item, Task)}
            kept = {} if answer.complete else self.items
            gone = {key.rpartition("/")[2] for key in answer.gone}
            self.items = {key: item for key, item in {**kept, **told}.items() if key not in gone}


def test_half_the_pages_and_then_an_error_change_nothing() -> None:
    site = Site([issue(number, minutes=-number) for number in range(1, 251)])
    site.poll()
    known, before = site.memory, dict(site.items)
    assert len(before) == 250
    site.clock.forward(minutes=31)
    site.issues = site.issues[:240]
    site.fails[len(site.asked) + 3] = reply(b"{}", "500 Internal Server Error")
    with pytest.raises(Unreachable):
        site.poll()
    assert (site.memory, site.items) == (known, before)
    assert len(site.poll()) == 240


def test_a_list_that_never_ends_is_left_at_some_point_and_said_so() -> None:
    site = Site([issue(1)])
    site.endless = True
    assert set(site.poll()) == {"1"}
    assert site.limits == "Of ACME only the newest issues are seen."
    site.issues = [issue(number, minutes=9) for number in range(1, 101)]
    assert len(site.poll()) == 100
    assert site.requests < 150


def test_an_issue_that_the_search_has_not_noticed_yet_keeps_its_place() -> None:
    site = Site([issue(1), issue(2), issue(3)])
    first = site.poll()["2"].rank
    site.issues[1] = issue(2, minutes=5)
    site.hidden = {"2"}
    assert site.poll()["2"].rank == first
    site.hidden = set()
    site.clock.forward(minutes=6)
    assert [one.name for one in sorted(site.poll().values(), key=lambda one: one.rank or 0)] == [
        "ACME-1",
        "ACME-2",
        "ACME-3",
    ]


def test_of_two_that_changed_places_each_has_the_rank_that_jira_keeps() -> None:
    for changed in ((9, 5), (3, 2)):  # the first was moved down, or the second up
        site = Site([issue(number, customfield_9=f"0|i0000{number + 2}:") for number in (1, 2, 3)])
        site.issues[2]["fields"]["customfield_9"] = "0|i0000a:"
        before = site.poll()
        assert [before[one].rank for one in ("1", "2")] == [placed(f"0|i0000{number}:") for number in (3, 4)]
        for one, number in zip(site.issues, changed, strict=False):
            one["fields"]["customfield_9"] = f"0|i0000{number}:"
        site.issues[:2] = site.issues[1::-1]
        site.clock.forward(minutes=6)
        after = site.poll()
        assert [after[one].rank for one in ("1", "2")] == [placed(f"0|i0000{number}:") for number in changed]


def test_an_issue_that_was_deleted_is_gone_though_jira_refuses_to_be_asked_for_it() -> None:
    site = Site([issue(1), issue(2), issue(3)])
    site.poll()
    site.issues = [site.issues[2], site.issues[1]]
    site.clock.forward(minutes=6)
    site.fails[len(site.asked) + 3] = reply(b'{"errorMessages": ["Issue does not exist"]}', "400 Bad Request")
    left = site.poll()
    assert sorted(left, key=lambda one: left[one].rank or 0) == ["3", "2"], "and who was moved meanwhile is told"
    assert set(left) == {"2", "3"}


def test_an_issue_that_moves_to_another_project_is_the_same_with_another_name() -> None:
    site = Site([issue(1)])
    key = site.poll(project="", query="filter = 7")["1"].key
    site.issues = [issue(1, minutes=5) | {"key": "SHOP-9"}]
    moved = site.poll(project="", query="filter = 7")["1"]
    assert (moved.name, moved.key.rpartition("/")[2]) == ("SHOP-9", key.rpartition("/")[2])


def test_all_dates_that_we_ask_for_are_relative_so_that_no_zone_matters() -> None:
    site = Site([issue(1)])
    site.poll(labels=("support",), query="filter = 7 OR reporter = me")
    site.clock.forward(minutes=6)
    site.poll(labels=("support",), query="filter = 7 OR reporter = me")
    assert {re.sub(r"ORDER BY .*", "", one["jql"]) for one in site.asked} == {
        f'project = "ACME" AND (filter = 7 OR reporter = me) AND labels = "support" AND {only} '
        for only in ("(statusCategory != Done OR updated >= -30d)", "statusCategory != Done")
    }


def test_a_field_that_is_there_no_more_is_said_so_and_the_list_stays() -> None:
    site = Site([issue(1, customfield_2="Rob's")])
    assert site.poll(customer="Customer")["1"].customer == "Rob's"
    assert site.limits == ""

    def removed() -> None:
        site.fields = [one for one in site.fields if one["name"] not in ("Customer", "Rank")]
        site.clock.forward(minutes=31)

    assert site.poll(removed, customer="Customer")["1"].customer == ""
    assert "no field 'Customer'" in site.limits
    assert "Mend `customer`" in site.limits
    assert "in the order of their priority" in site.limits
    site.clock.forward(minutes=1)
    site.issues[0] = issue(1, minutes=40)
    site.poll(customer="Customer")
    assert "no field 'Customer'" in site.limits, "it is said as long as it is so"


def test_a_rank_that_jira_sorts_by_no_more_is_no_reason_to_see_nothing() -> None:
    site = Site([issue(1)])
    site.fails[2] = reply(b'{"errorMessages": ["Not able to sort using field \'cf[9]\'."]}', "400 Bad Request")
    assert site.poll()["1"].rank is not None
    assert "does not sort by rank any more" in site.limits


BAD = b'{"errorMessages": ["Field \'foo\' does not exist or you do not have permission to view it."], "errors": {}}'


def test_a_query_that_jira_does_not_take_is_said_in_its_words_with_where_to_mend_it() -> None:
    site = Site([])
    site.fails[1] = reply(BAD, "400 Bad Request")
    with pytest.raises(NotUnderstood, match="Field 'foo' does not exist") as caught:
        site.poll(project="", query="foo = 1")
    assert "Mend `query`" in caught.value.hint


@pytest.mark.parametrize(
    ("answer", "error", "phrase", "hint"),
    [
        (reply(b"", "401 Unauthorized"), Refused, "refuses the credential", "secrets set"),
        (
            reply(b"", "403 Forbidden", x_authentication_denied_reason="CAPTCHA_CHALLENGE; login-url=https://x/login"),
            *(Refused, "a person logs in", "with your browser once"),
        ),
        (
            reply(b"", "401 Unauthorized", x_seraph_loginreason="AUTHENTICATION_DENIED"),
            *(Refused, "a person logs in", "with your browser once"),
        ),
        (
            reply(b"", "401 Unauthorized", x_seraph_loginreason="AUTHENTICATED_FAILED"),
            *(Refused, "refuses the credential", "secrets set"),
        ),
        (reply(b"", "403 Forbidden"), Refused, "does not permit", "lacks"),
        (reply(b"", "429 Too Many Requests", retry_after="60"), ServiceError, "slow down", ""),
        (reply(b"<html>", "400 Bad Request"), NotUnderstood, "does not take the query.", "Mend"),
        (reply(b"{}", "410 Gone"), Refused, "knows nothing", "permission"),
        (reply(b'{"issues": [{"id": 7}]}'), NotUnderstood, "", ""),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(
    answer: bytes, error: type[ServiceError], phrase: str, hint: str
) -> None:
    site = Site([issue(1)])
    site.poll()
    before = dict(site.items)
    site.clock.forward(minutes=1)
    site.fails[len(site.asked) + 1] = answer
    with pytest.raises(error) as caught:
        site.poll()
    assert phrase in caught.value.phrase
    assert hint in caught.value.hint
    assert site.items == before


@pytest.mark.parametrize(
    ("options", "mistake"),
    [
        ({}, "a project or a query"),
        ({"query": "  "}, "a project or a query"),
        ({"query": "project = ACME Order  By rank"}, "no ORDER BY"),
        ({"project": "a b"}, "project"),
        ({"project": "ACME", "order": "mine"}, "order"),
    ],
)
def test_what_asks_for_everything_or_in_its_own_order_is_no_watch(options: dict[str, Any], mistake: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=mistake):
        msgspec.convert(options, JiraQueue.Options)


# --- how often it is asked


@jiras
def test_two_thousand_open_issues_cost_three_questions_a_minute_while_one_changes(kind: str) -> None:
    async def story(at: Bench) -> None:
        tracker, bo = at.demo.company.trackers["acme"], at.demo.company.people["bo"]
        for number in range(1997):
            tracker.make(bo, NOON - timedelta(minutes=3000 - number), f"No {number}", "")
        await at.look.poll()
        assert len(at.tasks()) == 2000
        asked = []
        for minute in range(1, 12):
            at.clock.forward(minutes=1)
            one = tracker.find(minute * 7)
            assert one
            tracker.assign(one, (bo,), bo, at.clock())
            tracker.rank(one, before=1 if minute % 2 else 0)
            before = at.asked()
            await at.look.poll()
            asked.append(at.asked() - before)
            assert at.tasks()[one.title].assignee == "Bo"
        assert max(asked) <= (2 if kind == "jira" else 3), "a data centre tells a thousand ids at once"
        ranked = [one.title for one in tracker.ranked()]
        assert queue(at) == ranked
        assert len(at.look.memory) < 64 * 1024

    tell(kind, story)


def test_what_is_kept_between_two_looks_is_small() -> None:
    site = Site([issue(number) for number in range(1, 6)])
    site.poll()
    known = msgspec.json.decode(site.memory, type=Memory)
    assert list(known.ranks) == ["1", "2", "3", "4", "5"], "ids are strings"
    assert len(known.head) == 5
