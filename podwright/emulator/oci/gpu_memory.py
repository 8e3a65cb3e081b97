"""GPU memory clusters: the machines of one rack of GB200 or GB300, on one fabric of GPU memory.

Owns which shapes a fabric has, how many machines it holds, and that clusters on one fabric are of different compute
clusters (Oracle documentation: Creating GPU Memory Clusters). Fabrics belong to the tenancy's dedicated capacity; here
any id of one will do, and a cluster that names none gets one of its own.
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
from podwright.emulator.oci import compute, errors, limits, ocids, pools, quota_policy
from podwright.emulator.oci.base import OracleKind, domain_of
from podwright.emulator.oci.compute import COMPUTE_CLUSTER, INSTANCE_CONFIGURATION
from podwright.emulator.oci.regions import regions, same_domain

CLUSTER = "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster"
HOSTS = 18
"""Machines of a fabric, that is of a rack: 72 GPUs, 4 in each."""


class GpuMemoryCluster(OracleKind):
    """Machines of one fabric."""

    ocid, noun, state = "computegpumemorycluster", "Compute GPU Memory Cluster", "ACTIVE"
    points_at = (("computeClusterId", COMPUTE_CLUSTER), ("instanceConfigurationId", INSTANCE_CONFIGURATION))

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A rack's shape, a compute cluster in the same domain, and room on the fabric."""
        super().admit(call, identity, inputs, old)
        shape, _, reservation = pools.template(call, values.string(inputs, "instanceConfigurationId"))
        domain = domain_of(call, inputs)
        if not shape.is_rack:
            raise errors.invalid(f"Shape {shape.name} is not supported in GPU memory clusters.")
        cluster = call.tx.get(COMPUTE_CLUSTER, str(inputs.get("computeClusterId")))
        there = values.string(cluster.outputs, "availabilityDomain") if cluster else None
        if cluster and there and not same_domain(there, domain):
            raise errors.invalid(f"The Compute Cluster {cluster.id} is in {there}, not in {domain}.")
        size = size_of(inputs)
        if not 1 <= size <= HOSTS:
            raise errors.invalid(f"The size {size} is not valid, a GPU memory fabric has up to {HOSTS} hosts.")
        self._check_fabric(call, identity, inputs, size)
        compute.check_reservation(call, reservation, shape, domain)

    def _check_fabric(self, call: Call, identity: Identity, inputs: Values, size: int) -> None:
        fabric = values.string(inputs, "gpuMemoryFabricId")
        others = [
            each
            for each in call.tx.records(self.token, identity.project)
            if fabric and each.id != identity.id and each.outputs.get("gpuMemoryFabricId") == fabric
        ]
        for other in others:
            if other.inputs.get("computeClusterId") == inputs.get("computeClusterId"):
                raise errors.conflict(
                    f"The GPU memory fabric {fabric} already has the GPU Memory Cluster {other.id} of the same Compute"
                    " Cluster.",
                    note="more than one on a fabric must be of different compute clusters",
                )
        free = HOSTS - sum(size_of(each.inputs) for each in others)
        if size > free:
            raise errors.out_of_capacity(f"{size} hosts asked for, {free} of {HOSTS} of the fabric {fabric} are free")

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its machines."""
        shape, config, reservation = pools.template(call, values.string(inputs, "instanceConfigurationId"))
        found = [] if reservation else limits.machines(call, shape, config, domain_of(call, inputs), size_of(inputs))
        return quota_policy.within(call, self.token, identity, inputs, found)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its machines."""
        shape, _, reservation = pools.template(call, values.string(inputs, "instanceConfigurationId"))
        return [compute.draw(domain_of(call, inputs), shape, size_of(inputs), reservation)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The fabric, the domain as the cloud spells it, and the size as text."""
        region = regions()[identity.location]
        kept = values.string(old.outputs, "gpuMemoryFabricId") if old else None
        own = ocids.make("computegpumemoryfabric", region.realm, region.name, identity.id)
        return {
            **self.common(call, identity, inputs, old),
            "availabilityDomain": domain_of(call, inputs),
            "gpuMemoryFabricId": values.string(inputs, "gpuMemoryFabricId") or kept or own,
            "size": str(size_of(inputs)),
        }


def size_of(inputs: Values) -> int:
    """How many machines; one that says nothing takes the whole fabric, which is counted rather than nothing."""
    asked = values.number(inputs, "size")
    target = values.number(inputs, "gpuMemoryClusterScaleConfig.targetSize")
    return asked if asked is not None else target if target is not None else HOSTS
