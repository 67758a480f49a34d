"""What a config says of builds: which tests are ours, by which account people are told and who they are there, and a person's own rules."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar

import msgspec

from supporttray.connectors.person import CanFind
from supporttray.connectors.registry import SERVICES
from supporttray.core.appeal import wrong
from supporttray.core.incident import Part
from supporttray.core.triage import Cause, Scope, Signature
from supporttray.engine.plan import Builds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from supporttray.engine.plan import Account
    from supporttray.table import Table

PERSON = r"^[UW][A-Z0-9]{2,30}$"
PAGE = r"^(https?://\S+)?$"
LONGEST = 4000  # characters of the template

Shape = TypeVar("Shape", bound=msgspec.Struct)
Page = Annotated[str, msgspec.Meta(pattern=PAGE, max_length=2000)]


class _Builds(msgspec.Struct, frozen=True):
    """The keys of [builds] itself."""

    ours: Annotated[
        tuple[str, ...],
        msgspec.Meta(
            description="Tests that are ours: their owners and paths", examples=[["@acme/support", "tests/checkout/*"]]
        ),
    ] = ()
    team: Annotated[
        tuple[str, ...],
        msgspec.Meta(description="Our people: their logins or e-mails", examples=[["ada", "bo@example.com"]]),
    ] = ()
    promise: Annotated[
        timedelta, msgspec.Meta(description="The working time that somebody is asked to promise", examples=["4h"])
    ] = timedelta(hours=4)
    people: Annotated[
        dict[str, Annotated[str, msgspec.Meta(pattern=PERSON)]],
        msgspec.Meta(description="The accounts of people, by login or e-mail", examples=[{"jweber": "U0123ABCD"}]),
    ] = {}
    message: Annotated[
        str,
        msgspec.Meta(
            max_length=LONGEST,
            description="What is said to the author of a change, with placeholders",
            examples=["Hi $name, $build is red since $since. $links"],
        ),
    ] = ""


class _Part(msgspec.Struct, frozen=True):
    """The keys of [[builds.part]]."""

    match: Annotated[
        str,
        msgspec.Meta(
            min_length=1,
            description="Which part of the machinery: a pattern over its kind and its name",
            examples=["agent-*"],
        ),
    ]
    engineer: Annotated[
        str,
        msgspec.Meta(
            description="Who looks after it: a login or e-mail, as in [builds.people]", examples=["bo@example.com"]
        ),
    ] = ""
    runbook: Annotated[
        Page, msgspec.Meta(description="The page that says how it is mended", examples=["https://…"])
    ] = ""
    page: Annotated[Page, msgspec.Meta(description="Its own page", examples=["https://ci.example.com/agents"])] = ""


class _Owner(msgspec.Struct, frozen=True):
    """The keys of [[builds.owner]]."""

    paths: Annotated[
        tuple[Annotated[str, msgspec.Meta(pattern=r"^\S+$")], ...],
        msgspec.Meta(min_length=1, description="Paths as CODEOWNERS writes them", examples=[["tests/checkout/"]]),
    ]
    who: Annotated[
        str, msgspec.Meta(pattern=r"\S", description="Whose they are", examples=["@acme/support", "bo@example.com"])
    ]


class _Signature(msgspec.Struct, frozen=True, rename={"cause": "class"}):
    """The keys of [[builds.signature]]."""

    name: Annotated[str, msgspec.Meta(min_length=1, description="What you call it", examples=["proxy is down"])]
    cause: Annotated[Cause, msgspec.Meta(description="Its class", examples=["infrastructure", "test"])]
    pattern: Annotated[
        str, msgspec.Meta(min_length=1, description="A regular expression of RE2", examples=["proxy .* timed out"])
    ]
    scope: Annotated[Scope, msgspec.Meta(description="Where it looks", examples=["log", "annotation", "field"])] = (
        Scope.LOG
    )
    part: Annotated[str, msgspec.Meta(description="The part of the infrastructure", examples=["network"])] = ""
    about: Annotated[str, msgspec.Meta(description="Which one of these", examples=["proxy.example.com"])] = ""
    runbook: Annotated[
        Page, msgspec.Meta(description="The page that says how it is mended", examples=["https://…"])
    ] = ""
    jobs: Annotated[str, msgspec.Meta(description="The jobs that it is for", examples=["deploy-*"])] = "*"
    unless: Annotated[
        str, msgspec.Meta(description="A line that this matches does not count", examples=["retrying"])
    ] = ""


def builds(table: Table | None, accounts: Mapping[str, Account | None]) -> Builds:
    """Take what is said of builds; what the app does by itself where nothing is."""
    able = [name for name, one in accounts.items() if one and issubclass(SERVICES[one.kind], CanFind)]
    usual = able[0] if len(able) == 1 else ""
    if table is None:
        return Builds(account=usual)
    account = table.text("service", usual)
    if account not in able and (table.has("service") or account):
        table.mistake("service", f"must name a service by which people are told ({', '.join(able) or 'none yet'}).")
    parts = _each(table, "part", "match", _Part)
    owners = _each(table, "owner", "who", _Owner)
    signatures = tuple(_signatures(table))
    said = table.struct(_Builds)
    table.done()
    if said is None:
        return Builds(account=account)
    if said.message and (mistake := wrong(said.message)):
        table.mistake("message", mistake)
    return Builds(
        ours=said.ours,
        team=said.team,
        owners=tuple((one.paths, one.who) for one in owners),
        account=account,
        people=said.people,
        promise=said.promise,
        parts=tuple(Part(match=one.match, engineer=one.engineer, runbook=one.runbook, page=one.page) for one in parts),
        signatures=signatures,
        message=said.message,
    )


def _each(table: Table, key: str, label: str, shape: type[Shape]) -> list[Shape]:
    """Take a list of tables of one form."""
    found = []
    for one in table.list_of_tables(key, label=label):
        said = one.struct(shape)
        one.done()
        found += [said] if said else []
    return found


def _signatures(table: Table) -> Iterable[Signature]:
    """Yield a person's own rules. RE2 is loaded where one is written, and says there what it refuses."""
    for one in table.list_of_tables("signature", label="name"):
        said = one.struct(_Signature)
        one.done()
        if said is None:
            continue
        from supporttray.core.triage.signature import refusal  # noqa: PLC0415  a MiB for who has a rule

        made = msgspec.convert(msgspec.structs.asdict(said), Signature)
        if mistake := refusal(made):
            one.mistake("pattern", f"cannot be used: {mistake}")
        else:
            yield made
