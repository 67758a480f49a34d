"""Pull requests as GitHub's GraphQL gives them (docs.github.com/graphql/reference/objects#pullrequest); only what we use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.moment import Moment
from supporttray.connectors.github.review import body
from supporttray.connectors.github.review.body import Pull
from supporttray.connectors.github.review.memory import NEAR, ORDER
from supporttray.connectors.github.review.reading import span

if TYPE_CHECKING:
    from supporttray.connectors.github.review.memory import Kept

MORE = "pageInfo { hasNextPage endCursor }"
CHECKS = "commits(last: 1) { nodes { commit { oid committedDate statusCheckRollup { state } } } }"
FACTS = f"""fragment facts on PullRequest {{
  number title body state url isDraft createdAt updatedAt headRefOid headRefName additions deletions
  author {{ login __typename }}
  labels(first: {body.LABELS}) {{ nodes {{ name }} }}
  reviewRequests(first: 50) {{ nodes {{ requestedReviewer {{ ... on User {{ login }} ... on Team {{ slug }} }} }} }}
  reviews(last: 50) {{ nodes {{ fullDatabaseId state submittedAt author {{ login __typename }} commit {{ oid }} }} }}
  {CHECKS}
}}"""
RED, PENDING = frozenset({"FAILURE", "ERROR"}), frozenset({"PENDING", "EXPECTED"})


class Shaped(msgspec.Struct, frozen=True, rename="camel"):
    """GraphQL's names are camels."""


class Author(msgspec.Struct, frozen=True, rename={"kind": "__typename"}):
    """Whose it is."""

    login: str
    kind: str = "User"

    @property
    def user(self) -> body.User:
        """As REST names them: a program by its name and `[bot]`."""
        bot = self.kind == "Bot"
        return body.User(self.login + "[bot]" * (bot and not self.login.endswith("[bot]")), self.kind)


class Asked(msgspec.Struct, frozen=True):
    """A person or a team that is asked; of others, and of what the token may not see, nothing is told."""

    login: str = ""
    slug: str = ""


class Request(Shaped, frozen=True):
    """That somebody is asked."""

    requested_reviewer: Asked | None = None


class Requests(msgspec.Struct, frozen=True):
    """Who is asked."""

    nodes: tuple[Request, ...] = ()


class Commit(msgspec.Struct, frozen=True):
    """A commit that was reviewed."""

    oid: str


class Said(Shaped, frozen=True):
    """A review."""

    state: str
    full_database_id: int | str | None = None  # the API writes big numbers as texts
    submitted_at: Moment | None = None
    author: Author | None = None
    commit: Commit | None = None

    @property
    def said(self) -> body.Said:
        """As REST tells it."""
        user, commit = self.author.user if self.author else None, self.commit.oid if self.commit else None
        return body.Said(self.full_database_id or 0, self.state, user, commit, self.submitted_at)


class Reviews(msgspec.Struct, frozen=True):
    """What was said."""

    nodes: tuple[Said, ...] = ()


class Labels(msgspec.Struct, frozen=True):
    """The labels."""

    nodes: tuple[body.Label, ...] = ()


class Rollup(msgspec.Struct, frozen=True):
    """What all checks and statuses come to."""

    state: str = ""


class Head(Shaped, frozen=True):
    """The newest commit, and how its checks ended; where it has none there is no rollup."""

    oid: str = ""
    committed_date: Moment | None = None
    status_check_rollup: Rollup | None = None

    @property
    def red(self) -> bool:
        """Whether some failed."""
        return self.status_check_rollup is not None and self.status_check_rollup.state in RED

    @property
    def pending(self) -> bool:
        """Whether some go on."""
        return self.status_check_rollup is not None and self.status_check_rollup.state in PENDING


class Of(msgspec.Struct, frozen=True):
    """A commit of a pull request."""

    commit: Head


class Commits(msgspec.Struct, frozen=True):
    """The last of them."""

    nodes: tuple[Of, ...] = ()


class Checked(msgspec.Struct, frozen=True):
    """A pull request, as far as its checks go."""

    number: int
    commits: Commits = Commits()

    @property
    def checks(self) -> Head:
        """How they ended."""
        return self.commits.nodes[-1].commit if self.commits.nodes else Head()


class Node(Checked, frozen=True, kw_only=True, rename="camel"):
    """A pull request."""

    title: str
    state: str
    created_at: Moment
    updated_at: Moment
    head_ref_oid: str
    head_ref_name: str = ""
    url: str = ""
    body: str | None = None
    is_draft: bool = False
    additions: int = 0
    deletions: int = 0
    author: Author | None = None
    labels: Labels | None = None
    review_requests: Requests | None = None
    reviews: Reviews | None = None

    @property
    def open(self) -> bool:
        """Whether it is neither merged nor closed."""
        return self.state == "OPEN"

    def pull(self) -> Pull:
        """Return it as REST's lists give it."""
        asked = [one.requested_reviewer for one in (self.review_requests or Requests()).nodes if one.requested_reviewer]
        return Pull(
            number=self.number,
            title=self.title,
            state=self.state.lower(),
            created_at=self.created_at,
            updated_at=self.updated_at,
            head=body.Head(self.head_ref_oid, self.head_ref_name),
            html_url=self.url,
            body=self.body,
            draft=self.is_draft,
            user=self.author.user if self.author else None,
            labels=self.labels.nodes if self.labels else (),
            requested_reviewers=tuple(body.User(one.login) for one in asked if one.login),
            requested_teams=tuple(body.Team(one.slug) for one in asked if one.slug),
        )

    def read(self, kept: Kept, me: str) -> None:
        """Take what REST tells only of single ones."""
        found = (body.opinion(one.said, me) for one in (self.reviews or Reviews()).nodes)
        opinions = tuple(one for one in found if one)
        pushed_at, here = kept.review.pushed_at, self.checks.oid == self.head_ref_oid
        if between := span(kept, opinions):
            after, before = between
            told = None if before - after <= NEAR or not here else self.checks.committed_date
            pushed_at = body.pushed(told, after, before)
        kept.before, kept.due = None, tuple(one for one in kept.due if one not in ORDER)
        red = here and self.checks.red
        kept.change(opinions=opinions, lines=self.additions + self.deletions, red=red, pushed_at=pushed_at)


class PageInfo(Shaped, frozen=True):
    """Whether there is more."""

    has_next_page: bool = False
    end_cursor: str | None = None


class Page(Shaped, frozen=True):
    """A page of pull requests."""

    nodes: tuple[Node, ...] = ()
    page_info: PageInfo = PageInfo()


class Checks(Shaped, frozen=True):
    """A page of their checks."""

    nodes: tuple[Checked, ...] = ()
    page_info: PageInfo = PageInfo()
