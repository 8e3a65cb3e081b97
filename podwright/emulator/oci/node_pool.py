"""OKE node pools.

Owns where the nodes are, which addresses they get, and how a launch that fails is told: the service takes the request
first and fails later, so Oracle's refusal comes inside a work request's.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import re
from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, compute, errors, limits, ocids, oke_versions, quota_policy
from podwright.emulator.oci.base import NAMED, OracleKind, domain_of
from podwright.emulator.oci.cluster import CLUSTER, is_native, oke_image, short_id
from podwright.emulator.oci.compute import COMPUTE_CLUSTER, RESERVATION
from podwright.emulator.oci.pools import spread
from podwright.emulator.oci.regions import domain_names, regions, same_domain
from podwright.emulator.oci.security import NSG
from podwright.emulator.oci.vcn import SUBNET

NODE_POOL = "oci:ContainerEngine/nodePool:NodePool"
_DETAILS = "nodeConfigDetails"
_LAUNCH_FAILED = re.compile(r"(\d{3})-(LimitExceeded|QuotaExceeded|InternalError), (.*)", re.DOTALL)
_SERVICE = "Containerengine Node Pool"


def placements(inputs: Values) -> list[Values]:
    """Where nodes go: a domain and a subnet each; `subnetIds` is the old way to say it."""
    found = values.blocks(inputs, f"{_DETAILS}.placementConfigs")
    return found or [{"subnetId": subnet} for subnet in values.strings(inputs, "subnetIds")]


def size_of(inputs: Values) -> int:
    """How many nodes."""
    if values.given(inputs, _DETAILS):
        return values.number(inputs, f"{_DETAILS}.size") or 0
    each = values.number(inputs, "quantityPerSubnet")
    return (1 if each is None else each) * len(values.strings(inputs, "subnetIds"))


class NodePool(OracleKind):
    """An OKE node pool."""

    ocid, noun, state = "nodepool", "Node Pool", "ACTIVE"
    auto_name = NAMED
    points_at = (
        (f"{_DETAILS}.placementConfigs[*].subnetId", SUBNET),
        (f"{_DETAILS}.placementConfigs[*].capacityReservationId", RESERVATION),
        (f"{_DETAILS}.nsgIds[*]", NSG),
        (f"{_DETAILS}.computeClusterId", COMPUTE_CLUSTER),
        (f"{_DETAILS}.nodePoolPodNetworkOptionDetails.podSubnetIds[*]", SUBNET),
        (f"{_DETAILS}.nodePoolPodNetworkOptionDetails.podNsgIds[*]", NSG),
        ("subnetIds[*]", SUBNET),
    )

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Also its cluster, with which it goes."""
        cluster = self.reference(identity, "clusterId", CLUSTER, str(inputs.get("clusterId")), "cascade")
        return [cluster, *super().references(scope, inputs, identity)]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Placement, version, image, pod network and RDMA network must go together."""
        cluster = call.tx.get(CLUSTER, str(inputs.get("clusterId")))
        if not placements(inputs):
            raise errors.invalid("Invalid nodeConfigDetails: placementConfigs or subnetIds must be specified.")
        if cluster:
            _check_version(cluster, inputs)
            _check_pod_network(cluster, inputs)
        shape = compute.shape_of(values.string(inputs, "nodeShape"))
        domains = [domain for domain, _ in self._places(call, inputs)]
        for placement, domain in zip(placements(inputs), domains, strict=True):
            compute.check_reservation(call, values.string(placement, "capacityReservationId"), shape, domain)
        _check_subnets(call, inputs, domains, cluster)
        _check_reservations(inputs, domains)
        rdma = call.tx.get(COMPUTE_CLUSTER, values.string(inputs, f"{_DETAILS}.computeClusterId") or "")
        if rdma and not shape.has_rdma:
            raise errors.invalid(f"Invalid nodeShape: {shape.name} is not supported in a compute cluster.")
        if rdma and any(not same_domain(str(rdma.outputs.get("availabilityDomain")), each) for each in domains):
            raise errors.invalid(
                f"Invalid nodeConfigDetails.placementConfigs[].availabilityDomain: the compute cluster {rdma.id} is in"
                f" {rdma.outputs.get('availabilityDomain')}."
            )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its nodes, domain by domain; those from a reservation were counted with it."""
        shape, config = compute.shape_of(values.string(inputs, "nodeShape")), values.mapping(inputs, "nodeShapeConfig")
        found: list[Need] = []
        for placement, (domain, count) in zip(placements(inputs), self._places(call, inputs), strict=True):
            if not values.given(placement, "capacityReservationId"):
                found += limits.machines(call, shape, config, domain, count)
        return quota_policy.within(call, self.token, identity, inputs, limits.merged(found))

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its nodes."""
        shape = compute.shape_of(values.string(inputs, "nodeShape"))
        return [
            compute.draw(domain, shape, count, values.string(placement, "capacityReservationId"))
            for placement, (domain, count) in zip(placements(inputs), self._places(call, inputs), strict=True)
        ]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The nodes, and what was left to the service."""
        cluster = call.tx.get(CLUSTER, str(inputs.get("clusterId")))
        version = values.string(inputs, "kubernetesVersion") or _version_of(cluster)
        shape = compute.shape_of(values.string(inputs, "nodeShape"))
        config = values.mapping(inputs, "nodeShapeConfig")
        image, name = oke_image(identity.location, version, "")
        source = values.string(inputs, "nodeSourceDetails.imageId") or image
        return {
            **self.common(call, identity, inputs, old),
            "kubernetesVersion": version,
            "lifecycleDetails": "",
            "nodeShapeConfig": {"ocpus": shape.ocpus, "memoryInGbs": shape.memory, **config},
            "nodeImageId": values.string(inputs, "nodeImageId") or source,
            "nodeImageName": values.string(inputs, "nodeImageName") or (name if source == image else ""),
            "nodeSources": [{"imageId": source, "sourceName": name if source == image else "", "sourceType": "IMAGE"}],
            "nodes": self._nodes(call, identity, inputs, old, version),
            "quantityPerSubnet": values.number(inputs, "quantityPerSubnet") or 0,
            "subnetIds": sorted({str(each.get("subnetId")) for each in placements(inputs)}),
        }

    def refusal(self, verb: str, error: CloudError) -> CloudError:
        """A launch that fails is a work request that fails (Rapha-Borges/oke-free issue 46)."""
        match = _LAUNCH_FAILED.fullmatch(error.message)
        if match is None:
            return super().refusal(verb, error)
        action = {"creating": "CREATED", "updating": "UPDATED"}.get(verb, "DELETED")
        request = ocids.make("clustersworkrequest", "oc1", "", error.message)
        return errors.work_request(
            _SERVICE,
            f"work request did not succeed, workId: {request}, entity: nodepool, action: {action}. Message: node(s)"
            " launch failure. Reason for failure on one of the nodes : Error returned by LaunchInstance operation in"
            f" Compute service.({match[1]}, {match[2]}, false) {match[3]}",
            note=error.note,
        )

    def _places(self, call: Call, inputs: Values) -> list[tuple[str, int]]:
        """(domain, nodes) of each placement, in order; a regional subnet alone means the first domain."""
        first = domain_names(str(call.scope.project or ocids.EMULATED_TENANCY), regions()[str(call.scope.region)])[0]
        domains: list[str] = []
        for placement in placements(inputs):
            if values.given(placement, "availabilityDomain"):
                domains.append(domain_of(call, placement))
            else:
                subnet = call.tx.get(SUBNET, str(placement.get("subnetId")))
                domains.append((values.string(subnet.outputs, "availabilityDomain") if subnet else None) or first)
        counts = [count for _, count in spread(size_of(inputs), [str(index) for index in range(len(domains))])]
        return list(zip(domains, counts, strict=True))

    def _nodes(self, call: Call, identity: Identity, inputs: Values, old: Record | None, version: str) -> list[Values]:
        before = values.blocks(old.outputs, "nodes") if old else []
        region, found = regions()[identity.location], list[Values]()
        taken: dict[str, list[str]] = {}
        for at, (placement, (domain, count)) in enumerate(
            zip(placements(inputs), self._places(call, inputs), strict=True)
        ):
            subnet = call.tx.get(SUBNET, str(placement.get("subnetId")))
            used = taken.setdefault(str(placement.get("subnetId")), [])
            kept = [str(node.get("privateIp")) for node in before if node.get("subnetId") == placement.get("subnetId")]
            addresses = cidrs.addresses(call.tx, subnet, len(used) + count, identity.id, used + kept) if subnet else []
            new = [address for address in addresses if address not in used][:count]
            used += new
            for index, address in enumerate(new):
                stem = f"oke-c{short_id(str(inputs.get('clusterId')))}-n{short_id(identity.id)}"
                node_id = ocids.make("instance", region.realm, region.name, identity.id, at, index)
                found.append(
                    {
                        "id": node_id,
                        "name": f"{stem}-s{short_id(str(placement.get('subnetId')))}-{index}",
                        "availabilityDomain": domain,
                        "faultDomain": f"FAULT-DOMAIN-{1 + numbers.pick(3, node_id)}",
                        "kubernetesVersion": version,
                        "nodePoolId": identity.id,
                        "privateIp": address,
                        "publicIp": "",
                        "subnetId": placement.get("subnetId"),
                        "state": "ACTIVE",
                        "lifecycleDetails": "",
                        "definedTags": {},
                        "freeformTags": {},
                        "errors": [],
                    }
                )
        return found


def _version_of(cluster: Record | None) -> str:
    return str(cluster.outputs.get("kubernetesVersion")) if cluster else ""


def _check_version(cluster: Record, inputs: Values) -> None:
    asked = values.string(inputs, "kubernetesVersion")
    own, top = oke_versions.parts(asked or ""), oke_versions.parts(_version_of(cluster))
    if asked is None or top is None:
        return
    if own is None:
        raise errors.invalid("Invalid kubernetes version.")
    if own > top or own[0] < top[0] - oke_versions.SKEW:
        raise errors.invalid(
            f"Invalid kubernetesVersion: node pool version {asked} is not supported by cluster version"
            f" {_version_of(cluster)}."
        )


def _check_pod_network(cluster: Record, inputs: Values) -> None:
    kind = values.string(inputs, f"{_DETAILS}.nodePoolPodNetworkOptionDetails.cniType")
    native = is_native(cluster)
    if native and (kind != "OCI_VCN_IP_NATIVE"):
        raise errors.invalid(
            "Invalid nodePoolPodNetworkOptionDetails: cniType must be OCI_VCN_IP_NATIVE, as the cluster's is."
        )
    if kind == "OCI_VCN_IP_NATIVE" and not native:
        raise errors.invalid("Invalid nodePoolPodNetworkOptionDetails: cniType must be FLANNEL_OVERLAY.")
    if native and not values.strings(inputs, f"{_DETAILS}.nodePoolPodNetworkOptionDetails.podSubnetIds"):
        raise errors.invalid("Invalid nodePoolPodNetworkOptionDetails: podSubnetIds must be specified.")


def _check_subnets(call: Call, inputs: Values, domains: list[str], cluster: Record | None) -> None:
    for placement, domain in zip(placements(inputs), domains, strict=True):
        subnet = call.tx.get(SUBNET, str(placement.get("subnetId")))
        own = values.string(subnet.outputs, "availabilityDomain") if subnet else None
        if own and not same_domain(own, domain):
            raise errors.invalid(
                "Invalid nodeShape|nodeConfigDetails.placementConfigs[].availabilityDomain|subnetIds: Node shape is"
                " unavailable in subnet availability domain(s).",
                note=f"subnet {placement.get('subnetId')} is in {own}",
            )
        if subnet and cluster and subnet.outputs.get("vcnId") != cluster.outputs.get("vcnId"):
            raise errors.invalid(f"Invalid subnetIds: subnet {subnet.id} is not in VCN {cluster.outputs.get('vcnId')}.")


def _check_reservations(inputs: Values, domains: list[str]) -> None:
    """One domain only (oracle-terraform-modules/terraform-oci-oke pull request 742)."""
    reserved = any(values.given(each, "capacityReservationId") for each in placements(inputs))
    if reserved and len(set(domains)) > 1:
        raise errors.invalid(
            "Invalid nodeConfigDetails.placementConfigs: a node pool with a capacity reservation can have one"
            " availability domain only."
        )
