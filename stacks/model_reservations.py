"""The vocabulary of reservations that a stack owns. Those of others are only named, in a group's `capacity`.

What the values must agree on is `stacks.check_reservations`.
"""

from __future__ import annotations

from pydantic import Field

from podwright.catalog.reservations import Wish
from stacks.model_base import Count, SpecModel


class CalendarSpec(SpecModel, title="calendar"):
    """The window of a reservation."""

    start: str = Field(description="Begin, with a time zone", examples=['"2027-01-04T08:00:00Z"'])
    days: Count = Field(description="Length in days, 1 to 90", examples=[30])


class ReservationSpec(SpecModel, title="reservation"):
    """Machines or chips that the stack reserves: an accelerator and nodes, or a generation and chips."""

    zone: str = Field(description="Zone that holds the machines", examples=["europe-west4-a"])
    accelerator: str | None = Field(
        default=None, description="The GPU, by the same word on every cloud", examples=["h200"]
    )
    machine_type: str | None = Field(
        default=None,
        description="The cloud's machine type; derived from the GPU where left out",
        examples=["a3-ultragpu-8g"],
    )
    nodes: Count | None = Field(default=None, description="GPU machines", examples=[4])
    generation: str | None = Field(default=None, description="TPU generation; needs a calendar", examples=["v5p"])
    chips: Count | None = Field(default=None, description="TPU chips", examples=[128])
    serving: bool = Field(default=False, description="What TPU chips are for: serving, or batch jobs")
    calendar: CalendarSpec | None = Field(
        default=None,
        description="A window in the future; left out, the machines are reserved from the apply on",
        examples=['{start: "2027-01-04T08:00:00Z", days: 30}'],
    )
    share_with: list[str] = Field(
        default_factory=list, description="Other projects that may use it", examples=["[lab-research]"]
    )
    allow_unlisted_zone: bool = Field(
        default=False, description="Take a zone in which the catalog does not know the machine; a warning then"
    )

    def wish(self) -> Wish:
        """The reservation as the catalog's rules take it."""
        return Wish(
            zone=self.zone,
            accelerator=self.accelerator,
            machine_type=self.machine_type,
            nodes=self.nodes,
            generation=self.generation,
            chips=self.chips,
            start=self.calendar.start if self.calendar else None,
            days=self.calendar.days if self.calendar else None,
            allow_unlisted_zone=self.allow_unlisted_zone,
        )
