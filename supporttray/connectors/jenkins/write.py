"""Running a Jenkins job again: what is asked beforehand, how it is asked for, and whether it happened."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.http import decode
from supporttray.connectors.jenkins import place
from supporttray.connectors.jenkins.body import Millis
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import listed, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http

QUEUED = re.compile(r"/queue/item/(\d{1,18})/?$")
ASKED = 3  # names of parameters that are said


class Parameter(msgspec.Struct, frozen=True):
    """What Jenkins asks before it builds."""

    name: str | None = None


class Property(msgspec.Struct, frozen=True, rename="camel"):
    """A setting of a job; only one kind of them has parameters."""

    parameter_definitions: tuple[Parameter, ...] | None = None


class Waiting(msgspec.Struct, frozen=True, rename="camel"):
    """A build that is in the queue."""

    id: int = 0
    in_queue_since: Millis = 0


class Begun(msgspec.Struct, frozen=True):
    """A build that began."""

    number: int
    timestamp: Millis = 0


class State(msgspec.Struct, frozen=True, rename="camel"):
    """A job as it stands."""

    buildable: bool | None = None
    property: tuple[Property | None, ...] | None = None
    queue_item: Waiting | None = None
    builds: tuple[Begun, ...] | None = None


async def write(http: Http, deed: Deed) -> Receipt:
    """Build a job once more. Raises a `ServiceError`."""
    here = place.path(place.full(http, deed.place))
    reply = await http.post(f"{here}/build", {})
    queued = QUEUED.search(reply.headers.get("location", ""))
    return Receipt(f"queue/{queued[1]}" if queued else "", place.page(http, here, "/"))


async def find(http: Http, deed: Deed, since: datetime) -> Receipt | None:
    """Look for a newer build that began since a moment, or that waits in the queue. Raises a `ServiceError`."""
    here = place.path(place.full(http, deed.place))
    tree = "queueItem[id,inQueueSince],builds[number,timestamp]{0,20}"
    reply = await http.get(f"{here}/api/json", {"tree": tree})
    state = decode(reply.body, State, http.host)
    moment = (since.timestamp() + (http.skew.total_seconds() if http.skew else 0)) * 1000
    newer = [one for one in state.builds or () if one.number > int(deed.message) and one.timestamp >= moment]
    if newer:
        first = min(newer, key=lambda one: one.number)
        return Receipt(str(first.number), place.page(http, here, f"/{first.number}/"))
    waits = state.queue_item
    if waits and waits.in_queue_since >= moment:
        return Receipt(f"queue/{waits.id}", place.page(http, here, "/"))
    return None


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where a job would not run, or would ask something first."""
    if deed.verb is not Verb.RERUN:
        raise Refused("Jenkins can run a job again, and nothing else.", "Choose another service.", missing="ability")
    full = place.full(http, deed.place)
    tree = {"tree": "buildable,property[parameterDefinitions[name]]"}
    state = decode((await http.get(f"{place.path(full)}/api/json", tree)).body, State, http.host)
    if state.buildable is False:
        raise Refused(f"{shorten(full, 100)} is switched off in Jenkins.", "Switch it on there.", missing="ability")
    asked = [one.name or "?" for each in state.property or () if each for one in each.parameter_definitions or ()]
    if asked:
        names = listed([shorten(name, 40) for name in asked[:ASKED]])
        more = " and more" if len(asked) > ASKED else ""
        hint = "Open the job and build it there."
        raise Refused(f"Jenkins asks for parameters before it runs this: {names}{more}.", hint, missing="ability")
