"""Every kind of service and of watch, by the name that the config uses. A new connector is one file and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from supporttray.connectors import CanRoster
from supporttray.connectors.cctray import CctrayBuilds, Feed
from supporttray.connectors.github import GitHub
from supporttray.connectors.github_builds import GithubBuilds
from supporttray.connectors.holiday_country import HolidayCountry
from supporttray.connectors.holiday_ics import HolidayIcs
from supporttray.connectors.meeting_ics import MeetingIcs
from supporttray.connectors.meeting_rule import MeetingRule
from supporttray.connectors.pagerduty import PagerDuty
from supporttray.connectors.pagerduty_oncall import PagerDutyOnCall
from supporttray.connectors.roster_csv import RosterCsv
from supporttray.connectors.roster_file import RosterFile
from supporttray.connectors.roster_ics import RosterIcs
from supporttray.connectors.roster_rule import RosterRule
from supporttray.connectors.slack import Slack
from supporttray.connectors.slack_requests import SlackRequests
from supporttray.connectors.slack_sign import SlackSign
from supporttray.connectors.slack_usergroup import SlackUserGroup
from supporttray.connectors.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from supporttray.connectors import Connector
    from supporttray.connectors.http import Http


class Service(Protocol):
    """An account somewhere: where it is by default, whether it needs a credential, and the way to it."""

    kind: ClassVar[str]
    address: ClassVar[str]
    needs_credential: ClassVar[bool]
    http: Http

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None: ...

    async def whoami(self) -> str:
        """Try the credential; say whose it is. Raises a `ServiceError`."""
        ...


SERVICES: Mapping[str, type[Service]] = {service.kind: service for service in (Slack, GitHub, Feed, Web, PagerDuty)}

CONNECTORS: Mapping[str, Any] = {
    connector.kind: connector
    for connector in (
        SlackRequests,
        GithubBuilds,
        CctrayBuilds,
        RosterFile,
        RosterRule,
        RosterCsv,
        RosterIcs,
        PagerDutyOnCall,
        SlackUserGroup,
        MeetingRule,
        MeetingIcs,
        HolidayCountry,
        HolidayIcs,
        SlackSign,
    )
}


def connector(kind: str, options: object, service: Service | None, me: str) -> Connector:
    """Make the connector of a watch. The config has checked that kind, options and service fit."""
    made: Connector = CONNECTORS[kind](options, service, me)
    return made


def read_only(kind: str, options: object) -> str:
    """Say why the app cannot change the rota of a watch; empty if it can. Looks at a file where the rota lies in one."""
    one = CONNECTORS[kind]
    return one.read_only(options) if issubclass(one, CanRoster) else "it is no rota"


def writes_rota(kind: str, options: object) -> bool:
    """Whether the app can write a swap where a watch's rota is kept. Looks at a file where the rota lies in one."""
    return not read_only(kind, options)
