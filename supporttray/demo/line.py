"""One connection to the demo: counted, and known by its peer so that a fault can cut it."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from supporttray.demo.traffic import Traffic


def line_of(traffic: Traffic) -> type[H11Protocol]:
    """Make the connection class of one server."""

    class Line(H11Protocol):
        """An HTTP/1.1 connection."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            self._peer = transport.get_extra_info("peername")[:2]
            traffic.opened(self._peer, transport)
            super().connection_made(transport)

        def connection_lost(self, exc: Exception | None) -> None:
            traffic.closed(self._peer)
            super().connection_lost(exc)

    return Line
