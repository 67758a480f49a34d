"""Slack methods that show who is on duty: a channel's topic, the members of a user group, one's own status."""

from datetime import datetime
from typing import Any

from supporttray.demo.crew import Crew, Status
from supporttray.demo.scenario import Direct, Person
from supporttray.demo.slack import body
from supporttray.demo.slack.call import Call, SlackError

_LONGEST_TOPIC = 250
_LONGEST_STATUS = 100
_LISTED = ("status_text", "status_emoji", "status_expiration")


def set_topic(call: Call) -> dict[str, Any]:
    """Set a channel's topic; that is a message in it, even if it is the same topic again."""
    place = call.joined_channel()
    topic = call.text("topic")
    if isinstance(place.channel, Direct):
        raise SlackError("method_not_supported_for_channel_type")
    if len(topic) > _LONGEST_TOPIC:
        raise SlackError("too_long")
    call.company.desk.topic(place, call.company.now(), call.me, topic)
    return {"channel": body.channel(call.company, place, call.me)}


def groups(call: Call) -> dict[str, Any]:
    """List all user groups."""
    users = call.flag("include_users")
    return {"usergroups": [body.usergroup(call.company, crew, users=users) for crew in call.company.groups.values()]}


def members(call: Call) -> dict[str, Any]:
    """List who is in a user group."""
    crew = _crew(call)
    if crew.group.refuses == "plan_upgrade_required":
        raise SlackError("plan_upgrade_required")
    return {"users": [call.company.people[key].user for key in crew.members]}


def set_members(call: Call) -> dict[str, Any]:
    """Put other people into a user group in place of those who are in it."""
    crew, company = _crew(call), call.company
    wanted = [each for each in call.text("users").replace(" ", "").split(",") if each]
    if crew.group.refuses:
        raise SlackError(crew.group.refuses)
    if not wanted:
        raise SlackError("no_users_provided")
    keys = {person.user: person.id for person in company.people.values() if person.kind == "person"}
    if not set(wanted) <= keys.keys():
        raise SlackError("invalid_users")
    previous = [company.people[key].user for key in crew.members]
    changed = Crew(crew.group, tuple(dict.fromkeys(keys[user] for user in wanted)), company.now())
    company.groups[crew.group.code] = changed
    users = [company.people[key].user for key in changed.members]
    facts = {"usergroup": crew.group.code, "users": users, "previous": previous}
    company.ledger.write(company.now(), "slack", "usergroup", call.me, **facts)
    return {"usergroup": body.usergroup(company, changed, users=True)}


def profile(call: Call) -> dict[str, Any]:
    """Show a person's profile: one's own, unless another is named."""
    return {"profile": body.profile(call.company, _person(call))}


def set_profile(call: Call) -> dict[str, Any]:
    """Set one's own status: some of its fields, or one by its name."""
    company, fields = call.company, call.structure("profile", "invalid_profile")
    if fields is None and call.text("name"):
        fields = {call.text("name"): call.text("value")}
    if not isinstance(fields, dict) or not fields.keys() <= set(_LISTED):  # the demo knows a status and no more
        raise SlackError("invalid_profile")
    if _person(call) is not call.me:
        raise SlackError("not_admin")
    before = body.status(company, call.me)
    text, emoji, expires = (fields.get(key, before[key]) for key in _LISTED)
    if not isinstance(text, str) or not isinstance(emoji, str) or not str(expires).isdecimal():
        raise SlackError("invalid_profile")
    if len(text) > _LONGEST_STATUS:
        raise SlackError("too_long")
    shown = emoji or (":speech_balloon:" if text else "")
    company.statuses[call.me.id] = status = Status(text, shown, int(expires))
    _record(call, status, company.now())
    return {"username": call.me.id, "profile": body.profile(company, call.me)}


def _record(call: Call, status: Status, at: datetime) -> None:
    facts = {"text": status.text, "emoji": status.emoji, "expires": status.expires}
    call.company.ledger.write(at, "slack", "status", call.me, **facts)


def _crew(call: Call) -> Crew:
    crew = call.company.groups.get(call.text("usergroup"))
    if crew is None:
        raise SlackError("no_such_subteam")
    return crew


def _person(call: Call) -> Person:
    wanted = call.text("user") or call.me.user
    person = next((each for each in call.company.people.values() if each.user == wanted), None)
    if person is None:
        raise SlackError("user_not_found")
    return person
