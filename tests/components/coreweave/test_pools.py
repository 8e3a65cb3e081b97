"""Node pools: the objects that CoreWeave takes, the way to the cluster, and everything that is wrong at once."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
import yaml
from pulumi.runtime import rpc

from components.coreweave.access import CksAccessArgs
from components.coreweave.cks_cluster import CksCluster, CksClusterArgs
from components.coreweave.gpu_cluster import CoreWeaveGpuCluster, CoreWeaveGpuClusterArgs
from components.coreweave.kubeconfig import coreweave_kubeconfig
from components.coreweave.node_pool import nodes_there, waiting
from components.coreweave.system_pool import CoreWeaveSystemPool, CoreWeaveSystemPoolArgs
from podwright.catalog.cloud_gpus import cloud_accelerators
from podwright.catalog.coreweave import instance_types
from podwright.emulator.coreweave import node_pool_rules
from podwright.errors import InputError
from tests.components.harness import UNKNOWN, Deployment, deploy

ENDPOINT = "abc123-0123abcd.k8s.us-east-01a.coreweave.com"
TOKEN = "CW-SECRET-token"


def access() -> CksAccessArgs:
    return {"cluster_id": "cluster-1", "endpoint": ENDPOINT, "token": TOKEN}


def group(**changes: object) -> CoreWeaveGpuClusterArgs:
    args: CoreWeaveGpuClusterArgs = {
        "zone": "US-EAST-01A",
        "labels": {"owner": "training"},
        "cluster": access(),
        "accelerator": "h200",
        "nodes": 16,
    }
    return cast("CoreWeaveGpuClusterArgs", {**args, **changes})


def system(**changes: object) -> CoreWeaveSystemPoolArgs:
    args: CoreWeaveSystemPoolArgs = {
        "zone": "US-EAST-01A",
        "labels": {"owner": "training"},
        "cluster": access(),
        "machine_type": "turin-gp",
        "nodes": 3,
    }
    return cast("CoreWeaveSystemPoolArgs", {**args, **changes})


def spec(made: Deployment, name: str = "train") -> dict[str, Any]:
    return cast("dict[str, Any]", made.resources[f"{name}-pool"].inputs["spec"])


def secret(value: object) -> str:
    """What is in a secret; a value that is none has no signature of one."""
    fields = cast("dict[str, str]", value)
    assert fields[rpc._special_sig_key] == rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
    return fields["value"]


def refused(args: CoreWeaveGpuClusterArgs, name: str = "train") -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveGpuCluster(name, args))
    return str(caught.value)


@pytest.mark.parametrize("accelerator", cloud_accelerators("coreweave"))
def test_every_accelerator_is_a_pool_that_coreweave_takes(accelerator: str) -> None:
    """The emulated webhook has the real one's rules; racks are counted in racks, everything else in nodes."""
    args = group(accelerator=accelerator, nodes=18, allow_unlisted_zone=True)
    found = spec(deploy(lambda: CoreWeaveGpuCluster("train", args)))
    assert [*node_pool_rules.shape(found), *node_pool_rules.target(found, 36)] == []
    rack = instance_types()[found["instanceType"]].rack_size
    assert found.get("targetRacks") == (1 if rack else None)
    assert found.get("targetNodes") == (None if rack else 18)


def test_a_pool_has_its_marks_in_a_fixed_order() -> None:
    """No order in a file may be a change of a pool."""
    taints = {"b": {"value": "x", "effect": "NoExecute"}, "a": {}}
    args = group(node_labels={"team": "llm"}, taints=taints)
    made = deploy(lambda: CoreWeaveGpuCluster("train", args))
    pool = made.resources["train-pool"]
    assert pool.inputs["metadata"] == {"name": "train", "labels": {"owner": "training"}}
    assert spec(made) == {
        "instanceType": "gd-8xh200ib-i128",
        "targetNodes": 16,
        "nodeLabels": {"owner": "training", "podwright/gpu-group": "train", "team": "llm"},
        "nodeTaints": [
            {"key": "a", "value": "", "effect": "NoSchedule"},
            {"key": "b", "value": "x", "effect": "NoExecute"},
        ],
    }
    assert pool.provider == "train-cluster"
    assert made.outputs["train"] == {
        "instanceType": "gd-8xh200ib-i128",
        "nodes": 16,
        "nodesThere": 0,
        "waiting": "",
        "gpus": 128,
        "racks": 0,
        "pool": "train-pool-id",
        "nodeSelector": {"podwright/gpu-group": "train"},
    }


def test_a_pool_that_grows_by_itself() -> None:
    """The numbers are those of the autoscaler; nodes is what it never goes below."""
    found = spec(deploy(lambda: CoreWeaveGpuCluster("train", group(nodes=0, max_nodes=8, scale_down="PreferIdle"))))
    assert (found["autoscaling"], found["minNodes"], found["maxNodes"], found["targetNodes"]) == (True, 0, 8, 0)
    assert found["lifecycle"] == {"scaleDownStrategy": "PreferIdle"}


def test_a_cluster_that_is_not_there_yet_is_previewed() -> None:
    """Cluster and pools come in one run, and the first preview must show both."""

    def program() -> None:
        on_it = {"zone": "US-EAST-01A", "prefix": "lab", "network": {"vpc_id": "vpc-1"}, "version": "v1.36"}
        late = CksCluster("late", cast("CksClusterArgs", on_it))
        way: CksAccessArgs = {"cluster_id": late.cluster_id, "endpoint": late.endpoint, "token": TOKEN}
        CoreWeaveGpuCluster("train", group(cluster=way))

    made = deploy(program, preview=True)
    assert made.resources["train-cluster"].inputs["kubeconfig"] == UNKNOWN
    assert spec(made)["targetNodes"] == 16
    assert made.outputs["train"]["nodes"] == 16


def test_the_kubeconfig_is_a_secret_and_names_its_cluster() -> None:
    """The token is in it; and another token must not look like another cluster."""
    provider = deploy(lambda: CoreWeaveGpuCluster("train", group())).resources["train-cluster"].inputs
    assert provider["clusterIdentifier"] == "cluster-1"
    config = json.loads(secret(provider["kubeconfig"]))
    assert config["users"] == [{"name": "cks", "user": {"token": TOKEN}}]


def test_tokens_of_ones_own_go_to_another_name() -> None:
    """CoreWeave's own tokens are refused there, and those of an issuer at the usual name."""
    managed = json.loads(coreweave_kubeconfig(ENDPOINT, TOKEN, unmanaged=False))
    own = yaml.safe_load(coreweave_kubeconfig(ENDPOINT, TOKEN, unmanaged=True))
    assert managed["clusters"][0]["cluster"] == {"server": f"https://{ENDPOINT}"}
    assert own["clusters"][0]["cluster"] == {"server": f"https://api.{ENDPOINT}"}


def test_a_kubeconfig_of_ones_own() -> None:
    """Instead of endpoint and token."""
    own: CksAccessArgs = {"cluster_id": "cluster-1", "kubeconfig": "apiVersion: v1"}
    made = deploy(lambda: CoreWeaveGpuCluster("train", group(cluster=own)))
    assert secret(made.resources["train-cluster"].inputs["kubeconfig"]) == "apiVersion: v1"


def test_all_problems_of_a_group_at_once() -> None:
    """No secret is ever in a message."""
    wrong = group(
        accelerator="gb200",
        nodes=20,
        max_nodes=36,
        version="v1.31",
        scale_down="Now",
        cluster={"cluster_id": "c", "kubeconfig": "", "token": TOKEN, "unmanaged": True},
        node_labels={"node.coreweave.cloud/class": "gpu", "podwright/gpu-group": "mine"},
        taints={"dedicated": {"effect": "Never"}},
    )
    assert refused(wrong, "Train") == (
        'error: CoreWeaveGpuCluster Train.name: the node pool name "Train" is not one that is read and typed without'
        " trouble\n"
        "  given:   Train\n"
        "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit\n"
        "  fix:     write train\n"
        "error: CoreWeaveGpuCluster Train.cluster.kubeconfig: stands beside token\n"
        "  fix:     keep one way to the cluster\n"
        "error: CoreWeaveGpuCluster Train.cluster.unmanaged: says nothing beside a kubeconfig\n"
        "  fix:     drop it\n"
        "error: CoreWeaveGpuCluster Train.cluster.kubeconfig: is empty\n"
        "  fix:     set it in the stack's configuration with --secret\n"
        "error: CoreWeaveGpuCluster Train.max_nodes: node pools grow by themselves from Kubernetes v1.32 on, the"
        " cluster has v1.31\n"
        "  given:   36\n"
        "  fix:     leave maxNodes out, or upgrade the cluster\n"
        "error: CoreWeaveGpuCluster Train.nodes: gb200-4x comes in racks of 18 nodes; 20 nodes is 1.11 racks\n"
        "  given:   20\n"
        "  allowed: a multiple of 18\n"
        "  fix:     write 18 or 36\n"
        "error: CoreWeaveGpuCluster Train.max_nodes: gb200-4x comes in racks, which CoreWeave does not autoscale\n"
        "  given:   36\n"
        "  fix:     leave maxNodes out, and raise nodes by whole racks\n"
        "error: CoreWeaveGpuCluster Train.node_labels.node.coreweave.cloud/class: the keys of node.coreweave.cloud are"
        " set by CKS itself\n"
        "  given:   node.coreweave.cloud/class\n"
        "  fix:     drop it, or take a key of your own\n"
        'error: CoreWeaveGpuCluster Train.taints.dedicated: "Never" is no effect of a taint\n'
        "  given:   Never\n"
        "  allowed: NoSchedule, PreferNoSchedule, NoExecute\n"
        "error: CoreWeaveGpuCluster Train.node_labels.podwright/gpu-group: is set by the component\n"
        "  fix:     drop it\n"
        'error: CoreWeaveGpuCluster Train.scale_down: CoreWeave gives no nodes back by "Now"\n'
        "  given:   Now\n"
        "  allowed: IdleOnly, PreferIdle\n"
        "  fix:     leave it out for IdleOnly"
    )


def test_a_way_to_the_cluster_that_is_half() -> None:
    """Endpoint without token, and an address where a name belongs."""
    assert refused(group(cluster={"cluster_id": "c", "endpoint": f"https://{ENDPOINT}"})) == (
        "error: CoreWeaveGpuCluster train.cluster.token: is missing\n"
        "  fix:     give endpoint and token, or a kubeconfig\n"
        "error: CoreWeaveGpuCluster train.cluster.endpoint: is no host name\n"
        f"  given:   https://{ENDPOINT}\n"
        "  fix:     drop the scheme and the path"
    )


def test_a_zone_without_the_machine() -> None:
    """Its pool would wait for ever; whoever knows better says so."""
    assert refused(group(accelerator="b300")) == (
        "error: CoreWeaveGpuCluster train.zone: b300-8x is not offered in US-EAST-01A; its pool would wait for ever\n"
        "  given:   US-EAST-01A\n"
        "  allowed: US-CENTRAL-06A, US-EAST-13A, US-WEST-01A, US-WEST-10A"
    )
    args = group(accelerator="b300", allow_unlisted_zone=True)
    assert spec(deploy(lambda: CoreWeaveGpuCluster("train", args)))["instanceType"] == "b300-8x"


def test_the_system_pool_carries_the_clusters_services() -> None:
    """Without the label CoreWeave's services would hold a GPU node."""
    made = deploy(lambda: CoreWeaveSystemPool("system", system(max_nodes=6)))
    found = spec(made, "system")
    assert found["nodeLabels"] == {"cks.coreweave.cloud/system-critical": "true", "owner": "training"}
    assert (found["minNodes"], found["maxNodes"]) == (3, 6)
    assert made.outputs["system"]["nodes"] == 3


def test_all_problems_of_a_system_pool_at_once() -> None:
    """A GPU machine for it would be dear."""
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveSystemPool("system", system(machine_type="gd-8xh200ib-i128", nodes=0)))
    assert str(caught.value) == (
        "error: CoreWeaveSystemPool system.nodes: leaves the cluster without a machine for its own services\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        "error: CoreWeaveSystemPool system.machine_type: has 8 GPUs, which would stand idle\n"
        "  given:   gd-8xh200ib-i128\n"
        f"  allowed: {', '.join(each.name for each in instance_types().values() if not each.gpus)}"
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveSystemPool("system", system(machine_type="cpu-4")))
    assert str(caught.value) == (
        'error: CoreWeaveSystemPool system.machine_type: CoreWeave has no instance type "cpu-4"\n'
        "  given:   cpu-4\n"
        f"  allowed: {', '.join(instance_types())}"
    )


def condition(kind: str, reason: str, message: str) -> dict[str, str]:
    return {"type": kind, "status": "True", "reason": reason, "message": message}


@pytest.mark.parametrize(
    ("status", "there", "said"),
    [
        (None, 0, ""),
        ({}, 0, ""),
        ({"currentNodes": 16, "queuedNodes": 0, "conditions": [condition("Quota", "Under", "fine")]}, 16, ""),
        (
            {
                "currentNodes": 12,
                "queuedNodes": 4,
                "conditions": [
                    condition("Validated", "Valid", "nodePool is valid"),
                    condition("Capacity", "Sufficient", "capacity is sufficient"),
                    condition("Quota", "Over", "nodePool is over quota for instance type gd-8xh200ib-i128"),
                ],
            },
            12,
            "4 nodes wait: nodePool is over quota for instance type gd-8xh200ib-i128",
        ),
        ({"currentNodes": 15, "queuedNodes": 1}, 15, "1 node waits: CoreWeave does not say why"),
    ],
)
def test_what_the_status_of_a_pool_tells(status: dict[str, Any] | None, there: int, said: str) -> None:
    """A pool that waits is no failure, so somebody has to say it."""
    assert (nodes_there(status), waiting(status)) == (there, said)
