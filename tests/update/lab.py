"""Manifests signed as minisign signs them; tests/update/test_minisign.py holds this to the tool itself."""

import asyncio
import base64
import hashlib
import json
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from nacl.signing import SigningKey

NUMBER = b"\x01\x02\x03\x04\x05\x06\x07\x08"


def public(key: SigningKey, number: bytes = NUMBER) -> str:
    return base64.b64encode(b"Ed" + number + bytes(key.verify_key)).decode()


def signed(content: bytes, key: SigningKey, comment: str = "timestamp:0", number: bytes = NUMBER) -> str:
    signature = key.sign(hashlib.blake2b(content).digest()).signature
    whole = key.sign(signature + comment.encode()).signature
    lines = (
        "untrusted comment: who knows",
        base64.b64encode(b"ED" + number + signature).decode(),
        f"trusted comment: {comment}",
        base64.b64encode(whole).decode(),
    )
    return "\n".join(lines) + "\n"


def manifest(now: datetime, version: str = "9.1.0", **more: object) -> bytes:
    told = {
        "format": 1,
        "version": version,
        "published": (now - timedelta(hours=1)).isoformat(),
        "expires": (now + timedelta(days=180)).isoformat(),
        "page": "https://support-tray.example/releases/9.1.0",
        "notes": "Calmer icons.",
    }
    return json.dumps(told | more).encode()


def played(story: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Play a story on a loop of its own."""

    @wraps(story)
    def play(**fixtures: object) -> None:
        asyncio.run(story(**fixtures))

    return play
