"""Rules of an Oracle Cloud stack as a whole: account, places, tags, cluster, network, and words that say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.oci_samples import (
    ACCOUNT,
    GROUP,
    LABELS,
    MACHINES,
    OWN,
    region,
    shared,
    with_fleet,
    with_network,
    with_own,
)
from tests.stacks.samples import rendered


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(quotas={"x": {"service": "compute.googleapis.com", "quotaId": "CPUS", "value": 1}}),
            None,
            "error: quotas: says nothing on Oracle Cloud\n  fix:     state what is granted under oci.limits",
        ),
        (
            region(cluster={"minVersion": "1.34", "monitoring": True, "kueue": True}),
            None,
            "error: cluster.minVersion: says nothing on Oracle Cloud\n"
            "  allowed: systemNodes, encryptDisks\n"
            "  fix:     write oci.version\n"
            "error: cluster.monitoring: says nothing on Oracle Cloud\n"
            "  allowed: systemNodes, encryptDisks\n"
            "  fix:     write oci.addOns\n"
            "error: cluster.kueue: says nothing on Oracle Cloud\n"
            "  allowed: systemNodes, encryptDisks\n"
            "  fix:     remove it",
        ),
        (
            with_own(identityDomain="Default"),
            None,
            "error: oci.identityDomain: does not belong in a stack of kind region\n"
            "  fix:     move it to a stack of the other kind",
        ),
        (
            shared(keys={"us-chicago-1": {}}),
            None,
            "error: keys: says nothing on Oracle Cloud\n"
            "  fix:     remove it: a key belongs to its region, whose stack makes it for"
            " cluster.encryptDisks and customerKeys",
        ),
        (
            shared(oci={"regions": {"us-chicago-1": {}}, "limits": {"gpu-h200-count": 8}}),
            None,
            "error: oci.limits: does not belong in a stack of kind global\n"
            "  fix:     move it to a stack of the other kind",
        ),
    ],
)
def test_words_that_say_nothing_are_refused(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Whoever writes them would believe they do something."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(account={"tenancy": "lab", "compartment": "ocid1.user.oc1..aaaa", "homeRegion": "us-ashburn"}),
            None,
            "error: account.tenancy: is no OCID\n"
            "  given:   lab\n"
            "  allowed: ocid1.tenancy.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`\n"
            "error: account.compartment: is the OCID of another thing, of kind user\n"
            "  given:   ocid1.user.oc1..aaaa\n"
            "  allowed: ocid1.compartment.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`\n"
            'error: account.homeRegion: Oracle Cloud has no region "us-ashburn"\n'
            "  given:   us-ashburn\n"
            "  allowed: ap-osaka-1, ap-tokyo-1, eu-amsterdam-1, eu-stockholm-1, uk-cardiff-1,"
            " uk-london-1, us-ashburn-1, us-chicago-1, us-phoenix-1, us-saltlake-2, us-sanjose-1\n"
            "  fix:     did you mean us-ashburn-1 (Ashburn, Virginia)?",
        ),
        (
            shared(account={"tenancy": ACCOUNT["tenancy"]}),
            None,
            "error: account.homeRegion: is required: identity is written in the home region of the"
            " tenancy, and nowhere else\n"
            "  fix:     add homeRegion: us-ashburn-1, or what the console calls so",
        ),
        (
            shared(oci={"regions": {}}),
            None,
            "error: oci.regions: is required: there is no region for which anything is made\n"
            "  fix:     add regions: {us-chicago-1: {buckets: true}}",
        ),
        (
            shared(oci={"regions": {"eu-oslo-1": {}}}),
            None,
            'error: oci.regions.eu-oslo-1: Oracle Cloud has no region "eu-oslo-1"\n'
            "  given:   eu-oslo-1\n"
            "  allowed: ap-osaka-1, ap-tokyo-1, eu-amsterdam-1, eu-stockholm-1, uk-cardiff-1,"
            " uk-london-1, us-ashburn-1, us-chicago-1, us-phoenix-1, us-saltlake-2, us-sanjose-1\n"
            "  fix:     did you mean eu-stockholm-1 (Stockholm)?",
        ),
        (
            region(labels={**LABELS, **{f"k{number}": "v" for number in range(9)}}),
            None,
            "error: labels: 11 freeform tags are more than a resource can have\n"
            "  given:   11\n"
            "  allowed: at most 10\n"
            "  fix:     drop some",
        ),
    ],
)
def test_accounts_are_ocids_and_the_home_is_a_region(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Names are what people know by heart, and no API takes them."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(region="eu-oslo-1", jurisdiction="NO", gpuClusters={}, oci={}),
            None,
            "error: jurisdiction: Norway has no public Oracle Cloud region\n"
            "  given:   NO\n"
            "  allowed: GB, JP, NL, SE, US\n"
            "  fix:     nearest are eu-stockholm-1 (Stockholm, SE); or take another cloud for Norway\n"
            'error: region: Oracle Cloud has no region "eu-oslo-1"\n'
            "  given:   eu-oslo-1\n"
            "  allowed: ap-osaka-1, ap-tokyo-1, eu-amsterdam-1, eu-stockholm-1, uk-cardiff-1,"
            " uk-london-1, us-ashburn-1, us-chicago-1, us-phoenix-1, us-saltlake-2, us-sanjose-1\n"
            "  fix:     did you mean eu-stockholm-1 (Stockholm)?",
        ),
    ],
)
def test_norway_is_answered_by_name(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Oracle has no region there, and says where the nearest is."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(oci={"machines": MACHINES}),
            None,
            "error: oci.version: is required: no version stays the newest\n  fix:     add version: v1.34.1",
        ),
        (
            with_own(version="1.34"),
            None,
            "error: oci.version: is no version of Kubernetes as OKE writes it\n"
            "  given:   1.34\n"
            "  allowed: v<major>.<minor>.<patch>, such as v1.34.1\n"
            "  fix:     write v1.34.1",
        ),
        (
            with_own(systemPool={"machineType": "BM.Standard.E5.192", "ocpus": 1, "image": "ol8"}),
            None,
            "error: oci.systemPool.machineType: is no flexible shape of virtual machines\n"
            "  given:   BM.Standard.E5.192\n"
            "  allowed: such as VM.Standard.E5.Flex\n"
            "error: oci.systemPool.ocpus: a node of 1 OCPUs has interfaces for 31 pods, and 32 are asked for\n"
            "  given:   1\n"
            "  allowed: 3 or more\n"
            "error: oci.systemPool.image: is no OCID\n"
            "  given:   ol8\n"
            "  allowed: ocid1.image.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`",
        ),
        (
            with_own(imageSigningKeys=["ocid1.vault.oc1..aaaa"]),
            None,
            "error: oci.imageSigningKeys[0]: is the OCID of another thing, of kind vault\n"
            "  given:   ocid1.vault.oc1..aaaa\n"
            "  allowed: ocid1.key.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`",
        ),
    ],
)
def test_a_cluster_is_refused_before_oke_does(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Its version, and nodes for system pods that have room for them."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(network={"cidr": "10.80.0.0/20"}, gpuClusters={"train": {**GROUP, "nodes": 100}}),
            None,
            "error: network.cidr: pods 10.80.0.0/21 with 32 pods per node fits 63 nodes, the pools may"
            " reach 103\n"
            "  given:   10.80.0.0/20\n"
            "  allowed: a network that holds 103 nodes\n"
            "  fix:     use a /19, or maxPodsPerNode 19 with this one",
        ),
        (
            with_network(cidr="10.80.0.0/12"),
            None,
            "error: network.cidr: 10.80.0.0/12 is too large: its half is the pods' block, and no block"
            " of a VCN is larger than a /16\n"
            "  given:   10.80.0.0/12\n"
            "  allowed: a network from /15 to /20\n"
            "  fix:     use its first part, 10.80.0.0/15",
        ),
        (
            with_network(maxPodsPerNode=128),
            None,
            "error: network.maxPodsPerNode: 128 pods on one node is outside what OKE takes\n"
            "  given:   128\n"
            "  allowed: 1 to 110\n"
            "  fix:     leave it out for 32",
        ),
        (
            with_network(cidr="172.16.0.0/15"),
            None,
            "error: network.cidr: network.cidr 172.16.0.0/15 overlaps 172.17.0.0/16, the docker bridge"
            " of every node; traffic to it never leaves a node\n"
            "  given:   172.16.0.0/15\n"
            "  fix:     the next free /15 is 10.0.0.0/15",
        ),
    ],
)
def test_ranges_hold_all_machines_and_their_pods(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Pods have addresses of the network, and no block is larger than a /16."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_network(
                hub="lab-hub", peers={"a": "projects/p/global/networks/n"}, nat={"addresses": 2}, privateServices=True
            ),
            None,
            "error: network.nat: says nothing on Oracle Cloud\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, vpn, allowFrom\n"
            "  fix:     remove it\n"
            "error: network.privateServices: says nothing on Oracle Cloud\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, vpn, allowFrom\n"
            "  fix:     remove it: every network reaches Oracle's services by its service gateway\n"
            "error: network.hub: says nothing on Oracle Cloud\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, vpn, allowFrom\n"
            "  fix:     remove it, and name a dynamic routing gateway under oci.drg\n"
            "error: network.peers: says nothing on Oracle Cloud\n"
            "  allowed: cidr, maxPodsPerNode, flowLogs, vpn, allowFrom\n"
            "  fix:     remove it, and name a dynamic routing gateway under oci.drg",
        ),
        (
            with_network(allowFrom={"web": "8.8.8.0/24"}),
            None,
            "error: network.allowFrom.web: 8.8.8.0/24 is not private, and machines of the internet would"
            " be let in\n"
            "  given:   8.8.8.0/24\n"
            "  allowed: a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10\n"
            "  fix:     let people in through Oracle's Bastion",
        ),
        (
            with_own(drg={"id": "ocid1.vcn.oc1..aaaa", "routes": {"office": "10.80.4.0/22", "odd": "10.1.0.1/16"}}),
            None,
            "error: oci.drg.id: is the OCID of another thing, of kind vcn\n"
            "  given:   ocid1.vcn.oc1..aaaa\n"
            "  allowed: ocid1.drg.<realm>.<region, or nothing>.<unique part>\n"
            "  fix:     copy it from the console, or from the output of `oci`\n"
            "error: oci.drg.routes.odd: 10.1.0.1/16 is no IPv4 range that starts at its own border\n"
            "  given:   10.1.0.1/16\n"
            "  allowed: a private IPv4 range, such as 10.64.0.0/14\n"
            "  fix:     write 10.1.0.0/16\n"
            "error: oci.drg.routes.office: cidr 10.80.0.0/15 contains the route office 10.80.4.0/22\n"
            "  given:   10.80.4.0/22\n"
            "  fix:     the next free /22 is 10.0.0.0/22",
        ),
    ],
)
def test_networks_have_other_neighbours_here(values: dict[str, Any], stack: str | None, said: str) -> None:
    """A gateway of the tenancy joins them, not a hub or a peering."""
    assert "\n".join(rendered(values, stack)) == said


def test_a_sound_stack_is_taken() -> None:
    """With what a region, a fleet and a global stack may say."""
    own: dict[str, Any] = {
        **OWN,
        "systemPool": {"ocpus": 8, "memoryGib": 96},
        "addOns": {"NvidiaGpuPlugin": {}},
        "limits": {"gpu-h200-count": 64},
        "drg": {"id": "ocid1.drg.oc1.us-chicago-1.aaaa", "routes": {"office": "10.1.0.0/16"}},
        "buckets": {"data": {"privateEndpoint": True, "versioning": True}},
    }
    storage: dict[str, Any] = {
        "customerKeys": True,
        "buckets": {"data": {}, "old": {"storageClass": "ARCHIVE"}},
        "fileSystems": {
            "scratch": {"kind": "lustre", "gib": 29057, "tier": "250", "zone": "AD-1"},
            "home": {"kind": "nfs", "zone": "AD-1"},
        },
    }
    cluster = {"systemNodes": 1, "encryptDisks": True}
    assert rendered(region(oci=own, storage=storage, cluster=cluster), "oci-us-chicago-1") == []
    assert rendered(with_fleet(), "oci-us-chicago-1") == []
    assert rendered(shared(), "oci-global") == []
