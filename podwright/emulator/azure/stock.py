"""What virtual machines take from stock, and Azure's words when a region or zone has none left.

Owns the places, as `podwright emulator capacity set` names them: `westeurope` for machines without a zone,
`westeurope-1` for those in a zone. Machines in several zones are spread evenly, the first zones take the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import errors
from podwright.emulator.core.capacity import Draw, Shortfall
from podwright.emulator.core.errors import CloudError


def draws(location: str, zones: Sequence[str], size: str, count: int) -> list[Draw]:
    """What `count` machines take."""
    if not zones:
        return [Draw(location, size, count)]
    share, rest = divmod(count, len(zones))
    amounts = [share + (at < rest) for at in range(len(zones))]
    return [Draw(f"{location}-{zone}", size, amount) for zone, amount in zip(zones, amounts, strict=True) if amount]


def merged(taken: Sequence[Draw]) -> list[Draw]:
    """One draw for each place and size, amounts added."""
    found: dict[tuple[str, str], int] = {}
    for each in taken:
        found[each.place, each.what] = found.get((each.place, each.what), 0) + each.amount
    return [Draw(place, what, amount) for (place, what), amount in found.items()]


def out_of_capacity(shortfalls: Sequence[Shortfall]) -> CloudError:
    """A size that a region has none of is not available there; one that has too few left cannot be allocated."""
    first = shortfalls[0]
    location, _, zone = first.draw.place.partition("-")
    note = "; ".join(
        f"{each.draw.amount} {each.draw.what} asked in {each.draw.place}, {each.available} of {each.total} free"
        for each in shortfalls
    )
    if first.total == 0:
        return errors.arm_error(
            409,
            "SkuNotAvailable",
            f"The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions:"
            f" {first.draw.what}' is currently not available in location '{location}'. Please try another size or"
            " deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.",
            note=note,
        )
    if zone:
        return errors.arm_error(
            409,
            "ZonalAllocationFailed",
            "Allocation failed. We do not have sufficient capacity for the requested VM size in this zone. Read more"
            " about improving likelihood of allocation success at http://aka.ms/allocation-guidance",
            note=note,
        )
    return errors.arm_error(
        409,
        "AllocationFailed",
        "Allocation failed. We do not have sufficient capacity for the requested VM size in this region. Read more"
        " about improving likelihood of allocation success at http://aka.ms/allocation-guidance",
        note=note,
    )
