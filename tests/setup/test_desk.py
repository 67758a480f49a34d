"""Help desks and error trackers in the settings: tried with the credential that a person pastes, and told in a person's words."""

from pathlib import Path

import pytest

from supporttray.config import parse
from supporttray.core.setup import Ask, Credential, Known, Save, Saved, Tried, Try
from supporttray.credentials import Credentials
from supporttray.engine.clock import SystemClock
from supporttray.paths import Workspace
from supporttray.setup.settings import Settings
from tests import moody
from tests.connectors.lab import Raw, raw, reply, run
from tests.connectors.rt_lab import Tape

DEPLOYS = reply(b'{"err": 0, "result": {"page": 1, "deploys": []}}')
CONFIG = """
schema = 1
me = "Ada"
[service.desk]
kind = "rt"
address = "{address}"
[[watch]]
kind = "rt.tickets"
service = "desk"
queue = "billing"
"""


def of(folder: Path) -> Settings:
    place = Workspace("default", folder / "config.toml", folder / "state")
    return Settings(place, Credentials("supporttray"), SystemClock(), {})


async def tried(settings: Settings, account: str, kind: str, address: str, token: str) -> Tried:
    told = await settings.do(Try(Credential(account, kind, address, token)))
    assert isinstance(told, Tried)
    assert token not in repr(told)
    return told


def test_the_queues_of_a_help_desk_are_offered_once_the_config_names_it_and_those_that_are_wanted_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moody.install(tmp_path, monkeypatch)

    async def work() -> None:
        async with raw(Tape("offers").say) as server:
            (tmp_path / "config.toml").write_text(CONFIG.format(address=server.address))
            settings = of(tmp_path)
            known = await settings.do(Ask())
            assert isinstance(known, Known)
            assert [one.title for one in known.introductions if one.kind == "rt"] == ["Request Tracker (desk)"]
            told = await tried(settings, "desk", "rt", server.address, "agent:anotherword")
            assert (told.works, told.name, [one.name for one in told.offers]) == (True, "agent", ["billing", "support"])
            given = Credential("desk", "rt", server.address, "agent:anotherword")
            watched = tuple(("desk", one) for one in told.offers)
            saved = await settings.do(Save(me="Ada", credentials=(given,), watched=watched, for_now=True))
            assert isinstance(saved, Saved)
            assert saved.done, saved

    run(work())
    plan = parse((tmp_path / "config.toml").read_text(), "config")
    assert [(watch.kind, watch.options.queue) for watch in plan.watches] == [
        ("rt.tickets", "billing"),
        ("rt.tickets", "support"),
    ]


def test_a_projects_token_works_and_nobody_is_called_by_it(tmp_path: Path) -> None:
    async def work() -> Tried:
        async with raw(lambda *_: DEPLOYS) as server:
            return await tried(of(tmp_path), "rollbar", "rollbar", server.address, "0123456789abcdef")

    told = run(work())
    assert (told.works, told.name) == (True, "")
    assert told.said.startswith("This is the token of one project for 127.0.0.1")
    assert [one.kind for one in told.offers if one.likely] == ["rollbar.errors", "rollbar.deploys"]


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [
        ("sentry", "401 Unauthorized", "Sentry refuses the token."),
        ("sentry", "403 Forbidden", "The token lacks org:read (see your organisations"),
        ("sentry", "404 Not Found", "does not answer as Sentry does."),
        ("rollbar", "403 Forbidden", "The token lacks scope read."),
        ("rollbar", "502 Bad Gateway", "has a problem of its own (502)."),
    ],
)
def test_what_a_token_lacks_is_said_in_words(tmp_path: Path, kind: str, status: str, said: str) -> None:
    def say(_: Raw, __: str) -> bytes:
        return reply(b'{"err": 1, "message": "x", "detail": "x"}', status)

    async def work() -> Tried:
        async with raw(say) as server:
            return await tried(of(tmp_path), kind, kind, server.address, "0123456789abcdef")

    told = run(work())
    assert (told.works, said in told.said) == (False, True), told.said
    assert told.hint
