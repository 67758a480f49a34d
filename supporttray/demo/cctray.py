"""The cctray feed: one line of XML a project, with an entity tag."""

import hashlib
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from supporttray.demo.company import Company
from supporttray.demo.feed import Light


def feed(company: Company, base: str) -> str:
    """Write the feed."""
    lines = [f"  <Project {_attributes(light, base)}/>" for light in company.feed.lights()]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<Projects>", *lines, "</Projects>", ""])


def _attributes(light: Light, base: str) -> str:
    values = {
        "name": light.name,
        "activity": "Sleeping" if light.building is None else "Building",
        "lastBuildStatus": light.status,
        "lastBuildLabel": str(light.label),
        "lastBuildTime": light.built.isoformat(timespec="milliseconds"),
        "webUrl": f"{base}/ci/project/{quote(light.name, safe='')}",
    }
    return " ".join(f"{name}={quoteattr(value)}" for name, value in values.items())


def routes(company: Company) -> list[Route]:
    """Give the feed's route."""

    async def answer(request: Request) -> Response:
        content = feed(company, str(request.base_url).rstrip("/")).encode()
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        if request.headers.get("if-none-match") in (tag, f"W/{tag}"):
            return Response(None, 304, {"etag": tag})
        return Response(content, 200, {"etag": tag}, "application/xml; charset=utf-8")

    return [Route("/ci/cctray.xml", answer, methods=["GET"])]
