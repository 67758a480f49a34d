"""What reviewers say of a merge request: who approved it, what its reviewers' states are, whether its pipeline failed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.gitlab.api import Moment, User
from supporttray.connectors.gitlab.merge import Known, Merge, people
from supporttray.connectors.http import decode
from supporttray.core.item import Opinion, Says
from supporttray.core.text import plain, shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from supporttray.connectors.http import Http

SAYS = {"approved": Says.APPROVED, "requested_changes": Says.CHANGES, "reviewed": Says.COMMENTED}
# the others (unreviewed, review_started, unapproved, and what comes with a later GitLab) owe an opinion still
SOON = timedelta(minutes=1)  # GitLab dates two changes within a minute as one, where they are remarks (ThrottledTouch)
Shape = TypeVar("Shape")


class Approval(msgspec.Struct, frozen=True):
    """Who approved, and when, where the server tells that."""

    user: User
    approved_at: Moment | None = None


class Approvals(msgspec.Struct, frozen=True):
    """GET …/approvals."""

    approved_by: tuple[Approval, ...] = ()


class Reviewer(msgspec.Struct, frozen=True):
    """Who is to review, and what they say (GET …/reviewers)."""

    user: User
    state: str = ""


class HeadPipeline(msgspec.Struct, frozen=True):
    """The newest pipeline of a merge request."""

    status: str = ""
    sha: str = ""
    created_at: Moment | None = None


class Single(msgspec.Struct, frozen=True):
    """A merge request by itself: only there its pipeline is told."""

    head_pipeline: HeadPipeline | None = None


class Version(msgspec.Struct, frozen=True):
    """What was pushed once (GET …/versions, the newest first)."""

    created_at: Moment | None = None
    head_commit_sha: str = ""


async def read(http: Http, home: str, one: Merge, old: Known | None, me: str, now: datetime) -> Known:
    """Ask what is known of a merge request now; a draft is asked nothing. Raises a `ServiceError`."""
    path, sha = f"{home}/merge_requests/{one.iid}", one.sha or ""
    pushed, red = (old.pushed, old.red) if old else (one.updated_at, False)
    if old and old.sha != sha:
        pushed, red = one.updated_at, False
    known = Known(one.updated_at, sha, pushed, (), people(one.reviewers or ()), red, early=now - one.updated_at < SOON)
    if one.unready:
        return known
    if old is None:
        known = await _first(http, path, one, known)
    approvals = await _told(http, f"{path}/approvals", Approvals)
    reviewers = await _told(http, f"{path}/reviewers", tuple[Reviewer, ...]) if one.reviewers else ()
    opinions = _opinions(one, approvals or Approvals(), reviewers or (), old, known, me)
    if reviewers:
        owing = people(each.user for each in reviewers if each.state not in SAYS)
    else:
        owing = tuple(name for name in known.owing if name not in {each.by for each in opinions})
    return msgspec.structs.replace(known, opinions=opinions, owing=owing)


async def _first(http: Http, path: str, one: Merge, known: Known) -> Known:
    """Return what else is asked of one that was never seen: since when its commit is there, and how its pipeline went."""
    single = await _told(http, path, Single)
    pipeline = (single and single.head_pipeline) or HeadPipeline()
    pushed = pipeline.created_at if pipeline.sha == known.sha else None
    if pushed is None:  # without a pipeline the versions tell it
        versions = await _told(http, f"{path}/versions", tuple[Version, ...]) or ()
        pushed = next((each.created_at for each in versions if each.head_commit_sha == known.sha), None)
    return msgspec.structs.replace(known, pushed=pushed or one.created_at, red=pipeline.status == "failed")


async def _told(http: Http, path: str, shape: type[Shape]) -> Shape | None:
    """Ask for a part of a merge request; None where this server, or this project, has none."""
    try:
        reply = await http.get(path)
    except Refused as error:
        if error.missing != "name":
            raise
        return None
    return decode(reply.body, shape, http.host)


def _opinions(
    one: Merge, approvals: Approvals, reviewers: tuple[Reviewer, ...], old: Known | None, known: Known, me: str
) -> tuple[Opinion, ...]:
    """Return what counts now. What was known keeps its moment; what the service does not date is as old as the change that shows it."""
    before = {(each.by, each.says): each for each in old.opinions} if old else {}
    found: dict[str, Opinion] = {}
    for approval in approvals.approved_by:
        found.setdefault(
            approval.user.username,
            _opinion(approval.user, Says.APPROVED, approval.approved_at or one.updated_at, known, me),
        )
    for reviewer in reviewers:
        if says := SAYS.get(reviewer.state):
            found.setdefault(reviewer.user.username, _opinion(reviewer.user, says, one.updated_at, known, me))
    dated = {each.user.username for each in approvals.approved_by if each.approved_at}
    return tuple(each if name in dated else before.get((each.by, each.says), each) for name, each in found.items())


def _opinion(user: User, says: Says, at: datetime, known: Known, me: str) -> Opinion:
    by = plain(user.username)
    return Opinion(
        id=f"{says}:{by}@{at:%Y-%m-%dT%H:%M:%S.%fZ}",
        by=by,
        says=says,
        at=at,
        name=shorten(user.name or by, 100),
        commit=known.sha if at >= known.pushed else "",
        mine=user.username == me,
    )
