"""The first questions and the settings, as frozen values: what a face asks, what the engine's side answers."""

from __future__ import annotations

from datetime import datetime

import msgspec

from supporttray.core.action import Action


class Scope(msgspec.Struct, frozen=True):
    """One permission of a token, and in a person's words what it is for; `writes` if the app works without it, but only reads."""

    name: str
    words: str
    writes: bool = False


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """A second credential that one can do without: with it the service tells at once what happens.

    Its name is `<account>.<name>`. `title` is what people call it, `way` what the service calls being told; `steps`, `url` and `begins`
    are as an `Introduction`'s.
    """

    name: str
    title: str
    way: str
    steps: tuple[str, ...]
    url: str
    begins: tuple[str, ...]


class Introduction(msgspec.Struct, frozen=True, kw_only=True):
    """How a person gets a credential of one kind of service.

    `account` is the name that the config gives it, `steps` are sentences, `url` is the page to begin at, `copied` a text to be pasted there
    (Slack's manifest), `scopes` what the credential may do, `admin` what somebody else has to approve once. `begins` are the beginnings
    that a right credential may have.
    """

    kind: str
    account: str
    title: str
    address: str
    steps: tuple[str, ...]
    url: str
    copied: str = ""
    scopes: tuple[Scope, ...] = ()
    admin: str = ""
    begins: tuple[str, ...] = ()
    second: Second | None = None


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Something that could be watched: `kind`, `name` and `options` are those of its [[watch]] table.

    `detail` tells it from others, `place` is where a status could be posted there, `url` its page; `likely` ones are chosen unasked.
    """

    kind: str
    name: str
    options: tuple[tuple[str, str], ...]
    detail: str = ""
    place: str = ""
    likely: bool = False
    url: str = ""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What the config says already: a dialog opens with it. `watched` are (account, offer); `secret` ones have a credential, `told` ones the second.

    `team` is where the team's file is kept, `shared` what that watches: it is not the person's to untick.
    """

    introductions: tuple[Introduction, ...]
    me: str = ""
    addresses: tuple[tuple[str, str], ...] = ()
    secret: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    watched: tuple[tuple[str, Offer], ...] = ()
    team: str = ""
    shared: tuple[tuple[str, Offer], ...] = ()
    daily: tuple[str, str] | None = None
    daily_name: str = ""
    texts: bool = True
    file: str = ""
    first: bool = True


class Broken(msgspec.Struct, frozen=True):
    """The config cannot be read: there is nothing to open a dialog with until somebody has mended the file."""

    said: str
    hint: str
    file: str


class Credential(msgspec.Struct, frozen=True):
    """An account and what opens it; an empty token means the one that is kept already. Its repr tells nothing."""

    account: str
    kind: str
    address: str
    token: str = ""

    def __repr__(self) -> str:
        """Leave the token out: it may stand in a traceback."""
        return f"Credential({self.account!r})"


class Ask(Action, frozen=True):
    """Ask what is known already; what comes back is `Known`."""


class Try(Action, frozen=True):
    """Try a credential; what comes back is `Tried`."""

    credential: Credential


class TrySecond(Action, frozen=True):
    """Try the second credential of an account; what comes back is `Tried`."""

    credential: Credential


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What the service said: whose credential it is, what it lacks, and what could be watched; or why it does not work."""

    works: bool
    said: str
    hint: str = ""
    name: str = ""
    lacks: tuple[Scope, ...] = ()
    offers: tuple[Offer, ...] = ()


class Variants(Action, frozen=True):
    """Ask for the same thing in other variants (a repository's other branches); what comes back is a tuple of `Offer`."""

    credential: Credential
    offer: Offer


class Save(Action, frozen=True, kw_only=True):
    """Keep the credentials in the keyring and write the config.

    `daily` is the account and the place where the status goes, `daily_name` what people call that place.
    `on_duty` is whether this person is on duty now, until `until`; None where nothing was said, and the rota stays as it is.
    `for_now` keeps the credentials for this run only, where there is no keyring. `seconds` are the accounts' second credentials.
    """

    me: str
    credentials: tuple[Credential, ...]
    watched: tuple[tuple[str, Offer], ...]
    seconds: tuple[Credential, ...] = ()
    daily: tuple[str, str] | None = None
    daily_name: str = ""
    on_duty: bool | None = None
    until: datetime | None = None
    texts: bool = True
    for_now: bool = False


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What became of it; `no_keyring` says that the credentials could not be kept: nothing was written, and a person may choose `for_now`."""

    done: bool
    said: str
    hint: str = ""
    no_keyring: bool = False
