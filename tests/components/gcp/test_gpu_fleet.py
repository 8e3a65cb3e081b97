"""GPU fleets: what each machine and capacity model registers, what their names depend on, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.capacity import CapacityArgs, CapacityModel
from components.gcp.gpu_fleet import GpuFleet, GpuFleetArgs
from podwright.errors import InputError
from tests.components.gcp.test_gpu_cluster import interfaces
from tests.components.harness import Deployment, check_inventory, deploy

INVENTORIES = Path(__file__).parent / "gpu_fleet"


def arguments(accelerator: str, nodes: int, zone: str, capacity: CapacityArgs) -> GpuFleetArgs:
    return {
        "project": "lab",
        "zone": zone,
        "prefix": "gcp-" + zone.rsplit("-", 1)[0],
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "subnetwork": "nodes",
        "service_account": "gke-nodes@lab.iam.gserviceaccount.com",
        "accelerator": accelerator,
        "nodes": nodes,
        "capacity": capacity,
    }


def mega() -> GpuFleetArgs:
    capacity: CapacityArgs = {"model": CapacityModel.RESERVATION, "name": "mega-q1"}
    return {
        **arguments("h100-mega", 4, "europe-west4-b", capacity),
        "metadata": {"startup-script": "echo"},
        "boot_disk": {"gib": 500, "key": "projects/shared/locations/europe-west4/keyRings/r/cryptoKeys/k"},
    }


def flex(**changes: int) -> GpuFleetArgs:
    capacity: CapacityArgs = {"model": CapacityModel.FLEX_START, "max_run_seconds": 86400}
    args: GpuFleetArgs = {**arguments("h200", changes.get("nodes", 4), "europe-west4-a", capacity)}
    if "batch" in changes:
        args["batch"] = changes["batch"]
    return {**args, "networks": interfaces(1, 8)}


CASES: dict[str, GpuFleetArgs] = {
    "reservation": mega(),
    "flex_start": flex(batch=2),
    "compact_spot": arguments("h100-mega", 8, "europe-west4-b", {"model": CapacityModel.SPOT}),
    "racks": arguments("gb200", 18, "us-central1-a", {"model": CapacityModel.RESERVATION, "name": "grace"}),
}


def run(args: GpuFleetArgs, *, preview: bool = False) -> Deployment:
    return deploy(lambda: GpuFleet("batch", args), preview=preview)


def template_name(args: GpuFleetArgs) -> str:
    return str(run(args).resources["batch-template"].inputs["name"])


def refusal(args: GpuFleetArgs) -> str:
    with pytest.raises(InputError) as caught:
        run(args)
    return str(caught.value)


def test_every_inventory_belongs_to_a_case() -> None:
    """An inventory nobody reads proves nothing."""
    assert {file.stem for file in INVENTORIES.glob("*.yaml")} == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_inventory(case: str) -> None:
    """What the provider is asked for."""
    check_inventory(run(CASES[case]), INVENTORIES / f"{case}.yaml", "batch")


def test_a_template_is_named_after_its_content() -> None:
    """The same content has the same name in every run, and any other content another one beside it."""
    name = template_name(mega())
    assert name == template_name(mega())
    assert name.startswith("gcp-europe-west4-batch-")
    others: list[GpuFleetArgs] = [
        {**mega(), "labels": {"owner": "training"}},
        {**mega(), "boot_disk": {"gib": 600}},
        {**mega(), "subnetwork": "elsewhere"},
    ]
    assert len({name, *map(template_name, others)}) == 4


def test_more_machines_keep_the_template() -> None:
    """The size is the group's business alone."""
    before, after = run(mega()).resources, run({**mega(), "nodes": 6}).resources
    assert after["batch-template"].inputs == before["batch-template"].inputs
    assert after["batch-group"].inputs == {**before["batch-group"].inputs, "targetSize": 6}


def test_requests_are_added_at_the_end() -> None:
    """A request cannot be changed: more machines are more requests, and those there are stay as they are."""
    before, after = run(flex(batch=2)).resources, run(flex(batch=2, nodes=6)).resources
    assert after.keys() - before.keys() == {"batch-request-2-2"}
    assert all(after[name].inputs == each.inputs for name, each in before.items())


def test_all_machines_come_together() -> None:
    """Where nothing is said a job of all machines can start as soon as there are any."""
    requests = run(flex()).of_type(":ResizeRequest")
    assert [(each.name, each.inputs["resizeBy"]) for each in requests] == [("batch-request-0-4", 4)]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (
            {**mega(), "image": "projects/lab/global/images/family/slurm-arm64"},
            "error: GpuFleet batch.image: a3-megagpu-8g is x86, and the image is named after another processor\n"
            "  given:   projects/lab/global/images/family/slurm-arm64\n"
            "  allowed: an image for x86\n"
            "  fix:     use an x86 image",
        ),
        (
            {**mega(), "batch": 2},
            "error: GpuFleet batch.batch: is for flex-start only: other machines come one by one\n"
            "  given:   2\n"
            "  fix:     drop it",
        ),
        (
            flex(batch=3),
            "error: GpuFleet batch.batch: does not divide the 4 machines of the fleet\n"
            "  given:   3\n"
            "  allowed: 1, 2, 4\n"
            "  fix:     leave it out, and all machines come together",
        ),
        (
            {**flex(), "capacity": {"model": CapacityModel.FLEX_START, "queued": True}},
            "error: GpuFleet batch.capacity.queued: belongs to Kubernetes\n"
            "  given:   true\n"
            "  fix:     drop it: the machines of a fleet always come by a request that waits",
        ),
        (
            {**mega(), "prefix": "gcp-europe-west4-of-the-research-department-in-eemshaven-and-zurich"},
            "error: GpuFleet batch.name: the name "
            '"gcp-europe-west4-of-the-research-department-in-eemshaven-and-zurich-batch" has 73 characters\n'
            "  given:   gcp-europe-west4-of-the-research-department-in-eemshaven-and-zurich-batch\n"
            "  allowed: at most 54 characters\n"
            '  fix:     shorten "gcp-europe-west4-of-the-research-department-in-eemshaven-and-zurich" by 19',
        ),
    ],
)
def test_refusals(args: GpuFleetArgs, message: str) -> None:
    """Each says what to write instead."""
    assert refusal(args) == message
