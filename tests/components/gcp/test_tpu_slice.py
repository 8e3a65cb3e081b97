"""TPU slice groups: what each capacity model and shape registers, and what is refused before anything is."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.tpu_slice import TpuNodeArgs, TpuSlice, TpuSliceArgs
from components.gcp.tpu_slice_plan import plan_tpu_slice
from podwright.errors import InputError
from tests.components.harness import Deployment, check_inventory, deploy

INVENTORIES = Path(__file__).parent / "tpu_slice"
ON_DEMAND: CapacityArgs = {"model": CapacityModel.ON_DEMAND}


def arguments(generation: str, topology: str, zone: str, slices: int, capacity: CapacityArgs) -> TpuSliceArgs:
    return {
        "project": "lab",
        "zone": zone,
        "prefix": "gcp-" + zone.rsplit("-", 1)[0],
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "cluster": "gcp-europe-west4-gke",
        "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
        "generation": generation,
        "topology": topology,
        "slices": slices,
        "capacity": capacity,
        "max_pods_per_node": 32,
    }


def serve() -> TpuSliceArgs:
    return arguments("v6e", "8x8", "europe-west4-a", 2, ON_DEMAND)


CASES: dict[str, tuple[str, TpuSliceArgs]] = {
    "on_demand_multi_host": ("serve-v6e", serve()),
    "spot_single_host": ("dev", arguments("v5e", "2x4", "europe-west4-b", 1, {"model": CapacityModel.SPOT})),
    "reservation": (
        "train",
        arguments("v5p", "4x4x8", "us-east5-a", 1, {"model": CapacityModel.RESERVATION, "name": "train-h1"}),
    ),
    "flex_start": (
        "burst",
        arguments("v6e", "4x8", "asia-northeast1-b", 1, {"model": CapacityModel.FLEX_START, "max_run_seconds": 259200}),
    ),
    "scaling_single_host": (
        "chat",
        {**arguments("v5e", "2x4", "europe-west4-b", 8, {"model": CapacityModel.SPOT}), "least_slices": 1},
    ),
    "scaling_multi_host": ("train", {**arguments("v6e", "4x4", "us-east5-a", 3, ON_DEMAND), "least_slices": 1}),
    "queued": (
        "burst",
        arguments("v6e", "4x8", "asia-northeast1-b", 1, {"model": CapacityModel.FLEX_START, "queued": True}),
    ),
    "node_settings": (
        "serve",
        {
            **arguments("v6e", "4x4", "europe-west4-a", 1, ON_DEMAND),
            "max_pods_per_node": 15,
            "dranet": True,
            "node": {
                "boot_disk_gib": 200,
                "boot_disk_key": "projects/lab/locations/europe-west4/keyRings/r/cryptoKeys/k",
                "labels": {"team": "chat"},
                "taints": {"lab/slow": {"effect": "PreferNoSchedule"}, "dedicated": {"value": "chat"}},
            },
        },
    ),
    "workload_policy": ("big", arguments("tpu7x", "4x4x4", "us-central1-ai1a", 2, ON_DEMAND)),
}


def run(name: str, args: TpuSliceArgs) -> Deployment:
    return deploy(lambda: TpuSlice(name, args))


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_registers(case: str) -> None:
    """Every capacity model and kind of placement registers exactly the pools GKE accepts for it."""
    name, args = CASES[case]
    check_inventory(run(name, args), INVENTORIES / f"{case}.yaml", name)


def test_another_slice_leaves_the_others_alone() -> None:
    """A slice is scarce: raising the number must only add a pool at the end."""
    before = run("serve-v6e", serve())
    after = run("serve-v6e", {**serve(), "slices": 3})
    pools = {each.name: each.inputs for each in before.of_type(":NodePool")}
    assert {each.name: each.inputs for each in after.of_type(":NodePool") if each.name in pools} == pools
    assert after.resources.keys() - before.resources.keys() == {"serve-v6e-2"}


def test_labels_change_only_labels() -> None:
    """Labels change in place; anything else that moved with them could replace a pool."""
    before = run("serve-v6e", serve()).resources["serve-v6e-0"].inputs
    after = run("serve-v6e", {**serve(), "labels": {"owner": "training"}}).resources["serve-v6e-0"].inputs
    assert after["nodeConfig"].pop("resourceLabels") == {"owner": "training"}
    before["nodeConfig"].pop("resourceLabels")
    assert after == before


def test_machine_type_decides_the_hosts() -> None:
    """2x4 is one 8-chip machine or two 4-chip machines; only the machine type tells."""
    args = arguments("v6e", "2x4", "europe-west4-a", 1, ON_DEMAND)
    assert plan_tpu_slice("a", args).hosts == 1
    assert plan_tpu_slice("a", {**args, "machine_type": "ct6e-standard-4t"}).hosts == 2


def test_an_unlisted_zone_can_be_taken() -> None:
    """Zone lists are snapshots: whoever knows better says so."""
    args = arguments("v6e", "4x4", "europe-west4-c", 1, ON_DEMAND)
    assert plan_tpu_slice("a", {**args, "allow_unlisted_zone": True}).region == "europe-west4"


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong, under the component's name and the spelling of its arguments."""
    wrong: TpuSliceArgs = {
        **arguments("v5p", "4x4", "europe-west4-b", 0, {"model": CapacityModel.SPOT, "name": "train-h1"}),
        "labels": {"Owner": "serving"},
        "machine_type": "ct6e-standard-4t",
    }
    with pytest.raises(InputError) as caught:
        deploy(lambda: TpuSlice("serve", wrong))
    assert str(caught.value) == (
        "error: TpuSlice serve.topology: v5p slices are three-dimensional: 4x4 has 2 dimensions\n"
        "  given:   4x4\n"
        "  allowed: 2x2x1, 2x2x2, 2x2x4, 2x4x4; then AxBxC in ascending multiples of 4, at most 96 cubes of 4x4x4\n"
        "  fix:     for 16 chips use 2x2x4 (v5p-32)\n"
        "error: TpuSlice serve.machine_type: ct6e-standard-4t is a v6e machine, the generation is v5p\n"
        "  given:   ct6e-standard-4t\n"
        "  allowed: ct5p-hightpu-1t, ct5p-hightpu-2t, ct5p-hightpu-4t\n"
        "  fix:     use ct5p-hightpu-4t, or leave machineType out\n"
        "error: TpuSlice serve.capacity.name: a reservation is named, but the model is spot;"
        " one slice cannot use both\n"
        "  given:   train-h1\n"
        "  fix:     drop name, or set model: reservation\n"
        "error: TpuSlice serve.slices: is not a number of slices\n"
        "  given:   0\n"
        "  allowed: 1 or more\n"
        'error: TpuSlice serve.labels.Owner: "Owner" cannot be a label key\n'
        "  given:   Owner\n"
        "  allowed: a lower-case letter, then lower-case letters, digits, - and _, at most 63\n"
        "  fix:     write owner"
    )


def test_nothing_is_registered_after_a_refusal() -> None:
    """A refused component must leave no half of itself behind."""
    registered: list[str] = []

    def program() -> None:
        with pytest.raises(InputError):
            TpuSlice("serve", {**serve(), "slices": 0})

    registered += deploy(program).resources
    assert registered == []


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("train-h1", "train-h1"),
        ("train-h1/reservationBlocks/b-1", "projects/lab/reservations/train-h1/reservationBlocks/b-1"),
        (
            "train-h1/reservationBlocks/b/reservationSubBlocks/s",
            "projects/lab/reservations/train-h1/reservationBlocks/b/reservationSubBlocks/s",
        ),
        ("projects/other/reservations/train-h1", "projects/other/reservations/train-h1"),
    ],
)
def test_a_block_is_sent_by_its_whole_path(given: str, sent: str) -> None:
    """The API finds a block only under the project and the reservation it belongs to."""
    capacity: CapacityArgs = {"model": CapacityModel.RESERVATION, "name": given}
    pool = run("train", arguments("v5p", "4x4x8", "us-east5-a", 1, capacity)).resources["train-0"]
    assert pool.inputs["nodeConfig"]["reservationAffinity"]["values"] == [sent]


def refusal(args: TpuSliceArgs) -> str:
    with pytest.raises(InputError) as caught:
        plan_tpu_slice("serve", args)
    return str(caught.value)


def test_a_group_cannot_keep_more_than_it_may_have() -> None:
    """`slices` is the most, so keeping more is a contradiction."""
    assert refusal({**serve(), "least_slices": 3}) == (
        "error: TpuSlice serve.least_slices: a group of at most 2 cannot keep 3\n"
        "  given:   3\n"
        "  allowed: 0 to 2\n"
        "  fix:     raise slices, or keep fewer"
    )


def test_flex_start_keeps_nothing() -> None:
    """Its machines go back at the end of their time, whatever a program wishes."""
    args = arguments("v6e", "4x8", "asia-northeast1-b", 2, {"model": CapacityModel.FLEX_START})
    assert refusal({**args, "least_slices": 1}) == (
        "error: TpuSlice serve.least_slices: flex-start begins with no machine and gives all back at the end of their"
        " time\n"
        "  given:   1\n"
        "  allowed: 0\n"
        "  fix:     write 0, or leave it out"
    )


def test_wrong_node_settings_are_all_refused_at_once() -> None:
    """GKE would refuse them one by one, each after minutes."""
    args = arguments("v5p", "2x2x2", "us-east5-a", 1, ON_DEMAND)
    node: TpuNodeArgs = {
        "boot_disk_gib": 5,
        "labels": {"cloud.google.com/gke-tpu-topology": "4x4", "team!": "a", "squad": "b c"},
        "taints": {"dedicated": {"effect": "Never"}},
    }
    assert refusal({**args, "dranet": True, "max_pods_per_node": 4, "node": node}) == (
        "error: TpuSlice serve.dranet: GKE's DRANET does not serve v5p\n"
        "  given:   dranet\n"
        "  fix:     leave fabric out; DRANET serves v6e, tpu7x\n"
        "error: TpuSlice serve.node_labels.cloud.google.com/gke-tpu-topology: the keys of cloud.google.com are set by"
        " GKE itself\n"
        "  given:   cloud.google.com/gke-tpu-topology\n"
        "  fix:     drop it, or take a key of your own\n"
        'error: TpuSlice serve.node_labels.team!: "team!" cannot be the key of a label\n'
        "  given:   team!\n"
        "  allowed: a name of letters, digits, - _ and ., at most 63; a DNS name and / may stand in front\n"
        'error: TpuSlice serve.node_labels.squad: "b c" cannot be the value of a label\n'
        "  given:   b c\n"
        "  allowed: letters, digits, - _ and ., at most 63, a letter or digit at both ends; or empty\n"
        'error: TpuSlice serve.taints.dedicated: "Never" is no effect of a taint\n'
        "  given:   Never\n"
        "  allowed: NoSchedule, PreferNoSchedule, NoExecute\n"
        "error: TpuSlice serve.node.boot_disk_gib: is not a size of a boot disk\n"
        "  given:   5\n"
        "  allowed: 10 to 65536\n"
        "error: TpuSlice serve.max_pods_per_node: 4 pods on one node is outside what GKE takes\n"
        "  given:   4\n"
        "  allowed: 8 to 256\n"
        "  fix:     leave it out for 32"
    )


def test_a_jobset_trains_on_every_slice_and_shares_none() -> None:
    """Multislice: one Job for each slice, one pod for each host, each with the host's chips."""
    text = run("serve-v6e", serve()).outputs["serve-v6e"]["jobset"]
    assert yaml.safe_load(text) == {
        "metadata": {
            "annotations": {"alpha.jobset.sigs.k8s.io/exclusive-topology": "cloud.google.com/gke-nodepool"},
        },
        "spec": {
            "replicatedJobs": [
                {
                    "name": "slice",
                    "replicas": 2,
                    "template": {
                        "spec": {
                            "parallelism": 16,
                            "completions": 16,
                            "backoffLimit": 0,
                            "template": {
                                "spec": {
                                    "nodeSelector": {
                                        "cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice",
                                        "cloud.google.com/gke-tpu-topology": "8x8",
                                        "podwright/slice-group": "serve-v6e",
                                    },
                                    "containers": [
                                        {"name": "worker", "resources": {"limits": {"google.com/tpu": 4}}},
                                    ],
                                }
                            },
                        }
                    },
                }
            ]
        },
    }


def test_a_jobset_for_empty_pools_names_each_pool() -> None:
    """With exclusive placement no pod but the first would ever be made where no node is."""
    name, queued = CASES["queued"]
    args: TpuSliceArgs = {**queued, "slices": 2, "node": {"taints": {"dedicated": {"value": "burst"}, "slow": {}}}}
    found = yaml.safe_load(run(name, args).outputs[name]["jobset"])
    assert "metadata" not in found
    pods = [job["template"]["spec"]["template"]["spec"] for job in found["spec"]["replicatedJobs"]]
    assert [pod["nodeSelector"]["cloud.google.com/gke-nodepool"] for pod in pods] == ["burst-0", "burst-1"]
    assert pods[0]["tolerations"] == [
        {"key": "dedicated", "operator": "Equal", "value": "burst", "effect": "NoSchedule"},
        {"key": "slow", "operator": "Exists", "effect": "NoSchedule"},
    ]
