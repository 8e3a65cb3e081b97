"""Inputs of resources that several tests use."""

from __future__ import annotations

import json

from podwright.emulator.core.quota import Ledger, QuotaKey
from podwright.emulator.core.store import Store
from tests.podwright.emulator.client import Made

Inputs = dict[str, object]

VPC = "coreweave:index/networkingVpc:NetworkingVpc"
CLUSTER = "coreweave:index/cksCluster:CksCluster"
BUCKET = "coreweave:index/objectStorageBucket:ObjectStorageBucket"
POLICY = "coreweave:index/objectStorageOrganizationAccessPolicy:ObjectStorageOrganizationAccessPolicy"
NODE_POOL = "kubernetes:compute.coreweave.com/v1alpha1:NodePool"
ASSUMED = "\n  note: the API's own words are not published; these are assumed"

VPC_INPUTS: Inputs = {
    "name": "train",
    "zone": "US-EAST-04A",
    "vpcPrefixes": [
        {"name": "pods", "value": "10.0.0.0/13"},
        {"name": "services", "value": "10.16.0.0/22"},
        {"name": "lb", "value": "10.16.4.0/22"},
        {"name": "more lb", "value": "10.16.8.0/22"},
    ],
}
POLICY_INPUTS: Inputs = {
    "name": "all",
    "statements": [
        {"name": "a", "effect": "Allow", "actions": ["s3:*"], "resources": ["*"], "principals": ["role/Admin"]}
    ],
}


def cluster_inputs(vpc: Made, **changes: object) -> Inputs:
    """A cluster in a VPC of `VPC_INPUTS`."""
    return {
        "name": "train",
        "zone": "US-EAST-04A",
        "vpcId": vpc.id,
        "version": "v1.36",
        "podCidrName": "pods",
        "serviceCidrName": "services",
        "internalLbCidrNames": ["lb"],
        **changes,
    }


def kubeconfig(cluster: Made) -> str:
    """A kubeconfig for the cluster, as a program makes it from the outputs."""
    server = f"https://{cluster.out('apiServerEndpoint')}"
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "x",
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
            "users": [{"name": "u", "user": {"token": "t"}}],
        }
    )


def pool(name: str = "h100", **spec: object) -> Inputs:
    """A node pool."""
    return {"metadata": {"name": name}, "spec": {"instanceType": "gd-8xh100ib-i128", "targetNodes": 4, **spec}}


def grant(store: Store, instance_type: str, nodes: int, zone: str = "US-EAST-04A") -> None:
    """Gives the organisation quota, as CoreWeave's support would."""
    with store.transaction("coreweave") as tx:
        key = QuotaKey.of("emulated", "compute", instance_type, {"zone": zone})
        Ledger(tx, lambda _: 0).set_limit(key, nodes)
