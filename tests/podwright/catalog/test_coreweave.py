"""CoreWeave's zones, types and quotas: agreed with the emulated cloud, and refused with what would be right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podwright.catalog.cloud_gpus import CloudGpu, cloud_accelerators, cloud_gpus, plan_cloud_gpu
from podwright.catalog.coreweave import (
    check_version,
    check_zone,
    coreweave_zones,
    dedicated_access_action,
    instance_types,
    kubernetes_versions,
)
from podwright.catalog.coreweave_quotas import check_coreweave_limits, check_limits, coreweave_quota, request
from podwright.catalog.coreweave_rules import (
    check_autoscaling_version,
    check_instance_type,
    check_strategy,
    check_target,
    check_type_in_zone,
)
from podwright.catalog.regions import check_jurisdiction, check_region, regions
from podwright.emulator.coreweave import facts
from podwright.errors import Problem

GPUS = list(cloud_gpus("coreweave").values())
GENERAL = ", ".join(zone.name for zone in coreweave_zones().values() if zone.access == "general")
IN_THE_US = ", ".join(
    zone.name for zone in coreweave_zones().values() if zone.access == "general" and zone.country == "US"
)

DOCUMENTED = {
    "h100": ("gd-8xh100ib-i128", 8, "infiniband", 128, None),
    "h200": ("gd-8xh200ib-i128", 8, "infiniband", 128, None),
    "b200": ("b200-8x", 8, "infiniband", 128, None),
    "b300": ("b300-8x", 8, "infiniband", 192, None),
    "gb200": ("gb200-4x", 4, "infiniband", 144, 18),
    "gb300": ("gb300-4x", 4, "infiniband", 144, 18),
    "vera-rubin": ("verarubin-4x-e", 4, "roce", 352, 18),
    "rtx-pro-6000": ("rtxp6000-8x", 8, "none", 128, None),
    "l40s": ("gd-8xl40s-i128", 8, "none", 128, None),
    "l40": ("gd-8xl40-i128", 8, "none", 128, None),
    "a100-80gb": ("gd-8xa100-i128", 8, "none", 128, None),
    "gh200": ("gd-1xgh200", 1, "none", 72, None),
}
"""By accelerator: the type it is when nobody names one, its GPUs, fabric, vCPUs, nodes of a rack."""


def render(problem: Problem | None) -> str:
    assert problem is not None
    return problem.render()


@pytest.mark.parametrize("accelerator", DOCUMENTED)
def test_an_accelerator_plans_to_its_documented_type(accelerator: str) -> None:
    """RDMA comes with the type alone; there is nothing else to declare for it."""
    machine = plan_cloud_gpu("coreweave", accelerator, None, 36).machine
    found = (machine.size, machine.gpus, machine.fabric, machine.cpu, machine.rack_size)
    assert found == DOCUMENTED[accelerator]
    assert set(cloud_accelerators("coreweave")) == set(DOCUMENTED)


@pytest.mark.parametrize("machine", GPUS, ids=lambda each: each.size)
def test_a_type_is_described_in_full(machine: CloudGpu) -> None:
    """Quota goes by the type's own name, and racks are arm64 but for none."""
    assert machine.quota_key == machine.size
    assert (machine.cpu_unit, machine.quota_unit) == ("vcpu", "none")
    assert machine.rack_size in (None, 18)
    assert machine.rack_size is None or machine.arch == "arm64"
    assert set(machine.places) <= set(coreweave_zones())


def test_the_emulated_coreweave_knows_the_same() -> None:
    """What is planned here must not be refused there, and what is unknown here must not be taken there."""
    lab = {"US-LAB-01A"}  # only in the provider's own tests
    emulated = {name: (zone.storage, zone.hosts) for name, zone in facts.zones().items() if name not in lab}
    assert set(emulated) == set(coreweave_zones())
    for name, zone in coreweave_zones().items():
        storage, hosts = emulated[name]
        assert zone.storage in (None, storage), name
        assert zone.hosts in (None, hosts), name
    racks = {name: kind.rack for name, kind in facts.instance_types().items()}
    assert racks == {name: kind.rack_size for name, kind in instance_types().items()}
    assert facts.versions() == kubernetes_versions()


def test_what_a_dedicated_zone_needs_is_said() -> None:
    """Norway and the UK are there, but nobody gets in without an agreement."""
    assert render(check_zone("EU-NORTH-02A", dedicated=False)) == (
        "error: zone: EU-NORTH-02A (Kristiansand, NO) is Dedicated Access: one customer's alone, by agreement\n"
        "  given:   EU-NORTH-02A\n"
        "  allowed: no General Access zone is in NO\n"
        "  fix:     agree Dedicated Access to EU-NORTH-02A with CoreWeave's sales for the organization;"
        " then write dedicatedAccess: true"
    )
    assert render(check_zone("US-EAST-15A", dedicated=False)).splitlines()[2] == f"  allowed: {IN_THE_US}"
    assert check_zone("EU-WEST-01A", dedicated=True) is None
    assert check_zone("US-EAST-04A", dedicated=False) is None
    assert dedicated_access_action("EU-WEST-02A").endswith("for the organization")


@pytest.mark.parametrize(
    ("given", "near"), [("us-east-04a", "US-EAST-04A"), ("US-WEST-09", "US-WEST-09B"), ("US-EAST-4A", "US-EAST-14A")]
)
def test_an_unknown_zone_is_refused_with_the_nearest(given: str, near: str) -> None:
    """A region is no zone here, and its zone is not always A."""
    assert render(check_zone(given, dedicated=True)) == (
        f'error: zone: CoreWeave has no zone "{given}"\n'
        f"  given:   {given}\n"
        f"  allowed: {GENERAL}\n"
        f"  fix:     write {near}"
    )


def test_countries_without_a_zone_are_named() -> None:
    """The Netherlands and Japan have none at all."""
    for country, name, nearest in (
        ("NL", "Netherlands", "EU-SOUTH-03 (Barcelona, ES) and EU-SOUTH-04 (Álava, ES)"),
        ("JP", "Japan", "US-WEST-09 (Washington, US)"),
    ):
        (problem,) = check_jurisdiction("coreweave", country, "US-EAST-04")
        assert problem.render() == (
            f"error: jurisdiction: {name} has no public CoreWeave region\n"
            f"  given:   {country}\n"
            "  allowed: CA, DK, ES, GB, NO, SE, US\n"
            f"  fix:     nearest are {nearest}; or take another cloud for {name}"
        )
    assert check_jurisdiction("coreweave", "NO", "EU-NORTH-02") == []


def test_zones_are_regions_and_a_letter() -> None:
    """No dash between them, unlike anywhere else."""
    assert regions("coreweave")["US-CENTRAL-08"].zones == ("US-CENTRAL-08A", "US-CENTRAL-08B")
    assert regions("coreweave")["RNO2"].zones == ("RNO2A",)
    assert render(check_region("coreweave", "US-EAST-04A")) == (
        'error: region: "US-EAST-04A" is a zone, not a region\n'
        "  given:   US-EAST-04A\n"
        "  allowed: a region of CoreWeave\n"
        "  fix:     write US-EAST-04"
    )


def test_a_type_that_is_not_there_is_refused_with_the_nearest() -> None:
    """A public example of CoreWeave's own has a type that does not exist."""
    assert (
        render(check_instance_type("gd-8xh200ib-i512")).splitlines()[-1] == "  fix:     did you mean gd-8xh200ib-i128?"
    )
    assert render(check_instance_type("cpu-4")) == (
        'error: machineType: CoreWeave has no instance type "cpu-4"\n'
        "  given:   cpu-4\n"
        f"  allowed: {', '.join(instance_types())}"
    )
    assert check_instance_type("turin-gp") is None


def test_a_type_outside_of_its_zones() -> None:
    """The matrix is complete for zones that everybody may use, and silent about the others."""
    h200 = instance_types()["gd-8xh200ib-i128"]
    assert check_type_in_zone(h200, "US-EAST-04A") is None
    assert render(check_type_in_zone(h200, "US-EAST-13A")) == (
        "error: zone: gd-8xh200ib-i128 is not offered in US-EAST-13A; its pool would wait for ever\n"
        "  given:   US-EAST-13A\n"
        "  allowed: EU-SOUTH-03B, US-EAST-01A, US-EAST-02A, US-EAST-04A, US-EAST-08A, US-WEST-04A"
    )
    assert render(check_type_in_zone(h200, "EU-NORTH-02A")) == (
        "warning: zone: whether CoreWeave has gd-8xh200ib-i128 in EU-NORTH-02A is not public; nothing is checked\n"
        "  given:   EU-NORTH-02A\n"
        f"  allowed: listed in {', '.join(h200.zones)}\n"
        "  fix:     ask CoreWeave before relying on it"
    )
    assert render(check_type_in_zone(instance_types()["gb300-4x-e"], "US-EAST-04A")) == (
        "warning: zone: whether CoreWeave has gb300-4x-e in US-EAST-04A is not public; nothing is checked\n"
        "  given:   US-EAST-04A\n"
        "  fix:     ask CoreWeave before relying on it"
    )
    assert check_type_in_zone(h200, "nowhere") is None


def test_racks_come_whole_and_never_grow_by_themselves() -> None:
    """Half a rack cannot be had, and the autoscaler refuses racks."""
    gb200 = cloud_gpus("coreweave")["gb200-4x"]
    assert [each.render() for each in check_target(gb200, 20, 36)] == [
        "error: nodes: gb200-4x comes in racks of 18 nodes; 20 nodes is 1.11 racks\n"
        "  given:   20\n"
        "  allowed: a multiple of 18\n"
        "  fix:     write 18 or 36",
        "error: maxNodes: gb200-4x comes in racks, which CoreWeave does not autoscale\n"
        "  given:   36\n"
        "  fix:     leave maxNodes out, and raise nodes by whole racks",
    ]
    assert check_target(gb200, 4, None)[0].fix == "write 18"
    assert check_target(gb200, 0, None) == check_target(gb200, 36, None) == []


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        (
            lambda: check_target(instance_types()["turin-gp"], -1, None),
            "error: nodes: is no number of machines\n  given:   -1\n  allowed: 0 or more",
        ),
        (
            lambda: check_target(instance_types()["b200-8x"], 4, 2),
            "error: maxNodes: the pool would grow from 4 nodes up to 2\n  given:   2\n  allowed: 4 or more",
        ),
        (
            lambda: [check_autoscaling_version("v1.31", 4)],
            "error: maxNodes: node pools grow by themselves from Kubernetes v1.32 on, the cluster has v1.31\n"
            "  given:   4\n  fix:     leave maxNodes out, or upgrade the cluster",
        ),
        (
            lambda: [check_strategy("Any")],
            'error: scaleDown: CoreWeave gives no nodes back by "Any"\n  given:   Any\n'
            "  allowed: IdleOnly, PreferIdle\n  fix:     leave it out for IdleOnly",
        ),
        (
            lambda: [check_version("1.36.4")],
            'error: version: "1.36.4" is no version of CKS; only minor versions are named, patches come by themselves\n'
            "  given:   1.36.4\n  allowed: v1.35, v1.36, v1.37\n  fix:     write v1.36",
        ),
        (
            lambda: [check_version("v1.20")],
            'error: version: "v1.20" is no version of CKS; only minor versions are named, patches come by themselves\n'
            "  given:   v1.20\n  allowed: v1.35, v1.36, v1.37\n  fix:     write v1.37",
        ),
    ],
)
def test_says_what_would_be_right(problems: Callable[[], list[Problem]], said: str) -> None:
    """Every refusal has the allowed values."""
    assert [render(each) for each in problems()] == [said]


def test_what_is_in_order_is_silent() -> None:
    """A check that refuses everything would pass the tests above."""
    assert check_version("v1.36") is None
    assert check_strategy("PreferIdle") is None
    assert check_autoscaling_version("v1.36", 4) is None
    assert check_autoscaling_version("v1.31", None) is None
    assert check_target(instance_types()["b200-8x"], 2, 4) == []


def test_quota_that_is_short_is_a_warning_because_nodes_wait() -> None:
    """The number of nodes that would wait, and the request that a person makes."""
    (need,) = coreweave_quota("gd-8xh200ib-i128", "US-EAST-04A", 16)
    assert coreweave_quota("gd-8xh200ib-i128", "US-EAST-04A", 0) == []
    assert request(need) == (
        "ask CoreWeave by a support ticket for a quota of 16 gd-8xh200ib-i128 nodes in US-EAST-04A"
    )
    assert [each.render() for each in check_coreweave_limits([need], {"gd-8xh200ib-i128": 15}, {})] == [
        "warning: gd-8xh200ib-i128: US-EAST-04A: 16 nodes needed; the quota for gd-8xh200ib-i128 is 15,"
        " so 1 node would wait in the queue\n"
        "  given:   15\n"
        "  allowed: 16 or more\n"
        f"  fix:     {request(need)}; or run fewer nodes"
    ]
    assert check_coreweave_limits([need], {"gd-8xh200ib-i128": 16}) == []


def test_quota_that_nobody_states_is_a_warning_too() -> None:
    """It is 0 until CoreWeave grants some, which no program can see."""
    (need,) = coreweave_quota("b200-8x", "US-EAST-13A", 4)
    assert [each.render() for each in check_coreweave_limits([need], {}, {"b200-8x": "train 4 nodes"})] == [
        "warning: b200-8x: US-EAST-13A: train 4 nodes; nobody states the quota for b200-8x,"
        " which is 0 until CoreWeave grants some\n"
        "  allowed: 4 or more\n"
        f"  fix:     read it in the Cloud Console and state it as granted, or {request(need)}"
    ]


def test_stated_quota_that_cannot_be() -> None:
    """A misspelt type would never be compared with anything."""
    assert [each.render() for each in check_limits({"b200-8": 4, "b300-8x": -1, "gb200-4x": 18})] == [
        'error: b200-8: CoreWeave has no instance type "b200-8"\n'
        "  given:   b200-8\n"
        f"  allowed: {', '.join(instance_types())}\n"
        "  fix:     did you mean b200-8x?",
        "error: b300-8x: is no number of nodes\n  given:   -1\n  allowed: 0 or more",
    ]
