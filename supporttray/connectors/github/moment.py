"""A moment as GitHub writes it: with its zone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
