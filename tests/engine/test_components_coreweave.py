"""CoreWeave's components on the emulated cloud, with the real engine: first `up` with cluster and pools in one run."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from podwright.testing.clouds import EmulatedClouds
from podwright.testing.runs import Run

pytestmark = pytest.mark.engine
TOKEN = "CW-SECRET-that-nobody-may-see"
OTHER = "CW-SECRET-of-next-month"
PROGRAM = """
import pulumi
from components.coreweave.cks_cluster import CksCluster
from components.coreweave.gpu_cluster import CoreWeaveGpuCluster
from components.coreweave.network import CoreWeaveNetwork
from components.coreweave.quota import CoreWeaveQuota
from components.coreweave.storage import CoreWeaveStorage
from components.coreweave.system_pool import CoreWeaveSystemPool

H200, RACKS, LABELS, ZONE = %s
token = pulumi.Config("lab").require_secret("token")
prefix = "coreweave-us-east-01"
network = CoreWeaveNetwork("network", {"zone": ZONE, "prefix": prefix, "cidr": "10.64.0.0/14", "nodes_needed": 64})
cluster = CksCluster(
    "cluster",
    {
        "zone": ZONE,
        "prefix": prefix,
        "network": {"vpc_id": network.vpc_id},
        "version": "v1.36",
        "audit_policy": "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Metadata}]}",
        "oidc": {"issuer_url": "https://id.lab.example", "client_id": "cks", "admin_group": "platform"},
    },
)
access = {"cluster_id": cluster.cluster_id, "endpoint": cluster.endpoint, "token": token}
on_it = {"zone": ZONE, "labels": LABELS, "cluster": access}
system = CoreWeaveSystemPool("system", {**on_it, "machine_type": "turin-gp", "nodes": 3})
train = CoreWeaveGpuCluster("train", {**on_it, "accelerator": "h200", "nodes": H200})
serve = CoreWeaveGpuCluster("serve", {**on_it, "accelerator": "h100", "nodes": 1, "max_nodes": H200})
racks = CoreWeaveGpuCluster("racks", {**on_it, "accelerator": "gb200", "nodes": 18 * RACKS})
quota = CoreWeaveQuota(
    "quota",
    {
        "organization": "abc123",
        "zone": ZONE,
        "needed": {"gd-8xh200ib-i128": H200, "turin-gp": 3},
        "granted": {"gd-8xh200ib-i128": 2, "turin-gp": 3},
    },
)
storage = CoreWeaveStorage(
    "storage",
    {
        "organization": "abc123",
        "prefix": prefix,
        "labels": LABELS,
        "zone": ZONE,
        "policies": {"all": {"all": {"actions": ["s3:*"], "resources": ["*"], "principals": ["*"]}}},
        "buckets": {
            "checkpoints": {
                "versioning": True,
                "delete_old_versions_after_days": 14,
                "audit_logging": True,
                "grants": {"team": {"principals": ["arn:aws:iam::abc123:role/Admin"], "actions": ["s3:*"]}},
            },
            "scratch": {"delete_after_days": 30},
        },
    },
)
pulumi.export("endpoint", cluster.endpoint)
pulumi.export("pools", pulumi.Output.all(system.pool, train.pool, serve.pool, racks.pool))
pulumi.export("waiting", quota.waiting)
pulumi.export("actions", storage.actions)
pulumi.export("buckets", storage.buckets)
"""
FIRST = PROGRAM % '2, 1, {"owner": "training"}, "US-EAST-01A"'
LARGER = PROGRAM % '3, 2, {"owner": "research"}, "US-EAST-01A"'
ELSEWHERE = """
import json
import pulumi
from components.coreweave.gpu_cluster import CoreWeaveGpuCluster

server = pulumi.Config("lab").require("server")
kubeconfig = {
    "apiVersion": "v1", "kind": "Config", "current-context": "x",
    "clusters": [{"name": "c", "cluster": {"server": server}}],
    "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
    "users": [{"name": "u", "user": {"token": "CW-SECRET-that-nobody-may-see"}}],
}
CoreWeaveGpuCluster(
    "train",
    {
        "zone": "US-EAST-01A",
        "labels": {"owner": "training"},
        "cluster": {"cluster_id": "our-cluster", "kubeconfig": json.dumps(kubeconfig)},
        "accelerator": "h200",
        "nodes": int(pulumi.Config("lab").require("nodes")),
    },
)
"""


def config(token: str = TOKEN) -> dict[str, object]:
    return {"lab:token": token}


def pools(run: Run) -> dict[str, str]:
    """Node pool -> what happened to it."""
    return {each.name: each.op for each in run.resources if each.type.endswith(":NodePool")}


def nodes(clouds: EmulatedClouds) -> dict[str, int]:
    """Instance type -> nodes that are there; what is above the quota waits."""
    return {line.quota_id: line.used for line in clouds.quotas.list() if line.used}


def grant(clouds: EmulatedClouds, **limits: int) -> None:
    names = {"h200": "gd-8xh200ib-i128", "h100": "gd-8xh100ib-i128", "gb200": "gb200-4x", "turin": "turin-gp"}
    for key, limit in limits.items():
        clouds.quotas.set(
            names[key],
            project="emulated",
            service="compute",
            cloud="coreweave",
            dimensions={"zone": "US-EAST-01A"},
            limit=limit,
        )


def written(clouds: EmulatedClouds) -> str:
    """The state of all stacks as text. Not the history of runs: it has the configuration, which is in clear here."""
    folder = Path(urlsplit(clouds.environment["PULUMI_BACKEND_URL"]).path, ".pulumi", "stacks")
    found = [file.read_text("utf-8", "replace") for file in folder.rglob("*.json*")]
    assert found
    return "".join(found)


def test_lives_and_changes_in_place(emulated_clouds: EmulatedClouds) -> None:
    """Cluster and pools come in one run; labels and numbers never replace a pool, another token changes nothing."""
    clouds = emulated_clouds
    grant(clouds, h200=2, h100=4, gb200=36, turin=3)
    assert pools(clouds.preview(FIRST, config=config()).succeeded()) == dict.fromkeys(
        ("system-pool", "train-pool", "serve-pool", "racks-pool"), "create"
    )
    first = clouds.up(FIRST, config=config()).succeeded()
    assert first.outputs["pools"] == ["system", "train", "serve", "racks"]
    assert first.outputs["waiting"] == {}
    assert first.outputs["buckets"] == {
        "checkpoints": "abc123-coreweave-us-east-01-checkpoints",
        "scratch": "abc123-coreweave-us-east-01-scratch",
    }
    assert nodes(clouds) == {"gd-8xh200ib-i128": 2, "gd-8xh100ib-i128": 1, "gb200-4x": 18, "turin-gp": 3}
    assert clouds.up(FIRST, config=config()).succeeded().resources == []
    assert clouds.refresh(FIRST, config=config()).succeeded().resources == []

    larger = clouds.up(LARGER, config=config()).succeeded()
    assert pools(larger) == dict.fromkeys(("system-pool", "train-pool", "serve-pool", "racks-pool"), "update")
    assert larger.outputs["waiting"] == {"gd-8xh200ib-i128": 1}
    assert nodes(clouds) == {"gd-8xh200ib-i128": 2, "gd-8xh100ib-i128": 1, "gb200-4x": 36, "turin-gp": 3}
    grant(clouds, h200=3)
    clouds.refresh(LARGER, config=config()).succeeded()
    assert nodes(clouds)["gd-8xh200ib-i128"] == 3

    renewed = clouds.up(LARGER, config=config(OTHER)).succeeded()
    assert {(each.type, each.op) for each in renewed.resources} == {("pulumi:providers:kubernetes", "update")}
    assert TOKEN not in written(clouds)
    assert OTHER not in written(clouds)
    said = "\n".join(line for run in (first, larger, renewed) for line in run.messages)
    assert "CW-SECRET" not in said
    assert "1 node would wait in the queue" in "\n".join(larger.messages)

    clouds.destroy(LARGER, config=config(OTHER)).succeeded()
    assert list(clouds.resources()) == []
    assert nodes(clouds) == {}


def test_an_unreachable_cluster_is_an_error_and_loses_nothing(emulated_clouds: EmulatedClouds) -> None:
    """The pools stay, in the cloud and in the state, and go on as soon as the kubeconfig is right again."""
    clouds = emulated_clouds
    grant(clouds, h200=8, h100=4, gb200=36, turin=3)
    owner = clouds.up(FIRST, config=config()).succeeded()
    server = f"https://{owner.outputs['endpoint']}"
    there = {"lab:server": server, "lab:nodes": "4"}
    program = ELSEWHERE.replace('"train"', '"tune"')
    assert pools(clouds.up(program, stack="tune", config=there).succeeded()) == {"tune-pool": "create"}
    assert nodes(clouds)["gd-8xh200ib-i128"] == 6

    wrong = {"lab:server": "https://gone.k8s.us-east-01a.coreweave.com", "lab:nodes": "5"}
    failed = clouds.up(program, stack="tune", config=wrong).failed()
    assert "configured Kubernetes cluster is unreachable" in failed.error
    assert "lookup gone.k8s.us-east-01a.coreweave.com: no such host" in failed.error
    assert "CW-SECRET" not in failed.error + "\n".join(failed.messages)
    assert nodes(clouds)["gd-8xh200ib-i128"] == 6
    refused = clouds.destroy(program, stack="tune", config=wrong).failed()
    assert "configured Kubernetes cluster is unreachable" in refused.error
    assert nodes(clouds)["gd-8xh200ib-i128"] == 6

    back = clouds.up(program, stack="tune", config={**there, "lab:nodes": "5"}).succeeded()
    assert pools(back) == {"tune-pool": "update"}
    assert nodes(clouds)["gd-8xh200ib-i128"] == 7
