"""What a help desk tells: tickets of customers, and how many errors came in an hour. They are kept in the archive, not among the items.

There are ten thousands of them, and nobody looks at one: they are counted, and read while a release is watched.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

LONGEST = 2000  # characters of a ticket's text that are kept: what is wrong stands at its beginning
TEXTS = timedelta(
    days=30
)  # how long the words of a customer are kept; that there was a ticket, and when, is kept longer
COUNTS = timedelta(days=180)


class Ticket(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A customer's ticket as its help desk last told it. It names no customer.

    `key` is `ticket:<host>/<native id>`, `name` what people call it (#81214, SUP-12). `title` and `text` are plain text (HTML was taken out),
    at most 250 and `LONGEST` characters. `at` is when it was opened, `changed` when the desk last changed it (aware UTC). `status` is the desk's own word, `over` says that
    it is solved or closed. `product` and `labels` are the desk's. `gone` says in a sentence why it is no ticket of its own any more
    ("It was merged into #12.", "It was deleted."): then it is not counted.
    """

    key: str
    name: str
    title: str
    url: str
    at: datetime
    changed: datetime | None = None
    text: str = ""
    status: str = ""
    over: bool = False
    priority: str = ""
    product: str = ""
    labels: tuple[str, ...] = ()
    gone: str = ""


class Tally(msgspec.Struct, frozen=True, gc=False):
    """How many came in one hour: `series` is what was counted (an environment), `hour` when the hour began (aware UTC). A later one of the same hour replaces it."""

    series: str
    hour: datetime
    count: int


class Scan(msgspec.Struct, frozen=True):
    """A look of a watch that ended well: when, and how many tickets were new."""

    watch: str
    at: datetime
    new: int
