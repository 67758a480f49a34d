"""PagerDuty's objects: users, the schedule of each domain and level, and the shifts of it."""

from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from supporttray.demo.company import Company
from supporttray.demo.moment import seconds_z
from supporttray.demo.scenario import Person
from supporttray.demo.shift import Shift

POLICY = "PPOLICY"
_TODAY = (timedelta(days=-1), timedelta(days=6))


class Entry(Struct, frozen=True):
    """A shift with its moments."""

    schedule: str
    level: int
    person: Person
    start: datetime
    end: datetime


def entries(company: Company) -> list[Entry]:
    """List all shifts in the order of their beginnings; without any in the scenario its own person is on duty."""
    hour = company.start.replace(minute=0, second=0, microsecond=0)
    shifts = company.scenario.shift or (Shift(company.scenario.me, *_TODAY),)
    found = [
        Entry(code(shift), shift.level, company.people[shift.person], hour + shift.from_, hour + shift.to)
        for shift in shifts
    ]
    return sorted(found, key=lambda entry: (entry.start, entry.schedule))


def code(shift: Shift) -> str:
    """Make a schedule's id, readable in a test: PAPPS1 is the first level of apps."""
    return (
        f"P{''.join(letter for letter in shift.domain.upper() if letter.isascii() and letter.isalnum())}{shift.level}"
    )


def names(company: Company) -> dict[str, str]:
    """Give each schedule's name by its id."""
    shifts = company.scenario.shift or (Shift(company.scenario.me, *_TODAY),)
    return {code(shift): f"{shift.domain} {shift.level}" for shift in shifts}


def reference(base: str, kind: str, id_: str, summary: str) -> dict[str, Any]:
    """Describe a thing in brief."""
    plural = "escalation_policies" if kind == "escalation_policy" else f"{kind}s"
    return {
        "id": id_,
        "type": f"{kind}_reference",
        "summary": summary,
        "self": f"{base}/{plural}/{id_}",
        "html_url": f"{base}/{plural}/{id_}",
    }


def user_reference(base: str, person: Person) -> dict[str, Any]:
    """Describe a person in brief."""
    return reference(base, "user", user_id(person), person.name)


def user(base: str, person: Person) -> dict[str, Any]:
    """Describe a person."""
    return {
        **user_reference(base, person),
        "type": "user",
        "name": person.name,
        "email": person.email,
        "time_zone": person.zone,
        "color": "purple",
        "role": "user",
        "avatar_url": f"{base}/avatar/{person.id}.png",
        "description": None,
        "invitation_sent": False,
        "job_title": None,
        "contact_methods": [],
        "notification_rules": [],
        "teams": [],
    }


def user_id(person: Person) -> str:
    """Make PagerDuty's id of a person: ada is PUADA."""
    return f"PU{person.id.upper()}"


def oncall(base: str, company: Company, entry: Entry, *, whole: bool) -> dict[str, Any]:
    """Describe who is on call from when to when."""
    return {
        "escalation_policy": reference(base, "escalation_policy", POLICY, company.scenario.company),
        "escalation_level": entry.level,
        "schedule": reference(base, "schedule", entry.schedule, names(company)[entry.schedule]),
        "user": user(base, entry.person) if whole else user_reference(base, entry.person),
        "start": seconds_z(entry.start),
        "end": seconds_z(entry.end),
    }


def schedule(
    base: str, company: Company, id_: str, shown: list[Entry], span: tuple[datetime, datetime]
) -> dict[str, Any]:
    """Describe a schedule with the entries of a span; they are cut at its ends."""
    since, until = span
    name = names(company)[id_]
    rendered = [
        {
            "start": seconds_z(max(entry.start, since)),
            "end": seconds_z(min(entry.end, until)),
            "user": user_reference(base, entry.person),
        }
        for entry in shown
    ]
    return {
        **reference(base, "schedule", id_, name),
        "type": "schedule",
        "name": name,
        "time_zone": "UTC",
        "description": None,
        "users": [
            user_reference(base, person) for person in {entry.person.id: entry.person for entry in shown}.values()
        ],
        "escalation_policies": [reference(base, "escalation_policy", POLICY, company.scenario.company)],
        "schedule_layers": [],
        "overrides_subschedule": {
            "name": "Overrides",
            "rendered_schedule_entries": [],
            "rendered_coverage_percentage": 0,
        },
        "final_schedule": {
            "name": "Final Schedule",
            "rendered_schedule_entries": rendered,
            "rendered_coverage_percentage": 100,
        },
        "teams": [],
    }
