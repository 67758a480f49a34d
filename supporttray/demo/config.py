"""The config file that makes the app look at the demo company: the app's own format, with only addresses differing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from supporttray.demo.forward import Forward
from supporttray.demo.mode import helped, launches, scans, troubled
from supporttray.demo.moment import rfc3339
from supporttray.demo.pipeline import Repository
from supporttray.demo.scenario import Channel, Person, React, Scenario
from supporttray.demo.shift import Shift
from supporttray.demo.task import quoted, table, watches
from supporttray.demo.timeline import Timeline

BUOY = "ring_buoy"  # 🛟, by which colleagues bring a message

_MINUTE = timedelta(minutes=1)
_TODAY = (timedelta(days=-1), timedelta(days=6))


class Addresses(Struct, frozen=True):
    """Where the demo's services are."""

    slack: str
    github: str
    cctray: str
    pagerduty: str
    jira: str
    jenkins: str
    gitlab: str
    zendesk: str
    rollbar: str
    demo: str


def addresses_at(port: int) -> Addresses:
    """Give the addresses for a port of this machine."""
    base = f"http://127.0.0.1:{port}"
    return Addresses(
        slack=f"{base}/slack/api",
        github=f"{base}/github",
        cctray=f"{base}/ci/cctray.xml",
        pagerduty=f"{base}/pagerduty",
        jira=f"{base}/jira",
        gitlab=f"{base}/gitlab",
        jenkins=f"{base}/jenkins",
        zendesk=f"{base}/zendesk",
        rollbar=f"{base}/rollbar",
        demo=base,
    )


def config_text(scenario: Scenario, addresses: Addresses, start: datetime, *, speed: float = 1.0) -> str:
    """Write the config of a company that opens at a moment, and plays its future so much faster."""
    me = next(person for person in scenario.person if person.id == scenario.me)
    lines = ["schema = 1", f"me = {quoted(me.name)}", *_services(scenario, addresses)]
    watched = [channel for channel in scenario.channel if channel.watch] or list(scenario.channel)
    for channel in watched:
        place = ['service = "slack"', f'channel = "{channel.code}"']
        lines += table("slack.requests", channel.watch or channel.name, place)
    lines += _brought(scenario)
    hub = _hub(scenario)
    for repository in [each for each in hub if each.watch] or hub:
        place = ['service = "github"', f'repository = "{repository.name}"', f"branch = {quoted(repository.branch)}"]
        lines += table("github.builds", repository.watch or repository.name, place)
    lines += _lab(scenario)
    lines += _jenkins(scenario)
    if scenario.project:
        lines += table("cctray.builds", scenario.feed, ['service = "ci"'])
    lines += watches(scenario)
    lines += scans(scenario)
    lines += launches(scenario, Timeline(start, speed).moment)
    lines += _builds(scenario, me)
    return "\n".join([*lines, *_daily(scenario, watched), *_hours(scenario, start), *_roster(scenario, start), ""])


def _hours(scenario: Scenario, start: datetime) -> list[str]:
    """Work around the clock, for the company is looked at in the evening and on Sundays too; but for the night, where there is one."""
    begin, lunch, end = "00:00", [], "24:00"
    for night in scenario.night:
        closes, opens = _clock(start + night.from_), _clock(start + night.to)
        if "00:00" < closes < opens:
            lunch = [f'lunch = ["{closes}", "{opens}"]']
        else:
            begin, end = opens, "24:00" if closes == "00:00" else closes
    days = 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]'
    return ["", "[hours]", days, f'begin = "{begin}"', *lunch, f'end = "{end}"']


def _clock(moment: datetime) -> str:
    """Write what the clock on the wall shows at the next whole minute: the config names no zone, so the machine's counts."""
    return f"{(moment + _MINUTE - timedelta.resolution).astimezone():%H:%M}"


def _daily(scenario: Scenario, watched: list[Channel]) -> list[str]:
    """Post the daily status to the first channel that nobody watches; where a release is to be told of, to the only one there is."""
    rest = [channel for channel in scenario.channel if channel not in watched]
    rest = rest or (watched if scenario.release else [])
    named = [f'channel = "{rest[0].code}"', f"name = {quoted('#' + rest[0].name)}"] if rest else []
    return ["", "[daily]", 'service = "slack"', *named] if named else []


def _brought(scenario: Scenario) -> list[str]:
    """Watch what colleagues bring, where they do."""
    marks = any(isinstance(entry, React) and entry.emoji == BUOY for entry in scenario.entry)
    if not marks and not any(isinstance(entry, Forward) for entry in scenario.entry):
        return []
    return table("slack.flagged", "brought to you", ['service = "slack"'])


def _builds(scenario: Scenario, me: Person) -> Iterator[str]:
    """Say which tests are ours, who people are in Slack by their login or name, and who looks after the machines."""
    if not scenario.ours and not scenario.part:
        return
    ours = ", ".join(quoted(one) for one in scenario.ours)
    yield from ("", "[builds]", f"ours = [{ours}]", f"team = [{quoted(me.account)}, {quoted(me.email)}]")
    people = {person.id: person for person in scenario.person}
    known = [(person.account, person) for person in scenario.person if person.login and scenario.channel]
    known += [(people[part.engineer].name, people[part.engineer]) for part in scenario.part if part.engineer]
    yield from ("", "[builds.people]", *(f"{quoted(name)} = {quoted(one.user)}" for name, one in dict(known).items()))
    for part in scenario.part:
        engineer = people[part.engineer].name if part.engineer else ""
        keys = (f"engineer = {quoted(engineer)}", f"runbook = {quoted(part.runbook)}")
        yield from ("", "[[builds.part]]", f"match = {quoted(part.match)}", *keys)


def _jenkins(scenario: Scenario) -> Iterator[str]:
    """Watch what Jenkins builds: a repository is a folder there."""
    for one in scenario.repository:
        if one.host == "jenkins":
            place = ['service = "jenkins"', f"job = {quoted(one.name)}", f"branches = [{quoted(one.branch)}]"]
            yield from table("jenkins.builds", one.watch or one.name, place)


def _hub(scenario: Scenario) -> list[Repository]:
    """List the repositories that GitHub tells of."""
    return [each for each in scenario.repository if each.host == "github"]


def _lab(scenario: Scenario) -> Iterator[str]:
    """Watch the projects of GitLab; where one has pipelines of several names, each of them is a build."""
    lab = _lab_of(scenario)
    for repository in [each for each in lab if each.watch] or lab:
        place = ['service = "gitlab"', f'project = "{repository.name}"', f"branch = {quoted(repository.branch)}"]
        names = [quoted(flow.name) for flow in repository.workflow]
        place += [f"pipelines = [{', '.join(names)}]"] if len(names) > 1 else []
        yield from table("gitlab.builds", repository.watch or repository.name, place)


def _lab_of(scenario: Scenario) -> list[Repository]:
    """List the repositories that GitLab tells of."""
    return [each for each in scenario.repository if each.host == "gitlab"]


def _services(scenario: Scenario, addresses: Addresses) -> Iterator[str]:
    named = [
        ("slack", "slack", addresses.slack, scenario.channel),
        ("github", "github", addresses.github, _hub(scenario)),
        ("gitlab", "gitlab", addresses.gitlab, _lab_of(scenario)),
        ("ci", "cctray", addresses.cctray, scenario.project),
        ("jira", "jira", addresses.jira, scenario.tracker),
        ("zendesk", "zendesk", addresses.zendesk, helped(scenario)),
        ("rollbar", "rollbar", addresses.rollbar, troubled(scenario)),
        ("jenkins", "jenkins", addresses.jenkins, [one for one in scenario.repository if one.host == "jenkins"]),
    ]
    for name, kind, address, things in named:
        if things:
            demo = [] if kind == "cctray" else ["demo = true"]
            demo += ["live = true"] if kind == "slack" and scenario.live else []
            yield from ("", f"[service.{name}]", f'kind = "{kind}"', f'address = "{address}"', *demo)


def _roster(scenario: Scenario, start: datetime) -> list[str]:
    shifts = scenario.shift or (Shift(scenario.me, *_TODAY),)
    names = {person.id: person.name for person in scenario.person}
    hour = start.replace(minute=0, second=0, microsecond=0)
    tables = [
        f"{{ person = {quoted(names[shift.person])}, domain = {quoted(shift.domain)}, "
        f'from = "{rfc3339(hour + shift.from_)}", to = "{rfc3339(hour + shift.to)}" }}'
        for shift in shifts
    ]
    joined = ",\n  ".join(tables)
    return ["", "[[watch]]", 'kind = "roster.file"', 'name = "rota"', f"shifts = [\n  {joined},\n]"]
