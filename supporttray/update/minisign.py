"""Signatures as the tool minisign makes them, over the BLAKE2b of a file (jedisct1.github.io/minisign, "Signature format")."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING

from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Sequence

HASHED, KEY = b"ED", b"Ed"  # what a signature and a public key begin with
TRUSTED = "trusted comment: "
LONGEST = 4096  # characters of a signature's file
WRONG = "What is said to be the newest version is not signed by who makes this program."
HINT = "Nothing is done with it. If that stays, somebody between here and there may be changing it."


def verify(content: bytes, signature: str, keys: Sequence[str]) -> str:
    """Return the comment that was signed with a file. Raises `NotUnderstood` where none of the public keys has signed it."""
    lines = signature[:LONGEST].splitlines()
    if len(lines) < 4 or not lines[2].startswith(TRUSTED):
        raise NotUnderstood(WRONG, HINT)
    algorithm, signer, signed = _parts(lines[1], 64)
    key = next((one for kind, name, one in (_parts(key, 32) for key in keys) if (kind, name) == (KEY, signer)), None)
    if key is None or algorithm != HASHED:
        raise NotUnderstood(WRONG, HINT)
    comment = lines[2].removeprefix(TRUSTED)
    _check(key, signed, hashlib.blake2b(content).digest())
    _check(key, _decoded(lines[3]), signed + comment.encode())
    return comment


def _parts(line: str, size: int) -> tuple[bytes, bytes, bytes]:
    """Return kind, key's number and content of a line."""
    raw = _decoded(line)
    if len(raw) != 10 + size:
        raise NotUnderstood(WRONG, HINT)
    return raw[:2], raw[2:10], raw[10:]


def _decoded(line: str) -> bytes:
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        raise NotUnderstood(WRONG, HINT) from None
    if base64.b64encode(raw).decode() != line:  # the last letter has bits that mean nothing
        raise NotUnderstood(WRONG, HINT)
    return raw


def _check(key: bytes, signed: bytes, content: bytes) -> None:
    from nacl.exceptions import CryptoError  # noqa: PLC0415  once a day
    from nacl.signing import VerifyKey  # noqa: PLC0415

    try:
        VerifyKey(key).verify(content, signed)
    except (CryptoError, ValueError):
        raise NotUnderstood(WRONG, HINT) from None
