"""The hub of a project and a region's spoke on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from components.gcp.hub import Hub, HubArgs, HubSpoke, HubSpokeArgs
from podwright.errors import InputError
from tests.components.harness import check_inventory, deploy

INVENTORIES = Path(__file__).parent / "hub"
LABELS = {"owner": "platform", "cost-centre": "cc-2100"}
HUB: HubArgs = {"project": "lab", "name": "lab-hub", "labels": LABELS}
SPOKE: HubSpokeArgs = {
    "project": "lab",
    "prefix": "gcp-europe-west4",
    "hub": "projects/lab/locations/global/hubs/lab-hub",
    "network": "projects/lab/global/networks/gcp-europe-west4-net",
    "exclude_ranges": ["10.34.64.0/20"],
    "labels": LABELS,
}


def test_a_hub() -> None:
    """A mesh of its own project's networks."""
    check_inventory(deploy(lambda: Hub("hub", HUB)), INVENTORIES / "hub.yaml", "hub")


def test_a_hub_for_several_projects() -> None:
    """Networks of other projects join without a person's hand, those of its own still do too."""
    args: HubArgs = {**HUB, "export_psc": True, "accept_projects": ["research"]}
    check_inventory(deploy(lambda: Hub("hub", args)), INVENTORIES / "several_projects.yaml", "hub")


def test_a_spoke() -> None:
    """The services' range stays at home: cluster addresses mean nothing outside of their cluster."""
    check_inventory(deploy(lambda: HubSpoke("spoke", SPOKE)), INVENTORIES / "spoke.yaml", "spoke")


def test_wrong_names() -> None:
    """Everything at once, before anything is registered."""
    with pytest.raises(InputError) as caught:
        deploy(lambda: Hub("hub", {**HUB, "name": "Lab_Hub", "labels": {"Owner": "platform"}}))
    assert str(caught.value) == (
        "error: Hub hub.name: the name \"Lab_Hub\" has characters that are not allowed: 'L', '_', 'H'\n"
        "  given:   Lab_Hub\n"
        "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit\n"
        "  fix:     write lab-hub\n"
        'error: Hub hub.labels.Owner: "Owner" cannot be a label key\n'
        "  given:   Owner\n"
        "  allowed: a lower-case letter, then lower-case letters, digits, - and _, at most 63\n"
        "  fix:     write owner"
    )
    with pytest.raises(InputError) as caught:
        deploy(lambda: HubSpoke("spoke", {**SPOKE, "prefix": "x" * 58}))
    assert str(caught.value).splitlines()[0] == (
        f'error: HubSpoke spoke.prefix: the name "{"x" * 58}-spoke" has 64 characters'
    )
