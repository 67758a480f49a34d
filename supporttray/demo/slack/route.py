"""Slack over HTTP: the credential, forms, queries and JSON, and answers that are 200 even when they fail."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.credential import bearer, holder
from supporttray.demo.slack.call import Call, SlackError
from supporttray.demo.slack.method import METHODS, Method
from supporttray.demo.token import APP, SLACK, TOKEN

_JSON = "application/json; charset=utf-8"
_FEW = ("conversations.history", "conversations.replies")  # what an app that Slack limits may call once a minute
_SCOPES = (
    "channels:history,channels:read,channels:write.topic,chat:write,groups:history,groups:read,groups:write.topic,"
    "im:history,im:read,im:write,reactions:read,reactions:write,search:read,usergroups:read,usergroups:write,users.profile:read,"
    "users.profile:write,users:read,users:read.email"
)


def routes(company: Company) -> list[Route]:
    """Give the one route that answers every method."""

    async def answer(request: Request) -> Response:
        name = request.path_params["method"]
        if _too_often(company, name):
            return Response(b'{"ok":false,"error":"ratelimited"}', 429, {"retry-after": "60"}, _JSON)
        try:
            fields, warning = await _arguments(request, METHODS.get(name))
            body = _answer(company, request, name, fields)
        except SlackError as error:
            body, warning = error.body, None
        if warning is not None:
            body |= {
                "warning": warning,
                "response_metadata": {**body.get("response_metadata", {}), "warnings": [warning]},
            }
        headers = {"x-oauth-scopes": _SCOPES, "cache-control": "private, no-cache, no-store, must-revalidate"}
        return Response(msgspec.json.encode(body), 200, headers, _JSON)

    return [Route("/slack/api/{method}", answer, methods=["GET", "POST"])]


def _answer(company: Company, request: Request, name: str, fields: dict[str, Any]) -> dict[str, Any]:
    token = bearer(request.headers.get("authorization")) or fields.pop("token", "")
    if not token:
        raise SlackError("not_authed")
    if not str(token).startswith((TOKEN, SLACK, APP)):
        raise SlackError("invalid_auth")
    if not str(token).startswith((TOKEN, APP if name == "apps.connections.open" else SLACK)):
        raise SlackError("not_allowed_token_type")
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    missing = [key for key in method.required if fields.get(key) in (None, "")]
    if missing:
        messages = [f"[ERROR] missing required field: {key}" for key in missing]
        raise SlackError("invalid_arguments", response_metadata={"messages": messages})
    base = str(request.base_url).rstrip("/")
    me = holder(str(token), company.people, company.me)
    limited = company.limited is not None and name in _FEW
    return {"ok": True, **method.answer(Call(company, me, base, fields, limited))}


def _too_often(company: Company, name: str) -> bool:
    """Tell whether an app that Slack limits calls a method again within a minute."""
    if company.limited is None or name not in _FEW:
        return False
    last, now = company.limited.get(name), company.now()
    if last is not None and now - last < timedelta(minutes=1):
        return True
    company.limited[name] = now
    return False


async def _arguments(request: Request, method: Method | None) -> tuple[dict[str, Any], str | None]:
    """Read the arguments; a method that takes no JSON sees none of it."""
    fields: dict[str, Any] = dict(request.query_params)
    if request.method == "GET":
        return fields, None
    kind = request.headers.get("content-type", "")
    if not kind.startswith("application/json"):
        form = (await request.body()).decode("utf-8", "replace")
        return fields | dict(parse_qsl(form, keep_blank_values=True)), None
    content = await request.body()
    if method is None or not method.json or not content:
        return fields, None
    try:
        decoded = msgspec.json.decode(content)
    except msgspec.DecodeError:
        raise SlackError("invalid_json") from None
    if not isinstance(decoded, dict):
        raise SlackError("json_not_object")
    return fields | decoded, None if "charset" in kind else "missing_charset"
