"""ARM ids: how they are made, taken apart and compared.

Owns the form `/subscriptions/S/resourceGroups/G/providers/Microsoft.X/type/name/…` and the ids of resource groups,
extension resources and management groups. ARM compares ids without regard to case and gives back the case that a
resource was made with; here the words of the form (`resourceGroups`, the provider, the types) are brought to their
usual case, the user's own names stay as they are written.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ArmId:
    """The parts of an id inside a resource group."""

    subscription: str
    group: str
    arm_type: str
    """`Microsoft.Network/virtualNetworks/subnets`; empty for the resource group itself."""
    names: tuple[str, ...]


def group_id(subscription: str, group: str) -> str:
    """The id of a resource group."""
    return f"/subscriptions/{subscription}/resourceGroups/{group}"


def build(subscription: str, group: str, arm_type: str, names: tuple[str, ...]) -> str:
    """The id of a resource; there is one name for each part of the type after the provider."""
    provider, *types = arm_type.split("/")
    parts = "".join(f"/{kind}/{name}" for kind, name in zip(types, names, strict=True))
    return f"{group_id(subscription, group)}/providers/{provider}{parts}"


def parse(text: str) -> ArmId | None:
    """The parts of an id inside a resource group; None for any other text."""
    steps = text.strip("/").split("/")
    if len(steps) < 4 or steps[0].lower() != "subscriptions" or steps[2].lower() != "resourcegroups":
        return None
    subscription, group, rest = steps[1], steps[3], steps[4:]
    if not rest:
        return ArmId(subscription, group, "", ())
    if rest[0].lower() != "providers" or len(rest) < 4 or len(rest) % 2:
        return None
    types, names = rest[2::2], rest[3::2]
    return ArmId(subscription, group, "/".join((rest[1], *types)), tuple(names))


def normal(text: str, arm_type: str = "") -> str:
    """The id with the words of its form in their usual case; other texts unchanged."""
    found = parse(text)
    if found is None:
        return text
    if not found.names:
        return group_id(found.subscription.lower(), found.group)
    same = found.arm_type.lower() == arm_type.lower()
    return build(found.subscription.lower(), found.group, arm_type if same else found.arm_type, found.names)


def same(one: str, other: str) -> bool:
    """Whether two ids mean the same resource."""
    return one.strip("/").lower() == other.strip("/").lower()


def last(text: str) -> str:
    """The name at the end of an id, or the name that it is already."""
    return text.rstrip("/").rsplit("/", 1)[-1]


def short(text: str) -> str:
    """`Microsoft.Network/virtualNetworks/v`: the id from its provider on, as ARM lists what it could not delete."""
    return text.rsplit("/providers/", 1)[-1]
