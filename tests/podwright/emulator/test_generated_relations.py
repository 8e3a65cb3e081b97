"""One mistake about other resources is refused: something that is not there, a name that is taken, an overlap.

Each mistake is one changed value in inputs that are right: the same inputs without it are taken, before the mistake
where nothing is in the way, else as what stands in the way. The refusal names the value. Names and addresses come from
a seed; the values behind `@` are the ids of what was made before.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field

import pytest

from podwright.emulator.places import Places
from podwright.emulator.serve import open_servers
from tests.podwright.emulator.client import Client, refused

Inputs = dict[str, object]
Before = tuple[str, str, Mapping[str, object]]
SEEDS = (1, 2)

CONFIG: Mapping[str, Inputs] = {
    "gcp": {"project": "lab", "region": "europe-west4", "zone": "europe-west4-a"},
    "azure-native": {"subscriptionId": "00000000-0000-0000-0000-00000000000a", "location": "westeurope"},
    "oci": {"tenancyOcid": "ocid1.tenancy.oc1..lab", "region": "eu-frankfurt-1"},
    "coreweave": {"token": "lab"},
    "kubernetes": {},
}
NETWORK, SUBNETWORK = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
GROUP, VNET, SUBNET = (
    "azure-native:resources:ResourceGroup",
    "azure-native:network:VirtualNetwork",
    "azure-native:network:Subnet",
)
VCN, OCI_SUBNET = "oci:Core/vcn:Vcn", "oci:Core/subnet:Subnet"
VPC, CLUSTER = "coreweave:index/networkingVpc:NetworkingVpc", "coreweave:index/cksCluster:CksCluster"
NAMESPACE, CONFIG_MAP = "kubernetes:core/v1:Namespace", "kubernetes:core/v1:ConfigMap"

TENANCY = "ocid1.tenancy.oc1..lab"
PREFIXES = [
    {"name": "pods", "value": "10.0.0.0/13"},
    {"name": "services", "value": "10.16.0.0/22"},
    {"name": "lb", "value": "10.32.4.0/22"},
]


@dataclass(frozen=True)
class Mistake:
    """Right inputs of a type, one value that makes them wrong, and what the refusal must say."""

    package: str
    kind: str
    token: str
    right: Inputs
    path: str
    """The changed input; empty: none, the same again is the mistake."""
    wrong: object = None
    says: tuple[str, ...] = ()
    before: tuple[Before, ...] = field(default=())
    """What must be there: the name behind `@`, the type, the inputs."""

    def __str__(self) -> str:
        return f"{self.kind}-{self.token.rsplit(':', 1)[-1]}-{self.path or 'again'}"


def _gcp(word: str, block: int) -> list[Mistake]:
    net = ("net", NETWORK, {"name": f"net-{word}", "autoCreateSubnetworks": False})
    sub: Inputs = {"name": f"sub-{word}", "network": "@net", "ipCidrRange": f"10.{block}.0.0/20"}
    gone = f"gone-{word}"
    missing = (f"projects/lab/global/networks/{gone}' was not found",)
    fw: Inputs = {"name": f"fw-{word}", "network": "@net", "direction": "INGRESS", "allows": [{"protocol": "all"}]}
    fw["sourceRanges"] = ["10.0.0.0/8"]
    other: Inputs = {**sub, "name": f"other-{word}", "ipCidrRange": f"10.{block}.64.0/20"}
    return [
        Mistake("gcp", "dangling", SUBNETWORK, sub, "network", gone, missing, (net,)),
        Mistake("gcp", "dangling", "gcp:compute/firewall:Firewall", fw, "network", gone, missing, (net,)),
        Mistake(
            "gcp", "duplicate", NETWORK, {"name": f"one-{word}"}, "", says=(f"networks/one-{word}' already exists",)
        ),
        Mistake("gcp", "duplicate", SUBNETWORK, sub, "", says=(f"sub-{word}' already exists",), before=(net,)),
        Mistake(
            "gcp", "overlap", SUBNETWORK, other, "ipCidrRange", f"10.{block}.8.0/24",
            (f"10.{block}.8.0/24 conflicts with existing subnetwork 'sub-{word}'",), (net, ("sub", SUBNETWORK, sub)),
        ),
    ]  # fmt: skip


def _azure(word: str, block: int) -> list[Mistake]:
    group = ("group", GROUP, {"resourceGroupName": f"rg-{word}"})
    space = {"addressPrefixes": [f"10.{block}.0.0/16"]}
    vnet: Inputs = {"resourceGroupName": f"rg-{word}", "virtualNetworkName": f"net-{word}", "addressSpace": space}
    at: Inputs = {"resourceGroupName": f"rg-{word}", "virtualNetworkName": f"net-{word}"}
    sub: Inputs = {**at, "subnetName": "one", "addressPrefix": f"10.{block}.0.0/24"}
    other: Inputs = {**at, "subnetName": "two", "addressPrefix": f"10.{block}.1.0/24"}
    before = (group, ("vnet", VNET, vnet))
    gone = f"gone-{word}"
    return [
        Mistake(
            "azure-native", "dangling", VNET, vnet, "resourceGroupName", gone,
            (f"Resource group '{gone}' could not be found",), (group,),
        ),
        Mistake(
            "azure-native", "dangling", SUBNET, sub, "virtualNetworkName", gone,
            (f"Parent resource '{gone}' not found",), before,
        ),
        Mistake("azure-native", "duplicate", VNET, vnet, "", says=(f"net-{word}",), before=(group,)),
        Mistake(
            "azure-native", "overlap", SUBNET, other, "addressPrefix", f"10.{block}.0.128/25",
            ("two", "overlap"), (*before, ("sub", SUBNET, sub)),
        ),
    ]  # fmt: skip


def _oci(word: str, block: int) -> list[Mistake]:
    vcn = ("vcn", VCN, {"compartmentId": TENANCY, "cidrBlocks": [f"10.{block}.0.0/16"], "dnsLabel": f"v{word}"})
    at: Inputs = {"compartmentId": TENANCY, "vcnId": "@vcn"}
    sub: Inputs = {**at, "cidrBlock": f"10.{block}.0.0/24", "dnsLabel": f"s{word}"}
    other: Inputs = {**at, "cidrBlock": f"10.{block}.1.0/24", "dnsLabel": f"t{word}"}
    gone = f"ocid1.vcn.oc1.eu-frankfurt-1.{word}"
    before = (vcn, ("sub", OCI_SUBNET, sub))
    gateway = "oci:Core/internetGateway:InternetGateway"
    missing = ("404-NotAuthorizedOrNotFound",)
    return [
        Mistake("oci", "dangling", OCI_SUBNET, sub, "vcnId", gone, missing, (vcn,)),
        Mistake("oci", "dangling", gateway, dict(at), "vcnId", gone, missing, (vcn,)),
        Mistake("oci", "duplicate", OCI_SUBNET, other, "dnsLabel", f"s{word}", (f"dnsLabel s{word}",), before),
        Mistake(
            "oci", "overlap", OCI_SUBNET, other, "cidrBlock", f"10.{block}.0.128/25",
            (f"The requested CIDR 10.{block}.0.128/25 is invalid",), before,
        ),
    ]  # fmt: skip


def _coreweave(word: str, block: int) -> list[Mistake]:
    vpc: Inputs = {"name": f"net-{word}", "zone": "US-EAST-04A", "vpcPrefixes": PREFIXES}
    more = [*PREFIXES, {"name": "more", "value": f"10.{block % 8}.0.0/24"}]
    cluster: Inputs = {
        "name": f"cks-{word}",
        "zone": "US-EAST-04A",
        "vpcId": "@vpc",
        "version": "v1.35",
        "podCidrName": "pods",
        "serviceCidrName": "services",
        "internalLbCidrNames": ["lb"],
    }
    before = (("vpc", VPC, vpc),)
    gone = f"00000000-0000-0000-0000-0000000000{block % 90 + 10}"
    return [
        Mistake("coreweave", "dangling", CLUSTER, cluster, "vpcId", gone, (f"VPC '{gone}' not found",), before),
        Mistake("coreweave", "dangling", CLUSTER, cluster, "podCidrName", word, (f'"{word}" is not a prefix',), before),
        Mistake("coreweave", "duplicate", VPC, vpc, "", says=(f"'net-{word}' already exists",)),
        Mistake("coreweave", "overlap", VPC, vpc, "vpcPrefixes", more, ('"more"', "overlaps prefix")),
    ]


def _kubernetes(word: str, block: int) -> list[Mistake]:
    space = ("space", NAMESPACE, {"metadata": {"name": f"space-{word}"}})
    settings: Inputs = {"metadata": {"name": f"cm-{word}", "namespace": f"space-{word}"}, "data": {"n": str(block)}}
    secret: Inputs = {**settings, "data": {}, "stringData": {"n": "hush"}}
    lost = {"name": f"cm-{word}", "namespace": f"gone-{word}"}
    missing = (f'namespaces "gone-{word}" not found',)
    exists = (f'"cm-{word}" already exists',)
    return [
        Mistake("kubernetes", "dangling", CONFIG_MAP, settings, "metadata", lost, missing, (space,)),
        Mistake("kubernetes", "dangling", "kubernetes:core/v1:Secret", secret, "metadata", lost, missing, (space,)),
        Mistake("kubernetes", "duplicate", CONFIG_MAP, settings, "", says=exists, before=(space,)),
    ]


def mistakes() -> list[Mistake]:
    """All of them, the same in every run."""
    found: list[Mistake] = []
    for seed in SEEDS:
        dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
        word = "".join(dice.choice("abcdefghij") for _ in range(6))
        block = dice.randrange(1, 250)
        for make in (_gcp, _azure, _oci, _coreweave, _kubernetes):
            found += make(word, block)
    return found


@pytest.fixture
def clients(tmp_path_factory: pytest.TempPathFactory, mistake: Mistake) -> Generator[Client]:
    """A provider instance on empty clouds."""
    servers, store = open_servers(Places(tmp_path_factory.mktemp("clouds")), {})
    server = servers[mistake.package]
    server.start()
    client = Client(server.port, CONFIG[mistake.package])
    yield client
    client.close()
    server.stop()
    store.close()


def _with_ids(inputs: Mapping[str, object], ids: Mapping[str, str]) -> Inputs:
    return {
        key: ids[value[1:]] if isinstance(value, str) and value.startswith("@") else copy.deepcopy(value)
        for key, value in inputs.items()
    }


@pytest.mark.parametrize("mistake", mistakes(), ids=str)
def test_a_mistake_about_other_resources(clients: Client, mistake: Mistake) -> None:
    """The right inputs are taken, the wrong ones refused by name, and nothing is left of them."""
    ids: dict[str, str] = {}
    for name, token, inputs in mistake.before:
        ids[name] = clients.create(token, name, _with_ids(inputs, ids)).id
    right = _with_ids(mistake.right, ids)
    if mistake.path:
        wrong = {**right, mistake.path: copy.deepcopy(mistake.wrong)}
        said = refused(lambda: clients.create(mistake.token, "made", wrong))
        clients.delete(clients.create(mistake.token, "made", right))
    else:
        clients.create(mistake.token, "made", right)
        said = refused(lambda: clients.create(mistake.token, "made", right))
    assert [words for words in mistake.says if words not in said] == [], said


def test_there_are_forty() -> None:
    """With the mistakes that an SDK tells: two hundred."""
    assert len(mistakes()) == 40
