"""Clusters of Azure Kubernetes Service.

Owns the cluster's references, its refusals, and the pools that are written inside it. The control plane is a fact in
the store, not a running Kubernetes. What it shows of itself is in `cluster_outputs.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import (
    aks,
    capacity,
    children,
    cluster_outputs,
    compute,
    errors,
    fixed,
    node_pools,
    pool_rules,
    ranges,
    stock,
)
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.identities import IDENTITY_POINTER
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_POOLS = "agentPoolProfiles"


class ManagedCluster(ArmKind):
    """An AKS cluster."""

    arm_type = aks.CLUSTER_TYPE
    keys = ("resourceName",)
    pool_kind = node_pools.AgentPool(aks.POOL)
    pointers = (
        IDENTITY_POINTER,
        Pointer("diskEncryptionSetID", compute.DISK_ENCRYPTION_SET, compute.DISK_ENCRYPTION_SET_TYPE),
        *(Pointer(f"{_POOLS}[*].{path}", token, arm_type) for path, token, arm_type in node_pools.POINTERS),
    )

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A name in DNS, a system pool, good pools, and ranges that do not overlap."""
        if not values.given(inputs, "dnsPrefix") and not values.given(inputs, "fqdnSubdomain"):
            raise errors.bad_request("Required parameter dnsPrefix is missing (null).", code="InvalidParameter")
        aks.resolve(values.string(inputs, "kubernetesVersion"), identity.name)
        self._check_identity(inputs)
        pools = values.blocks(inputs, _POOLS)
        if old is None or values.given(inputs, _POOLS):
            self._check_pools(call, identity, inputs, pools)
        self._check_ranges(call, inputs, pools)
        if old:
            present = {record.name: record for record in pools_of(call, identity.id)}
            for pool in pools:
                before = present.get(str(pool.get("name")))
                if before:
                    fixed.check(aks.POOL, before.id, before, pool)

    def _check_identity(self, inputs: Values) -> None:
        identity = values.mapping(inputs, "identity")
        if not identity and not values.given(inputs, "servicePrincipalProfile"):
            raise errors.bad_request(
                "Provisioning of resource(s) for container service failed. Message: The credentials in"
                " ServicePrincipalProfile were invalid. Please see https://aka.ms/aks-sp-help for more details.",
                code="ServicePrincipalValidationClientError",
                note="give identity={type: SystemAssigned} or UserAssigned, or a service principal",
            )
        if values.string(identity, "type") == "UserAssigned" and not values.strings(identity, "userAssignedIdentities"):
            raise errors.bad_request(
                "The identity is UserAssigned and has no user-assigned identity.",
                code="InvalidParameter",
                note="built the same way as Azure's words, no public sample was found",
            )

    def _check_pools(self, call: Call, identity: Identity, inputs: Values, pools: list[Values]) -> None:
        location = self.located(call, identity, inputs)
        for pool in pools:
            pool_rules.check(pool, str(pool.get("name")), location)
        names = [str(pool.get("name")) for pool in pools]
        if len(set(names)) < len(names):
            raise errors.bad_request(
                "Agent pool names must be unique in a managed cluster.",
                code="InvalidParameter",
                note="built the same way as Azure's words, no public sample was found",
            )
        if not any(values.string(pool, "mode") == "System" for pool in pools):
            raise errors.bad_request(
                "Must define at least one system pool.",  # sample: Azure/AKS issue 1602
                code="InvalidParameter",
            )
        by_id = [(f"{identity.id}/agentPools/{pool.get('name')}", pool) for pool in pools]
        pool_rules.check_addresses(call, by_id, inputs)

    def _check_ranges(self, call: Call, inputs: Values, pools: list[Values]) -> None:
        given = values.string(inputs, "networkProfile.serviceCidr")
        services = ranges.parse(given or aks.network_default("serviceCidr"), "networkProfile.serviceCIDR")
        for pool in pools:
            subnet = call.tx.get(ranges.SUBNET, pool_rules.subnet_of(pool) or "")
            for inner in ranges.of_subnet(subnet.inputs, subnet.id) if subnet else []:
                if ranges.overlap(services, inner):
                    raise errors.bad_request(
                        f"The specified service CIDR {services} is conflicted with an existing subnet CIDR {inner}",
                        code="ServiceCidrOverlapExistingSubnetsCidr",
                    )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """The nodes of the pools that are written inside it."""
        location = self.located(call, identity, inputs)
        pools = values.blocks(inputs, _POOLS)
        return capacity.merged([need for pool in pools for need in node_pools.needs(pool, identity.project, location)])

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """The nodes of the pools that are written inside it."""
        location = self.located(call, identity, inputs)
        pools = values.blocks(inputs, _POOLS)
        return stock.merged([draw for pool in pools for draw in node_pools.draws(pool, location)])

    def leave(self, call: Call, record: Record) -> None:
        """Takes its pools along."""
        for pool in pools_of(call, record.id):
            call.tx.remove(pool.token, pool.id)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """See `cluster_outputs.py`; the pools become resources here."""
        names = {"resourceGroupName": inputs.get("resourceGroupName"), "resourceName": identity.name}
        pools: list[Values] = []
        for block in values.blocks(inputs, _POOLS):
            # a pool of its own has its name in the id only
            inner = {key: value for key, value in block.items() if key != "name"}
            pool = {**names, "agentPoolName": block.get("name")}
            record = children.write(call, self.pool_kind, identity, inner, pool)
            pools.append({**block, **node_pools.filled(call, record.id, block, inputs)})
        if not pools and old:
            pools = values.blocks(old.outputs, _POOLS)
        location = self.located(call, identity, inputs)
        shown = cluster_outputs.cluster_outputs(call, identity, inputs, old, location)
        return {**shown, _POOLS: pools}


def pools_of(call: Call, cluster_id: str) -> list[Record]:
    """All pools of a cluster."""
    links = call.tx.links_to(aks.CLUSTER, cluster_id)
    found = (call.tx.get(aks.POOL, link.id) for link in links if link.token == aks.POOL)
    return [each for each in found if each]
