"""Who may have broken a build, and whose the failing tests are: what the other rooms of this folder come to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.core.suspect import Suspicion
from supporttray.core.trail.owner import owners, theirs
from supporttray.core.trail.rank import ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.core.suspect import Changes
    from supporttray.core.triage import Verdict


def suspicion(
    changes: Changes, verdict: Verdict, ours: Sequence[str] = (), team: Sequence[str] = (), owned: str = ""
) -> Suspicion:
    """Return who may have broken it and whose the failing tests are: by `owned`, in the form of CODEOWNERS, else by the project's own file.

    `ours` has patterns over tests and their files, and owners (`@acme/support`); `team` the logins, e-mails or names of ours.
    """
    suspects = ranked(changes, verdict)
    whose = owners(verdict, owned, changes.owners)
    found = Suspicion(suspects=suspects, owners=whose, url=changes.url)
    return msgspec.structs.replace(found, ours=theirs(found, verdict, ours, team))
