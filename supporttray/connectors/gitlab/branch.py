"""Whether what was built is still there: of a branch that is gone nobody mends the red, and nobody misses a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors.gitlab.reading import quoted
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

OTHERS = "refs/"  # with which begins what is neither branch nor tag: a merge request's


async def there(http: Http, home: str, name: str) -> bool:
    """Whether a project has this branch, or a tag of that name. Raises a `ServiceError`.

    Who may not see the repository is answered as if it had none; then all are there.
    """
    if name.startswith(OTHERS):
        return True
    places = (f"branches/{quoted(name)}", f"tags/{quoted(name)}")
    for place in places:
        if await _seen(http, f"{home}/repository/{place}"):
            return True
    return not await _seen(http, f"{home}/repository/branches")


async def _seen(http: Http, path: str) -> bool:
    try:
        await http.get(path, {"per_page": "1"})
    except Refused as error:
        return error.missing != "name"
    return True
