"""What a scenario may say of messages that are forwarded, and a forwarded message as it hangs on another one."""

from datetime import timedelta
from typing import Annotated, Any

from msgspec import Meta, Struct


class Forward(Struct, frozen=True, tag_field="do", tag="forward"):
    """Somebody forwards a message, with some words or none: into a channel, or to the demo's own person where none is named."""

    at: timedelta
    to: str
    by: str
    channel: str = ""
    text: Annotated[str, Meta(max_length=40_000)] = ""
    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,30}$")] | None = None


class Shared(Struct, frozen=True):
    """A message that hangs on another one: where it stands, its `ts`, whose it is and what it said when it was forwarded."""

    channel: str
    ts: str
    by: str
    name: str
    text: str

    def body(self) -> dict[str, Any]:
        """Describe it as Slack does; what Slack draws of it is left out."""
        address = f"https://demo.slack.example/archives/{self.channel}/p{self.ts.replace('.', '')}"
        return {
            "id": 1,
            "ts": self.ts,
            "author_id": self.by,
            "author_name": self.name,
            "channel_id": self.channel,
            "is_msg_unfurl": True,
            "is_share": True,
            "text": self.text,
            "fallback": f"{self.name}: {self.text}",
            "from_url": address,
            "original_url": address,
            "footer": "Slack Conversation",
            "mrkdwn_in": ["text"],
        }
