"""Who has an e-mail in Slack: bodies from Slack's own reference, and what is said where it may not be asked."""

import json
from pathlib import Path
from typing import Any

import pytest

from supporttray.connectors.person import CanFind
from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Verb
from supporttray.errors import Refused, SlowDown
from tests.connectors.lab import CANARY, NOON, raw, run
from tests.connectors.test_slack_error import slack_says

EXAMPLES = json.loads((Path(__file__).parents[1] / "contracts" / "slack_examples.json").read_text(encoding="utf-8"))
SPENGLER: dict[str, Any] = EXAMPLES["users.lookupByEmail"]["success"]


def found(**answer: Any) -> tuple[str, str] | None:
    """Ask a Slack that answers so."""

    async def work() -> tuple[str, str] | None:
        async with raw(slack_says(users_lookupByEmail=answer)) as server:
            slack = Slack(server.address, CANARY, lambda: NOON)
            try:
                return await slack.person("spengler@ghostbusters.example.com")
            finally:
                await slack.http.close()

    return run(work())


def test_a_person_is_found_by_their_e_mail() -> None:
    assert issubclass(Slack, CanFind)
    assert found(**SPENGLER) == ("W012A3CDE", "spengler")


@pytest.mark.parametrize("more", [{"deleted": True}, {"is_bot": True}])
def test_who_has_left_and_what_is_no_person_is_nobody(more: dict[str, bool]) -> None:
    assert found(user=SPENGLER["user"] | more) is None


def test_an_e_mail_that_nobody_has_is_no_error() -> None:
    assert found(ok=False, error="users_not_found") is None


def test_a_name_from_outside_is_one_plain_line() -> None:
    user = SPENGLER["user"] | {"profile": {"display_name": "Egon\n\u202e<!here>" + "x" * 200}}
    told = found(user=user)
    assert told
    assert told[1].startswith("Egon <!here>x")
    assert len(told[1]) == 60


def test_without_the_scope_it_is_said_which_one_is_missing() -> None:
    with pytest.raises(Refused) as error:
        found(ok=False, error="missing_scope", needed="users:read.email")
    assert "users:read.email" in error.value.hint
    assert "find people by their e-mail" in f"{error.value.phrase} {error.value.hint}"


def test_a_limit_is_one() -> None:
    with pytest.raises(SlowDown):
        found(ok=False, error="ratelimited")


def test_what_tells_a_person_is_a_private_message() -> None:
    deed = Slack.direct("U1", "Hi <!channel>")
    assert (deed.verb, deed.place, deed.text, deed.people) == (Verb.DIRECT, "U1", "Hi <!channel>", ())
