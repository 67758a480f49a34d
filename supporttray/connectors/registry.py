"""Every kind of service and of watch, by the name that the config uses. A new connector is one file and one line here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from supporttray.connectors import CanCreate, CanWrite
from supporttray.connectors.rota import CanRoster

if TYPE_CHECKING:
    from collections.abc import Callable
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


class _Kinds(Mapping[str, Any]):
    """Classes by their kind. Each is imported when it is first wanted: a config has few of them, and each costs memory."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, kind: str) -> Any:
        module, name = self._places[kind].split(":")
        return getattr(import_module(f"supporttray.connectors.{module}"), name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


SERVICES: Mapping[str, type[Service]] = _Kinds(
    {
        "slack": "slack.service:Slack",
        "github": "github.service:GitHub",
        "cctray": "cctray:Feed",
        "buildbot": "buildbot.service:Buildbot",
        "web": "web:Web",
        "pagerduty": "pagerduty.service:PagerDuty",
        "jira": "jira.service:Jira",
        "gitlab": "gitlab.service:GitLab",
        "jenkins": "jenkins.service:Jenkins",
        "roundup": "roundup:Roundup",
        "zendesk": "zendesk.service:Zendesk",
        "rt": "rt.service:Rt",
        "rollbar": "rollbar.service:Rollbar",
        "sentry": "sentry.service:Sentry",
    }
)
CONNECTORS: Mapping[str, Any] = _Kinds(
    {
        "slack.requests": "slack.request.requests:SlackRequests",
        "slack.flagged": "slack.request.flagged:SlackFlagged",
        "slack.usergroup": "slack.duty.usergroup:SlackUserGroup",
        "slack.sign": "slack.duty.sign:SlackSign",
        "log.requests": "log:LogRequests",
        "github.builds": "github.builds:GithubBuilds",
        "github.queue": "github.queue:GithubQueue",
        "github.tickets": "github.ticket:GithubTickets",
        "github.reviews": "github.review.reviews:GithubReviews",
        "github.releases": "github.release:GithubReleases",
        "jira.queue": "jira.queue:JiraQueue",
        "jira.tickets": "jira.ticket:JiraTickets",
        "gitlab.builds": "gitlab.builds:GitlabBuilds",
        "gitlab.queue": "gitlab.queue:GitlabQueue",
        "gitlab.reviews": "gitlab.review:GitlabReviews",
        "roundup.queue": "roundup:RoundupQueue",
        "rt.tickets": "rt.ticket:RtTickets",
        "zendesk.tickets": "zendesk.tickets:ZendeskTickets",
        "jenkins.builds": "jenkins.builds:JenkinsBuilds",
        "cctray.builds": "cctray:CctrayBuilds",
        "buildbot.builds": "buildbot.builds:BuildbotBuilds",
        "rollbar.errors": "rollbar.errors:RollbarErrors",
        "rollbar.deploys": "rollbar.deploys:RollbarDeploys",
        "sentry.errors": "sentry.errors:SentryErrors",
        "sentry.releases": "sentry.releases:SentryReleases",
        "roster.file": "roster.file:RosterFile",
        "roster.rule": "roster.rule:RosterRule",
        "roster.csv": "roster.csv:RosterCsv",
        "roster.ics": "roster.ics:RosterIcs",
        "pagerduty.oncall": "pagerduty.oncall:PagerDutyOnCall",
        "meeting.rule": "calendar.meeting_rule:MeetingRule",
        "meeting.ics": "calendar.meeting_ics:MeetingIcs",
        "holiday.country": "calendar.holiday_country:HolidayCountry",
        "holiday.ics": "calendar.holiday_ics:HolidayIcs",
    }
)
_WORDLESS = frozenset(
    {"gitlab", "jenkins", "rt", "zendesk"}
)  # there something is run again, a change remarked on, or a ticket answered


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


def posts(kind: str) -> bool:
    """Whether a kind of service takes texts for people to read; a tracker takes tasks only, and what builds no text at all."""
    if kind in _WORDLESS:
        return False
    one = SERVICES[kind]
    return issubclass(one, CanWrite) and not issubclass(one, CanCreate)
