"""What all items have in common.

They hold no cycles and there are many of them: with `gc=False` the collector, which stops every thread, need not walk over them.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", omit_defaults=True, gc=False):
    """A thing a service told us.

    `key` is `<kind>:<host or tenant>/<native path>`, never a watch's name. `title` is plain text, `url` http(s) or empty,
    `at` is when it began (aware UTC). A `standing` one is true for as long as its source says so, however long ago it began or ended.
    """

    standing: ClassVar[bool] = False

    key: str
    title: str
    url: str
    at: datetime

    @property
    def kind(self) -> str:
        """The item's kind in lower case: request, build, shift."""
        return str(self.__struct_config__.tag)

    @property
    def state(self) -> str:
        """One word for what the item is now, told from its facts."""
        raise NotImplementedError

    @property
    def last_at(self) -> datetime:
        """When the last thing happened to it."""
        return self.at
