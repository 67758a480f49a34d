"""`cctray.builds`: the builds of any CI server that speaks cctray.xml (cctray.org, v1)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, ClassVar, cast
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

import msgspec
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.http import CHECK, web
from supporttray.connectors.pattern import Patterns, chosen
from supporttray.connectors.web import Web, ask
from supporttray.core.item import Build, Result, Run
from supporttray.core.text import shorten
from supporttray.core.triage import Evidence, Fact, Log
from supporttray.errors import NotUnderstood

MOST = 10_000  # projects of a feed
ELEMENTS = 200_000  # with messages and what else a server may add
DEEPEST = 50
LONGEST_NAME = 1_000
LONGEST_TAG = 1_000_000  # bytes
USED = {"name", "activity", "lastBuildStatus", "lastBuildLabel", "lastBuildTime", "webUrl"}
STEP = 65_536  # bytes given to the parser at once: it holds the interpreter while it works
NEVER = datetime.fromtimestamp(0, UTC)
RESULTS = {"Success": Result.PASSED, "Failure": Result.FAILED, "Exception": Result.ERRORED}


class Feed(Web):
    """A cctray feed."""

    kind: ClassVar[str] = "cctray"

    async def whoami(self) -> str:
        """Say that the feed can be read. Raises a `ServiceError`."""
        projects = await _parse((await self.http.get()).body, self.http.host)
        return f"{self.http.host} answers with {len(projects)} projects."


class CctrayBuilds:
    """The projects of one feed; each poll tells only the last build of each."""

    kind: ClassVar[str] = "cctray.builds"
    service: ClassVar[str] = "cctray"
    every: ClassVar[timedelta] = timedelta(seconds=60)

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `cctray.builds` watch."""

        projects: Annotated[
            Patterns,
            msgspec.Meta(
                title="Projects",
                description="Names or patterns such as api-*; re: begins a regular expression, ! leaves out",
                examples=[["api-*", "!*-nightly"]],
            ),
        ] = ("*",)

    def __init__(self, options: Options, service: Feed, me: str) -> None:  # noqa: ARG002  a feed knows nobody
        self._meant = chosen(options.projects or ("*",))
        self._http = service.http

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Ask for the feed once. Raises a `ServiceError`."""
        told = await ask(self._http, memory)
        if told is None:
            return Unchanged()
        body, known = told
        projects = await _parse(body, self._http.host)
        builds = (self._build(project, now) for project in projects if self._wanted(project.get("name", "")))
        items = tuple({build.key: build for build in builds}.values())  # a name that stands twice is one build
        return Answer(items=items, complete=True, memory=known)

    async def explain(self, build: Build, run: Run) -> Evidence:  # noqa: ARG002  a feed tells nothing else
        """Return how the build ended, in the feed's own word: there is no log, and who broke it is nobody's business."""
        word = next((word for word, result in RESULTS.items() if result is run.result), "")
        lacks = f"{self._http.host} tells results only, and no logs: see the build's page."
        return Evidence(facts=(Fact("lastBuildStatus", word),), logs=(Log(url=run.url, lacks=lacks),))

    def _wanted(self, name: str) -> bool:
        return bool(name) and self._meant(name)

    def _build(self, project: dict[str, str], now: datetime) -> Build:
        name, url = project["name"], web(project.get("webUrl", ""))
        began = _moment(project.get("lastBuildTime", ""))
        result = RESULTS.get(project.get("lastBuildStatus", ""))
        label = shorten(project.get("lastBuildLabel", ""), 100)
        runs = (_run(label, began, result, url, now),) if result else ()
        return Build(
            key=f"build:{self._http.host}/{_place(self._http.address)}#{name}",
            title=shorten(name, 100),
            url=url,
            at=began or NEVER,
            project=self._http.host,
            runs=runs,
            running=project.get("activity") == "Building",
        )


def _place(address: str) -> str:
    """Return what tells one feed of a host from another: the path, and a trace of the query, which may hold a secret."""
    parts = urlsplit(address)
    query = "&".join(part for part in parts.query.split("&") if part and "{credential}" not in part)
    return parts.path.strip("/") + (f"?{sha256(query.encode()).hexdigest()[:8]}" if query else "")


def _run(label: str, began: datetime | None, result: Result, url: str, now: datetime) -> Run:
    moment = began or now
    return Run(id=f"{label}@{began.isoformat() if began else ''}", at=moment, ended=moment, result=result, url=url)


def _moment(value: str) -> datetime | None:
    """Return a lastBuildTime; without a zone it is taken for UTC, as GoCD means it. None if it says nothing."""
    try:
        found = datetime.fromisoformat(value.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class Projects:
    """Collects the projects while the parser reads; there is never a tree. Raises `NotUnderstood` at what is no feed."""

    def __init__(self, host: str) -> None:
        self.found: list[dict[str, str]] = []
        self._host = host
        self._inside = False
        self._depth = 0
        self._elements = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an element."""
        if not self._inside and tag != "Projects":
            raise NotUnderstood(f"{self._host} answers with XML that is not cctray.xml.", CHECK)
        self._inside = True
        self._depth += 1
        self._elements += 1
        if self._depth > DEEPEST or self._elements > ELEMENTS:
            raise NotUnderstood(f"{self._host} answers with XML that is too deep or too long.")
        if tag != "Project":
            return
        if len(self.found) == MOST:
            raise NotUnderstood(f"{self._host} answers with more than {MOST} projects.")
        if len(attributes.get("name", "")) > LONGEST_NAME:
            raise NotUnderstood(f"{self._host} answers with a name that is too long to be one.")
        self.found.append({name: attributes[name] for name in USED & attributes.keys()})

    def end(self, tag: str) -> None:  # noqa: ARG002  the parser tells it
        """Leave an element."""
        self._depth -= 1

    def data(self, text: str) -> None:
        """Texts say nothing of builds."""

    def close(self) -> list[dict[str, str]]:
        """Return what was found."""
        return self.found


async def _parse(body: bytes, host: str) -> list[dict[str, str]]:
    """Return the attributes of each project. A feed has no business with a DTD: with one it is refused."""
    parser = DefusedXMLParser(target=Projects(host), forbid_dtd=True)
    try:
        for start in range(0, len(body), STEP):
            parser.feed(body[start : start + STEP])
            if start - parser.parser.CurrentByteIndex > LONGEST_TAG:  # expat would read it again with every piece
                raise NotUnderstood(f"{host} answers with XML whose elements are too large.")
            await asyncio.sleep(0)  # other watches go on meanwhile
        return cast("list[dict[str, str]]", parser.close())
    except DefusedXmlException:
        raise NotUnderstood(f"{host} answers with XML that declares entities or a DTD: refused.") from None
    except (ParseError, ValueError, LookupError):
        raise NotUnderstood(f"{host} answers with something that is not cctray.xml.", CHECK) from None
