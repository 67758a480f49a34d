"""`supporttray selftest`: whether each part of the app works on this computer, without a network. Every installer is proved by it.

A part is what a build can lose: a library that is imported by name, a data file, a plug-in of Qt's, a child process, the keyring.
"""

from __future__ import annotations

import asyncio
import json
import platform
import secrets
import ssl
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from supporttray import __version__, program
from supporttray.paths import resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Mapping

LIMIT_S = 20.0  # for one part; a keyring that wants to be unlocked is said to be that
BEGIN = datetime(2026, 11, 23, 9, tzinfo=UTC)
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//supporttray//selftest//EN\r
BEGIN:VEVENT\r
UID:1\r
DTSTART:20261123T090000Z\r
DTEND:20261123T100000Z\r
RRULE:FREQ=DAILY;COUNT=3\r
SUMMARY:Stand-up\r
END:VEVENT\r
END:VCALENDAR\r
"""
PUBLIC = "RWT9lSU61gIhM6m1In8/ejtTWn8KlsLPp+LjuJJRlHf7Iu0BF/T6VAJp"
# what minisign 0.11 says of LOG, with a key that was thrown away
SIGNATURE = """untrusted comment: signature from minisign secret key
RUT9lSU61gIhMxmMotxNPIwpM+76VCXkVio1AETVW1tmfACK2sm0fUJNH6CDNpBWZCE9jb9zQLy20zLz9OaBh5UIkyR3HwiE2ws=
trusted comment: a signature is right
BMq56qZFMUdC53QEwkwBUYO5QdMjtpXjR6QvSF/z0Ohey+oCy3ZnjtDR/dfY3t+c1PyVjEsGE4VvdyfhgS/OBA==
"""
LOG = b"write /var/lib/ci/build.log: no space left on device\n"


def selftest(file: Path | None) -> int:
    """Look at every part, write what came of it as JSON to a file or show it; return 1 if one does not work."""
    checks = asyncio.run(_asked()) | _screen()
    told = {
        "version": __version__,
        "channel": program.channel(),
        "frozen": program.FROZEN,
        "python": platform.python_version(),
        "system": platform.platform(),
        "ok": all(check["ok"] for check in checks.values()),
        "checks": checks,
    }
    text = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0 if told["ok"] else 1


async def _asked() -> dict[str, dict[str, Any]]:
    return {name: await _one(check()) for name, check in CHECKS.items()}


async def _one(check: Coroutine[Any, Any, str]) -> dict[str, Any]:
    try:
        async with asyncio.timeout(LIMIT_S):
            return {"ok": True, "said": await check}
    except Exception as error:  # noqa: BLE001  whatever it is, the next part is looked at too
        return {"ok": False, "said": f"{type(error).__name__}: {error}"}


# --- the parts


async def _resources() -> str:
    from supporttray.judge import shipped  # noqa: PLC0415  each part loads its own

    icons = sorted(resource("icons").glob("*.svg"))
    templates = sorted(resource("templates").iterdir())
    if not icons or not templates or not resource("example.toml").is_file():
        raise FileNotFoundError(f"{len(icons)} icons, {len(templates)} templates")
    return f"{len(icons)} icons, {len(templates)} templates, {len(shipped())} signatures"


async def _connectors() -> str:
    from supporttray.connectors.registry import CONNECTORS, SERVICES  # noqa: PLC0415  (as above)

    return f"{len([SERVICES[kind] for kind in SERVICES])} services, {len([CONNECTORS[kind] for kind in CONNECTORS])} watches"


async def _config() -> str:
    from supporttray import config  # noqa: PLC0415  (as above)

    return f"{len(config.load(resource('example.toml')).watches)} watches in the example"


async def _database() -> str:
    from supporttray.engine.database import Database  # noqa: PLC0415  (as above)

    with tempfile.TemporaryDirectory() as folder:
        base = Database(Path(folder) / "selftest.sqlite3", lambda: BEGIN)
        version = base.read("SELECT sqlite_version()").fetchone()[0]
        base.close()
    return f"SQLite {version}"


async def _keyring() -> str:
    from supporttray.credentials import Credentials  # noqa: PLC0415  (as above)

    namespace, secret = f"supporttray.selftest-{secrets.token_hex(4)}", secrets.token_hex(16)
    credentials = Credentials(namespace)
    await credentials.write("selftest", secret)
    found = await Credentials(namespace).kept("selftest")
    gone = await credentials.forget("selftest")
    if found != secret or not gone or await credentials.kept("selftest") is not None:
        raise LookupError("it does not keep and forget what it is given")
    return "kept, read, forgotten"


async def _judge() -> str:
    from supporttray.core.triage import Evidence, Log  # noqa: PLC0415  (as above)
    from supporttray.judge import judge  # noqa: PLC0415

    (verdict,) = await judge([Evidence(logs=(Log(LOG),))])
    if not verdict.rule:
        raise LookupError(verdict.lacks or "no signature fits a full disk")
    return f"{verdict.cause}: {verdict.rule}"


async def _search() -> str:
    import msgspec  # noqa: PLC0415  (as above)

    from supporttray.assess import assess  # noqa: PLC0415
    from supporttray.core.release.group import Asked  # noqa: PLC0415
    from supporttray.core.release.plan import Release  # noqa: PLC0415

    release = Release(product="selftest", version="1", start=BEGIN, end=BEGIN + timedelta(days=1))
    found = await assess(msgspec.json.encode(Asked(release=release, now=BEGIN)), _no_tickets())
    return f"{len(found)} problems among no tickets"


async def _no_tickets() -> AsyncIterator[bytes]:
    for nothing in tuple[bytes, ...]():
        yield nothing


async def _likeness() -> str:
    from supporttray.engine.likeness import like  # noqa: PLC0415  (as above)

    found = like("the build of main is red", ["the build of main is red again"])
    if not found:
        raise LookupError("two like texts are not found alike")
    return f"two like texts are {found[0][1]:.0f} of 100 alike"


async def _calendar() -> str:
    from supporttray.connectors.calendar.feed import events  # noqa: PLC0415  (as above)

    return f"{len(await events(CALENDAR, 'selftest', BEGIN, BEGIN + timedelta(days=7)))} events of a rule"


async def _holidays() -> str:
    from supporttray import child  # noqa: PLC0415  (as above)

    asked = json.dumps(["DE", "BY", 2026, 2026]).encode()
    return f"{len(json.loads(await child.run('supporttray.connectors.calendar.country', asked, LIMIT_S))['days'])} in Bavaria in 2026"


async def _meetings() -> str:
    from supporttray import child  # noqa: PLC0415  (as above)

    asked = json.dumps(["FREQ=DAILY;COUNT=3", "2026-11-23", "2026-11-23", "2026-12-31"]).encode()
    return f"{len(json.loads(await child.run('supporttray.connectors.calendar.recurrence', asked, LIMIT_S))['days'])} days of a rule"


async def _texts() -> str:
    from supporttray.template import render  # noqa: PLC0415  (as above)

    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "t.j2"
        template.write_text("{{ day.name }}", encoding="utf-8")
        return await render(template, {"name": "a template is filled in"}, ())


async def _zones() -> str:
    return datetime(2026, 7, 1, tzinfo=ZoneInfo("Europe/Berlin")).strftime("Berlin is at %z in summer")


async def _trust() -> str:
    from supporttray.connectors.http import Http, tls  # noqa: PLC0415  (as above)

    http = Http("https://localhost", {}, lambda: BEGIN)
    await http.close()
    return f"{ssl.OPENSSL_VERSION}, {type(tls()).__module__}"


async def _live() -> str:
    from supporttray.connectors.slack.live import socket  # noqa: PLC0415  (as above)

    return f"{socket.__name__} is there"


async def _signatures() -> str:
    from supporttray.update import check, minisign  # noqa: PLC0415  (as above)

    said = minisign.verify(LOG, SIGNATURE, (PUBLIC,))
    return f"{said}; newer versions are {'looked for' if check.shipped() else 'not looked for'}"


async def _demo() -> str:
    from supporttray import app, config  # noqa: PLC0415  (as above)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        async with app.company((), Path(folder)) as file:
            return f"a company of {len(config.load(file).accounts)} services"


CHECKS: Mapping[str, Callable[[], Coroutine[Any, Any, str]]] = {
    "resources": _resources,
    "connectors": _connectors,
    "config": _config,
    "database": _database,
    "keyring": _keyring,
    "judge": _judge,
    "search": _search,
    "likeness": _likeness,
    "calendar": _calendar,
    "holidays": _holidays,
    "meetings": _meetings,
    "texts": _texts,
    "zones": _zones,
    "trust": _trust,
    "live": _live,
    "signatures": _signatures,
    "demo": _demo,
}


# --- the screen, on the first thread


def _screen() -> dict[str, dict[str, Any]]:
    """Look at Qt: its platform, whether there is a tray, whether our pictures are drawn, whether each window's module is there."""
    from supporttray.ui import selftest  # noqa: PLC0415  Qt is for the screen only

    told = {}
    for name, check in selftest.checks(resource("icons")).items():
        try:
            told[name] = {"ok": True, "said": check()}
        except Exception as error:  # noqa: BLE001  (as above)
            told[name] = {"ok": False, "said": f"{type(error).__name__}: {error}"}
    return told
