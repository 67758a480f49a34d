"""What a person asks and does about their backup, as frozen values, and how it stands in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.action import Action, Question
from supporttray.core.display import clock, day
from supporttray.core.text import isolated

if TYPE_CHECKING:
    from datetime import tzinfo

ONCE = (
    "This is the one thing that is sent without a click: while you are on duty a message to your backup stands scheduled in Slack, "
    "and is moved on for as long as Support Tray runs. If it stops being seen for 30 working minutes, Slack sends it."
)


class AskBackup(Question, frozen=True):
    """Ask how it stands with the backup; what comes back is a `Standing`."""


class AskTheBackup(Action, frozen=True):
    """Ask the backup, in a direct message in the person's name, whether they want to be told; what comes back is a `Done`."""


class SetBackup(Action, frozen=True):
    """Write into the config who the backup is (the service's id, and a name), and whether I want that they are told; what comes back is a `Done`.

    `account` is only needed where several accounts could send it. No person at all leaves who stands there.
    """

    consent: bool
    person: str = ""
    name: str = ""
    account: str = ""


class Standing(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How it stands: who the backup is (nobody where `person` is empty), whether I want it, whether they were asked and agreed.

    `asking` is while the question is on its way. `until` is when the message that stands scheduled would be sent; `told_at` is when one was.
    """

    person: str = ""
    name: str = ""
    account: str = ""
    consent: bool = False
    asking: bool = False
    asked_at: datetime | None = None
    agreed: bool = False
    until: datetime | None = None
    told_at: datetime | None = None


def words(one: Standing, zone: tzinfo | None) -> str:
    """Return how it stands in a sentence, with what is to be done next."""
    name = isolated(one.name)
    if not one.person:
        return "Nobody is told when you are not there: no backup is named."
    if not one.consent:
        return f"{name} is not told when you are not there: you have not said that you want it."
    if one.agreed:
        return f"{name} agreed. {_standing(one, zone)}"
    if one.asking:
        return f"The question to {name} is on its way."
    if one.asked_at:
        return f"{name} was asked on {day(one.asked_at, zone)} and has not put ✅ on the message yet; nothing is scheduled before that."
    return f"{name} was not asked yet; nothing is scheduled before they agree."


def _standing(one: Standing, zone: tzinfo | None) -> str:
    if one.until is None:
        return "Nothing is scheduled now: you are off duty, or it is no working time."
    return f"Unless your tray is seen again they are told on {day(one.until, zone)} at {clock(one.until, zone)}."
