"""The log: three files of 1 MiB at the most, without bodies, query strings or secrets."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_secrets: set[str] = set()
HIDDEN = "•••"


def hide(secret: str) -> None:
    """Never write this text to a log from now on."""
    if secret:
        _secrets.add(secret)


def redacted(text: str) -> str:
    """Return the text without the known secrets."""
    for secret in _secrets:
        text = text.replace(secret, HIDDEN)
    return text


class Redaction(logging.Formatter):
    """Writes a record without the known secrets, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return redacted(super().format(record))


def start(path: Path | None) -> None:
    """Log to `path` (to stderr if None). A log that cannot be written never stops the app."""
    handler: logging.Handler = logging.StreamHandler()
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handler = RotatingFileHandler(path, maxBytes=2**20, backupCount=2, encoding="utf-8", delay=True)
        except OSError:
            logging.lastResort = None
    handler.setFormatter(Redaction("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for chatty in ("httpx", "httpcore"):  # they log every address, query strings included
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.raiseExceptions = False
