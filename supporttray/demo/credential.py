"""The demo's fixed credentials: worth nothing, accepted by this server only.

`demo-credential` opens every service. Who types one into a first run has to give a token that looks like its service's own:
`xoxp-demo-credential` opens Slack, `ghp_demo-credential` GitHub; `xapp-demo-credential` is that of a Slack app. What follows them is of no account, so that a test can mark one;
but `…-as-bo` is Slack's token of the person `bo`, so that several people's apps can meet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from supporttray.demo.scenario import Person

TOKEN = "demo-credential"  # noqa: S105 - not a secret, and documented as such
SLACK, APP, GITHUB = f"xoxp-{TOKEN}", f"xapp-{TOKEN}", f"ghp_{TOKEN}"


def holder(token: str, people: Mapping[str, Person], me: Person) -> Person:
    """Tell whose token it is: the demo's own person's, unless it names another one."""
    return people.get(token.rpartition("-as-")[2], me) if "-as-" in token else me


def bearer(header: str | None) -> str:
    """Take the token out of an Authorization header; nothing when there is none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") else ""


def pagerduty_key(header: str | None) -> str:
    """Take the key out of an Authorization header as PagerDuty wants it: Token token=KEY, or Bearer for OAuth."""
    return bearer(header).removeprefix("token=")
