"""Running a Jenkins job again: what is said beforehand, what is sent, and how it is found."""

from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors.ci import CanExplain, CanRerun, CanTrace
from supporttray.connectors.registry import posts
from supporttray.core.deed import Deed, Verb
from supporttray.demo.fault import Fault
from supporttray.errors import NotUnderstood, Refused, ServiceError, Unreachable
from tests.connectors.jenkins_lab import RED, Told, Works, built, job, ran, told, works
from tests.connectors.lab import NOON, reply, run

KEY = "5f" * 16


def rerun(at: Works) -> Deed:
    return at.connector.rerun(at.build(), at.build().runs[-1])


def deed(at: Told, number: int = 100, name: str = "api") -> Deed:
    return Deed(verb=Verb.RERUN, place=f"{at.jenkins.http.host}/ci/{name}", message=str(number), text="1")


def test_what_the_connector_can_do_is_seen() -> None:
    async def work() -> None:
        async with works(ran()) as at:
            assert isinstance(at.connector, CanExplain)
            assert isinstance(at.connector, CanTrace)
            assert isinstance(at.connector, CanRerun)
            assert not posts("jenkins")

    run(work())


def test_a_red_job_is_run_again_and_turns_green() -> None:
    async def work() -> None:
        async with works(ran(**RED)) as at:
            await at.poll()
            wish = rerun(at)
            assert (wish.verb, wish.message, wish.text) == (Verb.RERUN, "1", "1")
            await at.jenkins.may(wish)
            assert await at.jenkins.find(wish, KEY, at.clock()) is None
            receipt = await at.jenkins.write(wish, KEY)
            assert (receipt.id, receipt.url) == ("queue/2", at.build().url)
            found = await at.jenkins.find(wish, KEY, at.clock() - timedelta(seconds=1))
            assert found
            assert (found.id, found.url) == ("2", f"{at.build().url}2/")
            await at.poll(minutes=0)
            assert (at.build().state, at.build().running) == ("broken", True)
            await at.poll()
            assert at.build().state == "passing"

    run(work())


def test_what_was_asked_for_and_not_answered_is_found_or_not() -> None:
    async def work() -> None:
        for fault, there in (("lost-answer", True), ("lost-question", False)):
            async with works(ran(**RED)) as at:
                await at.poll()
                since = at.clock()
                at.demo.company.faults.switch_on(Fault("jenkins", fault))  # type: ignore[arg-type]
                with pytest.raises(Unreachable) as caught:
                    await at.jenkins.write(rerun(at), KEY)
                assert caught.value.maybe
                at.demo.company.faults.clear()
                assert (await at.jenkins.find(rerun(at), KEY, since) is not None) is there

    run(work())


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ({"builds": [built(101), built(100)]}, "101"),
        ({"builds": [built(102), built(101), built(100)]}, "101"),
        ({"builds": [built(100), built(99)]}, None),
        ({"builds": [built(100)], "queueItem": {"id": 7, "inQueueSince": int(NOON.timestamp() * 1000) + 5}}, "queue/7"),
        ({"builds": [built(100)], "queueItem": {"id": 7, "inQueueSince": 5}}, None),
        ({"builds": None, "queueItem": None}, None),
    ],
)
def test_a_newer_build_or_one_that_waits_is_ours(state: dict[str, Any], found: str | None) -> None:
    async def work() -> None:
        async with told({"/job/api/api/json": state}) as at:
            receipt = await at.jenkins.find(deed(at), KEY, NOON)
            assert (receipt.id if receipt else None) == found

    run(work())


def test_a_build_that_began_before_the_wish_is_somebody_elses() -> None:
    async def work() -> None:
        async with told({"/job/api/api/json": {"builds": [built(101), built(100)]}}) as at:
            assert await at.jenkins.find(deed(at), KEY, NOON + timedelta(hours=2)) is None

    run(work())


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"buildable": False}, "switched off"),
        ({"property": [None, {}, {"parameterDefinitions": [{"name": "TARGET"}, {"name": "N\u202eODES"}]}]}, "TARGET"),
        ({"property": [{"parameterDefinitions": [{"name": name} for name in "ABCDE"]}]}, "and more"),
    ],
)
def test_a_job_that_would_not_run_or_asks_something_first_says_so(state: dict[str, Any], said: str) -> None:
    async def work() -> None:
        async with told({"/job/api/api/json": state}) as at:
            with pytest.raises(Refused) as caught:
                await at.jenkins.may(deed(at))
            assert said in caught.value.phrase
            assert "\u202e" not in caught.value.phrase
            assert caught.value.hint

    run(work())


def test_a_job_without_parameters_may_run() -> None:
    async def work() -> None:
        async with told({"/job/api/api/json": {"buildable": True, "property": [{}]}}) as at:
            await at.jenkins.may(deed(at))

    run(work())


@pytest.mark.parametrize("verb", [Verb.POST, Verb.COMMENT, Verb.CREATE])
def test_nothing_else_is_written_to_jenkins(verb: Verb) -> None:
    async def work() -> None:
        async with told({"/job/api/api/json": {}}) as at:
            with pytest.raises(Refused, match="nothing else"):
                await at.jenkins.may(Deed(verb=verb, place="x", text="x"))
            assert at.mouth.asked == []

    run(work())


def test_another_servers_job_is_not_run_here() -> None:
    async def work() -> None:
        async with told({}) as at:
            for place in ("other.example/ci/api", f"{at.jenkins.http.host}/other/api", "api"):
                wish = Deed(verb=Verb.RERUN, place=place, message="1", text="1")
                for ask in (at.jenkins.may(wish), at.jenkins.write(wish, KEY), at.jenkins.find(wish, KEY, NOON)):
                    with pytest.raises(Refused, match="does not have this build"):
                        await ask
            assert at.mouth.asked == []

    run(work())


@pytest.mark.parametrize(
    ("answer", "error", "maybe"),
    [
        (reply(b"<html>", "403 Forbidden", x_required_permission="hudson.model.Item.Build"), Refused, False),
        (reply(b"<html>", "404 Not Found"), Refused, False),
        (reply(b"<html>", "409 Conflict"), NotUnderstood, False),
        (reply(b"<html>", "500 Server Error"), Unreachable, True),
    ],
)
def test_a_refusal_says_whether_it_may_have_happened(answer: bytes, error: type[ServiceError], *, maybe: bool) -> None:
    async def work() -> None:
        async with told({"/job/api/build": answer}) as at:
            with pytest.raises(error) as caught:
                await at.jenkins.write(deed(at), KEY)
            assert caught.value.maybe is maybe
            assert at.mouth.heads[0].startswith("POST /ci/job/api/build ")

    run(work())


def test_an_address_in_the_answer_is_not_shown_as_it_came() -> None:
    async def work() -> None:
        says = {"/job/api/build": reply(b"", "201 Created", location="http://evil.example/queue/item/12/")}
        async with told(says) as at:
            receipt = await at.jenkins.write(deed(at), KEY)
            assert (receipt.id, receipt.url) == ("queue/12", f"{at.jenkins.http.address}job/api/")

    run(work())


def test_a_branchs_job_is_named_by_its_key() -> None:
    async def work() -> None:
        project = {"_class": "x.WorkflowMultiBranchProject", "name": "api", "jobs": [job("a%2Fb", built(1, "FAILURE"))]}
        says: dict[str, Any] = {
            "/api/json": {"jobs": [project]},
            "/job/api/job/a%252Fb/build": reply(b"", "201 Created"),
        }
        async with told(says, branches=("*",)) as at:
            await at.look.poll()
            [build] = at.builds()
            wish = at.connector.rerun(build, build.runs[-1])
            assert (await at.jenkins.write(wish, KEY)).url == build.url

    run(work())
