"""The networks between the GPUs of one cluster or fleet, besides the region's own network.

Owns the VPCs, their subnets and what protects them. Does not own the machines: node pools and instance templates take
`node_networks`, and the objects by which a cluster's pods ask for the interfaces are `GpuCluster`'s. Nothing is routed
out of these networks, so every fabric uses the same ranges. An RDMA network lies in one zone and can never leave it.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import compute

from components.gcp.fabric_network_plan import (
    OWN_SUBNET,
    FabricPlan,
    FabricSubnet,
    FabricVpc,
    plan_fabric_network,
)

_ALLOW_PRIORITY, _DENY_PRIORITY = 1000, 65000


class FabricNetworkArgs(TypedDict):
    """Arguments of `FabricNetwork`."""

    project: str
    """Project that owns the networks."""
    zone: str
    """The one zone of the machines."""
    prefix: str
    """Leading part of every cloud name."""
    accelerator: str
    """The GPU: h100, h100-mega, h200, b200, gb200, gb300…"""
    machine_type: NotRequired[str]
    """Machine type; the accelerator's own when left out."""
    secure_tag: NotRequired[str]
    """Secure tag (tagValues/…) of the machines that may reach each other over RDMA; left out, all in it may."""


class FabricInterface(TypedDict):
    """One further interface of each machine."""

    network: pulumi.Input[str]
    """Id of the VPC."""
    subnetwork: pulumi.Input[str]
    """Id of the subnet."""
    nic_type: str
    """GVNIC, MRDMA or IDPF."""


class FabricNetwork(pulumi.ComponentResource):
    """The further networks of a GPU cluster. To use finished networks, depend on the component."""

    network_names: pulumi.Output[list[str]]
    """Names of the VPCs, in the order of the machines' interfaces."""
    networks: pulumi.Output[list[str]]
    """Id of the VPC of each further interface, in the order of the interfaces."""
    subnetworks: pulumi.Output[list[str]]
    """Id of the subnet of each further interface, in the same order."""
    nic_types: pulumi.Output[list[str]]
    """GVNIC, MRDMA or IDPF for each further interface, in the same order."""

    def __init__(self, name: str, args: FabricNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_fabric_network(name, args)
        super().__init__("podwright:index:FabricNetwork", name, {}, opts)
        vpcs = {vpc.role: self._vpc(name, args, vpc) for vpc in plan.vpcs}
        subnets = {
            subnet.role: self._subnet(name, args, plan, vpcs[vpc.role], subnet)
            for vpc in plan.vpcs
            for subnet in vpc.subnets
        }
        if plan.policy:
            self._policy(name, args, plan, vpcs["rdma"])
        self.node_networks: list[FabricInterface] = [
            {
                "network": vpcs[nic.vpc].id,
                "subnetwork": subnets[nic.subnet].id if nic.subnet else _own_subnet(args, plan, vpcs[nic.vpc]),
                "nic_type": nic.nic_type,
            }
            for nic in plan.nics
        ]
        self.network_names = pulumi.Output.all(*[vpc.name for vpc in vpcs.values()])
        self.networks = pulumi.Output.all(*[nic["network"] for nic in self.node_networks])
        self.subnetworks = pulumi.Output.all(*[nic["subnetwork"] for nic in self.node_networks])
        self.nic_types = pulumi.Output.from_input([nic.nic_type for nic in plan.nics])
        self.register_outputs(
            {
                "networkNames": self.network_names,
                "networks": self.networks,
                "subnetworks": self.subnetworks,
                "nicTypes": self.nic_types,
            }
        )

    def _vpc(self, name: str, args: FabricNetworkArgs, vpc: FabricVpc) -> compute.Network:
        network = compute.Network(
            f"{name}-{vpc.role}",
            name=vpc.name,
            project=args["project"],
            auto_create_subnetworks=False,
            mtu=vpc.mtu,
            network_profile=vpc.profile,
            # There is no way out of the fabric, and so nothing that a route could lead to.
            delete_default_routes_on_create=None if vpc.rdma else True,
            opts=pulumi.ResourceOptions(parent=self),
        )
        if not vpc.rdma:
            # Classic rules do not apply to an RDMA network, which lets in its own machines without any.
            compute.Firewall(
                f"{name}-{vpc.role}-internal",
                name=vpc.firewall,
                project=args["project"],
                network=network.id,
                direction="INGRESS",
                source_ranges=[subnet.cidr for subnet in vpc.subnets],
                allows=[compute.FirewallAllowArgs(protocol="all")],
                opts=pulumi.ResourceOptions(parent=self),
            )
        return network

    def _subnet(
        self, name: str, args: FabricNetworkArgs, plan: FabricPlan, vpc: compute.Network, subnet: FabricSubnet
    ) -> compute.Subnetwork:
        return compute.Subnetwork(
            f"{name}-{subnet.role}-subnet",
            name=subnet.name,
            project=args["project"],
            region=plan.region,
            network=vpc.id,
            ip_cidr_range=subnet.cidr,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _policy(self, name: str, args: FabricNetworkArgs, plan: FabricPlan, vpc: compute.Network) -> None:
        """Lets in the machines with the tag and nobody else.

        An RDMA policy takes ingress rules only, for all protocols, from everywhere or from secure tags (Google Cloud
        documentation: Create and manage firewall rules for RoCE VPC networks, 2026-04).
        """
        own = pulumi.ResourceOptions(parent=self)
        policy = compute.RegionNetworkFirewallPolicy(
            f"{name}-rdma-policy",
            name=plan.policy,
            project=args["project"],
            region=plan.region,
            policy_type="RDMA_ROCE_POLICY",
            description="Who may reach whom over RDMA",
            opts=own,
        )
        tag = args.get("secure_tag", "")
        everything = [compute.RegionNetworkFirewallPolicyRuleMatchLayer4ConfigArgs(ip_protocol="all")]
        compute.RegionNetworkFirewallPolicyRule(
            f"{name}-rdma-allow",
            project=args["project"],
            region=plan.region,
            firewall_policy=policy.name,
            priority=_ALLOW_PRIORITY,
            direction="INGRESS",
            action="allow",
            match=compute.RegionNetworkFirewallPolicyRuleMatchArgs(
                layer4_configs=everything,
                src_secure_tags=[compute.RegionNetworkFirewallPolicyRuleMatchSrcSecureTagArgs(name=tag)],
            ),
            target_secure_tags=[compute.RegionNetworkFirewallPolicyRuleTargetSecureTagArgs(name=tag)],
            opts=own,
        )
        compute.RegionNetworkFirewallPolicyRule(
            f"{name}-rdma-deny",
            project=args["project"],
            region=plan.region,
            firewall_policy=policy.name,
            priority=_DENY_PRIORITY,
            direction="INGRESS",
            action="deny",
            match=compute.RegionNetworkFirewallPolicyRuleMatchArgs(
                layer4_configs=everything, src_ip_ranges=["0.0.0.0/0"]
            ),
            opts=own,
        )
        compute.RegionNetworkFirewallPolicyAssociation(
            f"{name}-rdma-association",
            name=plan.policy,
            project=args["project"],
            region=plan.region,
            firewall_policy=policy.name,
            attachment_target=vpc.id,
            opts=own,
        )


def _own_subnet(args: FabricNetworkArgs, plan: FabricPlan, vpc: compute.Network) -> pulumi.Output[str]:
    """The subnet that a metal network makes by itself; all RDMA interfaces of a machine are in it."""
    path = f"projects/{args['project']}/regions/{plan.region}/subnetworks/{OWN_SUBNET}"
    return vpc.name.apply(lambda network: f"{path}{network}")
