"""What a repository has published: the first one of the scenario publishes what goes live in production, a minute before that."""

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from supporttray.demo.actions import Actions
from supporttray.demo.github.ask import Ask, Endpoint
from supporttray.demo.github.body import node
from supporttray.demo.moment import seconds_z
from supporttray.demo.trouble import Arrival

PLACE = "production"
_BEFORE = timedelta(minutes=1)


def releases(ask: Ask) -> Response:
    """GET …/releases: the newest first."""
    home = ask.home()
    hub = [one for one in ask.company.repositories.values() if one.repository.host == "github"]
    live = [one for one in ask.company.trouble.deploys() if one.environment == PLACE] if hub[0] is home else []
    return ask.page(None, live[::-1], lambda one: _release(ask, home, one))


ENDPOINTS: dict[tuple[str, str], Endpoint] = {("GET", "/repos/{owner}/{repo}/releases"): releases}


def _release(ask: Ask, home: Actions, one: Arrival) -> dict[str, Any]:
    here, tag = ask.body.here(home), f"v{one.version}"
    at = seconds_z(one.at - _BEFORE)
    return {
        "url": f"{here}/releases/{one.number}",
        "html_url": f"{ask.body.base}/github/{home.repository.name}/releases/tag/{tag}",
        "assets_url": f"{here}/releases/{one.number}/assets",
        "upload_url": f"{here}/releases/{one.number}/assets{{?name,label}}",
        "tarball_url": f"{here}/tarball/{tag}",
        "zipball_url": f"{here}/zipball/{tag}",
        "id": one.number,
        "node_id": node("Release", one.number),
        "tag_name": tag,
        "target_commitish": home.repository.branch,
        "name": one.version,
        "body": one.notes,
        "draft": False,
        "prerelease": False,
        "created_at": at,
        "published_at": at,
        "author": ask.body.user(one.by),
        "assets": [],
    }
