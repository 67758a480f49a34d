"""Verdicts on red runs, in a child process with limits: what others' programs wrote is searched for patterns that a person may have written.

The child is this module, run with `-m`: it reads the signatures that we ship, and evidences from its input, and writes verdicts (MessagePack).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.triage import Cause, Evidence, Signature, Verdict
from supporttray.paths import resource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.triage.signature import Signatures

LIMIT_S = 30.0  # for a slow machine that does much else
BATCH = 8 * 1024 * 1024  # bytes of evidence that one child is given: they are held twice meanwhile
LACKS = "The log could not be looked through."


class Asked(msgspec.Struct, frozen=True):
    """What the child is asked: the evidences, and the rules that a person wrote."""

    evidences: tuple[Evidence, ...]
    rules: tuple[Signature, ...] = ()


class Shipped(msgspec.Struct, frozen=True):
    """A file of `resources/signatures`."""

    signature: tuple[Signature, ...] = ()


async def judge(evidences: Sequence[Evidence], rules: Sequence[Signature] = ()) -> tuple[Verdict, ...]:
    """Return the verdict on each of the evidences, in their order. Where the child broke or took too long it is unknown, and says so."""
    from supporttray import child  # noqa: PLC0415  who asks about files needs none

    verdicts: list[Verdict] = []
    for batch in _batches(evidences):
        asked = msgspec.msgpack.encode(Asked(tuple(batch), tuple(rules)))
        try:
            verdicts += _answer(await child.run("supporttray.judge", asked, LIMIT_S), batch)
        except OSError:  # it took too long, or the machine has no room for another process
            verdicts += _answer(b"", batch)
    return tuple(verdicts)


def _batches(evidences: Sequence[Evidence]) -> list[list[Evidence]]:
    batches: list[list[Evidence]] = []
    size = BATCH + 1
    for evidence in evidences:
        weight = sum(len(log.body) for log in evidence.logs)
        if size + weight > BATCH:
            batches.append([])
            size = 0
        batches[-1].append(evidence)
        size += weight
    return batches


def _answer(output: bytes, asked: Sequence[Evidence]) -> Sequence[Verdict]:
    try:
        verdicts = msgspec.msgpack.decode(output, type=tuple[Verdict, ...])
    except msgspec.DecodeError:
        verdicts = ()
    if len(verdicts) == len(asked):
        return verdicts
    return [_unjudged(one) for one in asked]


def _unjudged(evidence: Evidence) -> Verdict:
    return Verdict(cause=Cause.UNKNOWN, agent=evidence.agent, agent_url=evidence.agent_url, lacks=LACKS)


# --- in the child, and where somebody asks about files


def signatures(rules: Sequence[Signature] = ()) -> Signatures:
    """Return what we ship, ready to be searched, after the rules of a person."""
    from supporttray.core.triage.signature import compiled  # noqa: PLC0415  for the child

    return compiled(shipped(), rules)


def shipped() -> list[Signature]:
    """Return the signatures of `resources/signatures`, in the order of their files' names."""
    files = sorted(resource("signatures").glob("*.toml"))
    return [one for file in files for one in msgspec.toml.decode(file.read_bytes(), type=Shipped).signature]


def _child() -> bytes:
    from supporttray.core.triage.decide import triage  # noqa: PLC0415  needs what the child has

    asked = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Asked)
    ready = signatures(asked.rules)
    verdicts: list[Verdict] = []
    for evidence in asked.evidences:
        try:
            verdicts.append(triage(evidence, ready))
        except Exception:  # noqa: BLE001  one strange log is no reason to lose the others
            verdicts.append(_unjudged(evidence))
    return msgspec.msgpack.encode(verdicts)


if __name__ == "__main__":
    from supporttray.child import limit_memory

    limit_memory()
    sys.stdout.buffer.write(_child())
