"""The demo's fixed credential: worth nothing, accepted by this server only."""

TOKEN = "demo-credential"  # noqa: S105 - not a secret, and documented as such


def bearer(header: str | None) -> str:
    """Take the token out of an Authorization header; nothing when there is none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "token") else ""
