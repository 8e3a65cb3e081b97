"""The way from a stack to the inside of a CKS cluster: one Kubernetes provider for what a component puts there.

Owns the provider and its kubeconfig, which is a secret from its first moment. The cluster may be made by the same run:
its endpoint is unknown in the first preview then, and node pools are previewed all the same. The provider is told which
cluster it is for, so that another token, or a kubeconfig of one's own that turns out wrong, changes only the way there:
without that, Pulumi would take every pool for one of another cluster and replace it, which gives the machines back.
"""

from typing import NotRequired, TypedDict

import pulumi
import pulumi_kubernetes as kubernetes

from components.checks import Checks
from components.coreweave.kubeconfig import coreweave_kubeconfig


class CksAccessArgs(TypedDict):
    """How to reach the cluster; usually the outputs of `CksCluster` and a token from the stack's configuration."""

    cluster_id: pulumi.Input[str]
    """Id of the cluster; another one means that everything in it is another thing."""
    endpoint: NotRequired[pulumi.Input[str]]
    """Host name of the API server; needs `token`."""
    token: NotRequired[pulumi.Input[str]]
    """Token that the API server takes; kept as a secret."""
    unmanaged: NotRequired[bool]
    """The token is one of a service account or of the cluster's OIDC issuer, not CoreWeave's own; off when left out."""
    kubeconfig: NotRequired[pulumi.Input[str]]
    """A kubeconfig of your own instead of endpoint and token; kept as a secret."""


def take_access(checks: Checks, access: CksAccessArgs) -> None:
    """Record what is wrong with the way to the cluster."""
    own = "kubeconfig" in access
    parts = [key for key in ("endpoint", "token") if key in access]
    if own and parts:
        checks.add("cluster.kubeconfig", f"stands beside {' and '.join(parts)}", fix="keep one way to the cluster")
    if own and access.get("unmanaged", False):
        checks.add("cluster.unmanaged", "says nothing beside a kubeconfig", fix="drop it")
    if not own:
        for key in ("endpoint", "token"):
            if key not in parts:
                checks.add(f"cluster.{key}", "is missing", fix="give endpoint and token, or a kubeconfig")
    for key in ("token", "kubeconfig"):
        # Only a plain value can be looked at, and it is not shown.
        if access.get(key) == "":
            checks.add(f"cluster.{key}", "is empty", fix="set it in the stack's configuration with --secret")
    endpoint = access.get("endpoint")
    if isinstance(endpoint, str) and ("/" in endpoint or not endpoint):
        checks.add("cluster.endpoint", "is no host name", given=endpoint, fix="drop the scheme and the path")


def cluster_provider(name: str, access: CksAccessArgs, parent: pulumi.Resource) -> kubernetes.Provider:
    """The provider of a component's objects, named `<name>-cluster`."""
    return kubernetes.Provider(
        f"{name}-cluster",
        kubeconfig=_kubeconfig(access),
        cluster_identifier=access["cluster_id"],
        opts=pulumi.ResourceOptions(parent=parent),
    )


def _kubeconfig(access: CksAccessArgs) -> pulumi.Output[str]:
    if "kubeconfig" in access:
        return pulumi.Output.secret(access["kubeconfig"])
    unmanaged = access.get("unmanaged", False)
    parts = {"endpoint": access.get("endpoint", ""), "token": pulumi.Output.secret(access.get("token", ""))}
    # One value of a secret makes all of it one.
    return pulumi.Output.all(**parts).apply(
        lambda found: coreweave_kubeconfig(found["endpoint"], found["token"], unmanaged=unmanaged)
    )
