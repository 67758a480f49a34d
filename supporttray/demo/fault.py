"""Faults that can be switched on, so that a client can show what it does on a bad day."""

from typing import Annotated, Any, Literal, TypeAlias, get_args

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

ServiceName: TypeAlias = Literal["slack", "github", "cctray"]
FaultName: TypeAlias = Literal[
    "429", "500", "slow", "cut", "truncated", "lost-answer", "refused", "garbage", "huge", "bomb"
]
SERVICES: tuple[str, ...] = get_args(ServiceName)
FAULTS: tuple[str, ...] = get_args(FaultName)
FAULT_FORM = "SERVICE=FAULT or SERVICE=FAULT:TIMES"


class Fault(Struct, frozen=True, forbid_unknown_fields=True):
    """One fault: for `times` requests or until cleared, and only where the address contains `path`."""

    service: ServiceName
    fault: FaultName
    times: Annotated[int, Meta(ge=1)] | None = None
    seconds: Annotated[float, Meta(ge=0, le=3600)] = 1.0
    path: str = ""


class Switchboard:
    """The faults that are switched on now; the oldest that fits a request strikes."""

    def __init__(self) -> None:
        self._on: list[Fault] = []

    def switch_on(self, fault: Fault) -> None:
        """Switch a fault on."""
        self._on.append(fault)

    def clear(self, service: str | None = None) -> None:
        """Switch all faults off, or those of one service."""
        self._on = [fault for fault in self._on if service not in (None, fault.service)]

    def faults(self) -> list[Fault]:
        """List what is switched on."""
        return list(self._on)

    def take(self, service: str, path: str, *, write: bool) -> Fault | None:
        """Give the fault that strikes this request and count it; an answer is lost only after a write."""
        for index, fault in enumerate(self._on):
            if fault.service != service or fault.path not in path or (fault.fault == "lost-answer" and not write):
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
        allowed = f"service: {', '.join(SERVICES)}; fault: {', '.join(FAULTS)}; times, seconds, path"
        raise ValueError(f"{error} (allowed: {allowed})") from error


def fault_from_text(text: str) -> Fault:
    """Read a fault from a command line: "slack=429:2"."""
    service, _, rest = text.partition("=")
    fault, _, times = rest.partition(":")
    if times and not times.isdecimal():
        raise ValueError(f"{text!r}: {FAULT_FORM} is needed")
    return fault_of({"service": service, "fault": fault, **({"times": int(times)} if times else {})})
