"""How a person comes to Jenkins: whose token it is, what is wrong with it, and which jobs and folders could be watched."""

import asyncio
from typing import Any

import msgspec
import pytest

from supporttray.connectors import CanOffer
from supporttray.connectors.jenkins.builds import JenkinsBuilds
from supporttray.connectors.jenkins.service import Jenkins
from supporttray.demo.fault import Fault
from supporttray.errors import NotUnderstood, Refused
from tests.connectors.jenkins_lab import built, job, ran, told, works
from tests.connectors.lab import Clock, reply, run


def test_a_person_is_known_with_the_version_of_their_server() -> None:
    async def work() -> None:
        async with works(ran()) as at:
            assert isinstance(at.jenkins, CanOffer)
            assert (await at.jenkins.holder()).name == "Ada"
            assert (await at.jenkins.whoami()).endswith("(Jenkins 2.516.3) knows you as Ada.")

    run(work())


def test_a_refused_token_is_said_to_be_one() -> None:
    async def work() -> None:
        async with works(ran()) as at:
            at.demo.company.faults.switch_on(Fault("jenkins", "refused"))
            with pytest.raises(Refused) as caught:
                await at.jenkins.whoami()
            assert caught.value.missing == "credential"
        async with works(ran()) as at:
            wrong = Jenkins(at.demo.addresses.jenkins, "ada:wrong", Clock())
            with pytest.raises(Refused) as caught:
                await wrong.holder()
            await wrong.http.close()
            assert caught.value.missing == "credential"

    run(work())


def test_the_permission_that_lacks_is_named() -> None:
    async def work() -> None:
        refusal = reply(
            b"<html>x is missing the Overall/Read permission", "403 Forbidden", x_required_permission="a.Read"
        )
        async with told({"/me/api/json": refusal}) as at:
            with pytest.raises(Refused) as caught:
                await at.jenkins.whoami()
            assert (caught.value.missing, caught.value.hint) == ("a.Read", "The credential lacks: a.Read.")

    run(work())


def test_what_answers_without_a_version_is_no_jenkins() -> None:
    async def work() -> None:
        async with told({"/me/api/json": reply(b'{"id":"ada"}')}) as at:
            with pytest.raises(NotUnderstood, match="as a Jenkins does"):
                await at.jenkins.whoami()

    run(work())


@pytest.mark.parametrize("token", ["", "11f0abcdef", ":11f0", "ada:", "ada"])
def test_a_token_without_its_user_is_not_fit(token: str) -> None:
    assert "colon" in Jenkins.unfit(token)


@pytest.mark.parametrize("token", ["ada:11f0abcdef", "a b@c:11f0:x"])
def test_a_user_and_a_token_are_fit(token: str) -> None:
    assert Jenkins.unfit(token) == ""


def test_the_way_to_a_token_is_on_the_persons_own_server() -> None:
    assert Jenkins.introduction("https://ci.example/jenkins/", str).url == "https://ci.example/jenkins/me/"
    assert Jenkins.introduction("", str).url == ""


def test_the_whole_server_its_folders_and_jobs_are_offered() -> None:
    async def work() -> None:
        project = {"_class": "x.WorkflowMultiBranchProject", "name": "web", "jobs": [{"name": "a"}, {"name": "b"}]}
        jobs: list[dict[str, Any]] = [
            {"_class": "x.Folder", "name": "team", "jobs": [{"name": "one"}]},
            project,
            job("api", built(1)),
            job("old", built(1), color="disabled"),
        ]
        async with told({"/api/json": {"jobs": jobs}}) as at:
            offers = await at.jenkins.offers()
            assert [(one.name, one.detail) for one in offers[1:]] == [
                ("team", "1 job"),
                ("web", "2 branches"),
                ("api", ""),
            ]
            for one in offers:  # each is a watch as it stands
                options = msgspec.convert(dict(one.options), JenkinsBuilds.Options)
                assert one.kind == JenkinsBuilds.kind
                assert options.job in ("", one.name)
                assert await at.jenkins.variants(one) == (one,)
            assert offers[2].url == f"{at.jenkins.http.address}job/web/"

    run(work())


def test_the_demos_folder_is_offered_and_can_be_watched() -> None:
    async def work() -> None:
        async with works(ran(), job="small") as at:
            assert [one.name for one in await at.jenkins.offers()] == ["all jobs", "small"]
            await at.poll()
            assert at.build().state == "passing"

    run(work())


def test_one_question_is_asked_at_a_time() -> None:
    async def work() -> None:
        async with works(ran()) as at:
            await asyncio.gather(*(at.jenkins.whoami() for _ in range(10)))
            assert at.demo.company.traffic.report()["services"]["jenkins"]["connections"] == 1

    run(work())
