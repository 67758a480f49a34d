"""How a person comes to an app-level token of their own Slack app, with which Slack tells at once what happens (Socket Mode)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.setup import Second

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

NAME = "app"


class Ticket(msgspec.Struct, frozen=True):
    """apps.connections.open: an address that is good once. Whoever only asks leaves it."""

    url: str


def second() -> Second:
    """Return how a person gets it (docs.slack.dev/apis/events-api/using-socket-mode)."""
    return Second(
        name=NAME,
        title="App-level token",
        way="Socket Mode",
        steps=(
            "Open the page of your app: the one that you made for the first token.",
            "If you made it for an earlier version: paste the manifest of today under “App Manifest”, and install the app again.",
            "Under “Basic Information”, at “App-Level Tokens”, press “Generate Token and Scopes”.",
            "Give it any name, add the scope connections:write, and press Generate.",
            "Copy the token, which begins with xapp-, and paste it here.",
        ),
        url="https://api.slack.com/apps",
        begins=("xapp-",),
    )


async def rings(slack: WebApi) -> None:
    """Ask whether Slack would tell, as the token that it was opened with allows. Raises a `ServiceError`."""
    await slack.call("apps.connections.open", Ticket)
