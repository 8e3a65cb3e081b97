"""What every part of the vocabulary of a stack shares: strict models, counts, and how scarce machines are bought.

Owns the base that `stacks.model` and its parts `stacks.model_<subject>` build on, so that none of them needs another.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

CapacityModel = Literal["on-demand", "spot", "reservation", "flex-start"]

Count = Annotated[int, Field(ge=1)]


class SpecModel(BaseModel):
    """What all parts of a spec share: no unknown keys, no guessing of types, no change after parsing."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_alias=True,
        validate_by_name=False,
        extra="forbid",
        strict=True,
        frozen=True,
    )


class Capacity(SpecModel, title="capacity"):
    """How scarce machines are bought; which keys go together is checked by `stacks.check`."""

    model: CapacityModel = Field(description="How the machines are bought", examples=["on-demand"])
    name: str | None = Field(
        default=None, description="The reservation to take them from; model reservation only", examples=["train-h1"]
    )
    max_run_seconds: Annotated[int, Field(ge=1, le=604800)] | None = Field(
        default=None, description="Longest run in seconds, at most 7 days; model flex-start only", examples=[86400]
    )
    queued: bool = Field(
        default=False,
        description="Queued provisioning: all machines come at once, when there are all of them; flex-start only",
    )
