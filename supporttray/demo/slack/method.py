"""The table of Slack methods: what each needs, whether it reads JSON and whether it writes."""

from collections.abc import Callable
from typing import Any

from msgspec import Struct

from supporttray.demo.slack import duty, reading, schedule, search, socket, writing
from supporttray.demo.slack.call import Call


class Method(Struct, frozen=True):
    """One method."""

    answer: Callable[[Call], dict[str, Any]]
    required: tuple[str, ...] = ()
    json: bool = False
    writes: bool = False


METHODS: dict[str, Method] = {
    "apps.connections.open": Method(socket.open_connection, json=True),
    "auth.test": Method(reading.auth_test, json=True),
    "conversations.history": Method(reading.history, ("channel",), json=True),
    "conversations.info": Method(reading.channel_info, ("channel",)),
    "conversations.list": Method(reading.channels),
    "conversations.replies": Method(reading.replies, ("channel", "ts")),
    "conversations.open": Method(writing.open_direct, json=True, writes=True),
    "users.conversations": Method(reading.my_channels),
    "users.info": Method(reading.user_info, ("user",)),
    "users.lookupByEmail": Method(reading.user_by_email, ("email",)),
    "users.list": Method(reading.users),
    "reactions.get": Method(reading.reactions),
    "reactions.add": Method(writing.add_reaction, ("name",), json=True, writes=True),
    "reactions.remove": Method(writing.remove_reaction, ("name",), json=True, writes=True),
    "chat.postMessage": Method(writing.post_message, ("channel",), json=True, writes=True),
    "chat.update": Method(writing.update, ("channel", "ts"), json=True, writes=True),
    "chat.scheduleMessage": Method(schedule.schedule, ("channel", "post_at"), json=True, writes=True),
    "chat.scheduledMessages.list": Method(schedule.listed, json=True),
    "chat.deleteScheduledMessage": Method(schedule.delete, ("channel", "scheduled_message_id"), json=True, writes=True),
    "chat.delete": Method(writing.delete, ("channel", "ts"), json=True, writes=True),
    "conversations.setTopic": Method(duty.set_topic, ("channel", "topic"), json=True, writes=True),
    "usergroups.list": Method(duty.groups),
    "usergroups.users.list": Method(duty.members, ("usergroup",)),
    "usergroups.users.update": Method(duty.set_members, ("usergroup", "users"), json=True, writes=True),
    "users.profile.get": Method(duty.profile),
    "users.profile.set": Method(duty.set_profile, json=True, writes=True),
    "search.messages": Method(search.messages, ("query",)),
    "chat.getPermalink": Method(reading.permalink, ("channel", "message_ts")),
}
