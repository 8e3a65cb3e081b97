"""What an Oracle Cloud stack is made of, in which order, and what its quota lets it have."""

from __future__ import annotations

import json
import re
from typing import Any

import pulumi
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podwright.plan.names_oci import check_tags
from podwright.plan.quota_oci import gpu_limits
from stacks.__main__ import main
from stacks.check import examine
from stacks.grants import Grant, grants
from stacks.model import StackSpec
from stacks.quota_lines import QuotaLine, quota_lines
from stacks.sizes_oci import oci_needs
from stacks.spec import from_config
from stacks.supply import gives, needs
from tests.components.harness import UNKNOWN, deploy
from tests.podwright.plan.test_quota_oci import Request, allowed
from tests.stacks.programs import OCI_OUTPUTS, OCI_REGIONS, run, stack_config

CHICAGO = "oci-us-chicago-1"
ZONES = ("AD-1", "AD-2", "AD-3")


def stack(name: str, **changes: Any) -> dict[str, Any]:
    """Outputs of an updated stack; `changes` are texts of its configuration."""
    config = {**stack_config(name), **{f"podwright:{key}": value for key, value in changes.items()}}
    return run(name, config=config).outputs["stack"]


def test_identity_is_written_in_the_home_region() -> None:
    """And everything of a region in its own, but for its quota."""
    shared, region = run("oci-global"), run(CHICAGO)
    assert shared.resources["oci"].inputs["region"] == "us-ashburn-1"
    assert {each.provider for each in shared.of_type(":Policy")} == {"oci"}
    assert region.resources["oci"].inputs["region"] == "us-chicago-1"
    assert region.resources["quota-home"].inputs["region"] == "us-ashburn-1"
    assert region.resources["quota-quota"].provider == "quota-home"
    others = [each for each in region.resources.values() if each.type.startswith("oci:") and each.name != "quota-quota"]
    assert {each.provider for each in others} == {"oci"}


def test_no_provider_holds_a_credential() -> None:
    """They come from the environment or from Oracle's own file, so that no state has any."""
    providers = run(CHICAGO).of_type("providers:oci")
    assert {key for each in providers for key in each.inputs} <= {"region", "tenancyOcid", "version"}


def test_everything_is_in_the_compartment_of_the_region() -> None:
    """What belongs to the tenancy is the quota alone."""
    found = {
        each.type.rpartition(":")[2]: each.inputs["compartmentId"]
        for each in run(CHICAGO).resources.values()
        if "compartmentId" in each.inputs
    }
    assert found.pop("Quota") == "ocid1.tenancy.oc1..aaaalab"
    assert set(found.values()) == {"ocid1.compartment.oc1..us-chicago-1"}


def test_machines_wait_for_their_quota_and_network() -> None:
    """A machine that comes before its cap is raised would be refused."""
    made = run(CHICAGO).resources
    for group in ("train-h200", "eval-h100", "batch-h200"):
        assert {"quota-quota", "network-vcn", "network-nodes"} <= made[group].depends_on, group
    assert {"cluster-oke", "cluster-system"} <= made["train-h200"].depends_on
    assert "quota-quota" in made["batch-q1"].depends_on


def test_a_fleet_runs_in_the_stacks_own_reservation() -> None:
    """Named by its key: an OCID is only known when it is made."""
    made = run(CHICAGO)
    launch = made.resources["batch-h200-template"].inputs["instanceDetails"]["launchDetails"]
    assert launch["capacityReservationId"] == "batch-q1-reservation-id"
    foreign = stack_config(CHICAGO)["podwright:gpuFleets"].replace("batch-q1", "ocid1.capacityreservation.oc1..other")
    launch = (
        run(CHICAGO, config={**stack_config(CHICAGO), "podwright:gpuFleets": foreign})
        .resources["batch-h200-template"]
        .inputs["instanceDetails"]["launchDetails"]
    )
    assert launch["capacityReservationId"] == "ocid1.capacityreservation.oc1..other"


def test_disks_buckets_and_lustre_have_the_regions_key() -> None:
    """Those of machines that Oracle launches by a template too."""
    made, key = run(CHICAGO).resources, "vault-key-id"
    assert made["cluster-oke"].inputs["kmsKeyId"] == key
    assert made["cluster-system"].inputs["nodeConfigDetails"]["kmsKeyId"] == key
    assert made["train-h200-pool"].inputs["nodeConfigDetails"]["kmsKeyId"] == key
    source = made["batch-h200-template"].inputs["instanceDetails"]["launchDetails"]["sourceDetails"]
    assert source["kmsKeyId"] == key
    assert made["checkpoints-bucket"].inputs["kmsKeyId"] == key
    assert made["scratch-lustre"].inputs["kmsKeyId"] == key
    assert run("oci-uk-london-1").of_type(":Vault") == []


def test_outputs_of_a_region() -> None:
    """What others read, by the names that all clouds have."""
    outputs = run(CHICAGO).outputs["stack"]
    assert sorted(outputs) == [
        "cluster",
        "compartment",
        "gpuClusters",
        "gpuFleets",
        "network",
        "quota",
        "region",
        "reservations",
        "storage",
    ]
    assert outputs["network"]["ranges"]["nodes"] == "10.193.0.0/19"
    assert (outputs["network"]["id"], outputs["network"]["compartment"]) == (
        "network-vcn-id",
        "ocid1.compartment.oc1..us-chicago-1",
    )
    assert outputs["gpuFleets"]["batch-h200"] == {
        "machineType": "BM.GPU.H200.8",
        "nodes": 4,
        "gpus": 32,
        "placement": "cluster-network",
        "pools": {"network": "batch-h200-network-id"},
    }
    assert outputs["storage"]["buckets"]["checkpoints"] == "oci://oci-us-chicago-1-checkpoints@labspace"
    assert outputs["storage"]["fileSystems"] == {"scratch": {"mount": "10.64.176.4@tcp:/scratch"}}


@pytest.mark.parametrize("region", OCI_REGIONS)
def test_the_quota_means_what_the_file_says(region: str) -> None:
    """In each availability domain as many GPUs as its groups have, and none of any other kind."""
    name = f"oci-{region}"
    statements = stack(name)["quota"]["statements"]
    checked = spec_of(name)
    asked = {(need.limit, need.zone): need.gpus for need in oci_needs(checked) if not need.held}
    own = {need.limit for need in oci_needs(checked) if need.limit}
    for limit in {*gpu_limits(), *own}:
        for zone in ZONES:
            request = Request("compute-core", limit, region, f"QrSt:{zone}")
            held = any(need.held and need.limit == limit for need in oci_needs(checked))
            assert allowed(statements, request) == (None if held else asked.get((limit, zone), 0)), (limit, zone)


def test_what_reservations_hold_is_not_capped() -> None:
    """Oracle counts it in GPUs for some shapes and in OCPUs for others, so the service limit alone decides."""
    quota = stack(CHICAGO)["quota"]
    for limit in ("gpu-h200-core-count-reservable", "gpu-h200-core-reserved-count"):
        request = Request("compute-core", limit, "us-chicago-1", "QrSt:AD-3")
        assert allowed(quota["statements"], request) is None
    assert quota["needed"]["gpu-h200-core-count-reservable AD-3"] == 32


def test_a_limit_without_a_name_takes_nothing_away() -> None:
    """Its machines would be refused for a quota that nobody could give back."""
    own = stack_config("oci-uk-london-1")["podwright:oci"].replace(', "limit": "gpu-gb200-count"', "")
    quota = stack("oci-uk-london-1", oci=own)["quota"]
    assert quota["needed"] == {"BM.GPU.GB200.4 AD-1": 72, "gpu-b200-count AD-1": 32}
    assert quota["statements"] == [
        "set compute-core quota gpu-b200-count to 32 in compartment oci-global:uk-london-1"
        " where request.ad = 'QrSt:AD-1'"
    ]


def test_limits_below_the_need_are_actions_for_a_person() -> None:
    """16 of each limit are there in the mocked tenancy."""
    assert stack("oci-eu-amsterdam-1")["quota"]["actions"] == {
        f"{limit} AD-1": f"ask Oracle to raise the service limit {limit} (service compute) in AD-1 of eu-amsterdam-1"
        f" from 16 to {needed}: Console, Limits, Quotas and Usage, Request a service limit increase"
        for limit, needed in (("gpu-mi300x-count", 32), ("gpu-a100-v2-count", 64))
    }
    assert stack("oci-ap-tokyo-1")["quota"]["actions"] == {}


def test_a_region_is_previewed_before_its_global_stack_exists() -> None:
    """No OCID is invented, so what hangs on one is unknown; the quota is there to be judged."""
    made = run(CHICAGO, preview=True, outputs={})
    assert made.resources["network-vcn"].inputs["compartmentId"] == UNKNOWN
    statements = made.outputs["stack"]["quota"]["statements"]
    assert statements == stack(CHICAGO)["quota"]["statements"]
    assert made.resources["train-h200-pool"].inputs["nodeConfigDetails"]["size"] == 16


def test_an_update_without_the_global_stack_says_what_to_do() -> None:
    """It never makes anything in a guessed place."""
    with pytest.raises(pulumi.RunError) as caught:
        run("oci-ap-tokyo-1", outputs={})
    assert str(caught.value) == (
        "dependsOn: oci-global has no output compartments.ap-tokyo-1\n"
        "  fix:     apply oci-global first; if that was done, add ap-tokyo-1 to its podwright:oci.regions"
    )


def test_a_given_compartment_is_named_by_its_path() -> None:
    """The statements want names, the file has an OCID; the look-up goes up to the tenancy."""
    account = (
        '{"tenancy": "ocid1.tenancy.oc1..aaaalab", "homeRegion": "us-ashburn-1",'
        ' "compartment": "ocid1.compartment.oc1..inner"}'
    )
    outputs = stack("oci-ap-tokyo-1", account=account)
    assert outputs["compartment"] == "ocid1.compartment.oc1..inner"
    assert "in compartment outer:inner where" in outputs["quota"]["statements"][0]


def test_racks_are_clusters_of_gpu_memory() -> None:
    """18 machines of the file are one rack of the cloud."""
    made = run("oci-uk-london-1")
    (rack,) = made.of_type(":ComputeGpuMemoryCluster")
    assert (rack.inputs["size"], rack.inputs["computeClusterId"]) == ("18", "train-gb200-compute-cluster-id")


def test_system_nodes_are_counted_for_each_domain() -> None:
    """As on every cloud: `systemNodes` is for one zone."""
    for name, nodes in ((CHICAGO, 3), ("oci-eu-amsterdam-1", 3)):
        assert run(name).resources["cluster-system"].inputs["nodeConfigDetails"]["size"] == nodes


def test_public_load_balancers_only_where_asked_for() -> None:
    """An internet gateway is a way in."""
    assert run(CHICAGO).of_type(":InternetGateway") == []
    assert len(run("oci-eu-amsterdam-1").of_type(":InternetGateway")) == 1


def spec_of(name: str, **changes: str) -> StackSpec:
    """The checked spec of a stack file; `changes` are texts of its configuration."""
    found = examine(
        from_config({**stack_config(name), **{f"podwright:{key}": value for key, value in changes.items()}}), None
    ).spec
    assert found is not None
    return found


def test_quota_lines_say_what_a_person_asks_for() -> None:
    """By availability domain, with what the file states; a limit without a name is looked for first."""
    own = stack_config("oci-uk-london-1")["podwright:oci"].replace(', "limit": "gpu-gb200-count"', "")
    rack, b200 = quota_lines(spec_of("oci-uk-london-1", oci=own.replace('"gpu-b200-count": 32', '"gpu-b200-count": 8')))
    assert rack == QuotaLine(
        "BM.GPU.GB200.4",
        "uk-london-1 AD-1",
        72,
        "gpus",
        None,
        "read the limit's name as quota-names of `oci compute shape list --region uk-london-1`, ask Oracle for 72 of"
        " it, and state it as oci.machines.<name>.limit",
    )
    assert (b200.needed, b200.stated) == (32, 8)
    assert b200.action == (
        "ask Oracle to raise the service limit gpu-b200-count (service compute) in AD-1 of uk-london-1 from 8 to 32:"
        " Console, Limits, Quotas and Usage, Request a service limit increase"
    )
    assert [line.action for line in quota_lines(spec_of(CHICAGO))] == [None, None, None]


def test_what_the_global_stack_must_have() -> None:
    """So that `podwright check` finds a missing part, and not the first apply."""
    shared = spec_of("oci-global")
    for region in OCI_REGIONS:
        assert all(gives(shared, key, entry) for key, entry in needs(spec_of(f"oci-{region}"))), region
    assert needs(spec_of(CHICAGO)) == [
        ("oci", "regions.us-chicago-1"),
        ("oci", "regions.us-chicago-1.keys"),
        ("oci", "regions.us-chicago-1.buckets"),
        ("oci", "instancePools"),
    ]
    assert ("oci", "regions.uk-london-1.racks") in needs(spec_of("oci-uk-london-1"))
    bare = spec_of("oci-global", oci='{"regions": {"us-chicago-1": {}}}')
    given = {entry: gives(bare, "oci", entry) for _, entry in needs(spec_of(CHICAGO))}
    assert given == {
        "regions.us-chicago-1": True,
        "regions.us-chicago-1.keys": False,
        "regions.us-chicago-1.buckets": False,
        "instancePools": False,
    }


@given(
    name=st.from_regex(r"[a-z][a-z0-9-]{0,30}[a-z0-9]", fullmatch=True),
    # Oracle takes ten tags, and two are there already; more are refused before anything is built.
    labels=st.dictionaries(
        st.from_regex(r"[a-z][a-z0-9_-]{0,30}", fullmatch=True), st.text("abc-_09", max_size=60), max_size=8
    ),
)
@settings(max_examples=15, deadline=None)
def test_every_name_and_tag_is_within_oracles_rules(name: str, labels: dict[str, str]) -> None:
    """Whatever the stack is called and however it is labelled."""
    given_labels = {
        "owner": "training",
        "cost-centre": "cc-2042",
        **{key: value or "x" for key, value in labels.items()},
    }
    config = {**stack_config("oci-eu-amsterdam-1"), "podwright:labels": json.dumps(given_labels)}
    made = deploy(
        main,
        stack=name,
        config=config,
        references={"org/podwright/oci-global": OCI_OUTPUTS, f"org/podwright/{name}": {}},
    )
    for each in made.resources.values():
        if not each.type.startswith("oci:"):
            continue
        assert check_tags(each.inputs.get("freeformTags", {})) == []
        for key, longest in (("displayName", 255), ("name", 100 if each.type.endswith(":Quota") else 255)):
            title = each.inputs.get(key)
            assert title is None or re.fullmatch(rf"[A-Za-z0-9._-]{{1,{longest}}}", title), (each.name, title)
        label = each.inputs.get("dnsLabel")
        assert label is None or re.fullmatch(r"[a-z][a-z0-9]{0,14}", label), (each.name, label)


def test_the_emulated_oracle_grants_what_the_file_states() -> None:
    """In each availability domain of the region, so that the example fleet comes up."""
    assert grants(spec_of("oci-ap-tokyo-1")) == [
        Grant("oci", "ocid1.tenancy.oc1..aaaalab", "compute", "gpu-a10-count", (("region", "ap-tokyo-1"),), 8)
    ]
