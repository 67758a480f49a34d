"""How Slack refuses, in a person's words: what it wants, and what cannot be done without it."""

from __future__ import annotations

from supporttray.errors import Refused

CREDENTIAL = frozenset({
    "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
    "org_login_required", "two_factor_setup_required",
})  # fmt: skip
PERMISSION = frozenset(
    {"missing_scope", "no_permission", "access_denied", "ekm_access_denied", "team_access_not_granted"}
)
NAME = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action", "cant_update_message"})
ABSENT = frozenset({"thread_not_found", "message_not_found", "user_not_found", "user_not_visible", "users_not_found"})
KNOWN = CREDENTIAL | PERMISSION | NAME | ABSENT

# What cannot be done without a scope; of those that are asked for at the first start, and of some more.
WITHOUT = {
    "channels:history": "read the questions in public channels",
    "channels:read": "tell the names of public channels",
    "channels:write.topic": "say in the topic of public channels who is on duty",
    "chat:write": "answer or post anything in your name",
    "groups:history": "read the questions in private channels",
    "groups:read": "tell the names of private channels",
    "groups:write.topic": "say in the topic of private channels who is on duty",
    "im:history": "read direct messages",
    "im:read": "find the conversation for a direct message",
    "im:write": "open the conversation for a direct message",
    "mpim:history": "read the conversations of some people",
    "mpim:read": "find the conversations of some people",
    "reactions:read": "see who put a reaction on a question",
    "reactions:write": "put 👀 on a question you have seen",
    "search:read": "find what colleagues marked in other channels",
    "usergroups:read": "see who is in a user group",
    "usergroups:write": "put those on duty into their user group",
    "users.profile:write": "show in your status that you are on duty",
    "users:read": "tell people's names and who has left",
    "users:read.email": "find people by their e-mail",
    "connections:write": "be told at once",
}
# code: what it means, what to do
SAID = {
    "not_in_channel": (
        "Slack shows this channel to its members only (not_in_channel).",
        "Join it in Slack (or invite the app's bot), then look again.",
    ),
    "channel_not_found": (
        "Slack knows no such channel, or hides it from you (channel_not_found).",
        "Check the channel's id in the config, and that you are in it: a private channel looks the same.",
    ),
    "is_archived": ("Slack says that the channel is archived (is_archived).", "Choose another channel."),
}
REVOKED = {
    "token_revoked": "The token was taken back.",
    "token_expired": "The token is too old.",
    "account_inactive": "The token's owner was deactivated.",
}


def refused(method: str, code: str, needed: str) -> Refused:
    """Return the error that a refusal is; `needed` are the scopes that Slack names, with commas."""
    if code in CREDENTIAL:
        hint = "Make a new token in your Slack app and set it: `supporttray secrets set`."
        return Refused(
            f"Slack refuses the token ({code}).", f"{REVOKED.get(code, '')} {hint}".strip(), missing="credential"
        )
    if code in PERMISSION:
        hint = f"The token lacks: {needed or code}.{_without(needed)}"
        return Refused(f"Slack does not permit {method}.", hint, missing=needed or code)
    if code in NAME:
        usual = (f"Slack says {code}.", "Check the channel's id in the config, and that you are in it.")
        phrase, hint = SAID.get(code, usual)
        return Refused(phrase, hint, missing="name")
    return Refused(f"Slack says {code}.", missing="person" if code.startswith("user") else "message")


def _without(needed: str) -> str:
    """Say what cannot be done without the scopes."""
    found = [WITHOUT[one] for one in needed.replace(",", " ").split() if one in WITHOUT][:2]
    return f" Without it the app cannot {' or '.join(found)}." if found else ""
