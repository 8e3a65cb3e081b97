"""No control plane of a cluster can be reached by everybody on the internet.

GKE's DNS endpoint is another matter: there IAM decides before a request reaches the cluster. What network security
groups let in to a public endpoint of OKE is not in the cluster, so it is refused whatever they say; CKS has no ranges.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import Props, block, blocks, evaluated, named, text, texts
from policies.rules.internet import is_internet

CLUSTER = "gcp:container/cluster:Cluster"
AKS = "azure-native:containerservice:ManagedCluster"
OKE = "oci:ContainerEngine/cluster:Cluster"
CKS = "coreweave:index/cksCluster:CksCluster"
REMEDIES: Mapping[str, str] = {
    CLUSTER: "set privateClusterConfig.enablePrivateEndpoint to true and let people in by the DNS endpoint,"
    " or name the ranges that may come in under masterAuthorizedNetworksConfig",
    AKS: "set apiServerAccessProfile.enablePrivateCluster to true and let people in through the network,"
    " or name the ranges that may come in under apiServerAccessProfile.authorizedIPRanges",
    OKE: "set endpointConfig.isPublicIpEnabled to false and let people in through the network or the Bastion service",
    CKS: "set public to false and let people in over Tailscale or Direct Connect",
}
_EVERYBODY = "everybody"


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at the addresses of one cluster's control plane; other types are none of its business."""
    who = _OPEN.get(args.resource_type)
    for each in who(args.props) if who else ():
        report(
            f"{named(args)} has a public control plane that {each} may reach; {REMEDIES[args.resource_type]}", args.urn
        )


def _gke(props: Props) -> list[str]:
    """Who on the internet may reach a cluster of Google Cloud."""
    addresses = block(props, "controlPlaneEndpointsConfig", "ipEndpointsConfig")
    private = block(props, "privateClusterConfig").get("enablePrivateEndpoint") is True
    if private or addresses.get("enabled") is False:
        return []
    if props.get("masterAuthorizedNetworksConfig") is None:
        return [_EVERYBODY]
    ranges = blocks(block(props, "masterAuthorizedNetworksConfig"), "cidrBlocks")
    sources = [text(each, "cidrBlock") or "a range without a value" for each in ranges]
    return [source for source in sources if is_internet(source)]


def _aks(props: Props) -> list[str]:
    """The same on Azure, where a list without a range keeps nobody out."""
    access = block(props, "apiServerAccessProfile")
    if access.get("enablePrivateCluster") is True:
        return []
    ranges = texts(access, "authorizedIPRanges")
    return [source for source in ranges if is_internet(source, "azure")] if ranges else [_EVERYBODY]


def _oke(props: Props) -> list[str]:
    """The same on Oracle Cloud: without a config the endpoint is Oracle's own public one."""
    if props.get("endpointConfig") is None:
        return [_EVERYBODY]
    return [_EVERYBODY] if block(props, "endpointConfig").get("isPublicIpEnabled") is True else []


def _cks(props: Props) -> list[str]:
    return [_EVERYBODY] if props.get("public") is True else []


_OPEN: Mapping[str, Callable[[Props], list[str]]] = {CLUSTER: _gke, AKS: _aks, OKE: _oke, CKS: _cks}

NO_OPEN_CONTROL_PLANE = ResourceValidationPolicy(
    name="no-open-control-plane",
    description="Control planes of clusters are not open to the internet.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Give control planes private addresses, or name the ranges that may come in.",
)
