"""Rules of CoreWeave stacks: everything the catalog knows is refused before an engine, with what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from podwright.catalog.coreweave import coreweave_zones, instance_types
from tests.stacks.samples import problems, rendered

GROUP: dict[str, Any] = {
    "accelerator": "h200",
    "nodes": 16,
    "zone": "US-EAST-04A",
    "capacity": {"model": "on-demand"},
}
REGION: dict[str, Any] = {
    "kind": "region",
    "cloud": "coreweave",
    "region": "US-EAST-04",
    "jurisdiction": "US",
    "dependsOn": ["coreweave-global"],
    "account": {"organization": "lab"},
    "labels": {"owner": "training", "cost-centre": "cc-2042"},
    "network": {"cidr": "10.112.0.0/14"},
    "gpuClusters": {"train": GROUP},
    "coreweave": {"version": "v1.36"},
}


CPU_TYPES = ", ".join(each.name for each in instance_types().values() if not each.gpus)
GLOBAL: dict[str, Any] = {
    "kind": "global",
    "cloud": "coreweave",
    "account": {"organization": "lab"},
    "labels": {"owner": "training", "cost-centre": "cc-2042"},
}


def region(**changes: Any) -> dict[str, Any]:
    """A sound region with top-level keys replaced."""
    return {**REGION, **changes}


def with_group(**changes: Any) -> dict[str, Any]:
    return region(gpuClusters={"train": {**GROUP, **changes}})


def with_own(**changes: Any) -> dict[str, Any]:
    """A region with words of CoreWeave's own."""
    return region(coreweave={"version": "v1.36", **changes})


def test_a_sound_stack_is_taken() -> None:
    """With everything that a region and a global stack may say."""
    full = {
        "public": True,
        "oidc": {"issuerUrl": "https://id.lab.example", "clientId": "cks"},
        "auditPolicy": "{apiVersion: audit.k8s.io/v1, kind: Policy}",
        "loadBalancerRanges": {"serving": "10.114.208.0/22"},
        "granted": {"gd-8xh200ib-i128": 16, "turin-gp": 1},
    }
    assert rendered(region(), "coreweave-us-east-04") == []
    assert rendered({**with_own(**full), "storage": {"buckets": {"data": {"deleteAfterDays": 3}}}}) == []
    statement = {"actions": ["s3:*"], "principals": ["*"]}
    shared = {"kind": "global", "cloud": "coreweave", "account": {"organization": "lab"}, "labels": REGION["labels"]}
    assert rendered({**shared, "coreweave": {"accessPolicies": {"all": {"all": statement}}}}, "coreweave-global") == []


def test_zones_that_need_an_agreement_say_so() -> None:
    """Norway and the UK; whoever has agreed writes it down, and is told that nobody knows what is there."""
    norway = {"region": "EU-NORTH-02", "jurisdiction": "NO"}
    group = {"train": {**GROUP, "zone": "EU-NORTH-02A"}}
    assert rendered(region(**norway, gpuClusters=group))[0] == (
        "error: gpuClusters.train.zone: EU-NORTH-02A (Kristiansand, NO) is Dedicated Access: one customer's alone, by"
        " agreement\n"
        "  given:   EU-NORTH-02A\n"
        "  allowed: no General Access zone is in NO\n"
        "  fix:     agree Dedicated Access to EU-NORTH-02A with CoreWeave's sales for the organization; then write"
        " dedicatedAccess: true"
    )
    agreed = {"version": "v1.36", "dedicatedAccess": True}
    found = problems(region(**norway, gpuClusters=group, coreweave=agreed))
    assert {problem.severity for problem in found} == {"warning"}
    assert {problem.subject for problem in found} == {"gpuClusters.train.zone", "coreweave.systemMachineType"}


@pytest.mark.parametrize(
    ("zone", "place"),
    [("EU-WEST-01A", "Crawley, GB"), ("EU-WEST-02A", "London, GB"), ("EU-NORTH-02A", "Kristiansand, NO")],
)
def test_every_zone_asked_for_says_what_must_be_agreed(zone: str, place: str) -> None:
    """All that is public of them is that they are one customer's."""
    country = place[-2:]
    own = {"version": "v1.36", "zone": zone}
    found = problems(region(region=zone[:-1], jurisdiction=country, gpuClusters={}, coreweave=own))
    (problem,) = [each for each in found if each.severity == "error"]
    assert problem.render() == (
        f"error: coreweave.zone: {zone} ({place}) is Dedicated Access: one customer's alone, by agreement\n"
        f"  given:   {zone}\n  allowed: no General Access zone is in {country}\n"
        f"  fix:     agree Dedicated Access to {zone} with CoreWeave's sales for the organization; then write"
        " dedicatedAccess: true"
    )


@pytest.mark.parametrize(("country", "name"), [("NL", "Netherlands"), ("JP", "Japan")])
def test_countries_without_a_zone_are_said_by_name(country: str, name: str) -> None:
    """There is nothing to agree on there."""
    (problem,) = problems(region(jurisdiction=country))
    assert (problem.subject, problem.message) == ("jurisdiction", f"{name} has no public CoreWeave region")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            with_group(nodes=20, accelerator="gb200"),
            "error: gpuClusters.train.nodes: gb200-4x comes in racks of 18 nodes; 20 nodes is 1.11 racks\n"
            "  given:   20\n  allowed: a multiple of 18\n  fix:     write 18 or 36",
        ),
        (
            with_group(nodes=18, maxNodes=36, accelerator="gb200", allowUnlistedZone=True),
            "error: gpuClusters.train.maxNodes: gb200-4x comes in racks, which CoreWeave does not autoscale\n"
            "  given:   36\n  fix:     leave maxNodes out, and raise nodes by whole racks",
        ),
        (
            with_group(accelerator="b300"),
            "error: gpuClusters.train.zone: b300-8x is not offered in US-EAST-04A; its pool would wait for ever\n"
            "  given:   US-EAST-04A\n  allowed: US-CENTRAL-06A, US-EAST-13A, US-WEST-01A, US-WEST-10A",
        ),
        (
            with_group(machineType="gd-8xh200ib-i512"),
            'error: gpuClusters.train.machineType: the catalog knows no machine "gd-8xh200ib-i512", the accelerator is'
            " h200\n"
            "  given:   gd-8xh200ib-i512\n  allowed: gd-8xh200ib-i128\n  fix:     did you mean gd-8xh200ib-i128?",
        ),
        (
            with_group(capacity={"model": "spot"}),
            "error: gpuClusters.train.capacity.model: CoreWeave's node pools are not bought by spot\n"
            "  given:   spot\n  allowed: on-demand, reservation\n"
            "  fix:     write on-demand, or reservation for machines that are agreed with CoreWeave",
        ),
        (
            with_group(placement="compact"),
            "error: gpuClusters.train.placement: says nothing on CoreWeave\n"
            "  allowed: accelerator, nodes, zone, capacity, machineType, maxNodes, nodeLabels, taints,"
            " allowUnlistedZone\n"
            "  fix:     remove it",
        ),
        (
            with_own(zone="US-EAST-01A"),
            "error: coreweave.zone: is not in the stack's region US-EAST-04\n"
            "  given:   US-EAST-01A\n  allowed: US-EAST-04A\n  fix:     write US-EAST-04A",
        ),
        (
            with_own(version="v1.20"),
            'error: coreweave.version: "v1.20" is no version of CKS; only minor versions are named, patches come by'
            " themselves\n"
            "  given:   v1.20\n  allowed: v1.35, v1.36, v1.37\n  fix:     write v1.37",
        ),
        (
            region(coreweave={}),
            "error: coreweave.version: is required: no version stays the newest\n  fix:     add version: v1.36",
        ),
        (
            region(network={"cidr": "10.112.0.0/16"}),
            "error: network.cidr: 10.112.0.0/16 is too small: CoreWeave takes a /18 for nodes, a sixteenth of the"
            " network\n"
            "  given:   10.112.0.0/16\n"
            "  allowed: an IPv4 network from /8 to /14, such as 10.32.0.0/14\n"
            "  fix:     use a /14, such as 10.112.0.0/14",
        ),
        (
            region(network={"cidr": "10.112.0.0/14", "privateServices": True}),
            "error: network.privateServices: says nothing on CoreWeave\n  allowed: cidr\n  fix:     remove it",
        ),
        (
            region(cluster={"releaseChannel": "RAPID"}),
            "error: cluster.releaseChannel: says nothing on CoreWeave\n  allowed: systemNodes\n  fix:     remove it",
        ),
        (
            with_own(loadBalancerRanges={"serving": "10.112.4.0/22"}),
            "error: coreweave.loadBalancerRanges.serving: 10.112.0.0/15 overlaps serving (10.112.4.0/22)\n"
            "  given:   10.112.0.0/15\n  fix:     take a free range",
        ),
        (
            with_own(public=True),
            "warning: coreweave.public: the API server is public, and only CoreWeave's own tokens stand before it; add"
            " oidc for sign-on of your own",
        ),
        (
            with_own(auditPolicy="kind: ConfigMap"),
            "error: coreweave.auditPolicy: is no audit policy\n  allowed: kind: Policy of apiVersion: audit.k8s.io/v1",
        ),
        (
            with_own(oidc={"issuerUrl": "http://id.lab.example", "clientId": "cks"}),
            "error: coreweave.oidc.issuerUrl: is not an address with https\n  given:   http://id.lab.example",
        ),
        (
            with_own(systemMachineType="cpu-4"),
            'error: coreweave.systemMachineType: CoreWeave has no instance type "cpu-4"\n'
            f"  given:   cpu-4\n  allowed: {CPU_TYPES}\n  fix:     leave it out for turin-gp",
        ),
        (
            with_own(systemMachineType="turin-gb"),
            'error: coreweave.systemMachineType: CoreWeave has no instance type "turin-gb"\n'
            f"  given:   turin-gb\n  allowed: {CPU_TYPES}\n  fix:     did you mean turin-gp?",
        ),
        (
            with_own(systemMachineType="gd-8xh200ib-i128"),
            "error: coreweave.systemMachineType: has 8 GPUs, which would stand idle\n"
            f"  given:   gd-8xh200ib-i128\n  allowed: {CPU_TYPES}",
        ),
        (
            with_group(maxNodes=8),
            "error: gpuClusters.train.maxNodes: the pool would grow from 16 nodes up to 8\n"
            "  given:   8\n  allowed: 16 or more",
        ),
        (
            with_own(granted={"gd-8xh200ib-i128": 12, "turin-gp": 1}),
            "warning: coreweave.granted.gd-8xh200ib-i128: US-EAST-04A: train 16 nodes of gd-8xh200ib-i128; the quota"
            " for gd-8xh200ib-i128 is 12, so 4 nodes would wait in the queue\n"
            "  given:   12\n  allowed: 16 or more\n"
            "  fix:     ask CoreWeave by a support ticket for a quota of 16 gd-8xh200ib-i128 nodes in US-EAST-04A; or"
            " run fewer nodes",
        ),
        (
            region(quotas={"x": {"service": "compute.googleapis.com", "quotaId": "CPUS", "value": 1}}),
            "error: quotas: says nothing on CoreWeave\n  fix:     state what is granted under coreweave.granted",
        ),
        (
            region(storage={"registries": {"images": {}}}),
            "error: storage.registries: says nothing on CoreWeave\n  allowed: buckets\n  fix:     remove it",
        ),
        (
            with_own(accessPolicies={}),
            "error: coreweave.accessPolicies: does not belong in a stack of kind region\n"
            "  fix:     move it to a stack of the other kind",
        ),
        (
            region(account={"organization": "lab", "project": "lab"}),
            "error: account.project: does not belong to CoreWeave\n"
            "  given:   lab\n  allowed: organization\n  fix:     remove it",
        ),
    ],
)
def test_is_refused(values: dict[str, Any], said: str) -> None:
    """Once, with the whole message."""
    assert said in rendered(values)
    assert all("is not offered" in each for each in rendered(values) if each != said)


def test_an_unknown_machine_for_system_pods_is_one_mistake() -> None:
    """It is refused, and nobody is told to ask CoreWeave for quota of what does not exist."""
    granted = {"gd-8xh200ib-i128": 16}
    assert rendered(with_own(systemMachineType="cpu-4", granted=granted)) == [
        'error: coreweave.systemMachineType: CoreWeave has no instance type "cpu-4"\n'
        f"  given:   cpu-4\n  allowed: {CPU_TYPES}\n  fix:     leave it out for turin-gp"
    ]


def test_access_policies_that_the_organization_would_refuse() -> None:
    """In the check, and not in the middle of the first update."""
    full = {"actions": ["s3:*"], "principals": ["arn:aws:iam::lab:role/Training"]}
    policies: dict[str, Any] = {
        "empty": {},
        "machines": {"training": full, "nobody": {"actions": [], "principals": []}},
    }
    assert rendered({**GLOBAL, "coreweave": {"accessPolicies": policies}}) == [
        "error: coreweave.accessPolicies.empty: has no statement\n  allowed: one or more",
        "error: coreweave.accessPolicies.machines.training.principals: has a full name; the organization's policies"
        " take short ones\n  given:   arn:aws:iam::lab:role/Training\n  fix:     write role/Training",
        "error: coreweave.accessPolicies.machines.nobody.actions: are none\n  allowed: one or more",
        "error: coreweave.accessPolicies.machines.nobody.principals: are none\n  allowed: one or more",
    ]


def test_pools_are_in_the_zone_of_their_cluster() -> None:
    """A group elsewhere is a group of another stack."""
    groups = {"train": GROUP, "more": {**GROUP, "zone": "US-EAST-01A"}}
    assert rendered(region(gpuClusters=groups)) == [
        "error: gpuClusters.more.zone: is not the zone of the cluster, US-EAST-04A; a cluster and its pools are in"
        " one\n"
        "  given:   US-EAST-01A\n  fix:     write US-EAST-04A, or move the group to another stack"
    ]


def test_names_that_do_not_fit() -> None:
    """30 characters for a cluster, and what CoreWeave keeps for itself."""
    values = region(
        gpuClusters={"system": GROUP}, storage={"buckets": {"data": {}}}, account={"organization": "cw-lab"}
    )
    found = {problem.subject: problem.message for problem in problems(values, "coreweave-us-east-04-of-training")}
    assert found == {
        "stack": 'the CKS cluster name "coreweave-us-east-04-of-training-cks" has 36 characters',
        "gpuClusters.system": "is the name of the pool for system pods",
        "storage.buckets.data": 'CoreWeave keeps names that begin with "cw-" for itself',
    }


def test_a_zone_without_object_storage() -> None:
    """Buckets go where they can be."""
    values = region(
        region="EU-WEST-01",
        jurisdiction="GB",
        gpuClusters={},
        coreweave={"dedicatedAccess": True},
        storage={"buckets": {"data": {}}},
    )
    near = ", ".join(each.name for each in coreweave_zones().values() if each.storage and each.access == "general")
    assert rendered(values) == [
        "error: storage.buckets: EU-WEST-01A has no AI Object Storage\n"
        f"  given:   EU-WEST-01A\n  allowed: {near}\n  fix:     put buckets into the stack of another zone"
    ]
