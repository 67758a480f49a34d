"""The bodies of Slack's answers: messages, users and channels as Slack describes them."""

import uuid
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from supporttray.demo.company import Company
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.crew import Crew, Status
from supporttray.demo.moment import stamp, ts
from supporttray.demo.scenario import Person, slack_id
from supporttray.demo.slack.call import is_member

TEAM = slack_id("T", "demo")
_SHOWN_REACTORS = 50
_SHOWN_REPLIERS = 5
_SLACKBOT = "USLACKBOT"


def message(place: Conversation, post: Post, *, metadata: bool = False, full: bool = False) -> dict[str, Any]:
    """Describe a message as it stands now."""
    body: dict[str, Any] = {"type": "message", **_author(post), "text": post.text, "ts": ts(post.stamp), "team": TEAM}
    if post.subtype:
        body["subtype"] = post.subtype
    if post.gone:
        body["hidden"] = True
    if post.edited is not None:
        body["edited"] = {"user": post.by.user, "ts": ts(post.edited)}
    if metadata and post.metadata is not None:
        body["metadata"] = post.metadata
    if post.files:
        body |= {"files": [_file(post, name) for name in post.files], "upload": False}
    if post.shared is not None:
        body["attachments"] = [post.shared.body()]
    if post.reactions:
        shown = None if full else _SHOWN_REACTORS
        body["reactions"] = [
            {"name": name, "users": list(users[:shown]), "count": len(users)} for name, users in post.reactions
        ]
    return body | _thread(place, post)


def _file(post: Post, name: str) -> dict[str, Any]:
    kind = name.rpartition(".")[2]
    return {
        "id": slack_id("F", post.by.id),
        "created": post.stamp // 1_000_000,
        "timestamp": post.stamp // 1_000_000,
        "name": name,
        "title": name,
        "mimetype": "application/octet-stream",
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": post.by.user,
        "size": 1,
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
    }


def _author(post: Post) -> dict[str, Any]:
    by = post.by
    if post.gone:
        return {"user": _SLACKBOT}
    if by.kind == "webhook":
        return {"bot_id": by.bot, "username": by.name}
    if by.kind == "app":
        return {"user": by.user, "bot_id": by.bot, "app_id": slack_id("A", by.id)}
    message_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{by.user} {post.stamp}")
    return {"user": by.user, "client_msg_id": str(message_id)}


def _thread(place: Conversation, post: Post) -> dict[str, Any]:
    if post.thread is not None:
        head = place.find(post.thread)
        parent = {} if head is None else {"parent_user_id": _SLACKBOT if head.gone else head.by.user}
        return {"thread_ts": ts(post.thread), **parent}
    answers = place.answers(post.stamp)
    if not answers:
        return {}
    users = list(dict.fromkeys(answer.by.user for answer in answers))
    return {
        "thread_ts": ts(post.stamp),
        "reply_count": len(answers),
        "reply_users_count": len(users),
        "latest_reply": ts(answers[-1].stamp),
        "reply_users": users[:_SHOWN_REPLIERS],
        "is_locked": False,
        "subscribed": False,
    }


def user(company: Company, person: Person) -> dict[str, Any]:
    """Describe a user."""
    bot = person.kind != "person"
    return {
        "id": person.user,
        "team_id": TEAM,
        "name": person.id,
        "deleted": person.id in company.left,
        "color": "4bbe2e",
        "real_name": person.name,
        **_zone(company, person),
        "profile": profile(company, person),
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": bot,
        "is_app_user": False,
        "updated": int(company.start.timestamp()),
    }


def profile(company: Company, person: Person) -> dict[str, Any]:
    """Describe what people see of a person."""
    bot = person.kind != "person"
    return {
        "title": "",
        "phone": "",
        "skype": "",
        "real_name": person.name,
        "real_name_normalized": person.name,
        "display_name": "" if bot else person.name.split()[0],
        "display_name_normalized": "" if bot else person.name.split()[0],
        "fields": None,
        **status(company, person),
        "avatar_hash": f"g{person.id}",
        "team": TEAM,
        **({"bot_id": person.bot, "api_app_id": slack_id("A", person.id)} if bot else {}),
    }


def status(company: Company, person: Person) -> dict[str, Any]:
    """Give the status that stands beside a name; one that has ended is gone."""
    found = company.statuses.get(person.id, Status())
    if found.expires and found.expires <= company.now().timestamp():
        found = Status()
    return {"status_text": found.text, "status_emoji": found.emoji, "status_expiration": found.expires}


def usergroup(company: Company, crew: Crew, *, users: bool) -> dict[str, Any]:
    """Describe a user group."""
    first = next(iter(company.people.values())).user
    return {
        "id": crew.group.code,
        "team_id": TEAM,
        "is_usergroup": True,
        "is_subteam": True,
        "name": crew.group.name,
        "description": "",
        "handle": crew.group.handle,
        "is_external": False,
        "date_create": int(company.start.timestamp()) - 30_000_000,
        "date_update": int(crew.changed.timestamp()),
        "date_delete": 0,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": first,
        "updated_by": first,
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
        "user_count": len(crew.members),
        "channel_count": 0,
        **({"users": [company.people[key].user for key in crew.members]} if users else {}),
    }


def _zone(company: Company, person: Person) -> dict[str, Any]:
    try:
        zone = ZoneInfo(person.zone)
    except (ZoneInfoNotFoundError, ValueError):  # a machine without zone data still shows its people
        return {"tz": "Etc/UTC", "tz_label": "Coordinated Universal Time", "tz_offset": 0}
    offset = company.start.astimezone(zone).utcoffset() or company.start.astimezone(UTC).utcoffset()
    return {"tz": person.zone, "tz_label": person.zone, "tz_offset": int(offset.total_seconds()) if offset else 0}


def channel(company: Company, place: Conversation, me: Person) -> dict[str, Any]:
    """Describe a channel as `me` sees it."""
    created = int(company.start.timestamp()) - 30_000_000
    first = next(iter(company.people.values())).user
    members = place.channel.members or tuple(company.people)
    return {
        "id": place.channel.code,
        "name": place.channel.name,
        "name_normalized": place.channel.name,
        "is_channel": not place.channel.private,
        "is_group": place.channel.private,
        "is_im": False,
        "is_mpim": False,
        "is_private": place.channel.private,
        "created": created,
        "creator": first,
        "is_archived": place.channel.archived,
        "is_general": next(iter(company.channels.values())) is place,
        "is_shared": False,
        "is_org_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "is_member": is_member(me, place),
        "unlinked": 0,
        "topic": _topic(place, first, created),
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "previous_names": [],
        "num_members": len(members),
    }


def _topic(place: Conversation, first: str, created: int) -> dict[str, Any]:
    if place.topic_set:
        by, at = place.topic_set
        return {"value": place.topic, "creator": by.user, "last_set": int(at.timestamp())}
    return {"value": place.topic, "creator": first if place.topic else "", "last_set": created if place.topic else 0}


def direct(company: Company, place: Conversation, person: Person) -> dict[str, Any]:
    """Describe the conversation with one person."""
    return {
        "id": place.channel.code,
        "created": int(company.start.timestamp()),
        "is_archived": False,
        "is_im": True,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "user": person.user,
        "is_open": True,
        "priority": 0,
    }


def latest_stamp(company: Company) -> int:
    """Tell the newest stamp that a message can have now."""
    return stamp(company.now()) + 60_000_000
