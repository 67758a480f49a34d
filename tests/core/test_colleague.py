"""To whom a request can be handed, and why they are named."""

from datetime import timedelta

import msgspec

from supporttray.core.asked import Colleague
from supporttray.core.colleague import colleagues, default_text, mine
from supporttray.core.item import AnyItem, Reply, Request
from supporttray.core.model import Duty
from supporttray.core.roster import duty
from tests.core.make import HOUR, NOON, reply, request, shift

DAY = timedelta(days=1)
SUBJECT = request()


def earlier(number: int, *replies: Reply, days: float = 1, **more: object) -> Request:
    replies = tuple(msgspec.structs.replace(one, at=NOON - days * DAY) for one in replies)
    return request(key=f"request:T1/C1/0{number}", asked=NOON - days * DAY - HOUR, replies=replies, **more)


def named(
    *items: AnyItem, team: dict[str, str] | None = None, on: Duty | None = None, me: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    found = colleagues(SUBJECT, (SUBJECT, *items), team or {}, on or Duty(), me, NOON)
    return [(one.name, one.why) for one in found]


def test_who_answered_most_here_this_week_is_named_first_and_then_the_latest() -> None:
    items = [
        earlier(1, reply("bo", 1), reply("mei", 2)),
        earlier(2, reply("mei", 1), reply("mei", 2), days=2),
        earlier(3, reply("cy", 1), days=0.5),
        earlier(4, reply("old", 1), days=9),
    ]

    assert named(*items) == [
        ("Mei", "answered 2 here this week"),
        ("Cy", "answered 1 here this week"),
        ("Bo", "answered 1 here this week"),
        ("Old", "answered 1 here this month"),
    ]


def test_who_answered_in_this_very_thread_goes_before_them() -> None:
    subject = request(replies=(reply("bo", 1),))
    found = colleagues(
        subject, [subject, earlier(1, reply("mei", 1)), earlier(2, reply("mei", 1))], {}, Duty(), (), NOON
    )

    assert [(one.name, one.why) for one in found] == [
        ("Bo", "answered in this thread"),
        ("Mei", "answered 2 here this week"),
    ]


def test_neither_bots_nor_askers_nor_another_channel_nor_who_left_nor_i_are_named() -> None:
    gone = msgspec.structs.replace(reply("gone", 1), counts=False)
    items = [
        earlier(1, reply("robo", 1, bot=True), gone, reply("UASK", 3), reply("me", 4), reply("ada", 5)),
        earlier(2, reply("far", 1), where="#other"),
        earlier(3, reply("asker", 1), by="asker"),
    ]

    assert named(*items, me=("me", "ADA")) == []


def test_the_rota_and_the_team_are_named_where_their_ids_are_known_each_once() -> None:
    items = [earlier(1, reply("mei", 1)), shift("Bo", -1, 1, domain="apps"), shift("Mei", 2, 3), shift("Nobody", 4, 5)]
    team = {"Bo": "U0BO", "Cy": "U0CY", "Ada": "U0ADA"}

    found = named(*items, team=team, on=duty(items, NOON), me=("Ada",))

    assert found == [("Mei", "answered 1 here this week"), ("Bo", "on duty for apps"), ("Cy", "in the team")]


def test_who_is_in_the_rota_and_not_on_duty_is_told_so() -> None:
    assert named(shift("Bo", 2, 3), team={"Bo": "U0BO"}) == [("Bo", "in the rota")]


def test_i_am_known_by_what_i_wrote_and_by_my_shifts() -> None:
    items = [earlier(1, reply("UME", 1), reply("mei", 2)), shift("Ada", 1, 2, mine=True), shift("Bo", 2, 3)]

    assert mine(items, {"r1"}) == {"UME", "Ada"}


def test_the_words_that_hand_it_over_name_the_person() -> None:
    assert default_text(Colleague("U0BO", "Bo")) == "@Bo, could you take this one?"


def test_who_answered_a_request_like_it_is_named_first_and_once() -> None:
    like = [Colleague("di", "Di", "answered one like it"), Colleague("UASK", "Priya"), Colleague("ada", "Ada")]
    found = colleagues(
        SUBJECT, (SUBJECT, earlier(1, reply("mei", 1), reply("di", 2))), {}, Duty(), ("ada",), NOON, like
    )
    assert [(one.name, one.why) for one in found] == [
        ("Di", "answered one like it"),
        ("Mei", "answered 1 here this week"),
    ]
