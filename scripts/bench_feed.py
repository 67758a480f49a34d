"""A CI server for the bench: `bench_feed.py`, prints its port; GET /N is a cctray feed of N projects.

`/N` never changes and answers 304 to its ETag, `/N/changing` has other labels, and one project another result, at each GET.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

_TURN = count(1)
_ETAG = '"always-the-same"'


def feed(projects: int, turn: int) -> bytes:
    """Return cctray.xml; in each turn one project more or less is broken."""
    rows = (
        f'<Project name="team/service-{number}" activity="Sleeping" webUrl="http://ci.example/{number}" '
        f'lastBuildStatus="{"Failure" if turn % 2 and number == turn % projects else "Success"}" '
        f'lastBuildLabel="{turn}" lastBuildTime="2026-11-23T{turn // 3600 % 24:02}:{turn // 60 % 60:02}:{turn % 60:02}Z"/>'
        for number in range(projects)
    )
    return f"<Projects>{''.join(rows)}</Projects>".encode()


class Handler(BaseHTTPRequestHandler):
    """Answers GET on kept connections."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send the feed, or 304."""
        projects, _, kind = self.path.strip("/").partition("/")
        if not kind and self.headers.get("If-None-Match") == _ETAG:
            self.send_response(304)
            self.send_header("ETag", _ETAG)
            self.end_headers()
            return
        body = feed(int(projects), next(_TURN) if kind else 0)
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(body)))
        if not kind:
            self.send_header("ETag", _ETAG)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
