"""The VPC and the cluster in it: what they register, and everything that is wrong at once."""

from __future__ import annotations

import base64
from typing import cast

import pytest

from components.coreweave.cks_cluster import CksCluster, CksClusterArgs
from components.coreweave.cks_cluster_plan import PUBLIC_WITHOUT_OIDC
from components.coreweave.network import CoreWeaveNetwork, CoreWeaveNetworkArgs
from podwright.catalog.coreweave import coreweave_zones
from podwright.errors import InputError
from tests.components.harness import UNKNOWN, deploy

POLICY = "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n"


def network_args(changes: dict[str, object] | None = None) -> CoreWeaveNetworkArgs:
    args: CoreWeaveNetworkArgs = {"zone": "US-EAST-04A", "prefix": "coreweave-us-east-04", "nodes_needed": 64}
    return cast("CoreWeaveNetworkArgs", {**args, **(changes or {})})


def cluster_args(changes: dict[str, object] | None = None) -> CksClusterArgs:
    args: CksClusterArgs = {
        "zone": "US-EAST-04A",
        "prefix": "coreweave-us-east-04",
        "network": {"vpc_id": "vpc-1"},
        "version": "v1.36",
    }
    return cast("CksClusterArgs", {**args, **(changes or {})})


def refused_network(args: CoreWeaveNetworkArgs) -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: CoreWeaveNetwork("network", args))
    return str(caught.value)


def refused_cluster(args: CksClusterArgs) -> str:
    with pytest.raises(InputError) as caught:
        deploy(lambda: CksCluster("cluster", args))
    return str(caught.value)


def test_without_a_cidr_the_ranges_are_coreweaves_own() -> None:
    """The nodes' range is the zone's then, which must not be written: writing it would fix it."""
    made = deploy(lambda: CoreWeaveNetwork("network", network_args()))
    vpc = made.resources["network-vpc"].inputs
    assert "hostPrefixes" not in vpc
    assert [each["value"] for each in vpc["vpcPrefixes"]] == ["10.0.0.0/13", "10.16.0.0/22", "10.16.4.0/22"]
    assert vpc["ingress"] == {"disablePublicServices": True}
    assert vpc["egress"] == {"disablePublicAccess": False}
    assert "dhcp" not in vpc
    assert made.outputs["network"]["hostRange"] == ""


def test_doors_and_names_on_request() -> None:
    """Public services, no way out, and name servers of one's own."""
    args = network_args(
        {"cidr": "10.64.0.0/14", "public_services": True, "internet_access": False, "dns_servers": ["10.64.0.10"]}
    )
    made = deploy(lambda: CoreWeaveNetwork("network", args))
    vpc = made.resources["network-vpc"].inputs
    assert vpc["ingress"] == {"disablePublicServices": False}
    assert vpc["egress"] == {"disablePublicAccess": True}
    assert vpc["dhcp"] == {"dns": {"servers": ["10.64.0.10"]}}
    assert made.outputs["network"]["hostRange"] == "10.66.0.0/18"


def test_a_preview_knows_the_ranges_and_not_the_vpc() -> None:
    """What is planned is known before anything is there."""
    made = deploy(lambda: CoreWeaveNetwork("network", {**network_args(), "cidr": "10.64.0.0/14"}), preview=True)
    assert made.outputs["network"]["vpcId"] == UNKNOWN
    assert made.outputs["network"]["ranges"]["pods"] == "10.64.0.0/15"


def test_all_problems_of_a_network_at_once() -> None:
    """A zone that needs an agreement, a name that is too long, and ranges that overlap."""
    args = network_args(
        {
            "zone": "EU-WEST-02A",
            "prefix": "coreweave-united-kingdom-london",
            "load_balancer_ranges": {"pods": "10.20.0.0/22", "more": "10.1.0.0/22"},
        }
    )
    assert refused_network(args) == (
        "error: CoreWeaveNetwork network.zone: EU-WEST-02A (London, GB) is Dedicated Access: one customer's alone, by"
        " agreement\n"
        "  given:   EU-WEST-02A\n"
        "  allowed: no General Access zone is in GB\n"
        "  fix:     agree Dedicated Access to EU-WEST-02A with CoreWeave's sales for the organization; then write"
        " dedicatedAccess: true\n"
        'error: CoreWeaveNetwork network.prefix: the VPC name "coreweave-united-kingdom-london-vpc" has 35 characters\n'
        "  given:   coreweave-united-kingdom-london-vpc\n"
        "  allowed: at most 30 characters\n"
        '  fix:     shorten "coreweave-united-kingdom-london" by 5\n'
        "error: CoreWeaveNetwork network.load_balancer_ranges.pods: is the name of a planned range\n"
        "  fix:     take another name\n"
        "error: CoreWeaveNetwork network.load_balancer_ranges.more: 10.1.0.0/22 overlaps pods (10.0.0.0/13)\n"
        "  given:   10.1.0.0/22\n"
        "  fix:     take a free range"
    )


def test_a_dedicated_zone_that_was_agreed() -> None:
    """Norway, for whoever has it."""
    args = network_args({"zone": "EU-NORTH-02A", "dedicated_access": True})
    assert deploy(lambda: CoreWeaveNetwork("network", args)).counts["coreweave:index/networkingVpc:NetworkingVpc"] == 1


def test_a_range_over_the_zones_own_for_nodes() -> None:
    """The zone's default is published for some zones; an overlap is refused by CoreWeave with the first cluster."""
    hosts = coreweave_zones()["US-EAST-01A"].hosts
    args = network_args({"zone": "US-EAST-01A", "load_balancer_ranges": {"lb": "10.202.200.0/22"}})
    assert refused_network(args) == (
        "error: CoreWeaveNetwork network.load_balancer_ranges.lb: 10.202.200.0/22 overlaps nodes"
        f" ({hosts})\n  given:   10.202.200.0/22\n  fix:     take a free range"
    )


def test_a_cluster_is_private_with_its_policy_encoded() -> None:
    """The API takes base64; an operator writes YAML."""
    args = cluster_args(
        {"audit_policy": POLICY, "node_ports": {"start": 30000, "end": 31000}, "server_names": ["cks.lab.example"]}
    )
    cluster = deploy(lambda: CksCluster("cluster", args)).resources["cluster-cks"].inputs
    assert cluster["public"] is False
    assert base64.b64decode(cluster["auditPolicy"]).decode() == POLICY
    assert cluster["nodePortRange"] == {"start": 30000, "end": 31000}
    assert (cluster["podCidrName"], cluster["serviceCidrName"]) == ("pods", "services")
    assert cluster["internalLbCidrNames"] == ["load-balancers"]
    assert cluster["additionalServerSans"] == ["cks.lab.example"]


def test_all_problems_of_a_cluster_at_once() -> None:
    """Those that the API finds only after 45 minutes are the dearest."""
    args = cluster_args(
        {
            "zone": "US-EAST-01A",
            "network": {
                "vpc_id": "vpc-1",
                "zone": "US-EAST-04A",
                "known_ranges": ["pod cidr", "lb"],
                "pods_range": "Pod CIDR",
                "services_range": "Pod CIDR",
                "load_balancer_ranges": ["lb", "lb"],
            },
            "version": "1.36",
            "audit_policy": "kind: ConfigMap",
            "oidc": {"issuer_url": "http://id.lab.example", "client_id": ""},
            "node_ports": {"start": 31000, "end": 30000},
            "server_names": [f"name-{index}.lab.example" for index in range(11)],
        }
    )
    assert refused_cluster(args) == (
        "error: CksCluster cluster.zone: is not that of the VPC, US-EAST-04A\n"
        "  given:   US-EAST-01A\n"
        "  fix:     write US-EAST-04A\n"
        'error: CksCluster cluster.version: "1.36" is no version of CKS; only minor versions are named, patches come by'
        " themselves\n"
        "  given:   1.36\n"
        "  allowed: v1.35, v1.36, v1.37\n"
        "  fix:     write v1.36\n"
        "error: CksCluster cluster.oidc.issuer_url: is not an address with https\n"
        "  given:   http://id.lab.example\n"
        "error: CksCluster cluster.oidc.client_id: is empty; every token of the issuer would do\n"
        "error: CksCluster cluster.node_ports: is no range of ports\n"
        "  given:   31000 to 30000\n"
        "  allowed: start to end, within 1 to 65535\n"
        "error: CksCluster cluster.server_names: are too many\n"
        "  given:   11\n"
        "  allowed: at most 10\n"
        "error: CksCluster cluster.network.services_range: is the range of the pods too\n"
        "  given:   Pod CIDR\n"
        "  fix:     take another range\n"
        "error: CksCluster cluster.network.load_balancer_ranges: has a name twice\n"
        "  given:   lb\n"
        "  fix:     name it once\n"
        'error: CksCluster cluster.network.pods_range: "Pod CIDR" is no range of the VPC; names are matched exactly,'
        " spaces included\n"
        "  given:   Pod CIDR\n"
        '  allowed: "pod cidr", "lb"\n'
        '  fix:     write "pod cidr"\n'
        'error: CksCluster cluster.network.services_range: "Pod CIDR" is no range of the VPC; names are matched'
        " exactly, spaces included\n"
        "  given:   Pod CIDR\n"
        '  allowed: "pod cidr", "lb"\n'
        '  fix:     write "pod cidr"\n'
        "error: CksCluster cluster.audit_policy: is no audit policy\n"
        "  allowed: kind: Policy of apiVersion: audit.k8s.io/v1"
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {"audit_policy": "{"},
            "error: CksCluster cluster.audit_policy: is neither JSON nor YAML: while parsing a flow node",
        ),
        (
            {"network": {"vpc_id": "vpc-1", "load_balancer_ranges": []}},
            "error: CksCluster cluster.network.load_balancer_ranges: are none\n  allowed: one range or more",
        ),
    ],
)
def test_parts_of_a_cluster_that_are_missing(change: CksClusterArgs, said: str) -> None:
    """Broken text and empty lists."""
    assert refused_cluster({**cluster_args(), **change}) == said


def test_a_public_cluster_without_sign_on_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    """It is allowed: CoreWeave's own tokens stand before it."""
    deploy(lambda: CksCluster("cluster", {**cluster_args(), "public": True}))
    assert caplog.messages == [PUBLIC_WITHOUT_OIDC]
