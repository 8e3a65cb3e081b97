"""Instances and instance configurations.

Owns what a machine needs around it: a subnet with a free address, a shape, an image, limits and capacity. Machines do
not run: one that was made is RUNNING.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import json
from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors, limits, ocids, quota_policy
from podwright.emulator.oci.base import OracleKind, domain_of
from podwright.emulator.oci.gateways import public_address
from podwright.emulator.oci.regions import regions, same_domain
from podwright.emulator.oci.security import NSG
from podwright.emulator.oci.shapes import Shape, shapes
from podwright.emulator.oci.vcn import SUBNET

INSTANCE = "oci:Core/instance:Instance"
INSTANCE_CONFIGURATION = "oci:Core/instanceConfiguration:InstanceConfiguration"
COMPUTE_CLUSTER = "oci:Core/computeCluster:ComputeCluster"
RESERVATION = "oci:Core/computeCapacityReservation:ComputeCapacityReservation"
STATES = ("RUNNING", "STOPPED")
"""Those that a program can ask for."""
_FAULT_DOMAINS = 3
_PREFIX = "instanceDetails.launchDetails"


def shape_of(name: str | None) -> Shape:
    """The shape of that name; what is unknown is not found, as everything is."""
    found = shapes().get(name or "")
    if found is None:
        raise errors.not_found(f'"{name}" is no shape that the emulated cloud knows')
    return found


def place(domain: str) -> str:
    """The name under which capacity is counted: the availability domain's without the tenancy's letters."""
    return domain.split(":", 1)[-1]


def draw(domain: str, shape: Shape, count: int, reservation: str | None = None) -> Draw:
    """Machines from a domain's stock, or from what a reservation holds."""
    return Draw(reservation or place(domain), shape.name, count)


def check_reservation(call: Call, reservation: str | None, shape: Shape, domain: str) -> None:
    """A reservation must be of the domain and hold machines of the shape."""
    record = call.tx.get(RESERVATION, reservation) if reservation else None
    if record is None:
        return
    held = [
        values.string(each, "instanceShape") for each in values.blocks(record.outputs, "instanceReservationConfigs")
    ]
    if shape.name not in held or not same_domain(str(record.outputs.get("availabilityDomain")), domain):
        where = record.outputs.get("availabilityDomain")
        raise errors.out_of_capacity(f"the reservation {record.id} holds {', '.join(map(str, held))} in {where}")


def subnet_id_of(inputs: Values) -> str | None:
    """An instance's subnet, written either way."""
    return values.string(inputs, "createVnicDetails.subnetId") or values.string(inputs, "subnetId")


def wanted_state(inputs: Values, old: Record | None, first: str) -> str:
    """The state that was asked for, in any case; without one, that of before."""
    asked = (values.string(inputs, "state") or "").upper()
    before = values.string(old.outputs, "state") if old else None
    return asked if asked in STATES else before or first


class Instance(OracleKind):
    """One machine."""

    ocid, noun, state = "instance", "Instance", "RUNNING"
    points_at = (
        ("createVnicDetails.subnetId", SUBNET),
        ("subnetId", SUBNET),
        ("createVnicDetails.nsgIds[*]", NSG),
        ("computeClusterId", COMPUTE_CLUSTER),
        ("capacityReservationId", RESERVATION),
        ("instanceConfigurationId", INSTANCE_CONFIGURATION),
    )
    operations = {"creating": "LaunchInstance", "deleting": "TerminateInstance"}  # noqa: RUF012

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """Also the state, which the provider checks by itself (`core_instance_resource.go`, ValidateFunc)."""
        state = values.string(inputs, "state")
        wrong = state is not None and state.upper() not in STATES
        reason = f"expected state to be one of {json.dumps(list(reversed(STATES))).replace(',', '')}, got {state}"
        return [*super().check(scope, inputs), *([PropertyError("state", reason)] if wrong else [])]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Shape, domain, image, subnet and cluster must go together."""
        shape, domain = shape_of(values.string(inputs, "shape")), domain_of(call, inputs)
        _check_source(inputs)
        check_reservation(call, values.string(inputs, "capacityReservationId"), shape, domain)
        subnet = call.tx.get(SUBNET, subnet_id_of(inputs) or "")
        if subnet is None:
            raise errors.invalid("subnetId in createVnicDetails must be specified.")
        own = values.string(subnet.outputs, "availabilityDomain")
        if own and not same_domain(own, domain):
            raise errors.invalid(f"The subnet {subnet.id} is in availability domain {own}, not in {domain}.")
        wants_public = str(values.get(inputs, "createVnicDetails.assignPublicIp")).lower() == "true"
        if wants_public and values.flag(subnet.outputs, "prohibitPublicIpOnVnic"):
            raise errors.invalid(f"assignPublicIp cannot be true: subnet {subnet.id} prohibits public IPs on VNICs.")
        _check_cluster(call, inputs, shape, domain)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One machine of the shape; one from a reservation was counted with it."""
        if values.given(inputs, "capacityReservationId"):
            return ()
        shape, config = shape_of(values.string(inputs, "shape")), values.mapping(inputs, "shapeConfig")
        needs = limits.machines(call, shape, config, domain_of(call, inputs), 1)
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """One machine of the shape."""
        shape, reservation = shape_of(values.string(inputs, "shape")), values.string(inputs, "capacityReservationId")
        return [draw(domain_of(call, inputs), shape, 1, reservation)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Addresses, boot volume and what the shape has."""
        region, shape = regions()[identity.location], shape_of(values.string(inputs, "shape"))
        subnet = call.tx.get(SUBNET, subnet_id_of(inputs) or "")
        config = values.mapping(inputs, "shapeConfig")
        ocpus = config.get("ocpus") or shape.ocpus
        memory = config.get("memoryInGbs") or shape.memory * (int(float(str(ocpus))) if shape.is_flexible else 1)
        asked = values.string(inputs, "createVnicDetails.privateIp")
        kept = [values.string(old.outputs, "privateIp") or ""] if old else [asked] if asked else []
        address = cidrs.addresses(call.tx, subnet, 1, identity.id, kept)[0] if subnet else ""
        is_private = subnet is not None and values.flag(subnet.outputs, "prohibitPublicIpOnVnic")
        refused = str(values.get(inputs, "createVnicDetails.assignPublicIp")).lower() == "false"
        fault = f"FAULT-DOMAIN-{1 + numbers.pick(_FAULT_DOMAINS, 'fault', identity.id)}"
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "bootVolumeId": ocids.make("bootvolume", region.realm, region.name, identity.id),
            "createVnicDetails": {**values.mapping(inputs, "createVnicDetails"), "subnetId": subnet_id_of(inputs)},
            "faultDomain": values.string(inputs, "faultDomain") or fault,
            "launchMode": "PARAVIRTUALIZED",
            "privateIp": address,
            "publicIp": "" if is_private or refused else public_address(identity.id),
            "region": region.ocid,
            "shapeConfig": {**config, "ocpus": ocpus, "memoryInGbs": memory, "gpus": shape.gpus},
            "subnetId": subnet_id_of(inputs),
            "state": wanted_state(inputs, old, self.state),
            "isCrossNumaNode": False,
        }


class InstanceConfiguration(OracleKind):
    """A template of instances."""

    ocid, noun = "instanceconfiguration", "Instance Configuration"
    points_at = (
        ("instanceId", INSTANCE),
        (f"{_PREFIX}.createVnicDetails.subnetId", SUBNET),
        (f"{_PREFIX}.createVnicDetails.nsgIds[*]", NSG),
        (f"{_PREFIX}.computeClusterId", COMPUTE_CLUSTER),
        (f"{_PREFIX}.capacityReservationId", RESERVATION),
    )

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The shape must exist, if one is named."""
        name = values.string(inputs, f"{_PREFIX}.shape")
        if name:
            shape_of(name)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the region's configurations."""
        needs = [limits.need(call, "compute-management", "config-count", 1)]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Nothing is deferred."""
        return {**self.common(call, identity, inputs, old), "deferredFields": []}

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """Oracle's sentence for pools."""
        return errors.conflict(
            f"The Instance Configuration {record.id} is associated to one or more Instance Pools.",
            note=f"it is used by {user.id}",
        )


def launch_details(record: Record) -> Values:
    """What a configuration says about each machine."""
    return values.mapping(record.outputs, _PREFIX)


def _check_source(inputs: Values) -> None:
    source = values.string(inputs, "sourceDetails.sourceId") or values.string(inputs, "image")
    kind = ocids.type_of(source) if source else None
    if source and kind not in ("image", "bootvolume"):
        raise errors.not_found(f'"{source}" is not the OCID of an image or a boot volume')
    if not source and not values.given(inputs, "sourceDetails.instanceSourceImageFilterDetails"):
        has_other = values.given(inputs, "instanceConfigurationId") or values.given(inputs, "launchVolumeAttachments")
        if not has_other:
            raise errors.invalid("sourceDetails must be specified.")


def _check_cluster(call: Call, inputs: Values, shape: Shape, domain: str) -> None:
    cluster = call.tx.get(COMPUTE_CLUSTER, values.string(inputs, "computeClusterId") or "")
    if cluster is None:
        return
    if not shape.has_rdma:
        raise errors.invalid(f"Shape {shape.name} is not supported in a compute cluster.")
    own = str(cluster.outputs.get("availabilityDomain"))
    if not same_domain(own, domain):
        raise errors.invalid(f"The compute cluster {cluster.id} is in availability domain {own}, not in {domain}.")
    if cluster.outputs.get("compartmentId") != inputs.get("compartmentId"):
        raise errors.invalid(f"The instance must be in the compartment of the compute cluster {cluster.id}.")
