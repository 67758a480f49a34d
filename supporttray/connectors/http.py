"""The only file that knows httpx: one client a service, with its credential, limits, caps and deadlines; errors are mapped here."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
import msgspec
import truststore

from supporttray import __version__
from supporttray.connectors import limit
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from datetime import datetime

Shape = TypeVar("Shape")

CAP = 16 * 1024 * 1024  # bytes of one body, after decompression
DEADLINE_S = 30.0
AT_ONCE = 2  # requests to one service
KEPT_S = 900.0  # httpx drops idle connections after 5 s unless told otherwise; the polls are further apart
REDIRECTS = 3


class Reply(msgspec.Struct, frozen=True):
    """An answer with a status below 400. Header names are in lower case; `body` is empty for 304."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def unchanged(self) -> bool:
        """Whether the validators that were sent still hold."""
        return self.status == 304


@cache
def tls() -> ssl.SSLContext:
    """Return the one TLS context of the process, which trusts what the operating system trusts."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Http:
    """The way to one service. `headers` carry its credential and go to its own origin only."""

    def __init__(self, address: str, headers: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self.address = address.rstrip("/")
        self._now = now
        self._headers = {"user-agent": f"supporttray/{__version__}", "accept-encoding": "gzip", **headers}
        self._queue = asyncio.Semaphore(AT_ONCE)
        self._not_before: datetime | None = None
        limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE, keepalive_expiry=KEPT_S)
        self._client = httpx.AsyncClient(verify=tls(), limits=limits, timeout=DEADLINE_S, follow_redirects=False)

    def __repr__(self) -> str:
        """Show the host only: headers and addresses may hold secrets."""
        return f"Http({self.host})"

    @property
    def host(self) -> str:
        """The service's host and port, fit to be shown."""
        parts = urlsplit(self.address)
        return parts.netloc.rpartition("@")[2]

    async def close(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()

    async def get(self, path: str = "", params: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """Ask for `path` below the address (or an absolute URL of the same origin). Raises a `ServiceError`."""
        url = path if path.startswith(("http://", "https://")) else self.address + path
        request = self._client.build_request("GET", url, params=params, headers=_named(headers))
        return await self._send(request)

    async def post(self, path: str, form: Mapping[str, str]) -> Reply:
        """Send a form to `path`. Raises a `ServiceError`."""
        return await self._send(self._client.build_request("POST", self.address + path, data=dict(form)))

    async def _send(self, request: httpx.Request) -> Reply:
        if self._not_before and self._now() < self._not_before:
            raise SlowDown(f"{self.host} allows no more requests for now.", self._not_before)
        async with self._queue:
            try:
                async with asyncio.timeout(DEADLINE_S):
                    return await self._follow(request)
            except TimeoutError as error:
                raise Unreachable(f"{self.host} did not answer within {DEADLINE_S:.0f} s.") from error
            except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
                raise Refused(
                    f"{self.host} is not an address that can be asked.", "Check the address in the config."
                ) from error
            except httpx.HTTPError as error:
                raise Unreachable(*_explain(error, self.host)) from error

    async def _follow(self, request: httpx.Request) -> Reply:
        """Send, and follow redirects of reads; to another origin the credential does not go along."""
        for _ in range(REDIRECTS + 1):
            own = _origin(str(request.url)) == _origin(self.address)
            for name, value in self._headers.items():
                if own or name in ("user-agent", "accept-encoding"):
                    request.headers.setdefault(name, value)
            response = await self._client.send(request, stream=True, follow_redirects=False)
            try:
                target = response.headers.get("location", "")
                if not (300 <= response.status_code < 400 and target and request.method == "GET"):
                    return await self._read(response)
            finally:
                await response.aclose()
            request = self._client.build_request("GET", urljoin(str(request.url), target))
        raise NotUnderstood(f"{self.host} redirects in circles.", "Check the address in the config.")

    async def _read(self, response: httpx.Response) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        body = b"" if response.status_code == 304 else await _body(response, self.host)
        if limit.exhausted(headers):
            self._not_before = limit.until(headers, self._now())
        if response.status_code >= 300 and response.status_code != 304:
            raise self._error(response.status_code, headers, body)
        return Reply(response.status_code, headers, body)

    def _error(self, status: int, headers: Mapping[str, str], body: bytes) -> ServiceError:
        """Map a status to one of the four errors. The body is never repeated: a server may echo what we sent."""
        limited = status == 429 or (
            status == 403
            and ("retry-after" in headers or limit.exhausted(headers) or b"secondary rate limit" in body[:4096])
        )
        if limited:
            self._not_before = limit.until(headers, self._now())
            return SlowDown(f"{self.host} asks us to slow down.", self._not_before)
        if status in (401, 403, 404, 410):
            return self._refused(status, headers)
        if status >= 500 or status == 408:
            return Unreachable(f"{self.host} has a problem of its own ({status}).")
        return NotUnderstood(f"{self.host} answered with status {status}.")

    def _refused(self, status: int, headers: Mapping[str, str]) -> Refused:
        if status == 401 and "authorization" not in self._headers:
            hint = "Write `credential = true` into its [service] table and set one: `supporttray secrets set`."
            return Refused(f"{self.host} wants a credential.", hint, missing="credential")
        if status == 401:
            hint = "Set a new one: `supporttray secrets set`."
            return Refused(f"{self.host} refuses the credential.", hint, missing="credential")
        if status == 403:
            wanted = (
                headers.get("x-accepted-github-permissions") or headers.get("x-accepted-oauth-scopes") or "permission"
            )
            wanted = shorten(wanted, 200)
            return Refused(f"{self.host} does not permit this.", f"The credential lacks: {wanted}.", missing=wanted)
        hint = "Check the names in the config; a missing permission looks the same."
        return Refused(f"{self.host} knows nothing at this address.", hint, missing="name")


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Turn keyword arguments into header names, leaving out the empty ones."""
    return {name.replace("_", "-"): value for name, value in headers.items() if value}


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port


def _explain(error: httpx.HTTPError, host: str) -> tuple[str, str]:
    """Say a transport error in a person's words: the phrase and the hint."""
    cause = str(error.__cause__ or error.__context__ or error)
    if "CERTIFICATE_VERIFY_FAILED" in cause or isinstance(error.__cause__, ssl.SSLError):
        return (
            f"{host} shows a certificate that this computer does not trust.",
            "Add its authority to the system's trust store.",
        )
    if isinstance(error, httpx.ProxyError):
        return f"The proxy on the way to {host} refuses.", "Check HTTPS_PROXY."
    if isinstance(error, httpx.ConnectError):
        return f"No connection to {host}.", "Check the network and the address."
    return f"{host} broke off the answer.", ""


async def _body(response: httpx.Response, host: str) -> bytes:
    """Read the body with a cap that also holds after decompression: what a bomb inflates to is never in memory."""
    encoding = response.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise NotUnderstood(f"{host} answers in the encoding {encoding[:20]!r}, which was not asked for.")
    too_large = NotUnderstood(f"{host} answers with more than {CAP // 2**20} MiB.", "Narrow the watch down.")
    parts: list[bytes] = []
    size = 0
    chunks = response.aiter_raw(65_536)
    async for part in _inflated(chunks, host) if encoding == "gzip" else chunks:
        size += len(part)
        if size > CAP:
            raise too_large
        parts.append(part)
    return b"".join(parts)


async def _inflated(chunks: AsyncIterator[bytes], host: str) -> AsyncIterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    try:
        async for chunk in chunks:
            rest = chunk
            while rest:
                yield inflater.decompress(rest, 262_144)
                rest = inflater.unconsumed_tail
    except zlib.error as error:
        raise NotUnderstood(f"{host} answers with broken compression.") from error
    if not inflater.eof:
        raise Unreachable(f"{host} broke off the answer.")


def decode(body: bytes, shape: type[Shape], host: str) -> Shape:
    """Decode JSON into a typed value. Raises `NotUnderstood`, without repeating what was sent."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as error:
        where = str(error).rpartition(" - at ")[2] if isinstance(error, msgspec.ValidationError) else "not JSON"
        raise NotUnderstood(f"{host} answers in a form that is not understood ({where[:80]}).") from error
