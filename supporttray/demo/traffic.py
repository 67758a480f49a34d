"""Who asked what: requests, bytes and connections, counted for tests; reading leaves no other trace."""

import asyncio
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Peer: TypeAlias = tuple[str, int]
_TICKET = re.compile(r"/\d+(?:\.json)?(?=/|$)")
_NUMBER = re.compile(r"/\d+(?=/|$)")
_ISSUE = re.compile(r"/(?:[A-Z][A-Z0-9]*-)?\d+(?=/|$)")
_PLACES = {
    "/slack/api/": "slack",
    "/jira/rest/": "jira",
    "/jira-dc/rest/": "jira",
    "/pagerduty/": "pagerduty",
    "/gitlab/api/": "gitlab",
    "/zendesk/api/": "zendesk",
    "/rollbar/api/": "rollbar",
}
_JOBS = re.compile(r"(?:/job/[^/]+)+")
_JENKINS = ("/api/json", "/consoleText", "/progressiveText", "/wfapi/describe", "/wfapi/describe/", "/build")
_CODE = re.compile(r"/[A-Z0-9]+(?=/|$)")
_ROOTS = {  # where an API begins, and what varies in its addresses
    "gitlab": ("/gitlab/api/v4", _NUMBER),
    "rollbar": ("/rollbar/api/1", _NUMBER),
    "zendesk": ("/zendesk/api/v2", _TICKET),
    "pagerduty": ("/pagerduty", _CODE),
}


@dataclass
class _Count:
    requests: int = 0
    bytes_out: int = 0
    methods: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    peers: set[Peer] = field(default_factory=set)


class Traffic:
    """Counts a service and method, and holds the open connections."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, _Count] = defaultdict(_Count)
        self._open: dict[Peer, asyncio.Transport] = {}
        self._connections = 0

    def opened(self, peer: Peer, transport: asyncio.Transport) -> None:
        """Note a new connection."""
        self._open[peer] = transport
        self._connections += 1

    def closed(self, peer: Peer) -> None:
        """Note that a connection ended."""
        self._open.pop(peer, None)

    def cut(self, peer: Peer) -> None:
        """Cut a connection, as a broken line does."""
        if peer in self._open:
            self._open[peer].abort()

    def close(self, peer: Peer) -> None:
        """Close a connection politely, as a server does that has kept it long enough."""
        if peer in self._open:
            self._open[peer].close()

    def cut_all(self) -> None:
        """Cut what is still open when the server ends."""
        for transport in list(self._open.values()):
            transport.abort()

    def count(self, service: str, method: str, peer: Peer, status: int, size: int) -> None:
        """Note an answered (or cut) request; status 0 means no answer at all."""
        count = self._counts[service]
        count.requests += 1
        count.bytes_out += size
        count.methods[method] += 1
        count.statuses[str(status)] += 1
        count.peers.add(peer)

    def report(self) -> dict[str, Any]:
        """Give all counts as plain data."""
        return {
            "connections": {"open": len(self._open), "total": self._connections},
            "services": {name: _plain(count) for name, count in self._counts.items()},
        }


def _plain(count: _Count) -> dict[str, Any]:
    return {
        "requests": count.requests,
        "bytes_out": count.bytes_out,
        "connections": len(count.peers),
        "methods": dict(count.methods),
        "statuses": dict(count.statuses),
    }


def service_of(path: str) -> str | None:
    """Tell which service's API an address belongs to; pages for people belong to none."""
    for prefix, service in _PLACES.items():
        if path.startswith(prefix):
            return service
    if path.startswith("/jenkins/") and path.endswith(_JENKINS):
        return "jenkins"
    if path.startswith("/ci/") and path.endswith(".xml"):
        return "cctray"
    inner = path.removeprefix("/github").removeprefix("/api/v3")
    if path.startswith("/github/") and inner.split("/", 2)[1] in ("repos", "user", "rate_limit", "graphql"):
        return "github"
    if path == "/github/api/graphql":
        return "github"
    return None


def method_of(service: str, verb: str, path: str) -> str:
    """Name what was asked for: a Slack method, or an address with its numbers left out."""
    if service == "slack":
        return path.removeprefix("/slack/api/")
    if service == "jira":
        return f"{verb} {_ISSUE.sub('/{id}', path.partition('/rest/api/')[2])}"
    if service in _ROOTS:
        root, varies = _ROOTS[service]
        return f"{verb} {varies.sub('/{id}', path.removeprefix(root))}".rstrip("/")
    if service == "jenkins":
        return f"{verb} {_NUMBER.sub('/{id}', _JOBS.sub('/job', path.removeprefix('/jenkins')))}"
    inner = path.removeprefix("/github").removeprefix("/api/v3")
    return f"{verb} {_NUMBER.sub('/{id}', inner)}"
