"""While I am on duty and the channel's topic says something else, that is a need, once a turn; and nothing is said otherwise."""

from datetime import UTC, timedelta
from typing import Any

import msgspec

from supporttray.core import policy
from supporttray.core.announce import line
from supporttray.core.hours import Hours
from supporttray.core.item import OPEN, Shift, Sign
from supporttray.core.model import Decision, Need, Urgency, World
from supporttray.core.needs import needs
from supporttray.core.page import DutyPage, opened
from supporttray.core.roster import duty
from supporttray.core.rules.announce import NOT_ME, NOT_SO, UNANNOUNCED
from tests.core.make import HOUR, MINUTE, NOON, shift, world

ADA = shift("Ada", 0, 24 * 7, mine=True, domain="apps")
BO = shift("Bo", -24 * 7, 0, domain="apps")
CY = shift("Cy", -24, 24 * 3, domain="data")
BEFORE = "Questions here | On duty: Bo (apps) until Mon 23 Nov; Cy (data) until Thu 26 Nov"


def sign(text: str, **more: Any) -> Sign:
    known = {"key": "sign:T1/C1", "title": "Topic of #support", "url": "https://s/C1", "where": "#support"}
    return Sign(at=NOON - 3 * HOUR, text=text, **(known | more))


def there(text: str, *shifts: Shift, announces: bool = True) -> World:
    found = world(*shifts, sign(text))
    return msgspec.structs.replace(found, announces=announces, hours=Hours(zone=UTC))


def found(one: World, after: timedelta = MINUTE) -> list[Need]:
    return [need for need in needs(one, NOON + after) if need.kind == UNANNOUNCED]


def test_at_the_beginning_of_my_duty_the_topic_of_before_is_a_need_that_leads_to_the_announcement() -> None:
    (need,) = found(there(BEFORE, ADA, BO, CY), timedelta(0))
    assert (need.title, need.urgency, need.subject) == (NOT_ME, Urgency.NEEDS_YOU, "sign:T1/C1")
    assert need.because == (
        "It says “On duty: Bo (apps) until Mon 23 Nov; Cy (data) until Thu 26 Nov”, and Ada and Cy are on duty."
    )
    assert opened(need.page, need.url, need.key) == DutyPage(announce=True)


def test_off_duty_nothing_is_said_of_the_topic() -> None:
    assert found(there(BEFORE, ADA, BO, CY), -MINUTE) == []
    assert found(there("Questions", BO, CY)) == []


def test_once_it_is_announced_the_need_is_gone() -> None:
    shifts = (ADA, BO, CY)
    said = line(duty(shifts, NOON + MINUTE).turns, UTC)
    assert found(there(f"Questions here | {said} | FAQ", *shifts)) == []
    assert found(there(f"Questions here | {said} use threads", *shifts)) == []


def test_who_wrote_the_names_by_hand_is_left_alone() -> None:
    assert found(there("On duty: Ada and Cy", ADA, BO, CY)) == []
    assert found(there("On duty: Ada, Bo and Cy", ADA, BO, CY))


def test_a_wrong_end_is_said_to_be_one() -> None:
    (need,) = found(there("On duty: Ada (apps) until Sun 29 Nov; Cy (data) until Thu 26 Nov", ADA, BO, CY))
    assert need.title == NOT_SO


def test_whether_i_am_named_does_not_hang_on_who_shares_my_turn() -> None:
    both = there("On duty: Ada", ADA, shift("Bo", 0, 24 * 7, domain="apps"))
    (need,) = found(both)
    assert need.title == NOT_SO


def test_a_topic_without_a_word_of_it_is_told_so() -> None:
    (need,) = found(there("Questions here", ADA))
    assert need.because == "It says nothing of it, and Ada is on duty."
    (need,) = found(msgspec.structs.replace(there("", ADA), items={"s": sign("On duty: Bo", by="Bo"), "a": ADA}))
    assert need.because == "It says “On duty: Bo”, set by Bo, and Ada is on duty."


def test_it_is_one_need_for_a_turn_of_mine_however_often_the_topic_changes() -> None:
    keys = {
        found(there(text, BO, CY, *mine), after)[0].key
        for text in (BEFORE, "", "On duty: Zoe")
        for after in (timedelta(0), HOUR, 20 * HOUR)
        for mine in ([ADA], [shift("Ada", 0, 10, mine=True), shift("Ada", 10, 24 * 7, mine=True)])
    }
    assert keys == {f"{UNANNOUNCED}|sign:T1/C1#{int(NOON.timestamp())}"}


def test_when_a_colleagues_turn_begins_it_is_theirs_to_say() -> None:
    two = there(
        "On duty: Ada (apps) until Mon 30 Nov; Cy (data) until Thu 26 Nov", ADA, CY, shift("Di", 72, 99, domain="data")
    )
    assert found(two, 71 * HOUR) == []
    (need,) = found(two, 73 * HOUR)
    assert (need.title, need.urgency) == (NOT_SO, Urgency.QUIET)
    (need,) = found(msgspec.structs.replace(two, items={**two.items, "sign:T1/C1": sign("Questions")}), 73 * HOUR)
    assert need.urgency is Urgency.NEEDS_YOU, "I am not named either"


def test_without_a_rota_or_a_sign_nothing_is_claimed() -> None:
    assert found(there(BEFORE)) == []
    assert found(world(ADA, BO)) == []


def test_where_nothing_is_configured_to_announce_the_channel_itself_is_opened() -> None:
    (need,) = found(there(BEFORE, ADA, announces=False))
    assert (need.page, need.url) == ("", "https://s/C1")


def test_a_duty_whose_end_nobody_knows_is_announced_without_one() -> None:
    endless = msgspec.structs.replace(ADA, until=OPEN)
    assert found(there("On duty: Ada", endless)) == []
    assert found(there("On duty: Ada until Mon 30 Nov", endless))


def test_it_speaks_at_once_and_only_once() -> None:
    one = there(BEFORE, ADA, BO, CY)
    now = NOON + MINUTE
    decided: list[tuple[str, Urgency]] = []
    spoken = []
    for _ in range(2):
        for alert in policy.alerts(
            found(one), world=one, duty=duty(one.items.values(), now), decided=decided, seeding=(), now=now
        ):
            spoken.append(alert.decision)
            decided.append((alert.need.key, alert.need.urgency))
    assert spoken == [Decision.SPEAK]
