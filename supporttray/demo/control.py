"""Control for tests: play, advance, faults, and what really happened, all under /_demo."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.check import ScenarioError
from supporttray.demo.company import Company
from supporttray.demo.fault import SERVICES, fault_of
from supporttray.demo.moment import rfc3339
from supporttray.demo.slack.socket import Order, exchange

Handle: TypeAlias = Callable[[Company, Any], Any]
_LONGEST_S = 366 * 24 * 3600


def read_ledger(company: Company, _body: Any) -> Any:
    """List what really happened."""
    return company.ledger.lines()


def read_requests(company: Company, _body: Any) -> Any:
    """Tell who asked what."""
    return company.traffic.report()


def read_time(company: Company, _body: Any) -> Any:
    """Tell the company's time and what is still to come."""
    return {"now": rfc3339(company.now()), "start": rfc3339(company.start), "waiting": company.waiting()}


def play(company: Company, body: Any) -> Any:
    """Play entries now: a list, or one table alone."""
    return {"planned": company.play(body if isinstance(body, list) else [body])}


def advance(company: Company, body: Any) -> Any:
    """Let time pass."""
    seconds = body.get("seconds") if isinstance(body, dict) else None
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not 0 <= seconds <= _LONGEST_S:
        raise ValueError(f'"seconds": a number from 0 to {_LONGEST_S} is needed')
    company.advance(timedelta(seconds=seconds))
    return read_time(company, None)


def read_faults(company: Company, _body: Any) -> Any:
    """List the faults that are switched on."""
    return company.faults.faults()


def read_held(company: Company, _body: Any) -> Any:
    """Tell how many requests stand still."""
    return {"held": company.faults.held()}


def add_fault(company: Company, body: Any) -> Any:
    """Switch a fault on."""
    company.faults.switch_on(fault_of(body))
    return read_faults(company, None)


def clear_faults(company: Company, body: Any) -> Any:
    """Switch faults off, all or those of one service, and let go what they hold."""
    service = body.get("service") if isinstance(body, dict) else None
    if service not in (None, *SERVICES):
        raise ValueError(f'"service": unknown (allowed: {", ".join(SERVICES)})')
    company.faults.clear(service)
    return read_faults(company, None)


def read_sockets(company: Company, _body: Any) -> Any:
    """Tell who listens, and how much was told and acknowledged."""
    return exchange(company).report()


def spoil_sockets(company: Company, body: Any) -> Any:
    """Let something go wrong with Slack's sockets."""
    exchange(company).order(msgspec.convert(body, Order))
    return read_sockets(company, None)


_HANDLES: dict[tuple[str, str], Handle] = {
    ("GET", "/_demo/ledger"): read_ledger,
    ("GET", "/_demo/requests"): read_requests,
    ("GET", "/_demo/time"): read_time,
    ("POST", "/_demo/play"): play,
    ("POST", "/_demo/advance"): advance,
    ("GET", "/_demo/faults"): read_faults,
    ("GET", "/_demo/held"): read_held,
    ("POST", "/_demo/faults"): add_fault,
    ("GET", "/_demo/sockets"): read_sockets,
    ("POST", "/_demo/sockets"): spoil_sockets,
    ("DELETE", "/_demo/faults"): clear_faults,
}


def routes(company: Company) -> list[Route]:
    """Give the routes of the control."""

    def route(verb: str, path: str, handle: Handle) -> Route:
        async def respond(request: Request) -> Response:
            try:
                content = await request.body()
                body = msgspec.json.decode(content) if content else None
                return _json(200, handle(company, body))
            except ScenarioError as error:
                return _json(400, {"mistakes": list(error.mistakes)})
            except ValueError as error:
                return _json(400, {"mistakes": [str(error)]})

        return Route(path, respond, methods=[verb])

    return [route(verb, path, handle) for (verb, path), handle in _HANDLES.items()]


def _json(status: int, body: Any) -> Response:
    return Response(msgspec.json.encode(body), status, media_type="application/json; charset=utf-8")
