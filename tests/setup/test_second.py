"""The second credential of an account: tried and kept like the first, and never needed."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from supporttray.core.setup import Ask, Credential, Known, Saved, Tried, TrySecond
from supporttray.demo.check import check
from supporttray.demo.company import Company
from supporttray.demo.fault import fault_of
from supporttray.demo.server import serve
from supporttray.paths import Workspace
from tests import moody
from tests.connectors.lab import run
from tests.engine.lab import SMALL
from tests.setup.test_save import HELP, SAVE, SLACK, Case, secrets
from tests.setup.test_try import of

ONLY = replace(SAVE, credentials=(SLACK,), watched=(("slack", HELP),))
APP = "xapp-demo-credential-canary-0815"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "keyring").mkdir()
    return moody.install(tmp_path / "keyring", monkeypatch)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return Case(Workspace("default", tmp_path / "config" / "default.toml", tmp_path / "state"))


def app(token: str = APP, address: str = "") -> Credential:
    return Credential("slack", "slack", address, token)


def tried(folder: Path, token: str = APP, fault: dict[str, object] | None = None) -> Tried:
    async def story() -> Tried:
        async with serve(Company(check(SMALL))) as demo:
            if fault:
                demo.company.faults.switch_on(fault_of(fault))
            answer = await of(folder, slack=demo.addresses.slack).do(TrySecond(app(token)))
            assert isinstance(answer, Tried)
            assert token.strip() not in repr(answer)
            return answer

    return run(story())


def test_a_token_of_the_app_is_tried_at_slack(tmp_path: Path) -> None:
    found = tried(tmp_path, f"  {APP} ")
    assert (found.works, found.said) == (True, "Slack will tell at once what happens.")


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xoxp-demo-credential", "This is no app-level token: that begins with xapp-."),
        ("xapp-demo credential", "There is a space or a line break in the middle of the token."),
        ("xapp-wrong", "Slack refuses the token."),
    ],
)
def test_another_one_is_refused_in_words(tmp_path: Path, token: str, said: str) -> None:
    found = tried(tmp_path, token)
    assert (found.works, found.said) == (False, said)


def test_a_slack_that_cannot_be_reached_is_said(tmp_path: Path) -> None:
    found = tried(tmp_path, APP, {"service": "slack", "fault": "500"})
    assert not found.works
    assert found.hint


def test_it_is_kept_beside_the_first_and_known_afterwards(kept: Path, case: Case) -> None:
    told = case.save(replace(ONLY, seconds=(app(f" {APP}\n"),)))
    assert told.done
    assert secrets(kept) == {"supporttray/slack": SLACK.token, "supporttray/slack.app": APP}
    known = run(case.settings.do(Ask()))
    assert isinstance(known, Known)
    assert (known.secret, known.told) == (("slack",), ("slack",))


def test_without_one_nothing_is_kept_nor_known(kept: Path, case: Case) -> None:
    assert case.save(replace(ONLY, seconds=(app(""),))).done
    assert secrets(kept) == {"supporttray/slack": SLACK.token}
    known = run(case.settings.do(Ask()))
    assert isinstance(known, Known)
    assert (known.secret, known.told) == (("slack",), ())


def test_one_that_cannot_be_right_saves_nothing(kept: Path, case: Case) -> None:
    told = run(case.settings.do(replace(ONLY, seconds=(app("xoxb-0815"),))))
    assert isinstance(told, Saved)
    assert (told.done, told.said) == (False, "Slack: This is no app-level token: that begins with xapp-.")
    assert secrets(kept) == {}


def test_at_another_address_the_one_that_was_kept_is_forgotten(kept: Path, case: Case) -> None:
    assert case.save(replace(ONLY, seconds=(app(),))).done
    assert case.save(replace(ONLY, credentials=(replace(SLACK, token=""),))).done
    assert "supporttray/slack.app" in secrets(kept), "at its own address it stays"
    moved = replace(SLACK, address="https://slack.example.com/api")
    assert case.save(replace(ONLY, credentials=(moved,))).done
    assert secrets(kept) == {"supporttray/slack": SLACK.token}
