"""The only file that knows httpx: one client a service, with its credential, limits, caps and deadlines; errors are mapped here."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

import httpx
import msgspec
import truststore

from supporttray import __version__
from supporttray.connectors import body, limit
from supporttray.connectors.body import CAP, decode
from supporttray.connectors.exchange import Question, Reply
from supporttray.core.text import shorten
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

DEADLINE_S = 30.0
AT_ONCE = 2  # requests to one service
KEPT_S = 900.0  # httpx drops idle connections after 5 s unless told otherwise; the polls are further apart
REDIRECTS = 3
UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)  # before the first byte
PUBLIC = {"user-agent": f"supporttray/{__version__}", "accept-encoding": "gzip"}  # what other origins hear of us too
NEEDED = ("x-accepted-github-permissions", "x-accepted-oauth-scopes", "x-required-permission")  # by GitHub, and Jenkins
CREDENTIALS = {"authorization", "private-token", "x-rollbar-access-token"}  # the headers that carry one
JSON = {"content-type": "application/json"}
CHECK = "Check the address in the config."
SAID = 4096  # bytes of what a service says of a question that it does not take
TAIL = 1024 * 1024  # bytes of a log that are read: its end
__all__ = ["CAP", "CHECK", "PUBLIC", "TAIL", "Http", "decode", "tls", "web"]


@cache
def tls() -> ssl.SSLContext:
    """Return the one TLS context of the process, which trusts what the operating system trusts."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Http:
    """The way to one service. `headers` carry its credential and go to its own origin only.

    Where the credential is part of the address, the address says {credential} and `credential` stands there on the line only.
    Raises `Refused` for a credential that no header can carry.
    """

    def __init__(
        self,
        address: str,
        headers: Mapping[str, str],
        now: Callable[[], datetime],
        *,
        credential: str = "",
        at_once: int = AT_ONCE,
    ) -> None:
        if not all(value.isascii() and value.isprintable() for value in headers.values()):
            hint = "Set it again: `supporttray secrets set`."
            raise Refused("The credential holds characters that cannot be sent.", hint, missing="credential")
        self.address = address
        self._credential = quote(credential, safe="")
        self._headers = headers
        self._now = now
        self._queue = asyncio.Semaphore(at_once)
        self._not_before: datetime | None = None
        self._ahead = timedelta(0)
        limits = httpx.Limits(max_connections=at_once, max_keepalive_connections=at_once, keepalive_expiry=KEPT_S)
        no_cookies = CookieJar(policy=DefaultCookiePolicy(allowed_domains=()))
        self._client = httpx.AsyncClient(verify=tls(), limits=limits, timeout=DEADLINE_S, cookies=no_cookies)

    def __repr__(self) -> str:
        """Show the host only: headers and addresses may hold secrets."""
        return f"Http({self.host})"

    @property
    def host(self) -> str:
        """The service's host and port, fit to be shown."""
        return urlsplit(self.address).netloc.rpartition("@")[2]

    @property
    def skew(self) -> timedelta | None:
        """By how much the service's clock is ahead of this computer's, as its last answer told; None if it is not much."""
        return self._ahead if abs(self._ahead) > limit.ASTRAY else None

    def own(self, url: str) -> bool:
        """Whether an absolute URL leads to the service's own origin."""
        try:
            return _origin(url) == _origin(self._filled(self.address))
        except ValueError:
            return False

    async def close(self) -> None:
        """Close the kept connections."""
        await self._client.aclose()

    async def get(self, path: str = "", params: Mapping[str, str] | None = None, **headers: str) -> Reply:
        """Ask for the address, a `path` below it or an absolute URL. Raises a `ServiceError`."""
        return await self._send(
            Question("GET", self._at(path), _named(headers), params=dict(params) if params else None)
        )

    async def tail(self, path: str, params: Mapping[str, str] | None = None, *, size: int = TAIL) -> Reply:
        """Ask for the end of something long; its answer says whether it was `cut`. Raises a `ServiceError`."""
        return await self._send(
            Question("GET", self._below(path), {}, params=dict(params) if params else None, tail=size)
        )

    async def post(self, path: str, form: Mapping[str, str], *, reads: bool = False) -> Reply:
        """Send a form to `path`; `reads` says that it changes nothing there. Raises a `ServiceError`."""
        return await self._send(Question("POST", self._below(path), {}, form=dict(form), reads=reads))

    async def tell(self, path: str, value: object = None, *, verb: str = "POST", reads: bool = False) -> Reply:
        """Send a value in JSON, or none, to a `path` or an absolute URL; `reads` says that it changes nothing there. Raises a `ServiceError`."""
        body = None if value is None else msgspec.json.encode(value)
        return await self._send(Question(verb, self._at(path), {}, body=body, reads=reads))

    def _at(self, path: str) -> str:
        return path if path.startswith(("http://", "https://")) else self._below(path)

    def _below(self, path: str) -> str:
        return self._filled(self.address.rstrip("/") + path if path else self.address)

    def _filled(self, address: str) -> str:
        return address.replace("{credential}", self._credential)

    async def _send(self, question: Question) -> Reply:
        if self._not_before and self._now() < self._not_before:
            raise SlowDown(f"{self.host} allows no more requests for now.", self._not_before)
        async with self._queue:
            try:
                async with asyncio.timeout(DEADLINE_S):
                    return await self._follow(question)
            except (TimeoutError, httpx.TimeoutException) as error:
                maybe = not isinstance(error, UNSENT)
                raise Unreachable(f"{self.host} did not answer within {DEADLINE_S:.0f} s.", maybe=maybe) from None
            except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError) as error:
                maybe = not isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol))
                phrase = f"{self.host} leads to an address that makes no sense."
                raise NotUnderstood(phrase, CHECK, maybe=maybe) from None
            except httpx.HTTPError as error:
                phrase, hint = _explain(error, self.host)
                maybe = not isinstance(error, UNSENT)
            except RuntimeError:
                maybe = False  # the client says beforehand that it is closed
                if not self._client.is_closed:
                    raise
            if self._client.is_closed:
                phrase, hint = f"{self.host} was let go: the settings changed.", "Try again."
            # out here it has no cause: that one may hold the address or a header
            raise Unreachable(phrase, hint, maybe=maybe)

    async def _follow(self, question: Question) -> Reply:
        """Send, and follow redirects of reads; to another origin neither credential nor validators go along."""
        for _ in range(REDIRECTS + 1):
            asked = self._now()
            response = await self._exchange(question)
            try:
                if _unranged(response, question):
                    question = msgspec.structs.replace(question, ranged=False)
                    continue
                target = response.headers.get("location", "")
                if not (response.is_redirect and target and question.verb == "GET"):
                    return await self._read(response, question, asked)
            finally:
                await response.aclose()
            url = urljoin(str(response.url), target)
            question = Question("GET", url, question.headers, tail=question.tail, ranged=question.ranged)
        raise NotUnderstood(f"{self.host} redirects in circles.", CHECK)

    async def _exchange(self, question: Question) -> httpx.Response:
        """Send; once more where a kept connection turns out to be closed and nothing can be done twice."""
        headers = PUBLIC | ({**self._headers, **question.headers} if self.own(question.url) else {})
        headers |= {} if question.body is None else JSON
        headers |= {"accept-encoding": "identity"} if question.tail else {}
        headers |= {"range": f"bytes=-{question.tail}"} if question.tail and question.ranged else {}
        request = self._client.build_request(
            question.verb,
            question.url,
            params=question.params,
            data=question.form,
            content=question.body,
            headers=headers,
        )
        try:
            return await self._client.send(request, stream=True)
        except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
            if not question.reads:
                raise
        return await self._client.send(request, stream=True)

    async def _read(self, response: httpx.Response, question: Question, asked: datetime) -> Reply:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status, cut = response.status_code, False
        chunks = response.aiter_raw(65_536)
        encoding = (
            "" if status == 304 else headers.get("content-encoding", "")
        )  # read all the same, or it would not be kept
        try:
            if question.tail and status < 300:
                content, cut = await body.end(chunks, encoding, self.host, question.tail)
            else:
                content = await body.whole(chunks, encoding, self.host)
        except NotUnderstood as error:
            error.maybe = status < 400
            raise
        own = self.own(str(response.url))  # where it leads elsewhere, that one's clock and limits are not the service's
        self._ahead = limit.ahead(headers, asked, self._now()) if own else self._ahead
        if own and limit.exhausted(headers):
            self._not_before = limit.until(headers, self._now(), self._ahead)
        unchanged = status == 304 and bool(question.headers)  # to a question without validators 304 is no answer
        if status == 416 and question.tail:  # there is nothing of which the end could be read
            return Reply(status, headers, b"", str(response.url))
        if status >= 300 and not unchanged:
            raise self._error(status, headers, content, own=own)
        cut = cut or (status == 206 and not headers.get("content-range", "").startswith("bytes 0-"))
        return Reply(status, headers, content, str(response.url), cut)

    def _error(self, status: int, headers: Mapping[str, str], body: bytes, *, own: bool) -> ServiceError:
        """Map a status to one of the four errors. The body is never repeated: a server may echo what we sent."""
        limited = status == 429 or (
            status == 403
            and ("retry-after" in headers or limit.exhausted(headers) or b"secondary rate limit" in body[:4096])
        )
        if limited:
            until = limit.until(headers, self._now(), self._ahead)
            self._not_before = until if own else self._not_before
            return SlowDown(f"{self.host} asks us to slow down.", until)
        if status in (401, 403, 404, 410):
            return self._refused(status, headers)
        if status >= 500 or status == 408:
            return Unreachable(f"{self.host} has a problem of its own ({status}).", maybe=True, page=status == 500)
        error = NotUnderstood(f"{self.host} answered with status {status}.", maybe=status < 400)
        error.status, error.said = status, body[:SAID]
        return error

    def _refused(self, status: int, headers: Mapping[str, str]) -> Refused:
        denied = headers.get("x-authentication-denied-reason", headers.get("x-seraph-loginreason", ""))
        if "CAPTCHA" in denied or "AUTHENTICATION_DENIED" in denied:  # Jira, after some wrong ones
            hint = "Log in there with your browser once, then set the credential again: `supporttray secrets set`."
            return Refused(f"{self.host} wants to see that a person logs in.", hint, missing="credential")
        if status == 401 and not CREDENTIALS & self._headers.keys():
            hint = "Write `credential = true` into its [service] table and set one: `supporttray secrets set`."
            return Refused(f"{self.host} wants a credential.", hint, missing="credential")
        if status == 401:
            hint = "Set a new one: `supporttray secrets set`."
            return Refused(f"{self.host} refuses the credential.", hint, missing="credential")
        if status == 403:
            wanted = shorten(next((headers[name] for name in NEEDED if headers.get(name)), "permission"), 200)
            return Refused(f"{self.host} does not permit this.", f"The credential lacks: {wanted}.", missing=wanted)
        hint = "Check the names in the config; a missing permission looks the same."
        return Refused(f"{self.host} knows nothing at this address.", hint, missing="name")


def _unranged(response: httpx.Response, question: Question) -> bool:
    """Whether a store knows no end of something; one that is empty has none."""
    empty = response.headers.get("content-range", "").strip() == "bytes */0"
    return response.status_code == 416 and question.tail > 0 and question.ranged and not empty


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    """Turn keyword arguments into header names, leaving out the empty ones."""
    return {name.replace("_", "-"): value for name, value in headers.items() if value}


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def web(url: str) -> str:
    """Return an address from outside if a browser may open it, else nothing."""
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and url.isprintable() and len(url) <= 2000
    except ValueError:
        return ""
    return url if fit else ""


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
