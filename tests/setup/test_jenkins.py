"""A server of one's own in the settings: it is asked about once the config names it, and its credential is tried there."""

from pathlib import Path

import pytest

from supporttray.core.setup import Ask, Credential, Known, Tried, Try
from supporttray.credentials import Credentials
from supporttray.demo.__main__ import day
from supporttray.demo.check import read
from supporttray.demo.company import Company
from supporttray.demo.server import serve
from supporttray.engine.clock import SystemClock
from supporttray.paths import Workspace
from supporttray.setup.settings import Settings
from tests import moody
from tests.connectors.lab import raw, reply, run

CONFIG = """
schema = 1
me = "Ada"
[service.ci]
kind = "jenkins"
address = "{address}"
[[watch]]
kind = "jenkins.builds"
service = "ci"
job = "quillfern-demo"
[[watch]]
kind = "roster.file"
shifts = []
"""


def of(folder: Path, address: str) -> Settings:
    (folder / "config.toml").write_text(CONFIG.format(address=address))
    place = Workspace("default", folder / "config.toml", folder / "state")
    return Settings(place, Credentials("supporttray"), SystemClock(), {})


async def tried(folder: Path, address: str, token: str) -> Tried:
    told = await of(folder, address).do(Try(Credential("ci", "jenkins", address, token)))
    assert isinstance(told, Tried)
    assert token not in repr(told)
    return told


def test_it_is_asked_about_once_the_config_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moody.install(tmp_path, monkeypatch)
    told = run(of(tmp_path, "https://ci.example/jenkins").do(Ask()))
    assert isinstance(told, Known)
    [one] = [one for one in told.introductions if one.kind == "jenkins"]
    assert (one.account, one.title, one.url) == ("ci", "Jenkins (ci)", "https://ci.example/jenkins/me/")
    assert [offer.options for account, offer in told.watched if account == "ci"] == [(("job", "quillfern-demo"),)]


def test_a_user_and_a_token_that_work_lead_to_what_could_be_watched(tmp_path: Path) -> None:
    async def work() -> Tried:
        async with serve(Company(read(day()))) as demo:
            return await tried(tmp_path, demo.addresses.jenkins, "ada:demo-credential-canary")

    told = run(work())
    assert told.works
    assert told.name == "Ada Okafor"
    assert [offer.name for offer in told.offers] == ["all jobs", "quillfern-demo"]


def test_a_token_without_its_user_is_not_even_sent(tmp_path: Path) -> None:
    told = run(tried(tmp_path, "http://127.0.0.1:9", "11f0abcdefabcdef"))
    assert not told.works
    assert "colon" in told.said


def test_what_is_no_jenkins_is_said_without_an_address_of_its_own(tmp_path: Path) -> None:
    async def work() -> Tried:
        async with raw(lambda *_: reply(b"<html>")) as server:
            return await tried(tmp_path, server.address, "ada:11f0abcdef")

    told = run(work())
    assert "does not answer as Jenkins" in told.said
    assert told.hint == "Check the address."
