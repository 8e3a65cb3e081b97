"""Which kinds of Kubernetes objects are emulated, and how well: the table that the honest answer comes from.

Owns the register of kinds with rules of their own. Every other kind of the SDK has metadata, a namespace, ids, names
and the replacement rules; what its controllers would do is not modelled.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from podwright.emulator.kubernetes.charts import RELEASES
from podwright.emulator.kubernetes.custom_kinds import CustomResource, Definition
from podwright.emulator.kubernetes.definitions import DEFINITIONS
from podwright.emulator.kubernetes.kinds import Claim, KubernetesKind, Namespace, Patch, Service, refuse_type
from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.kubernetes.releases import Release

NODE_POOLS = "kubernetes:compute.coreweave.com/v1alpha1:NodePool"


def _node_pool(token: str) -> KubernetesKind:
    from podwright.emulator.coreweave.node_pool import NodePool

    return NodePool(token)


OWN: dict[str, Callable[[str], KubernetesKind]] = {
    "kubernetes:core/v1:Namespace": Namespace,
    "kubernetes:core/v1:PersistentVolumeClaim": Claim,
    "kubernetes:core/v1:Service": Service,
    DEFINITIONS: Definition,
    RELEASES: Release,
    NODE_POOLS: _node_pool,
}


@cache
def kind(token: str, *, custom: bool) -> KubernetesKind:
    """The kind of a type; CloudError for one that no emulated cluster can have."""
    refuse_type(token)
    if token in OWN:
        return OWN[token](token)
    if Gvk.of(token).patch:
        return Patch(token)
    return CustomResource(token) if custom else KubernetesKind(token)
