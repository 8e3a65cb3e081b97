"""Instance pools, cluster networks, compute clusters and capacity reservations.

Owns how many machines they hold where. The machines of a pool are no resources of their own here: limits and capacity
count them, their addresses are not handed out.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import compute, errors, limits, ocids, quota_policy
from podwright.emulator.oci.base import OracleKind, domain_of, go_time
from podwright.emulator.oci.compute import COMPUTE_CLUSTER, INSTANCE_CONFIGURATION
from podwright.emulator.oci.regions import regions
from podwright.emulator.oci.shapes import Shape
from podwright.emulator.oci.vcn import SUBNET

INSTANCE_POOL = "oci:Core/instancePool:InstancePool"


def spread(size: int, places: Sequence[str]) -> list[tuple[str, int]]:
    """`size` machines over places, as even as can be, the first ones fuller."""
    return [(place, len(range(index, size, len(places)))) for index, place in enumerate(places)]


def template(call: Call, configuration: str | None) -> tuple[Shape, Values, str | None]:
    """Shape, shape configuration and reservation of the machines of an instance configuration."""
    record = call.tx.get(INSTANCE_CONFIGURATION, configuration or "")
    details = compute.launch_details(record) if record else {}
    name = values.string(details, "shape")
    if name is None:
        raise errors.invalid(f"The Instance Configuration {configuration} has no launch details with a shape.")
    config = values.mapping(details, "shapeConfig")
    return compute.shape_of(name), config, values.string(details, "capacityReservationId")


class InstancePool(OracleKind):
    """A pool of machines of one configuration."""

    ocid, noun, state = "instancepool", "Instance Pool", "RUNNING"
    points_at = (
        ("instanceConfigurationId", INSTANCE_CONFIGURATION),
        ("placementConfigurations[*].primarySubnetId", SUBNET),
        ("placementConfigurations[*].primaryVnicSubnets.subnetId", SUBNET),
        ("placementConfigurations[*].computeClusterId", COMPUTE_CLUSTER),
    )
    operations = {"deleting": "TerminateInstancePool"}  # noqa: RUF012

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The configuration must have a shape, and each placement a subnet."""
        shape, _, reservation = template(call, values.string(inputs, "instanceConfigurationId"))
        if shape.is_rack:
            raise errors.invalid(f"Shape {shape.name} is not supported in instance pools.")
        for index, placement in enumerate(values.blocks(inputs, "placementConfigurations")):
            if not values.given(placement, "primarySubnetId") and not values.given(placement, "primaryVnicSubnets"):
                raise errors.invalid(f"placementConfigurations[{index}].primaryVnicSubnets must be specified.")
        for domain, _count in self._places(call, inputs):
            compute.check_reservation(call, reservation, shape, domain)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """The pool itself and its machines, domain by domain."""
        shape, config, reservation = template(call, values.string(inputs, "instanceConfigurationId"))
        found = [limits.need(call, "compute-management", "pool-count", 1)]
        for domain, count in self._places(call, inputs) if reservation is None else ():
            found += limits.machines(call, shape, config, domain, count)
        return quota_policy.within(call, self.token, identity, inputs, limits.merged(found))

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its machines."""
        shape, _, reservation = template(call, values.string(inputs, "instanceConfigurationId"))
        return [compute.draw(domain, shape, count, reservation) for domain, count in self._places(call, inputs)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """All machines are there."""
        size = values.number(inputs, "size") or 0
        return {
            **self.common(call, identity, inputs, old),
            "actualSize": size,
            "currentSize": size,
            "poolType": "STANDARD",
            # a state is for an update (SDK docstring, core/instance_pool.py: state)
            "state": compute.wanted_state(inputs, old, self.state) if old else self.state,
        }

    def _places(self, call: Call, inputs: Values) -> list[tuple[str, int]]:
        placements = values.blocks(inputs, "placementConfigurations")
        domains = [domain_of(call, placement) for placement in placements]
        return spread(values.number(inputs, "size") or 0, domains)


class ClusterNetwork(OracleKind):
    """One pool of machines on one RDMA network."""

    ocid, noun, state = "clusternetwork", "Cluster Network", "RUNNING"
    points_at = (
        ("instancePools[*].instanceConfigurationId", INSTANCE_CONFIGURATION),
        ("placementConfiguration.primarySubnetId", SUBNET),
        ("placementConfiguration.primaryVnicSubnets.subnetId", SUBNET),
    )
    operations = {"deleting": "TerminateClusterNetwork"}  # noqa: RUF012

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Exactly one pool, of a shape with RDMA that is not placed rack by rack."""
        found = values.blocks(inputs, "instancePools")
        if len(found) != 1:
            raise errors.invalid(f"A cluster network must have exactly one instance pool, {len(found)} were specified.")
        shape, _, reservation = self._pool(call, inputs)
        domain = domain_of(call, inputs, "placementConfiguration.availabilityDomain")
        if not shape.has_rdma or shape.is_rack:
            note = "GB200 and GB300 need a compute cluster and a GPU memory cluster" if shape.is_rack else None
            raise errors.invalid(f"Shape {shape.name} is not supported in cluster networks.", note=note)
        compute.check_reservation(call, reservation, shape, domain)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """The network itself and its machines."""
        shape, config, reservation = self._pool(call, inputs)
        domain = domain_of(call, inputs, "placementConfiguration.availabilityDomain")
        found = [limits.need(call, "compute-management", "cluster-network-count", 1)]
        if reservation is None:
            found += limits.machines(call, shape, config, domain, self._size(inputs))
        return quota_policy.within(call, self.token, identity, inputs, found)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its machines."""
        shape, _, reservation = self._pool(call, inputs)
        domain = domain_of(call, inputs, "placementConfiguration.availabilityDomain")
        return [compute.draw(domain, shape, self._size(inputs), reservation)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The pool in full, and where the network stands."""
        region = regions()[identity.location]
        pool = values.blocks(inputs, "instancePools")[0]
        made = ocids.make("instancepool", region.realm, region.name, identity.id)
        island = ocids.make("hpcisland", region.realm, region.name, inputs.get("placementConfiguration"))
        size = self._size(inputs)
        return {
            **self.common(call, identity, inputs, old),
            "instancePools": [
                {
                    "compartmentId": inputs.get("compartmentId"),
                    **pool,
                    "id": made,
                    "size": size,
                    "currentSize": size,
                    "state": "RUNNING",
                    "timeCreated": old.outputs.get("timeCreated") if old else go_time(call),
                }
            ],
            "hpcIslandId": values.string(inputs, "clusterConfiguration.hpcIslandId") or island,
            "networkBlockIds": values.strings(inputs, "clusterConfiguration.networkBlockIds")
            or [ocids.make("hpcnetworkblock", region.realm, region.name, identity.id)],
        }

    def _pool(self, call: Call, inputs: Values) -> tuple[Shape, Values, str | None]:
        found = values.blocks(inputs, "instancePools")
        return template(call, values.string(found[0], "instanceConfigurationId") if found else None)

    def _size(self, inputs: Values) -> int:
        found = values.blocks(inputs, "instancePools")
        return (values.number(found[0], "size") or 0) if found else 0


class ComputeCluster(OracleKind):
    """An RDMA network that instances join one by one."""

    ocid, noun, state = "computecluster", "Compute Cluster", "ACTIVE"

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the domain's clusters."""
        needs = [limits.need(call, "compute", "compute-cluster-count", 1, domain_of(call, inputs))]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The domain as the cloud spells it."""
        return {**self.common(call, identity, inputs, old), "availabilityDomain": domain_of(call, inputs)}


class ComputeCapacityReservation(OracleKind):
    """Machines held for later; what they hold is the stock that instances in it draw from."""

    ocid, noun, state = "capacityreservation", "Capacity Reservation", "ACTIVE"

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Fewer than are used cannot be held."""
        wanted = self._counts(inputs)
        for name in {*wanted, *(self._counts(old.inputs) if old else {})}:
            used = call.stock.taken(identity.id, name)
            if wanted.get(name, 0) < used:
                raise errors.conflict(
                    f"The reserved count of {name} in {identity.id} cannot be less than its used count {used}."
                )
            call.stock.set(identity.id, name, wanted.get(name))

    def leave(self, call: Call, record: Record) -> None:
        """Takes its stock away."""
        for name in self._counts(record.inputs):
            call.stock.set(record.id, name, None)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What may be reserved is limited apart from what may run."""
        domain, found = domain_of(call, inputs), list[Need]()
        for each in values.blocks(inputs, "instanceReservationConfigs"):
            shape = compute.shape_of(values.string(each, "instanceShape"))
            amount = shape.counts(values.mapping(each, "instanceShapeConfig")) * (
                values.number(each, "reservedCount") or 0
            )
            if shape.reservable:
                found.append(limits.need(call, limits.COMPUTE, shape.reservable, amount, domain))
        return quota_policy.within(call, self.token, identity, inputs, limits.merged(found))

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """The machines that it holds."""
        domain = domain_of(call, inputs)
        return [compute.draw(domain, compute.shape_of(name), count) for name, count in self._counts(inputs).items()]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Counts as text, as the provider has them."""
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "isDefaultReservation": values.flag(inputs, "isDefaultReservation"),
            "instanceReservationConfigs": [
                {**each, "reservedCount": str(values.number(each, "reservedCount") or 0)}
                for each in values.blocks(inputs, "instanceReservationConfigs")
            ],
            "reservedInstanceCount": str(sum(self._counts(inputs).values())),
            "usedInstanceCount": "0",
        }

    def live(self, call: Call, record: Record) -> Values:
        """How many are used now."""
        return {
            "usedInstanceCount": str(sum(call.stock.taken(record.id, name) for name in self._counts(record.inputs)))
        }

    def _counts(self, inputs: Values) -> dict[str, int]:
        found: dict[str, int] = {}
        for each in values.blocks(inputs, "instanceReservationConfigs"):
            name = values.string(each, "instanceShape") or ""
            found[name] = found.get(name, 0) + (values.number(each, "reservedCount") or 0)
        return found
