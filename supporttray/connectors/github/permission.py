"""What a GitHub token lacks, in words."""

from __future__ import annotations

from supporttray.errors import Refused


def worded(error: Refused, what: str, scope: str) -> Refused:
    """Return a refusal that says what the token may not do, and which permission would help; others stay as they are.

    GitHub names it in X-Accepted-GitHub-Permissions (`actions=write`), and answers 404 where it tells less.
    """
    if error.missing in ("credential", "name"):
        return error
    hint = f"Give it the permission “{scope}”, or the scope repo if it is a classic one."
    told = f" GitHub says: {error.missing}." if "=" in error.missing else ""
    return Refused(f"Your token may not {what}.{told}", hint, missing=error.missing)
