"""The small words that a scenario's tables share: keys, names, texts and how often something happens."""

from typing import Annotated, TypeAlias

from msgspec import Meta

Key: TypeAlias = Annotated[str, Meta(pattern="^[a-z][a-z0-9]{0,30}$", description="small letters and digits")]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=40_000)]
Name: TypeAlias = Annotated[str, Meta(min_length=1, max_length=200)]
Times: TypeAlias = Annotated[int, Meta(ge=1, le=10_000)]
