"""Why a build is red: the evidence that its service gives, the signatures by which it is read, and the verdict. Pure."""

from supporttray.core.triage.value import (
    Annotation,
    Cause,
    Evidence,
    Fact,
    FailedTest,
    Log,
    Scope,
    Signature,
    Source,
    Verdict,
)

__all__ = ["Annotation", "Cause", "Evidence", "Fact", "FailedTest", "Log", "Scope", "Signature", "Source", "Verdict"]
