"""What a scenario may say of credentials: that a service takes one no more, and that it takes it again."""

from datetime import timedelta

from msgspec import Struct

from supporttray.demo.fault import ServiceName
from supporttray.demo.token import TOKEN


class Revoke(Struct, frozen=True, tag_field="do", tag="revoke"):
    """A service takes a credential no more; any other of its credentials it still takes. Sockets that are open stay open."""

    at: timedelta
    service: ServiceName = "slack"
    token: str = TOKEN


class Restore(Struct, frozen=True, tag_field="do", tag="restore"):
    """A service takes every credential again."""

    at: timedelta
    service: ServiceName = "slack"
