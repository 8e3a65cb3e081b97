"""The shared base of a project: APIs, node accounts, keys that outlive the stack."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.project_base import ProjectBase, ProjectBaseArgs
from components.gcp.project_base_plan import key_id, node_account_email
from podwright.errors import InputError
from tests.components.harness import Deployment, check_inventory, deploy

INVENTORIES = Path(__file__).parent / "project_base"
ARGS: ProjectBaseArgs = {
    "project": "lab",
    "prefix": "gcp-global",
    "labels": {"owner": "platform"},
    "services": ["container.googleapis.com", "cloudkms.googleapis.com"],
    "node_service_accounts": {"gke-nodes": {"roles": ["roles/logging.logWriter", "projects/lab/roles/tpuReader"]}},
    "keys": {"europe-west4": {"rotation_days": 30}},
}


def run(args: ProjectBaseArgs) -> Deployment:
    return deploy(lambda: ProjectBase("base", args))


def test_registers() -> None:
    """Everything the regions of a project share."""
    check_inventory(run(ARGS), INVENTORIES / "shared.yaml", "base")


def test_everything_waits_for_the_apis() -> None:
    """A call to an API that is not enabled yet fails."""
    deployment = run(ARGS)
    apis = {each.name for each in deployment.of_type(":Service")}
    assert apis <= deployment.resources["base-gke-nodes"].depends_on
    assert apis <= deployment.resources["base-gke-agent"].depends_on
    assert apis <= deployment.resources["base-europe-west4-ring"].depends_on


def test_keys_stay_in_the_cloud() -> None:
    """Deleting a key destroys what it encrypted, and a ring cannot be deleted: destroying the stack lets go of both."""
    deployment = run(ARGS)
    kept = {name for name, each in deployment.resources.items() if each.retain_on_delete}
    assert kept == {"base-europe-west4-ring", "base-europe-west4-key"}


def test_adopted_keys_are_imported() -> None:
    """After a destroy the ring is still there, and creating it again would fail: adopting takes it over."""
    deployment = run({**ARGS, "keys": {"europe-west4": {"adopt": True}}})
    ring = "projects/lab/locations/europe-west4/keyRings/gcp-global-keys"
    assert deployment.resources["base-europe-west4-ring"].import_id == ring
    assert deployment.resources["base-europe-west4-key"].import_id == f"{ring}/cryptoKeys/gke"


def test_planned_values_are_the_real_ones() -> None:
    """A region stack previews with planned values before the global stack exists; they must be what comes out."""
    outputs = run(ARGS).outputs["base"]
    assert outputs["nodeServiceAccounts"] == {"gke-nodes": node_account_email("lab", "gke-nodes")}
    assert outputs["keyIds"] == {"europe-west4": key_id("lab", "gcp-global", "europe-west4")}


def test_without_keys_there_is_no_agent() -> None:
    """GKE's own account is made only where a key is to be used."""
    deployment = run({**ARGS, "keys": {}})
    assert deployment.of_type(":ServiceIdentity") == []
    assert deployment.outputs["base"]["keyIds"] == {}


def test_all_problems_at_once() -> None:
    """One run shows everything that is wrong with the base."""
    wrong: ProjectBaseArgs = {
        **ARGS,
        "services": ["compute"],
        "node_service_accounts": {"gke": {"roles": ["logging.logWriter"]}},
        "keys": {"europe-west4": {"rotation_days": 0}},
    }
    with pytest.raises(InputError) as caught:
        run(wrong)
    assert str(caught.value) == (
        'error: ProjectBase base.node_service_accounts.gke: the service account id "gke" has 3 characters\n'
        "  given:   gke\n"
        "  allowed: at least 6 and at most 30 characters\n"
        "  fix:     make it 3 longer\n"
        "error: ProjectBase base.node_service_accounts.gke.roles: is no role\n"
        "  given:   logging.logWriter\n"
        "  allowed: roles/<name>, or projects/<project>/roles/<name>\n"
        "error: ProjectBase base.services: is no API name\n"
        "  given:   compute\n"
        "  fix:     write compute.googleapis.com if that is meant\n"
        "error: ProjectBase base.keys.europe-west4.rotation_days: is no number of days\n"
        "  given:   0\n"
        "  allowed: 1 or more"
    )
