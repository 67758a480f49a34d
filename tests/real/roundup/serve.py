"""A Roundup of our own in a new folder: its classic tracker, with two people and six issues. It says its address, and ends with its input.

Run by the Python of .venv-real. Its own `roundup-server` refuses root; through WSGI, which Roundup recommends, anybody may serve it.
"""

import sys
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import roundup.instance
from roundup.admin import AdminTool
from roundup.cgi.wsgi_handler import RequestDispatcher
from roundup.password import Password

ISSUES = ("wish", "bug", "critical", "bug", "urgent", "feature")  # their priorities, in the order in which they came
SETTINGS = "tracker_web=http://{0}/,mail_domain=example.com,mail_host=127.0.0.1,web_api_calls_per_interval={1},web_api_interval_in_sec=60"


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_message(self, *_: object) -> None:
        """Keep it."""


def prepare(home: Path, address: str, calls: str) -> None:
    """Make the tracker; each person may ask so often a minute."""
    for command in (["install", "classic", "sqlite", SETTINGS.format(address, calls)], ["initialise", "admin"]):
        sys.argv = ["roundup-admin", "-i", str(home), *command]
        if AdminTool().main():
            sys.exit("roundup-admin refuses")
    base = roundup.instance.open(str(home)).open("admin")
    for name in ("ada", "bo"):
        word = Password(f"{name}'s word", config=base.config)
        base.user.create(username=name, password=word, address=f"{name}@example.com", roles="User")
    for number, priority in enumerate(ISSUES, 1):
        base.issue.create(title=f"Issue {number}", priority=base.priority.lookup(priority), status="1")
    base.commit()
    base.close()


def main(home: Path, calls: str) -> None:
    """Serve until nobody holds the other end of our input."""
    server = make_server("127.0.0.1", 0, None, WSGIServer, Quiet)
    address = f"127.0.0.1:{server.server_port}"
    out, sys.stdout = sys.stdout, sys.stderr
    prepare(home, address, calls)
    server.set_app(RequestDispatcher(str(home)))
    threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
    out.write(f"http://{address}\n")
    out.flush()
    server.serve_forever(0.05)


main(Path(sys.argv[1]), sys.argv[2])
