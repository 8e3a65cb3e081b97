"""No control plane of a cluster can be reached by everybody on the internet.

Its DNS endpoint is another matter: there IAM decides before a request reaches the cluster.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import block, blocks, evaluated, named, text
from policies.rules.internet import is_internet

CLUSTER = "gcp:container/cluster:Cluster"
_REMEDY = (
    "set privateClusterConfig.enablePrivateEndpoint to true and let people in by the DNS endpoint,"
    " or name the ranges that may come in under masterAuthorizedNetworksConfig"
)


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at the addresses of one cluster's control plane; other types are none of its business."""
    if args.resource_type != CLUSTER:
        return
    addresses = block(args.props, "controlPlaneEndpointsConfig", "ipEndpointsConfig")
    private = block(args.props, "privateClusterConfig").get("enablePrivateEndpoint") is True
    if private or addresses.get("enabled") is False:
        return
    authorized = args.props.get("masterAuthorizedNetworksConfig")
    if authorized is None:
        report(f"{named(args)} has a public control plane that everybody may reach; {_REMEDY}", args.urn)
        return
    for each in blocks(block(args.props, "masterAuthorizedNetworksConfig"), "cidrBlocks"):
        source = text(each, "cidrBlock") or "a range without a value"
        if is_internet(source):
            report(f"{named(args)} has a public control plane that {source} may reach; {_REMEDY}", args.urn)


NO_OPEN_CONTROL_PLANE = ResourceValidationPolicy(
    name="no-open-control-plane",
    description="Control planes of clusters are not open to the internet.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps=_REMEDY,
)
