"""The keys of a `slack.requests` watch."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import msgspec

IDS = "^[A-Z][A-Z0-9]{2,20}$"
EMOJI = "^:?[a-z0-9_+'-]{1,100}:?$"
Ids = tuple[Annotated[str, msgspec.Meta(pattern=IDS)], ...]
Emoji = tuple[Annotated[str, msgspec.Meta(pattern=EMOJI)], ...]


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The keys of a `slack.requests` watch."""

    channel: Annotated[
        str,
        msgspec.Meta(
            title="Channel",
            description="The channel's id, not its name",
            pattern="^[CDG][A-Z0-9]{2,20}$",
            examples=["C0123ABCD"],
        ),
    ]
    look_back: Annotated[
        timedelta, msgspec.Meta(title="Look back", description="How far back the first look goes", examples=["3d"])
    ] = timedelta(days=3)
    bots: Annotated[
        Ids,
        msgspec.Meta(
            title="Bots that ask",
            description="Ids of bots and apps whose messages are requests, such as a form's; other bots ask nothing",
            examples=[["B0123ABCD"]],
        ),
    ] = ()
    responders: Annotated[
        Ids,
        msgspec.Meta(
            title="Who answers",
            description="Ids of people and user groups whose word is an answer; empty for everybody but the asker and bots",
            examples=[["S0123ABCD", "U0123ABCD"]],
        ),
    ] = ()
    seen: Annotated[
        Emoji,
        msgspec.Meta(
            title="Seen",
            description="Reactions that say somebody looks after it, besides 👀, which this app puts",
            examples=[["eyes", "raising_hand"]],
        ),
    ] = ("eyes",)
    done: Annotated[
        Emoji,
        msgspec.Meta(title="Done", description="Reactions that say it is answered", examples=[["white_check_mark"]]),
    ] = ("white_check_mark",)
