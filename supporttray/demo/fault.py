"""Faults that can be switched on, so that a client can show what it does on a bad day."""

import asyncio
from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

ServiceName: TypeAlias = Literal[
    "slack", "github", "cctray", "pagerduty", "jira", "gitlab", "jenkins", "zendesk", "rollbar"
]
FaultName: TypeAlias = Literal[
    "429", "500", "slow", "cut", "truncated", "lost-answer", "refused", "garbage", "huge", "bomb"
]
# the connection is cut before anything is done; it is closed; it is cut, and `seconds` later the thing is done; it is done and called an error
WriteFaultName: TypeAlias = Literal["lost-question", "closing", "late", "500-after"]
# the request stands still, before it is done or before it is answered, until the faults are cleared
HoldName: TypeAlias = Literal["hold-before", "hold-after"]
SERVICES: tuple[str, ...] = get_args(ServiceName)
FAULTS: tuple[str, ...] = get_args(FaultName)
WRITE_FAULTS: tuple[str, ...] = get_args(WriteFaultName)
HOLDS: tuple[str, ...] = get_args(HoldName)
_WRITES_ONLY = {"lost-answer", *WRITE_FAULTS}
FAULT_FORM = "SERVICE=FAULT or SERVICE=FAULT:TIMES"


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """One fault: for `times` requests or until cleared, only where the address contains `path`, and only who comes with the `token` if one is named."""

    service: ServiceName
    fault: FaultName | WriteFaultName | HoldName
    times: Annotated[int, Meta(ge=1)] | None = None
    seconds: Annotated[float, Meta(ge=0, le=3600)] = 1.0
    path: str = ""
    token: str = ""


class Switchboard:
    """The faults that are switched on now; the oldest that fits a request strikes."""

    def __init__(self) -> None:
        self._on: list[Fault] = []
        self._held: list[tuple[str, asyncio.Event]] = []

    def switch_on(self, fault: Fault) -> None:
        """Switch a fault on."""
        self._on.append(fault)

    def clear(self, service: str | None = None) -> None:
        """Switch all faults off, or those of one service, and let go what they hold."""
        self._on = [fault for fault in self._on if service not in (None, fault.service)]
        for name, event in self._held:
            if service in (None, name):
                event.set()

    def accept(self, service: str) -> None:
        """Refuse nobody any more at a service."""
        self._on = [fault for fault in self._on if (fault.service, fault.fault) != (service, "refused")]

    async def hold(self, service: str) -> None:
        """Stand still until the faults of the service are cleared."""
        held = (service, asyncio.Event())
        self._held.append(held)
        try:
            await held[1].wait()
        finally:
            self._held.remove(held)

    def held(self) -> int:
        """Count the requests that stand still."""
        return len(self._held)

    def faults(self) -> list[Fault]:
        """List what is switched on."""
        return list(self._on)

    def take(self, service: str, path: str, *, write: bool, token: str = "") -> Fault | None:
        """Give the fault that strikes this request and count it; some strike only what changes something."""
        for index, fault in enumerate(self._on):
            if fault.service != service or fault.path not in path or (fault.fault in _WRITES_ONLY and not write):
                continue
            if fault.token not in ("", token):
                continue
            if fault.times == 1:
                del self._on[index]
            elif fault.times is not None:
                self._on[index] = replace(fault, times=fault.times - 1)
            return fault
        return None


def fault_of(value: Any) -> Fault:
    """Read a fault from JSON; raise ValueError with what is allowed."""
    try:
        return msgspec.convert(value, Fault)
    except msgspec.ValidationError as error:
        allowed = f"service: {', '.join(SERVICES)}; fault: {', '.join((*FAULTS, *WRITE_FAULTS, *HOLDS))}; times, seconds, path, token"
        raise ValueError(f"{error} (allowed: {allowed})") from error


def fault_from_text(text: str) -> Fault:
    """Read a fault from a command line: "slack=429:2"."""
    service, _, rest = text.partition("=")
    fault, _, times = rest.partition(":")
    if times and not times.isdecimal():
        raise ValueError(f"{text!r}: {FAULT_FORM} is needed")
    return fault_of({"service": service, "fault": fault, **({"times": int(times)} if times else {})})
