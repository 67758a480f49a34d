"""What is said on the desktop: alerts as toasts, many at once as one, and what a person may do right there. Pure."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.model import Urgency
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from supporttray.core.model import Alert, Need

FEW = 3  # more than so many at once are one toast
BURST = timedelta(seconds=10)  # what comes within this is at once
SNOOZE = timedelta(minutes=15)
NAMED = 5  # needs that a toast for many names


class Button(StrEnum):
    """What can be done at a toast; the value is the action's name on the bus."""

    ACKNOWLEDGE = "acknowledge"
    OPEN = "open"
    SNOOZE = "snooze"
    REPLY = "reply"
    INBOX = "inbox"

    @property
    def label(self) -> str:
        """The word on the button."""
        return _LABELS[self]


_LABELS = {
    Button.ACKNOWLEDGE: "Acknowledge",
    Button.OPEN: "Open",
    Button.SNOOZE: "Snooze 15 min",
    Button.REPLY: "Reply",
    Button.INBOX: "Open the inbox",
}


class Toast(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said on the desktop, in plain text: `key` is its need's, `why` the reason why the app spoke.

    A click that meets no button does `click`. `need`, `subject` and `url` are what the buttons are about.
    """

    key: str
    title: str
    body: str
    why: str
    urgent: bool
    buttons: tuple[Button, ...]
    click: Button
    need: str = ""
    subject: str = ""
    url: str = ""


class Press(msgspec.Struct, frozen=True):
    """A person pressed a button of a toast; `text` is what they wrote, where the platform lets them."""

    key: str
    button: Button
    text: str = ""


def toasts(
    alerts: Iterable[Alert], needs: Mapping[str, Need], answerable: Collection[str], *, texts: bool = True
) -> tuple[Toast, ...]:
    """Return what should stand on the desktop for all alerts that were said, given the needs that are still there.

    Alerts stay in the group in which they came, also when others of it are gone: what was one toast never becomes many.
    """
    told = []
    for group in _bursts(alerts):
        present = [alert for alert in group if _speaks(needs.get(alert.need.key))]
        if len(group) > FEW and present:
            told.append(_many(group[0], [needs[alert.need.key] for alert in present], present[-1].reason, texts=texts))
        elif len(group) <= FEW:
            told += [_one(alert, needs[alert.need.key], answerable, texts=texts) for alert in present]
    return tuple(told)


def _bursts(alerts: Iterable[Alert]) -> list[list[Alert]]:
    """Part alerts into what came at once; of two about one need the later one counts."""
    latest = {alert.need.key: alert for alert in sorted(alerts, key=lambda alert: alert.at)}
    groups: list[list[Alert]] = []
    for alert in sorted(latest.values(), key=lambda alert: (alert.at, alert.need.key)):
        if groups and alert.at - groups[-1][0].at <= BURST:
            groups[-1].append(alert)
        else:
            groups.append([alert])
    return groups


def _speaks(need: Need | None) -> bool:
    return need is not None and need.urgency > Urgency.QUIET


def _one(alert: Alert, need: Need, answerable: Collection[str], *, texts: bool) -> Toast:
    can_answer = need.subject in answerable
    offered = {
        Button.ACKNOWLEDGE: can_answer,
        Button.OPEN: bool(need.url),
        Button.SNOOZE: True,
        Button.REPLY: can_answer,
    }
    return Toast(
        key=need.key,
        title=shorten(need.title, 100) if texts else _wordless(need),
        body=need.because if texts else "",
        why=_why(alert.reason),
        urgent=need.urgency is Urgency.URGENT,
        buttons=tuple(button for button, is_so in offered.items() if is_so),
        click=Button.OPEN if need.url else Button.INBOX,
        need=need.key,
        subject=need.subject,
        url=need.url,
    )


def _many(first: Alert, present: Sequence[Need], reason: str, *, texts: bool) -> Toast:
    names = [isolated(shorten(need.title, 60)) for need in present[:NAMED]] if texts else []
    rest = len(present) - len(names)
    more = [f"and {rest} more"] if names and rest else []
    return Toast(
        key=f"many@{first.at.isoformat()}",
        title="1 thing needs you" if len(present) == 1 else f"{len(present)} things need you",
        body="\n".join((*names, *more)),
        why=_why(reason),
        urgent=any(need.urgency is Urgency.URGENT for need in present),
        buttons=(Button.INBOX,),
        click=Button.INBOX,
    )


def _wordless(need: Need) -> str:
    """Say what it is and nothing of what somebody wrote: others may see this screen."""
    noun, _, state = need.kind.partition(".")
    return f"{noun.capitalize()} {state}"


def _why(reason: str) -> str:
    return f"Said because {reason}."
