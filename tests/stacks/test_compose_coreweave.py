"""What a CoreWeave stack is made of, in which order, and where its token comes from."""

from __future__ import annotations

import json

import pulumi
import pytest
from pulumi.runtime import rpc

from tests.components.harness import UNKNOWN
from tests.stacks.programs import run, stack_config

STACK = "coreweave-us-east-04"


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the provider itself finds it."""
    monkeypatch.setenv("COREWEAVE_API_TOKEN", "CW-SECRET-of-the-environment")


def test_cluster_and_pools_come_in_one_run() -> None:
    """GPU pools wait for the pool of system pods; the VPC is the cluster's."""
    made = run(STACK)
    assert {each.name for each in made.of_type(":NodePool")} == {"system-pool", "train-h200-pool", "eval-h100-pool"}
    assert "system-pool" in made.resources["train-h200"].depends_on
    assert made.resources["cluster-cks"].inputs["vpcId"] == "network-vpc-id"
    spec = made.resources["eval-h100-pool"].inputs["spec"]
    assert (spec["minNodes"], spec["maxNodes"], spec["autoscaling"]) == (0, 4, True)


def test_outputs_of_a_region_hold_no_secret() -> None:
    """What others read, and what a person must do."""
    outputs = run(STACK).outputs["stack"]
    assert "CW-SECRET" not in json.dumps(outputs)
    assert outputs["zone"] == "US-EAST-04A"
    assert outputs["network"]["ranges"] == {
        "pods": "10.112.0.0/15",
        "services": "10.114.64.0/22",
        "load-balancers": "10.114.128.0/22",
    }
    assert outputs["gpuClusters"]["train-h200"]["gpus"] == 128
    assert [name for name, each in outputs["gpuClusters"].items() if "nodesThere" in each] == ["train-h200"]
    assert outputs["quota"] == {
        "needed": {"gd-8xh100ib-i128": 4, "gd-8xh200ib-i128": 16, "turin-gp": 3},
        "waiting": {},
        "actions": {},
    }
    assert outputs["storage"]["buckets"] == {
        "checkpoints": "lab-coreweave-us-east-04-checkpoints",
        "scratch": "lab-coreweave-us-east-04-scratch",
    }


def test_a_stack_that_does_not_exist_yet_is_previewed() -> None:
    """The endpoint is unknown, the pools are not."""
    made = run(STACK, preview=True)
    assert made.resources["train-h200-cluster"].inputs["kubeconfig"] == UNKNOWN
    assert made.resources["train-h200-pool"].inputs["spec"]["targetNodes"] == 16


def test_racks() -> None:
    """18 machines of the file are one rack of the cloud."""
    spec = run("coreweave-us-central-07").resources["train-gb300-pool"].inputs["spec"]
    assert (spec["targetRacks"], "targetNodes" in spec) == (1, False)


def test_the_global_stack_has_the_policies() -> None:
    """Without one no zone can make a bucket."""
    made = run("coreweave-global")
    assert made.outputs["stack"] == {"accessPolicies": {"machines": "coreweave-global-machines"}}
    assert [each.type.rsplit(":", 1)[-1] for each in made.resources.values()] == [
        "CoreWeaveStorage",
        "ObjectStorageOrganizationAccessPolicy",
    ]


def test_a_token_of_the_configuration_comes_first() -> None:
    """Encrypted there, it is the one that the provider takes too."""
    config = {**stack_config(STACK), "coreweave:token": "CW-SECRET-of-the-file"}
    secret = run(STACK, config=config).resources["system-cluster"].inputs["kubeconfig"]
    assert secret[rpc._special_sig_key] == rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
    assert "CW-SECRET-of-the-file" in secret["value"]


def test_a_kubeconfig_of_the_configuration_goes_before_every_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cluster may be reached by another name, and with a token that CoreWeave did not make."""
    monkeypatch.delenv("COREWEAVE_API_TOKEN")
    config = {**stack_config(STACK), "kubernetes:kubeconfig": "CW-SECRET-kubeconfig"}
    made = run(STACK, config=config)
    secret = made.resources["train-h200-cluster"].inputs["kubeconfig"]
    assert secret[rpc._special_sig_key] == rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
    assert secret["value"] == "CW-SECRET-kubeconfig"
    assert "CW-SECRET" not in json.dumps(made.outputs["stack"])


def test_without_a_token_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is made, and not after 45 minutes."""
    monkeypatch.delenv("COREWEAVE_API_TOKEN")
    with pytest.raises(pulumi.RunError) as caught:
        run(STACK)
    assert str(caught.value) == (
        "there is no CoreWeave API access token, and the cluster lets nobody in without one\n"
        "  fix:     pulumi config set --secret coreweave:token, or set COREWEAVE_API_TOKEN"
    )
