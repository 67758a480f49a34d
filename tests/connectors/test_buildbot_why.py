"""What a Buildbot tells of a red build: the ends of its logs, its worker, what came in; and running it once more."""

import json
from datetime import timedelta
from typing import Any

import pytest

from supporttray.connectors.http import TAIL
from supporttray.core.deed import Deed, Verb
from supporttray.core.item import Run
from supporttray.core.suspect import Author, Changes
from supporttray.core.triage import Evidence, Fact
from supporttray.errors import NotUnderstood, Refused, SlowDown, Unreachable
from tests.connectors.lab import CANARY, reply, run
from tests.connectors.master import LAST, At, Master, at_master

FAILED, KILLED = 1, 2  # the builds of the story: their places in it
GONE = reply(b'{"error": "not found"}', "404 Not Found")


async def told(at: At, place: int) -> Evidence:
    await at.poll()
    build = at.build()
    return await at.connector.explain(build, build.runs[place])


def test_a_failed_step_tells_its_result_its_log_and_its_worker() -> None:
    async def work() -> None:
        async with at_master() as at:
            evidence = await told(at, FAILED)
            assert {Fact("results", "failure"), Fact("results", "failure", "test")} <= set(evidence.facts)
            [log] = evidence.logs
            assert b"\nFAILED tests/test_basket.py::test_the_sum_is_right - assert 4 == 3\n" in log.body
            assert log.body.startswith(b"sh /srv/ci/todo.sh\n in dir /srv/ci/worker")
            assert (log.job, log.cut, log.lacks) == ("test", False, "")
            assert log.url == f"{at.server.address}/#/builders/1/builds/2/steps/1/logs/stdio"
            assert (evidence.agent, evidence.agent_url) == ("agent-1", f"{at.server.address}/#/workers/1")

    run(work())


def test_a_lost_worker_tells_so_twice() -> None:
    async def work() -> None:
        async with at_master() as at:
            evidence = await told(at, KILLED)
            assert Fact("state_string", "retry lost connection 'sh /srv/ci/todo.sh' (retry)") in evidence.facts
            assert Fact("results", "retry", "test") in evidence.facts
            [log] = evidence.logs  # what the step itself had written was lost with the worker
            assert b"ConnectionLost" in log.body
            assert log.url.endswith("/logs/cancelled")

    run(work())


def long_log(lines: int) -> Master:
    master = Master()
    [log] = master.said["/steps/4/logs"]["logs"]
    log["num_lines"] = lines
    return master


def test_of_a_long_log_its_last_lines_are_asked_for() -> None:
    async def work() -> None:
        master = long_log(25_000)
        content = "".join(f"oline {number}\n" for number in range(15_000, 25_000))
        master.said["/logs/2/contents?offset=15000&limit=10000"] = {"logchunks": [{"content": content}]}
        async with at_master(master) as at:
            [log] = (await told(at, FAILED)).logs
            assert (log.cut, log.body[:11], log.body[-11:]) == (True, b"line 15000\n", b"line 24999\n")

    run(work())


def test_of_long_lines_the_last_mib_is_kept() -> None:
    async def work() -> None:
        master = long_log(2_000)
        content = ("o" + "x" * 1_000 + "\n") * 2_000
        master.said["/logs/2/contents?offset=0&limit=10000"] = {"logchunks": [{"content": content}]}
        async with at_master(master) as at:
            [log] = (await told(at, FAILED)).logs
            assert (log.cut, len(log.body)) == (True, TAIL)

    run(work())


def test_what_is_too_long_for_an_answer_is_read_to_its_end() -> None:
    async def work() -> None:
        master = long_log(9_000)
        master.bad["/logs/2/contents"] = reply(b'{"logchunks": "' + b"x" * 17 * 2**20)
        master.bad["/logs/2/raw"] = reply(b"Builder: x\n" + b"y" * 2 * TAIL + b"\nthe end\n", content_type="text/plain")
        async with at_master(master) as at:
            [log] = (await told(at, FAILED)).logs
            assert (log.cut, len(log.body), log.body[-8:]) == (True, TAIL, b"the end\n")
            assert "range: bytes=-1048576" in at.server.heard[-1].lower()

    run(work())


@pytest.mark.parametrize(
    ("part", "answer", "said"),
    [
        ("/contents", GONE, "Buildbot has no log of it any more."),
        ("/contents", reply(b"", "410 Gone"), "Buildbot has no log of it any more."),
        ("/steps/4/logs", GONE, "Buildbot has no log of it any more."),
        ("/builds/2/steps", GONE, "Buildbot has no log of it any more."),
        ("/builds/2?", GONE, "Buildbot has no log of it any more."),
        ("/contents", reply(b"", "403 Forbidden"), "shows its builds only to who has logged in."),
        ("/steps/4/logs", reply(b"[]"), "answers in a form that is not understood"),
    ],
)
def test_what_is_gone_or_refused_is_said(part: str, answer: bytes, said: str) -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.bad[part] = answer
            [log] = (await told(at, FAILED)).logs
            assert said in log.lacks
            assert log.body == b""

    run(work())


@pytest.mark.parametrize(
    ("answer", "error"),
    [(reply(b"", "429 Too Many Requests", retry_after="9"), SlowDown), (reply(b"", "500 No"), Unreachable)],
)
def test_what_may_be_told_later_is_asked_again(answer: bytes, error: type[Exception]) -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            at.master.bad["/contents"] = answer
            with pytest.raises(error):
                await told(at, FAILED)

    run(work())


# --- what came in


async def between(at: At, green: int | None, red: int) -> Changes:
    await at.poll()
    build = at.build()
    return await at.connector.changes(build, None if green is None else build.runs[green], build.runs[red])


def test_the_changes_between_green_and_red_are_told_the_oldest_first() -> None:
    async def work() -> None:
        async with at_master() as at:
            found = await between(at, 0, KILLED)
            assert [(one.id[0], one.title, one.author) for one in found.changes] == [
                ("2", "Round up", Author("Bo Ek", "bo@example.org")),
                ("3", "Tidy", Author("Cy", "cy@example.org")),
            ]
            assert found.changes[0].files == ("basket.py", "README")
            assert found.complete

    run(work())


def test_an_older_commit_once_more_brings_nothing_in() -> None:
    async def work() -> None:
        async with at_master() as at:
            assert await between(at, 3, 4) == Changes()

    run(work())


def test_with_no_green_build_known_only_the_newest_change_is_certain() -> None:
    async def work() -> None:
        async with at_master() as at:
            found = await between(at, None, KILLED)
            assert ([one.title for one in found.changes], found.complete) == (["Tidy"], False)

    run(work())


@pytest.mark.parametrize(
    ("told", "author", "bot"),
    [
        ("Bo Ek <bo@example.org>", Author("Bo Ek", "bo@example.org"), False),
        ("bo@example.org", Author("bo@example.org", "bo@example.org"), False),
        ("<bo@example.org>", Author("bo@example.org", "bo@example.org"), False),
        ("bo", Author("bo"), False),
        (
            "deps[bot] <1+deps[bot]@users.noreply.example>",
            Author("deps[bot]", "1+deps[bot]@users.noreply.example"),
            True,
        ),
        ("\u202eBo\x00 <bo@example.org>", Author("Bo", "bo@example.org"), False),
        ("", Author(""), False),
    ],
)
def test_an_author_is_a_name_a_mail_or_both(told: str, author: Author, bot: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        master = Master()
        path = next(path for path in master.said if path.startswith("/builds/2/changes"))
        master.said[path]["changes"][0] |= {"author": told, "revision": None, "revlink": "javascript:x"}
        async with at_master(master) as at:
            [change] = (await between(at, 0, FAILED)).changes
            assert (change.author, change.bot, change.id, change.url) == (author, bot, "2", "")

    run(work())


# --- once more


async def deed(at: At, place: int = FAILED) -> Deed:
    await at.poll()
    build = at.build()
    return at.connector.rerun(build, build.runs[place])


def test_a_build_is_run_once_more_by_one_call() -> None:
    async def work() -> None:
        async with at_master() as at:
            wish = await deed(at)
            assert (wish.verb, wish.message, wish.text) == (Verb.RERUN, "2", "1")
            await at.service.may(wish)
            at.master.bad["/builds/2"] = reply(b'{"id":"k","jsonrpc":"2.0","result":[4,{"1":4}]}')  # as it was recorded
            receipt = await at.service.write(wish, "k")
            assert (receipt.id, receipt.url) == ("4", f"{at.server.address}/#/buildrequests/4")
            head, _, body = at.server.heard[-1].partition("\r\n\r\n")
            assert head.startswith("POST /api/v2/builds/2 ")
            assert json.loads(body) == {"jsonrpc": "2.0", "method": "rebuild", "id": "k", "params": {}}
            assert at.service.pieces(wish) == (wish,)

    run(work())


@pytest.mark.parametrize(
    ("answer", "error", "maybe"),
    [
        (reply(CANARY.encode(), "403 Forbidden"), Refused, False),
        (reply(b"", "404 Not Found"), Refused, False),
        (reply(b"", "501 Not Implemented"), Unreachable, True),
        (reply(b"", "500 Internal Server Error"), Unreachable, True),
        (reply(b'{"result": null}'), NotUnderstood, True),
        (reply(b'{"result": [4, {}]}'), NotUnderstood, True),
        (reply(b"", "429 Too Many Requests"), SlowDown, False),
    ],
)
def test_what_may_have_arrived_is_known_from_what_did_not(answer: bytes, error: type[Any], maybe: bool) -> None:  # noqa: FBT001
    async def work() -> None:
        async with at_master() as at:
            wish = await deed(at)
            at.master.bad["/builds/2"] = answer
            with pytest.raises(error) as caught:
                await at.service.write(wish, "k")
            assert caught.value.maybe is maybe
            assert CANARY not in str(caught.value)

    run(work())


def test_the_repeated_build_is_found_again_among_what_came_since() -> None:
    async def work() -> None:
        async with at_master() as at:
            wish = await deed(at)
            asked = LAST - timedelta(seconds=2)
            found = await at.service.find(wish, "k", asked)
            assert found
            assert found.id == "4"
            assert await at.service.find(wish, "k", asked + timedelta(minutes=5)) is None
            assert await at.service.find(await deed(at, KILLED), "k", asked) is None

    run(work())


def test_the_same_code_built_for_another_reason_is_no_repeated_build() -> None:
    async def work() -> None:
        async with at_master() as at:
            wish = await deed(at)
            at.master.said["/buildsets"]["buildsets"][-1]["reason"] = (
                "The Nightly scheduler named 'night' triggered this build"
            )
            assert await at.service.find(wish, "k", LAST - timedelta(seconds=2)) is None

    run(work())


def test_what_cannot_be_repeated_is_refused_beforehand() -> None:
    async def work() -> None:
        async with at_master() as at:
            wish = await deed(at)
            one = at.master.add(results=None, complete_at=None)
            for wrong, said in (
                (Deed(verb=Verb.COMMENT, place="", message="2"), "nothing else"),
                (Deed(verb=Verb.RERUN, place="", message="../../x"), "no build"),
                (Deed(verb=Verb.RERUN, place="", message="99"), "does not know this build any more"),
                (Deed(verb=Verb.RERUN, place="", message=str(one["buildid"])), "still running"),
            ):
                with pytest.raises(Refused, match=said):
                    await at.service.may(wrong)
            await at.service.may(wish)

    run(work())


def test_a_run_of_another_kind_is_nothing_to_explain() -> None:
    async def work() -> None:
        async with at_master() as at:
            await at.poll()
            run_ = Run(id="99", at=LAST, ended=LAST, result=at.build().runs[0].result)
            [log] = (await at.connector.explain(at.build(), run_)).logs
            assert log.lacks == "Buildbot has no log of it any more."

    run(work())
