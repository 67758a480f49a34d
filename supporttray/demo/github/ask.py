"""One request to the demo's GitHub: who asks what, and how to write the bodies."""

from collections.abc import Callable
from typing import Any, TypeAlias

from msgspec import Struct
from starlette.requests import Request
from starlette.responses import Response

from supporttray.demo.actions import Actions, Run
from supporttray.demo.company import Company
from supporttray.demo.credential import bearer, holder
from supporttray.demo.github.body import Body
from supporttray.demo.github.reply import GitHubError, Meter, answer, page_of
from supporttray.demo.scenario import Person


class Ask(Struct, frozen=True):
    """One request: who asks what, and how to write the bodies; `content` is what was sent along."""

    company: Company
    request: Request
    meter: Meter
    body: Body
    address: str
    content: bytes = b""

    @property
    def me(self) -> Person:
        """Whose token it is."""
        return holder(bearer(self.request.headers.get("authorization")), self.company.people, self.company.me)

    def home(self) -> Actions:
        """Find the repository that is meant."""
        owner, name = self.request.path_params["owner"], self.request.path_params["repo"]
        home = self.company.repositories.get(f"{owner}/{name}".lower())
        if home is None or home.repository.host != "github":
            raise GitHubError(404, "Not Found")
        return home

    def run(self, home: Actions) -> Run:
        """Find the run that is meant."""
        run = home.run(self.request.path_params["run"])
        if run is None:
            raise GitHubError(404, "Not Found")
        return run

    def page(self, key: str | None, things: list[Any], write: Callable[[Any], Any]) -> Response:
        """Answer with a page of a list, counted under a key or bare."""
        part, links = page_of(self.request, self.address, things)
        bodies = [write(thing) for thing in part]
        return answer(self.request, self.meter, {"total_count": len(things), key: bodies} if key else bodies, links)


Endpoint: TypeAlias = Callable[[Ask], Response]
