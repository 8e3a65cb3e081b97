"""No machine that carries an accelerator has a public address.

CIS Google Cloud Platform Foundation Benchmark 5.0, control 4.9, narrowed to accelerator machines. Those of Azure and
Oracle Cloud are read in `public_clouds`; CoreWeave's nodes have no addresses on the internet, and nothing gives them
any.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.accelerators import carries_accelerator
from policies.rules.evaluation import Props, block, blocks, evaluated, items, named
from policies.rules.public_clouds import cloud_complaints

NODE_POOL = "gcp:container/nodePool:NodePool"
CLUSTER = "gcp:container/cluster:Cluster"
TPU_VM = "gcp:tpu/v2Vm:V2Vm"
QUEUED_RESOURCE = "gcp:tpu/v2QueuedResource:V2QueuedResource"
INSTANCES = frozenset(
    {
        "gcp:compute/instance:Instance",
        "gcp:compute/instanceFromTemplate:InstanceFromTemplate",
        "gcp:compute/instanceFromMachineImage:InstanceFromMachineImage",
        "gcp:compute/instanceTemplate:InstanceTemplate",
        "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate",
    }
)


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at one machine, template or node pool; other types are none of its business."""
    if args.resource_type == NODE_POOL:
        _node_pool(args, report)
    elif args.resource_type == CLUSTER:
        _cluster(args, report)
    elif args.resource_type == TPU_VM:
        _tpu(args, [block(args.props, "networkConfig"), *blocks(args.props, "networkConfigs")], report)
    elif args.resource_type == QUEUED_RESOURCE:
        specs = blocks(block(args.props, "tpu"), "nodeSpecs")
        _tpu(args, [block(spec, "node", "networkConfig") for spec in specs], report)
    elif args.resource_type in INSTANCES:
        _instance(args, report)
    else:
        for complaint in cloud_complaints(args.resource_type, args.props):
            report(f"{named(args)} {complaint}", args.urn)


def _node_pool(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if not carries_accelerator(block(args.props, "nodeConfig")):
        return
    # The pool's own setting wins over the cluster's, and only the pool is seen here: it has to say so itself.
    if block(args.props, "networkConfig").get("enablePrivateNodes") is not True:
        report(
            f"{named(args)} gives its accelerator nodes public addresses, or leaves that to the cluster;"
            " set networkConfig.enablePrivateNodes to true",
            args.urn,
        )


def _cluster(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Pools that are written into the cluster; what they leave open is the cluster's setting, which is seen here."""
    props = args.props
    if carries_accelerator(block(props, "nodeConfig")) and not _private_cluster(props):
        report(
            f"{named(args)} gives the accelerator nodes of its default pool public addresses;"
            " set privateClusterConfig.enablePrivateNodes to true",
            args.urn,
        )
    for index, pool in enumerate(blocks(props, "nodePools")):
        if not carries_accelerator(block(pool, "nodeConfig")):
            continue
        own = block(pool, "networkConfig").get("enablePrivateNodes")
        if own is not True and (own is False or not _private_cluster(props)):
            report(
                f"{named(args)} gives the accelerator nodes of nodePools[{index}] public addresses;"
                f" set nodePools[{index}].networkConfig.enablePrivateNodes to true",
                args.urn,
            )


def _private_cluster(props: Props) -> bool:
    return block(props, "privateClusterConfig").get("enablePrivateNodes") is True


def _tpu(args: ResourceValidationArgs, networks: list[Props], report: ReportViolation) -> None:
    if any(network.get("enableExternalIps") is True for network in networks):
        report(
            f"{named(args)} asks for public addresses; set enableExternalIps to false in its network config"
            " and use a subnet with Private Google Access",
            args.urn,
        )


def _instance(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if not carries_accelerator(args.props):
        return
    for index, interface in enumerate(blocks(args.props, "networkInterfaces")):
        for key in ("accessConfigs", "ipv6AccessConfigs"):
            # An empty access config asks for an address of Google's choice, so its presence is what counts.
            if items(interface, key):
                report(
                    f"{named(args)} gives interface {index} a public address; remove networkInterfaces[{index}].{key}"
                    " and reach the internet through Cloud NAT",
                    args.urn,
                )


NO_PUBLIC_ADDRESS = ResourceValidationPolicy(
    name="no-public-address-on-accelerators",
    description="Machines with accelerators have private addresses only.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    framework=PolicyComplianceFramework(
        name="CIS Google Cloud Platform Foundation Benchmark",
        version="5.0",
        reference="4.9",
        specification="Ensure that Compute instances do not have public IP addresses",
    ),
    remediation_steps="Use private nodes, the cloud's private access to its own services, and NAT.",
)
