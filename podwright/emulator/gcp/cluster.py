"""GKE clusters.

Owns the cluster's id, its references into the network, the refusals of Kubernetes Engine and what it fills in. The
control plane is a fact in the store, not a running Kubernetes. Node pools are in `node_pool.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import cluster_outputs, errors, gke_versions, links, ranges
from podwright.emulator.gcp.base import GoogleKind, project_of
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.tables import TABLES

CRYPTO_KEY = "gcp:kms/cryptoKey:CryptoKey"


def location_of(scope: Scope, inputs: Values) -> str:
    """The cluster's location, or the provider's zone or region."""
    if values.get(inputs, "location") is UNKNOWN:
        return str(UNKNOWN)
    found = values.string(inputs, "location") or scope.zone or scope.region
    if not found:
        raise errors.no_location()
    return found


class Cluster(GoogleKind):
    """A GKE cluster."""

    title, noun = "Cluster", "cluster"
    template = "projects/{project}/locations/{location}/clusters/{name}"
    labels = "resourceLabels"
    auto_name = AutoName(max_length=40)
    defaults = (("deletionProtection", True), ("enableKubernetesAlpha", False), ("enableShieldedNodes", True))

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """A location is a region or a zone."""
        return {**super().place(scope, inputs), "location": location_of(scope, inputs)}

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and those that look at several values."""
        return [*check_rules(TABLES, self.token, inputs), *_check_together(scope, inputs)]

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Network, subnetwork and the key that encrypts secrets."""
        network = links.network(values.string(inputs, "network") or "default", identity.project)
        found = [Reference("network", NETWORK, network, errors.bad_request(f'Network "{network}" does not exist.'))]
        subnet = subnetwork_of(inputs, identity.project, identity.location)
        if subnet:
            missing = errors.bad_request(f'Subnetwork "{subnet}" does not exist.')
            found.append(Reference("subnetwork", ranges.SUBNETWORK, subnet, missing))
        key = values.string(inputs, "databaseEncryption.keyName")
        if key:
            missing = errors.bad_request(f"Cloud KMS key {key} does not exist or GKE may not use it.")
            found.append(Reference("databaseEncryption.keyName", CRYPTO_KEY, key, missing, on_delete="allow"))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Secondary ranges must be on the subnetwork, the control plane's range may not overlap, the version exist."""
        network = links.network(values.string(inputs, "network") or "default", identity.project)
        subnet_id = subnetwork_of(inputs, identity.project, identity.location)
        subnet = call.tx.get(ranges.SUBNETWORK, subnet_id) if subnet_id else None
        if subnet:
            _check_secondary_ranges(subnet, network, inputs, identity)
        master = values.string(inputs, "privateClusterConfig.masterIpv4CidrBlock")
        if master:
            found = ranges.claim(call.tx, (self.token, identity.id), network, [master])
            if found:
                raise errors.bad_request(
                    f"The given master_ipv4_cidr {master} overlaps with an existing network {found.cidr}."
                )
        wanted = values.string(inputs, "minMasterVersion")
        if gke_versions.resolve(wanted, values.string(inputs, "releaseChannel.channel")) is None:
            raise errors.bad_request(
                f'Master version "{wanted}" is unsupported.',
                note=f"the emulated cloud offers {', '.join(sorted(set(gke_versions.CHANNELS.values())))}",
            )

    def leave(self, call: Call, record: Record) -> None:
        """The provider's own lock, on by default."""
        if values.get(record.inputs, "deletionProtection") is not False:
            raise CloudError(
                "Cannot destroy cluster because deletion_protection is set to true."
                " Set it to false to proceed with cluster deletion."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """See `cluster_outputs.py`."""
        return {
            **self.common(call, identity, inputs, old),
            **cluster_outputs.cluster_outputs(call, identity, inputs, old),
        }


def subnetwork_of(inputs: Values, project: str, location: str) -> str | None:
    """The id of the subnetwork that the cluster names."""
    text = values.string(inputs, "subnetwork")
    return links.regional(text, project, links.region_of(location), "subnetworks") if text else None


def _check_secondary_ranges(subnet: Record, network: str, inputs: Values, identity: Identity) -> None:
    own = links.network(str(subnet.outputs.get("network")), subnet.project)
    if own != network:
        raise errors.bad_request(f'Subnetwork "{subnet.name}" is not part of network "{links.last(network)}".')
    if subnet.location != links.region_of(identity.location):
        raise errors.bad_request(
            f'Subnetwork "{subnet.name}" is in region "{subnet.location}", the cluster in "{identity.location}".'
        )
    names = {str(block.get("rangeName")) for block in values.blocks(subnet.outputs, "secondaryIpRanges")}
    for role, prop in (("Pod", "clusterSecondaryRangeName"), ("Services", "servicesSecondaryRangeName")):
        wanted = values.string(inputs, f"ipAllocationPolicy.{prop}")
        if wanted and wanted not in names:
            raise errors.bad_request(
                f'{role} secondary range "{wanted}" does not exist in network "{links.last(network)}",'
                f' subnetwork "{subnet.name}".'
            )


def _check_together(scope: Scope, inputs: Values) -> list[PropertyError]:
    """Sources: cluster-toolkit v1.95.0 gke-cluster preconditions; GKE documentation on Dataplane V2 (2026-11-23)."""
    dataplane_v2 = values.get(inputs, "datapathProvider") in ("ADVANCED_DATAPATH", UNKNOWN)
    found = [
        PropertyError(name, "requires datapathProvider ADVANCED_DATAPATH (Dataplane V2)")
        for name in ("enableMultiNetworking", "enableFqdnNetworkPolicy")
        if values.flag(inputs, name) and not dataplane_v2
    ]
    if (
        values.flag(inputs, "networkPolicy.enabled")
        and values.string(inputs, "datapathProvider") == "ADVANCED_DATAPATH"
    ):
        found.append(PropertyError("networkPolicy.enabled", "cannot be used with datapathProvider ADVANCED_DATAPATH"))
    if values.given(inputs, "defaultMaxPodsPerNode") and values.string(inputs, "networkingMode") == "ROUTES":
        found.append(PropertyError("defaultMaxPodsPerNode", "requires networkingMode VPC_NATIVE"))
    autopilot = values.flag(inputs, "enableAutopilot")
    pools = values.given(inputs, "nodePools") or values.get(inputs, "initialNodeCount") not in (None, 0)
    if not autopilot and not pools:
        found.append(
            PropertyError(
                "initialNodeCount", "must be at least 1 when no node pools are given, also to remove the default pool"
            )
        )
    pool = values.string(inputs, "workloadIdentityConfig.workloadPool")
    project = None if values.get(inputs, "project") is UNKNOWN else project_of(scope, inputs)
    if pool and project and pool != f"{project}.svc.id.goog":
        found.append(
            PropertyError(
                "workloadIdentityConfig.workloadPool", f'must be "{project}.svc.id.goog" in this project, got "{pool}"'
            )
        )
    return found
