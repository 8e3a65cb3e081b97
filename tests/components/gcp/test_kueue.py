"""Kueue on a cluster: two releases in order, a flavor for each group, one queue over all, no secret anywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pulumi
import pulumi_kubernetes as kubernetes
import pytest
import yaml

from components.gcp.kubeconfig import gke_kubeconfig
from components.gcp.kueue import Kueue, KueueArgs, resource_groups
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORY = Path(__file__).parent / "kueue" / "two_kinds.yaml"
ENDPOINT = "gke-0123456789-1.europe-west4.gke.goog"


def arguments() -> KueueArgs:
    return {
        "accelerators": {
            "serve-v6e": {
                "resource": "google.com/tpu",
                "amount": 128,
                "node_labels": {"podwright/slice-group": "serve-v6e"},
                "taints": {"dedicated": {"value": "serving"}},
            },
            "train-h200": {
                "resource": "nvidia.com/gpu",
                "amount": 128,
                "node_labels": {"cloud.google.com/gke-accelerator": "nvidia-h200-141gb"},
            },
        },
    }


def queue(args: KueueArgs) -> Kueue:
    inside = kubernetes.Provider("inside", kubeconfig=gke_kubeconfig(ENDPOINT))
    return Kueue("kueue", args, pulumi.ResourceOptions(providers=[inside]))


def test_registers() -> None:
    """JobSet before Kueue, flavors before the queue over them, all in the cluster's own provider."""
    made = deploy(lambda: queue(arguments()))
    check_inventory(made, INVENTORY, "kueue")
    assert "kueue-jobset" in made.resources["kueue-kueue"].depends_on
    assert {"kueue-flavor-serve-v6e", "kueue-flavor-train-h200"} <= made.resources["kueue-cluster-queue"].depends_on
    inside = [each for each in made.resources.values() if each.type.startswith("kubernetes:")]
    assert {each.provider for each in inside} == {"inside"}


def test_a_resource_stands_in_one_group() -> None:
    """Kueue refuses a queue in which two groups cover the same resource."""
    group = arguments()["accelerators"]["serve-v6e"]
    assert resource_groups({"b": group, "a": group}) == [
        {
            "coveredResources": ["google.com/tpu"],
            "flavors": [
                {"name": name, "resources": [{"name": "google.com/tpu", "nominalQuota": 128}]} for name in ("a", "b")
            ],
        }
    ]


def test_the_kubeconfig_holds_no_secret() -> None:
    """It lands in the state, so credentials come from Google's plugin at each use."""
    config = json.loads(gke_kubeconfig(ENDPOINT))
    assert config["clusters"] == [{"name": "gke", "cluster": {"server": f"https://{ENDPOINT}"}}]
    assert list(config["users"][0]["user"]) == ["exec"]
    assert config == yaml.safe_load(gke_kubeconfig(ENDPOINT))


def test_all_problems_at_once() -> None:
    """A queue over nothing would take every job and start none."""
    wrong = arguments()
    wrong["accelerators"]["Serve"] = {"resource": "google.com/tpu", "amount": 0, "node_labels": {}}
    with pytest.raises(InputError) as caught:
        deploy(lambda: queue(wrong))
    assert str(caught.value) == (
        "error: Kueue kueue.accelerators.Serve: the name \"Serve\" has characters that are not allowed: 'S'\n"
        "  given:   Serve\n"
        "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit\n"
        "  fix:     write serve\n"
        "error: Kueue kueue.accelerators.Serve.amount: is not a number of accelerators\n"
        "  given:   0\n"
        "  allowed: 1 or more"
    )


def test_a_cluster_must_be_named() -> None:
    """Without a provider the queue would land in whatever cluster the machine of the caller last looked at."""
    with pytest.raises(InputError) as caught:
        deploy(lambda: Kueue("kueue", arguments()))
    assert str(caught.value) == (
        "error: Kueue kueue.opts.providers: has no provider of Kubernetes, and so no cluster\n"
        "  fix:     pass the cluster's own"
    )
