"""OKE clusters.

Owns their place in a VCN, their networks for pods and services, and what the service fills in. The control plane is a
fact in the store, not a running Kubernetes. Node pools are in `node_pool.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import cidrs, errors, limits, ocids, oke_versions, quota_policy
from podwright.emulator.oci.base import NAMED, OracleKind
from podwright.emulator.oci.gateways import public_address
from podwright.emulator.oci.regions import regions
from podwright.emulator.oci.security import NSG
from podwright.emulator.oci.vcn import SUBNET, VCN, blocks_of

CLUSTER = "oci:ContainerEngine/cluster:Cluster"
KEY = "oci:Kms/key:Key"
_PODS, _SERVICES = "10.244.0.0/16", "10.96.0.0/16"
"""The defaults (SDK docstring, containerengine/_inputs.py: ClusterOptionsKubernetesNetworkConfigArgs)."""
_PORT = 6443


class Cluster(OracleKind):
    """An OKE cluster."""

    ocid, noun, state = "cluster", "Cluster", "ACTIVE"
    auto_name = NAMED
    points_at = (
        ("vcnId", VCN),
        ("endpointConfig.subnetId", SUBNET),
        ("endpointConfig.nsgIds[*]", NSG),
        ("options.serviceLbSubnetIds[*]", SUBNET),
        ("kmsKeyId", KEY),
    )

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The version must be offered, the subnets be the VCN's, pods and services keep out of its addresses."""
        version = values.string(inputs, "kubernetesVersion") or ""
        if not oke_versions.is_offered(version):
            note = f"the emulated cloud offers {', '.join(oke_versions.OFFERED)} and other patches of these"
            raise errors.invalid("Invalid kubernetes version.", note=note)
        if old:
            _check_upgrade(values.string(old.inputs, "kubernetesVersion") or "", version)
        vcn = call.tx.get(VCN, str(inputs.get("vcnId")))
        for path in ("endpointConfig.subnetId", "options.serviceLbSubnetIds[*]"):
            for place, subnet in values.each(inputs, path):
                found = call.tx.get(SUBNET, str(subnet))
                if found and found.outputs.get("vcnId") != inputs.get("vcnId"):
                    raise errors.invalid(f"Invalid {place}: subnet {subnet} is not in VCN {inputs.get('vcnId')}.")
        if vcn:
            _check_networks(inputs, blocks_of(vcn.outputs))

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """One of the region's clusters."""
        needs = [limits.need(call, "container-engine", "cluster-count", 1)]
        return quota_policy.within(call, self.token, identity, inputs, needs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Endpoints, upgrades and the networks in full."""
        version = values.string(inputs, "kubernetesVersion") or ""
        asked = values.mapping(inputs, "options")
        networks = {"podsCidr": _PODS, "servicesCidr": _SERVICES, **values.mapping(asked, "kubernetesNetworkConfig")}
        add_ons = {"isKubernetesDashboardEnabled": False, "isTillerEnabled": False, **values.mapping(asked, "addOns")}
        created = values.blocks(old.outputs, "metadatas")[0] if old else {}
        times = {"timeCreated": created.get("timeCreated") or call.timestamp(), "timeUpdated": call.timestamp()}
        return {
            **self.common(call, identity, inputs, old),
            "type": values.string(inputs, "type") or "BASIC_CLUSTER",
            "clusterPodNetworkOptions": values.blocks(inputs, "clusterPodNetworkOptions")
            or [{"cniType": "FLANNEL_OVERLAY"}],
            "endpoints": [self._endpoints(call, identity, inputs, old)],
            "availableKubernetesUpgrades": oke_versions.upgrades(version),
            "options": {**asked, "kubernetesNetworkConfig": networks, "addOns": add_ons},
            "metadatas": [times],
            "lifecycleDetails": "",
            "imagePolicyConfig": values.mapping(inputs, "imagePolicyConfig") or {"isPolicyEnabled": False},
        }

    def _endpoints(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A private address of the endpoint's subnet; a public one if it was asked for."""
        subnet = call.tx.get(SUBNET, values.string(inputs, "endpointConfig.subnetId") or "")
        before = values.blocks(old.outputs, "endpoints")[0] if old else {}
        kept = (values.string(before, "privateEndpoint") or "").split(":")[0]
        private = cidrs.addresses(call.tx, subnet, 1, identity.id, [kept] if kept else [])[0] if subnet else ""
        is_public = subnet is None or values.flag(inputs, "endpointConfig.isPublicIpEnabled")
        public = f"{public_address(identity.id)}:{_PORT}" if is_public else ""
        legacy = f"c{short_id(identity.id)}.{regions()[identity.location].name}.clusters.oci.oraclecloud.com:{_PORT}"
        return {
            "kubernetes": legacy if subnet is None else "",
            "privateEndpoint": f"{private}:{_PORT}" if private else "",
            "publicEndpoint": public,
            "vcnHostnameEndpoint": "",
            "ipv6endpoint": "",
        }


def short_id(resource_id: str) -> str:
    """The 11 letters of an OCID that OKE puts into names."""
    return resource_id.rsplit(".", 1)[-1][-11:]


def kube_config(cluster: Record, version: str, *, public: bool) -> str:
    """The file that `kubectl` takes: its certificate is made up, its token comes from the `oci` program."""
    endpoint = values.blocks(cluster.outputs, "endpoints")[0]
    wanted = ("publicEndpoint", "kubernetes", "privateEndpoint") if public else ("privateEndpoint",)
    server = next((found for name in wanted if (found := values.string(endpoint, name))), "")
    name = f"cluster-c{short_id(cluster.id)}"
    user, context = f"user-c{short_id(cluster.id)}", f"context-c{short_id(cluster.id)}"
    certificate = numbers.etag("certificate", cluster.id)
    arguments = ("ce", "cluster", "generate-token", "--cluster-id", cluster.id, "--region", cluster.location)
    lines = [
        "---",
        "apiVersion: v1",
        'kind: ""',
        "clusters:",
        f"- name: {name}",
        "  cluster:",
        f"    server: https://{server}",
        f"    certificate-authority-data: {certificate}",
        "users:",
        f"- name: {user}",
        "  user:",
        "    exec:",
        f"      apiVersion: client.authentication.k8s.io/{'v1beta1' if version != '1.0.0' else 'v1alpha1'}",
        "      command: oci",
        "      args:",
        *(f"      - {argument}" for argument in arguments),
        "      env: []",
        "contexts:",
        f"- name: {context}",
        "  context:",
        f"    cluster: {name}",
        f"    user: {user}",
        f"current-context: {context}",
        "",
    ]
    return "\n".join(lines)


def is_native(cluster: Record) -> bool:
    """Whether pods have addresses of the VCN."""
    kinds = [each.get("cniType") for each in values.blocks(cluster.outputs, "clusterPodNetworkOptions")]
    return "OCI_VCN_IP_NATIVE" in kinds


def oke_image(region: str, version: str, kind: str) -> tuple[str, str]:
    """(id, name) of an image of worker nodes for a Kubernetes version."""
    found = regions()[region]
    name = f"Oracle-Linux-8.10-{kind}2026.10.01-0-OKE-{version.removeprefix('v')}-1"
    return ocids.make("image", found.realm, region, name), name


def _check_upgrade(before: str, after: str) -> None:
    old, new = oke_versions.parts(before), oke_versions.parts(after)
    if old and new and (new < old or new[0] > old[0] + 1):
        raise errors.invalid(
            f"Invalid kubernetesVersion: {after} is not an available upgrade of {before}.",
            note="a cluster goes up one minor version at a time and never down",
        )


def _check_networks(inputs: Values, blocks: list[str]) -> None:
    options = values.mapping(inputs, "options.kubernetesNetworkConfig")
    pods = values.string(options, "podsCidr") or _PODS
    services = values.string(options, "servicesCidr") or _SERVICES
    native = "OCI_VCN_IP_NATIVE" in [each.get("cniType") for each in values.blocks(inputs, "clusterPodNetworkOptions")]
    for name, cidr in (("podsCidr", pods), ("servicesCidr", services)):
        if not cidrs.is_cidr(cidr):
            raise errors.invalid(f"Invalid {name}: {cidr} is not a valid CIDR block.")
        if name == "podsCidr" and native:
            continue
        for block in blocks:
            if cidrs.overlap(cidr, block):
                raise errors.invalid(f"Invalid {name}: {cidr} overlaps with VCN CIDR {block}.")
    if not native and cidrs.overlap(pods, services):
        raise errors.invalid(f"Invalid podsCidr: {pods} overlaps with servicesCidr {services}.")
