"""A CoreWeave Kubernetes cluster: the control plane that node pools are put on.

Owns the cluster. It has no machine until a pool gives it some (`CoreWeaveSystemPool`, `CoreWeaveGpuCluster`). The
public endpoint is off: whoever declares pools must then reach the private one, over Tailscale or Direct Connect. A
cluster takes up to 45 minutes. Version, audit policy, sign-on, names of the server and further ranges change in place.
"""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_coreweave as coreweave

from components.coreweave.cks_cluster_plan import CksClusterPlan, plan_cks_cluster


class CksNetworkArgs(TypedDict):
    """Where the cluster lives; usually the outputs of `CoreWeaveNetwork`."""

    vpc_id: pulumi.Input[str]
    """Id of the VPC."""
    zone: NotRequired[str]
    """Zone of the VPC where it is known, to be compared with the cluster's."""
    known_ranges: NotRequired[list[str]]
    """Names of the VPC's ranges where they are known, to be compared with those below."""
    pods_range: NotRequired[str]
    """Name of the range for pods, exactly as the VPC has it; pods when left out."""
    services_range: NotRequired[str]
    """Name of the range for services; services when left out."""
    load_balancer_ranges: NotRequired[list[str]]
    """Names of the ranges for load balancers, load-balancers when left out; taking one away replaces the cluster."""


class CksOidcArgs(TypedDict):
    """Sign-on by an identity provider of your own, besides CoreWeave's tokens."""

    issuer_url: str
    """URL of the issuer, with https."""
    client_id: str
    """Id of the client there."""
    admin_group: NotRequired[str]
    """Group whose members are administrators of the cluster."""
    groups_claim: NotRequired[str]
    """Claim that has the groups."""
    groups_prefix: NotRequired[str]
    """What is put in front of each group."""
    username_claim: NotRequired[str]
    """Claim that has the user's name."""
    username_prefix: NotRequired[str]
    """What is put in front of each user's name."""
    required_claim: NotRequired[str]
    """Claim that a token must have."""
    signing_algs: NotRequired[list[str]]
    """Algorithms that tokens may be signed with."""
    ca: NotRequired[str]
    """Certificate of the issuer's authority, PEM, base64."""


class CksNodePortsArgs(TypedDict):
    """Ports that services of type NodePort may have; a smaller range later replaces the cluster."""

    start: int
    """First port."""
    end: int
    """Last port."""


class CksClusterArgs(TypedDict):
    """Arguments of `CksCluster`."""

    zone: str
    """Availability zone, the VPC's."""
    prefix: str
    """Leading part of the cluster's name, which has 30 characters at most."""
    network: CksNetworkArgs
    """Where the cluster lives."""
    version: str
    """Minor version of Kubernetes, such as v1.36; patches come by themselves."""
    public: NotRequired[bool]
    """Let the API server be reached from the internet; off when left out."""
    audit_policy: NotRequired[str]
    """Audit policy as JSON or YAML; CoreWeave's own when left out."""
    oidc: NotRequired[CksOidcArgs]
    """Sign-on by an identity provider of your own."""
    node_ports: NotRequired[CksNodePortsArgs]
    """Ports of NodePort services; 30000 to 32767 when left out."""
    server_names: NotRequired[list[str]]
    """Further names in the API server's certificate, 10 at most."""


class CksCluster(pulumi.ComponentResource):
    """The cluster of a zone."""

    cluster_id: pulumi.Output[str]
    """Id of the cluster."""
    cluster_name: pulumi.Output[str]
    """Name of the cluster."""
    endpoint: pulumi.Output[str]
    """Host name of the API server, for CoreWeave's tokens."""
    oidc_issuer: pulumi.Output[str]
    """Issuer of the tokens that pods have, for other clouds to trust."""

    def __init__(self, name: str, args: CksClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_cks_cluster(name, args)
        super().__init__("podwright:index:CksCluster", name, {}, opts)
        for warning in plan.warnings:
            pulumi.log.warn(warning, resource=self)
        cluster = self._cluster(name, args, plan)
        self.cluster_id, self.cluster_name = cluster.id, cluster.name
        self.endpoint = cluster.api_server_endpoint
        self.oidc_issuer = cluster.service_account_oidc_issuer_url
        self.register_outputs(
            {
                "clusterId": self.cluster_id,
                "clusterName": self.cluster_name,
                "endpoint": self.endpoint,
                "oidcIssuer": self.oidc_issuer,
            }
        )

    def _cluster(self, name: str, args: CksClusterArgs, plan: CksClusterPlan) -> coreweave.CksCluster:
        ports = args.get("node_ports")
        return coreweave.CksCluster(
            f"{name}-cks",
            name=plan.name,
            zone=args["zone"],
            vpc_id=args["network"]["vpc_id"],
            version=args["version"],
            pod_cidr_name=plan.pods,
            service_cidr_name=plan.services,
            internal_lb_cidr_names=plan.load_balancers,
            public=args.get("public", False),
            audit_policy=plan.audit_policy,
            oidc=_oidc(args["oidc"]) if "oidc" in args else None,
            node_port_range=coreweave.CksClusterNodePortRangeArgs(start=ports["start"], end=ports["end"])
            if ports
            else None,
            additional_server_sans=args.get("server_names"),
            opts=pulumi.ResourceOptions(parent=self),
        )


def _oidc(oidc: CksOidcArgs) -> coreweave.CksClusterOidcArgs:
    return coreweave.CksClusterOidcArgs(
        issuer_url=oidc["issuer_url"],
        client_id=oidc["client_id"],
        admin_group_binding=oidc.get("admin_group"),
        groups_claim=oidc.get("groups_claim"),
        groups_prefix=oidc.get("groups_prefix"),
        username_claim=oidc.get("username_claim"),
        username_prefix=oidc.get("username_prefix"),
        required_claim=oidc.get("required_claim"),
        signing_algs=oidc.get("signing_algs"),
        ca=oidc.get("ca"),
    )
