"""What only several stacks together get wrong, and which of it a selection sees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from podwright.errors import InputError
from podwright.fleet.checks import check_fleet
from tests.podwright.fleet.fleet_files import east, usual_fleet, write_fleet, write_stack
from tests.stacks.samples import mesh, region, shared, with_gpus


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages show paths from the working directory."""
    monkeypatch.chdir(tmp_path)


GLOBAL = shared(keys={"europe-west4": {}, "us-east5": {}})


def _rendered(root: Path, *selectors: str, **stacks: dict[str, Any]) -> list[str]:
    project = write_fleet(root, gcp_global=GLOBAL, **stacks)
    report = check_fleet(project, selectors, everything=not selectors)
    return [problem.render() for problem in report.problems]


def test_a_sound_fleet_has_no_problem(tmp_path: Path) -> None:
    """And nothing is raised."""
    report = check_fleet(usual_fleet(tmp_path), everything=True)
    assert (len(report.stacks), report.problems) == (3, ())
    report.raise_for_errors()


OVERLAP = [
    "stacks/Pulumi.us.yaml:9: error: network.cidr: eu 10.32.0.0/14 contains us 10.34.0.0/16 "
    "(stacks/Pulumi.eu.yaml:9)\n"
    "  given:   10.34.0.0/16\n  fix:     the next free /16 of the fleet is 10.0.0.0/16"
]


def test_overlapping_networks_are_named_both(tmp_path: Path) -> None:
    """The regions are there to be peered; the free range is free in the whole fleet."""
    assert _rendered(tmp_path, eu=region(), us=east(network={"cidr": "10.34.0.0/16"})) == OVERLAP


def test_an_overlap_is_found_when_only_one_of_the_two_is_selected(tmp_path: Path) -> None:
    """A stack that is not selected may still be in the way; the place is in the selected one."""
    assert _rendered(tmp_path, "us", eu=region(), us=east(network={"cidr": "10.34.0.0/16"})) == OVERLAP


def test_an_overlap_of_two_others_is_not_reported(tmp_path: Path) -> None:
    """Somebody else's mistake must not block this stack."""
    stacks = {"eu": region(), "us": east(network={"cidr": "10.34.0.0/16"})}
    assert _rendered(tmp_path, "gcp-global", **stacks) == []


def test_two_stacks_for_one_place_are_refused(tmp_path: Path) -> None:
    """They would set the same quotas in turns."""
    assert _rendered(tmp_path, eu=region(), eu_2=region(network={"cidr": "10.36.0.0/14"})) == [
        "stacks/Pulumi.eu-2.yaml:4: error: region: eu-2 describes region europe-west4 of project lab-accelerators, "
        "as eu does (stacks/Pulumi.eu.yaml:4)\n"
        "  given:   europe-west4\n  fix:     put both into one stack: there is one region stack for each region"
    ]
    assert _rendered(tmp_path / "two", other=GLOBAL) == [
        "two/stacks/Pulumi.other.yaml:4: error: account: other describes project lab-accelerators, "
        "as gcp-global does (two/stacks/Pulumi.gcp-global.yaml:4)\n"
        "  given:   lab-accelerators\n  fix:     put both into one stack: there is one global stack for each project"
    ]


def test_what_a_region_takes_must_be_there(tmp_path: Path) -> None:
    """Without the key and the account the first apply would stop half-way."""
    poor = shared(keys={"us-east5": {}}, nodeServiceAccounts={"others": {"roles": ["roles/viewer"]}})
    project = write_fleet(tmp_path, gcp_global=poor, eu=region())
    assert [problem.render() for problem in check_fleet(project, everything=True).problems] == [
        "stacks/Pulumi.eu.yaml:6: error: dependsOn: eu takes nodeServiceAccounts.gke-nodes from gcp-global, "
        "which does not have it\n"
        "  fix:     add gke-nodes to podwright:nodeServiceAccounts of gcp-global, "
        "or depend on a global stack that has it",
        "stacks/Pulumi.eu.yaml:6: error: dependsOn: eu takes keys.europe-west4 from gcp-global, "
        "which does not have it\n"
        "  fix:     add europe-west4 to podwright:keys of gcp-global, or depend on a global stack that has it",
    ]


def test_a_stack_without_a_cluster_takes_no_key(tmp_path: Path) -> None:
    """TPU VMs need only the account."""
    vms = {"dev": {"generation": "v5e", "topology": "2x2", "zone": "europe-west4-b", "capacity": {"model": "spot"}}}
    poor = shared(keys={})
    project = write_fleet(tmp_path, gcp_global=poor, eu=region(tpuSlices={}, tpuVms=vms))
    assert check_fleet(project, everything=True).problems == ()


def test_a_cycle_stops_every_stack_in_it_and_no_other(tmp_path: Path) -> None:
    """The selection decides what is reported."""
    stacks = {"eu": region(dependsOn=["gcp-global", "us"]), "us": east(dependsOn=["gcp-global", "eu"])}
    project = write_fleet(tmp_path, gcp_global=GLOBAL, **stacks)
    for name in ("eu", "us"):
        found = check_fleet(project, [name]).problems
        assert [problem.message for problem in found] == ["these stacks wait for each other: eu → us → eu"]
    assert check_fleet(project, ["gcp-global"]).problems == ()


def test_a_run_is_stopped_by_errors_and_not_by_warnings(tmp_path: Path) -> None:
    """An unlisted zone that was taken on purpose is a warning."""
    group = {**region()["tpuSlices"]["serve"], "zone": "europe-west4-b", "allowUnlistedZone": True}
    project = write_fleet(tmp_path / "warned", gcp_global=GLOBAL, eu=region(tpuSlices={"serve": group}))
    report = check_fleet(project, everything=True)
    assert (len(report.errors), len(report.warnings)) == (0, 1)
    report.raise_for_errors()
    project = write_fleet(tmp_path / "wrong", gcp_global=GLOBAL, eu=region(colour="red"))
    with pytest.raises(InputError):
        check_fleet(project, everything=True).raise_for_errors()


def test_buckets_of_coreweave_need_an_access_policy_of_the_organization(tmp_path: Path) -> None:
    """The first bucket would be refused in the middle of an update."""
    own = {"cloud": "coreweave", "account": {"organization": "lab"}}
    labels = {"owner": "training", "cost-centre": "cc-2042"}
    zone: dict[str, Any] = {
        **own,
        "kind": "region",
        "region": "US-EAST-04",
        "jurisdiction": "US",
        "dependsOn": ["cw-global"],
        "labels": labels,
        "network": {"cidr": "10.112.0.0/14"},
        "storage": {"buckets": {"data": {}}},
    }
    above: dict[str, Any] = {**own, "kind": "global", "labels": labels}
    project = write_fleet(tmp_path, cw_global=above, cw_east=zone)
    assert [problem.render() for problem in check_fleet(project, everything=True).problems] == [
        "stacks/Pulumi.cw-east.yaml:7: error: dependsOn: cw-east takes coreweave.accessPolicies from cw-global, which"
        " does not have it\n"
        "  fix:     add accessPolicies to podwright:coreweave of cw-global, or depend on a global stack that has it"
    ]
    policies = {"all": {"all": {"actions": ["s3:*"], "principals": ["*"]}}}
    write_stack(tmp_path, "cw-global", {**above, "coreweave": {"accessPolicies": policies}})
    assert check_fleet(project, everything=True).problems == ()


def _oracle(**network: Any) -> dict[str, Any]:
    """A region of Oracle Cloud that a mesh may join."""
    return {
        "kind": "region",
        "cloud": "oci",
        "region": "eu-amsterdam-1",
        "jurisdiction": "NL",
        "dependsOn": ["gcp-global"],
        "account": {"tenancy": "ocid1.tenancy.oc1..lab", "compartment": "ocid1.compartment.oc1..nl"},
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "network": {"cidr": "10.96.0.0/15", "vpn": True, **network},
    }


def _pair(google: dict[str, Any], oracle: dict[str, Any]) -> dict[str, dict[str, Any]]:
    members = {"gcp-nl": {"asn": 64512}, "oci-nl": {}}
    return {"gcp_nl": google, "oci_nl": oracle, "mesh": mesh(dependsOn=list(members), mesh={"members": members})}


def test_a_sound_mesh(tmp_path: Path) -> None:
    """One side that lets the other in is enough: who asks is answered."""
    google = region(network={"cidr": "10.32.0.0/14", "vpn": True, "allowFrom": {"oracle": "10.96.0.0/15"}})
    assert _rendered(tmp_path, **_pair(google, _oracle())) == []


def test_a_mesh_is_judged_with_its_members(tmp_path: Path) -> None:
    """A run of one member must not begin what the mesh cannot use."""
    stacks = _pair(region(), _oracle(allowFrom={"google": "10.32.0.0/14"}))
    expected = [
        "one/stacks/Pulumi.mesh.yaml:5: error: mesh.members.gcp-nl: does not let a VPN in"
        " (one/stacks/Pulumi.gcp-nl.yaml:9)\n"
        "  fix:     add vpn: true to podwright:network of gcp-nl"
    ]
    assert _rendered(tmp_path / "one", "oci-nl", **stacks) == expected
    assert _rendered(tmp_path / "other", "gcp-global", **stacks) == []


def test_a_member_behind_the_networks_between_gpus(tmp_path: Path) -> None:
    """GPU machines of Google Cloud have that range on interfaces of their own and send nothing of it anywhere else."""
    google = with_gpus() | {"network": {"cidr": "10.32.0.0/14", "vpn": True}}
    found = _rendered(tmp_path, **_pair(google, _oracle(cidr="192.168.0.0/20", allowFrom={"google": "10.32.0.0/14"})))
    assert [each for each in found if "between GPUs" in each] == [
        "stacks/Pulumi.oci-nl.yaml:9: error: network.cidr: 192.168.0.0/20 of oci-nl overlaps 192.168.0.0/16, which the"
        " networks between GPUs of Google Cloud use: gcp-nl could not reach it (stacks/Pulumi.mesh.yaml:5)\n"
        "  given:   192.168.0.0/20\n"
        "  fix:     take a part of 10.0.0.0/8"
    ]


def test_ranges_beside_the_regions_own_are_compared_too(tmp_path: Path) -> None:
    """CoreWeave takes further ranges for load balancers."""
    coreweave: dict[str, Any] = {
        "kind": "region",
        "cloud": "coreweave",
        "region": "US-EAST-04",
        "jurisdiction": "US",
        "dependsOn": ["gcp-global"],
        "account": {"organization": "lab"},
        "labels": {"owner": "serving", "cost-centre": "cc-2107"},
        "network": {"cidr": "10.112.0.0/14"},
        "coreweave": {"zone": "US-EAST-04A", "loadBalancerRanges": {"serving": "10.33.0.0/22"}},
    }
    found = _rendered(tmp_path, eu=region(), us=coreweave)
    assert [each for each in found if "contains" in each] == [
        "stacks/Pulumi.us.yaml:10: error: coreweave.loadBalancerRanges.serving: eu 10.32.0.0/14 contains"
        " coreweave.loadBalancerRanges.serving of us 10.33.0.0/22 (stacks/Pulumi.eu.yaml:9)\n"
        "  given:   10.33.0.0/22\n"
        "  fix:     the next free /22 of the fleet is 10.0.0.0/22"
    ]
