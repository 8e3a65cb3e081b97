"""Compute Fleets: machines of several sizes, on demand and Spot, that Azure chooses among.

Owns how a fleet fills its sizes: as far as quota and stock go, in the order of their ranks or as they are written, the
rest in the next one. What fits in none of them is refused in the words of the first. Evicted machines are not taken
back here, and further locations and attributes in place of sizes are taken as they are.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from podwright.emulator.azure import addresses, capacity, compute, errors, ranges, stock, vm_sizes
from podwright.emulator.azure.base import ArmKind, guid
from podwright.emulator.azure.identities import IDENTITY_POINTER, shown_identity
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need, QuotaKey
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_REGULAR, _SPOT = "regularPriorityProfile", "spotPriorityProfile"
_STRATEGIES = {
    _REGULAR: ("LowestPrice", "Prioritized"),
    _SPOT: ("PriceCapacityOptimized", "LowestPrice", "CapacityOptimized"),
}
"""The first one is the default (Azure/azure-rest-api-specs, AzureFleet fleet.tsp)."""
_POLICIES = ("Delete", "Deallocate")
_MOST = 10000
_NOTE = "source: Azure/azure-rest-api-specs, AzureFleet fleet.tsp; built the same way as Azure's words"


@dataclass(slots=True)
class _Filled:
    """What the machines that are placed so far draw."""

    needs: list[Need] = field(default_factory=list[Need])
    draws: list[Draw] = field(default_factory=list[Draw])


class Fleet(ArmKind):
    """A fleet."""

    arm_type = "Microsoft.AzureFleet/fleets"
    keys = ("fleetName",)
    pointers = (
        Pointer(addresses.FLEET_NICS, ranges.SUBNET, addresses.SUBNET_TYPE),
        IDENTITY_POINTER,
    )

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Sizes that are some, each once, and at least one kind of machines with a number that can be reached."""
        names = _sizes(inputs)
        if not names and not values.given(inputs, "vmAttributes"):
            raise _invalid(f"Fleet {identity.id} must have a VM size in vmSizesProfile.")
        for name in names:
            compute.size_of(name)
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise _invalid(f"The VM size {twice[0]} is in the vmSizesProfile of fleet {identity.id} more than once.")
        if not any(values.given(inputs, profile) for profile in _STRATEGIES):
            raise _invalid(f"Fleet {identity.id} must have a regularPriorityProfile or a spotPriorityProfile.")
        for profile, strategies in _STRATEGIES.items():
            _check_profile(identity, inputs, profile, strategies)
        for _, subnet in values.each(inputs, addresses.FLEET_NICS):
            addresses.check(call, str(subnet), addresses.of_fleet(inputs, str(subnet)), identity.id)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its machines, each size against the quota of its family, Spot ones against the one of all of them."""
        return self._fill(call, inputs, identity).needs

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its machines."""
        return self._fill(call, inputs, identity).draws

    def _fill(self, call: Call, inputs: Values, identity: Identity) -> _Filled:
        filled = _Filled()
        for profile in _STRATEGIES:
            wanted = values.number(inputs, f"{profile}.capacity") or 0
            sizes = _ordered(inputs, profile)
            rest = wanted
            for size in sizes:
                count = self._room(call, inputs, identity, filled, (profile, size, rest))
                filled = self._with(call, inputs, identity, filled, (profile, size, count))
                rest -= count
            if rest and sizes:
                filled = self._with(call, inputs, identity, filled, (profile, sizes[0], rest))
        return filled

    def _room(self, call: Call, inputs: Values, identity: Identity, filled: _Filled, more: tuple[str, str, int]) -> int:
        """How many of the machines fit: the largest number that does, found by halves."""
        profile, size, wanted = more
        least, most = 0, wanted
        while least < most:
            middle = (least + most + 1) // 2
            tried = self._with(call, inputs, identity, filled, (profile, size, middle))
            is_short = call.ledger.shortages(self.token, identity.id, tried.needs)
            if is_short or call.stock.shortfalls(self.token, identity.id, tried.draws):
                most = middle - 1
            else:
                least = middle
        return least

    def _with(
        self, call: Call, inputs: Values, identity: Identity, filled: _Filled, more: tuple[str, str, int]
    ) -> _Filled:
        profile, name, count = more
        size = vm_sizes.find(name)
        if size is None or not count:
            return filled
        location = self.located(call, identity, inputs)
        needs = capacity.machines(identity.project, location, size, count, spot=profile == _SPOT)
        draws = stock.draws(location, values.strings(inputs, "zones"), size.name, count)
        return _Filled(_merged([*filled.needs, *needs]), stock.merged([*filled.draws, *draws]))

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The defaults that the service fills in."""
        found: Values = {
            "uniqueId": guid(call, old, "uniqueId", identity.id),
            "timeCreated": old.created if old else call.timestamp(),
            "computeProfile": {"platformFaultDomainCount": 1, **values.mapping(inputs, "computeProfile")},
            **shown_identity(call, identity, inputs, old),
        }
        if values.given(inputs, _REGULAR):
            found[_REGULAR] = {"allocationStrategy": "LowestPrice", **values.mapping(inputs, _REGULAR)}
        if values.given(inputs, _SPOT):
            defaults: Values = {
                "allocationStrategy": "PriceCapacityOptimized",
                "evictionPolicy": "Delete",
                "maintain": True,
            }
            found[_SPOT] = {**defaults, **values.mapping(inputs, _SPOT)}
        return found


def _sizes(inputs: Values) -> list[str]:
    return [values.string(block, "name") or "" for block in values.blocks(inputs, "vmSizesProfile")]


def _ordered(inputs: Values, profile: str) -> list[str]:
    """By rank where ranks count: a regular profile with priorities; else as they are written."""
    blocks = values.blocks(inputs, "vmSizesProfile")
    if profile == _REGULAR and values.string(inputs, f"{profile}.allocationStrategy") == "Prioritized":
        blocks = sorted(blocks, key=lambda block: values.number(block, "rank") or 0)
    return [values.string(block, "name") or "" for block in blocks]


def _merged(needs: Sequence[Need]) -> list[Need]:
    found: dict[QuotaKey, Need] = {}
    for need in needs:
        before = found.get(need.key)
        found[need.key] = Need(need.key, need.amount + (before.amount if before else 0), need.unit)
    return list(found.values())


def _check_profile(identity: Identity, inputs: Values, profile: str, strategies: tuple[str, ...]) -> None:
    given = values.string(inputs, f"{profile}.allocationStrategy")
    if given and given not in strategies:
        raise _invalid(
            f"The allocationStrategy '{given}' of the {profile} of fleet {identity.id} must be one of"
            f" {', '.join(strategies)}."
        )
    policy = values.string(inputs, f"{profile}.evictionPolicy")
    if policy and policy not in _POLICIES:
        raise _invalid(f"The evictionPolicy '{policy}' of fleet {identity.id} must be one of {', '.join(_POLICIES)}.")
    count, least = (values.number(inputs, f"{profile}.{name}") or 0 for name in ("capacity", "minCapacity"))
    if count > _MOST or least > count:
        raise _invalid(
            f"The capacity {count} of the {profile} of fleet {identity.id} must be at most {_MOST}, and at least its"
            f" minCapacity {least}."
        )


def _invalid(message: str) -> CloudError:
    return errors.bad_request(message, code="InvalidParameter", note=_NOTE)
