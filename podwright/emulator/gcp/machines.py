"""What VMs and groups of VMs have in common: machine type, consumption model, interfaces, availability.

Owns the reading of those from the inputs of an instance or of a template, and Compute Engine's refusals of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from podwright.catalog.tpus import machine_type_chips
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links, reservations, stock
from podwright.emulator.gcp.ranges import NETWORK, SUBNETWORK

Owner = tuple[str, Identity]
"""Type and identity of the resource that wants the machines."""


def machine_type(inputs: Values) -> str:
    """The bare machine type."""
    return links.last(values.string(inputs, "machineType") or "")


def model_of(inputs: Values) -> str:
    """The catalog's capacity model of a VM or template."""
    model = values.string(inputs, "scheduling.provisioningModel")
    if reservations.named(values.mapping(inputs, "reservationAffinity")) or model == "RESERVATION_BOUND":
        return "reservation"
    if model == "FLEX_START":
        return "flex-start"
    return "spot" if model == "SPOT" or values.flag(inputs, "scheduling.preemptible") else "on-demand"


def subnet_of(call: Call, identity: Identity, interface: Values) -> Record | None:
    """The subnetwork of one interface, if it names one that is there."""
    text = values.string(interface, "subnetwork")
    if text is None:
        return None
    project = values.string(interface, "subnetworkProject") or identity.project
    return call.tx.get(SUBNETWORK, links.regional(text, project, links.region_of(identity.location), "subnetworks"))


def subnets(call: Call, identity: Identity, inputs: Values) -> Iterator[Record]:
    """The subnetworks of all interfaces."""
    for interface in values.blocks(inputs, "networkInterfaces"):
        found = subnet_of(call, identity, interface)
        if found:
            yield found


def check_interfaces(call: Call, identity: Identity, inputs: Values) -> None:
    """Refuses interfaces that do not fit their networks."""
    for index, interface in enumerate(values.blocks(inputs, "networkInterfaces")):
        subnet, text = subnet_of(call, identity, interface), values.string(interface, "network")
        if not any(values.given(interface, key) for key in ("network", "subnetwork", "networkAttachment")):
            raise CloudError("exactly one of network, subnetwork, or network_attachment must be provided")
        if subnet and subnet.location != links.region_of(identity.location):
            raise errors.invalid(
                f"Invalid value for field 'resource.networkInterfaces[{index}].subnetwork': '{subnet.id}'. The"
                f" referenced subnetwork resource must be in the region {links.region_of(identity.location)} of the"
                " instance."
            )
        text = text or (values.string(subnet.outputs, "network") if subnet else None)
        owner = links.network(text, identity.project) if text else ""
        record = call.tx.get(NETWORK, owner) if owner else None
        if record:
            _check_network(record, subnet, identity, index, interface)


def _check_network(network: Record, subnet: Record | None, identity: Identity, index: int, interface: Values) -> None:
    profile = links.last(values.string(network.inputs, "networkProfile") or "")
    if profile and not profile.startswith(f"{identity.location}-"):
        raise errors.invalid(
            f"Invalid value for field 'resource.networkInterfaces[{index}].network': '{network.id}'. Network profile"
            f" {profile} is of another zone than {identity.location}: all VMs of the network must be in its zone."
        )
    rdma = values.string(interface, "nicType") in ("MRDMA", "IRDMA")
    if rdma != bool(profile):
        kind = values.string(interface, "nicType") or "GVNIC"
        raise errors.invalid(
            f"Invalid value for field 'resource.networkInterfaces[{index}].nicType': '{kind}'. Network"
            f" {network.name} {'has network profile ' + profile if profile else 'has no RDMA network profile'}."
        )
    custom = values.get(network.inputs, "autoCreateSubnetworks") is False
    if subnet is None and custom and "metal" not in profile:
        raise errors.invalid(
            f"Invalid value for field 'resource.networkInterfaces[{index}]': '{network.id}'. Network interface must"
            " specify a subnet if the network resource is in custom subnet mode."
        )


def wanted(owner: Owner, inputs: Values, count: int) -> reservations.Wanted | None:
    """The reservation that the machines are to come from."""
    token, identity = owner
    name = reservations.named(values.mapping(inputs, "reservationAffinity"))
    if name is None:
        return None
    place = identity.location
    return reservations.Wanted(identity.project, place, name, machine_type(inputs), count, (token, identity.id))


def draws(owner: Owner, inputs: Values, count: int) -> list[Draw]:
    """What the machines take: from their reservation, or from the zone's stock."""
    reserved = wanted(owner, inputs, count)
    return [reserved.draw()] if reserved else stock.machines(owner[1].location, machine_type(inputs), count)


def check_available(call: Call, owner: Owner, inputs: Values, count: int) -> None:
    """Refuses machines that are not to be had."""
    token, identity = owner
    tpu = machine_type_chips(machine_type(inputs))
    if tpu:
        stock.warn_unlisted(tpu[0], identity.location)
    reserved = wanted(owner, inputs, count)
    lack = reservations.lack(call.tx, reserved) if reserved else None
    if lack:
        raise lack.of_vm()
    short = call.stock.shortfalls(token, identity.id, draws(owner, inputs, count))
    if short and not reserved:
        raise stock.vm_stockout(identity.project, short)
