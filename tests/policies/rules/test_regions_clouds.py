"""Resources of Azure, Oracle Cloud and CoreWeave stand in the country that the stack's configuration declares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pulumi.runtime import set_all_config

from policies.rules.places import AZURE_FLEET, AZURE_GROUP, AZURE_STORAGE
from policies.rules.regions import REGION_IN_JURISDICTION
from tests.policies.rules.subjects import UNKNOWN, Props, violations

NETWORK = "azure-native:network:VirtualNetwork"
VCN = "oci:Core/vcn:Vcn"
POOL = "oci:ContainerEngine/nodePool:NodePool"
TEMPLATE = "oci:Core/instanceConfiguration:InstanceConfiguration"
CLUSTER_NETWORK = "oci:Core/clusterNetwork:ClusterNetwork"
INSTANCE_POOL = "oci:Core/instancePool:InstancePool"
VPC = "coreweave:index/networkingVpc:NetworkingVpc"
BUCKET = "coreweave:index/objectStorageBucket:ObjectStorageBucket"


def stands(country: str, **config: str) -> None:
    set_all_config({"podwright:kind": "region", "podwright:jurisdiction": country, **config})


@pytest.fixture(autouse=True)
def dutch_stack() -> Iterator[None]:
    """The configuration of a stack in the Netherlands, as the engine hands it to a pack."""
    stands("NL", **{"oci:region": "eu-amsterdam-1"})
    yield
    set_all_config({})


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (NETWORK, {"location": "westeurope"}),
        (AZURE_GROUP, {"location": "West Europe"}),
        (NETWORK, {}),
        ("azure-native:privatedns:PrivateZone", {"location": "global"}),
        (AZURE_STORAGE, {"location": "westeurope", "sku": {"name": "Standard_ZRS"}}),
        (VCN, {}),
        (POOL, {"nodeConfigDetails": {"placementConfigs": [{"availabilityDomain": "Uocm:EU-AMSTERDAM-1-AD-1"}]}}),
        (CLUSTER_NETWORK, {"placementConfiguration": {"availabilityDomain": "QrSt:AD-1"}}),
    ],
)
def test_inside(kind: str, props: Props) -> None:
    """Both spellings of a region, what has no place, and what stands where its group or its provider does."""
    assert violations(REGION_IN_JURISDICTION, kind, props) == []


@pytest.mark.parametrize(
    ("kind", "props", "key", "place"),
    [
        (NETWORK, {"location": "northeurope"}, "location", "northeurope"),
        (AZURE_GROUP, {"location": "UK South"}, "location", "UK South"),
        (
            AZURE_FLEET,
            {
                "location": "westeurope",
                "additionalLocationsProfile": {"locationProfiles": [{"location": "norwayeast"}]},
            },
            "additionalLocationsProfile.locationProfiles[0].location",
            "norwayeast",
        ),
    ],
)
def test_outside_on_azure(kind: str, props: Props, key: str, place: str) -> None:
    """Groups count as well: what is written nowhere stands where they do."""
    assert violations(REGION_IN_JURISDICTION, kind, props) == [
        f"it ({kind}) stands in {place}, outside of NL; set {key} to westeurope, or correct podwright:jurisdiction"
    ]


@pytest.mark.parametrize("sku", ["Standard_GRS", "Standard_RAGZRS"])
def test_geo_redundant_storage_leaves_the_netherlands(sku: str) -> None:
    """Its second copy is in Ireland; the pairs of Norway, Japan and the United Kingdom are at home."""
    props: Props = {"location": "westeurope", "sku": {"name": sku}}
    assert violations(REGION_IN_JURISDICTION, AZURE_STORAGE, props) == [
        f"it ({AZURE_STORAGE}) copies what is in it to northeurope, outside of NL; set sku.name to one that stays in"
        " the region, such as Standard_ZRS, or correct podwright:jurisdiction"
    ]
    stands("NO")
    assert violations(REGION_IN_JURISDICTION, AZURE_STORAGE, {**props, "location": "norwayeast"}) == []


def test_a_group_without_a_location_stands_where_the_provider_says() -> None:
    """The provider takes it from its configuration."""
    stands("NL", **{"azure-native:location": "eastus"})
    assert violations(REGION_IN_JURISDICTION, AZURE_GROUP, {}) == [
        f"it ({AZURE_GROUP}) stands in eastus, outside of NL; set location to westeurope,"
        " or correct podwright:jurisdiction"
    ]
    stands("NL", **{"azure-native:location": "WestEurope"})
    assert violations(REGION_IN_JURISDICTION, AZURE_GROUP, {}) == []


@pytest.mark.parametrize(
    ("kind", "props", "key", "place"),
    [
        (
            POOL,
            {"nodeConfigDetails": {"placementConfigs": [{"availabilityDomain": "Uocm:UK-LONDON-1-AD-2"}]}},
            "nodeConfigDetails.placementConfigs[0].availabilityDomain",
            "Uocm:UK-LONDON-1-AD-2",
        ),
        (
            TEMPLATE,
            {"instanceDetails": {"launchDetails": {"availabilityDomain": "Uocm:PHX-AD-1"}}},
            "instanceDetails.launchDetails.availabilityDomain",
            "Uocm:PHX-AD-1",
        ),
        (
            CLUSTER_NETWORK,
            {"placementConfiguration": {"availabilityDomain": "Uocm:US-ASHBURN-AD-1"}},
            "placementConfiguration.availabilityDomain",
            "Uocm:US-ASHBURN-AD-1",
        ),
        (
            INSTANCE_POOL,
            {"placementConfigurations": [{"availabilityDomain": "Uocm:XX-MOON-1-AD-1"}]},
            "placementConfigurations[0].availabilityDomain",
            "Uocm:XX-MOON-1-AD-1",
        ),
        (
            "oci:Core/volume:Volume",
            {"availabilityDomain": "Uocm:AP-TOKYO-1-AD-1"},
            "availabilityDomain",
            "Uocm:AP-TOKYO-1-AD-1",
        ),
    ],
)
def test_availability_domains_outside(kind: str, props: Props, key: str, place: str) -> None:
    """Their names hide the region, and two of them shorten it; one that nobody knows is outside."""
    assert violations(REGION_IN_JURISDICTION, kind, props) == [
        f"it ({kind}) stands in {place}, outside of NL; set {key} to an availability domain of eu-amsterdam-1,"
        " or correct podwright:jurisdiction"
    ]


def test_the_provider_says_where_oracle_cloud_stands() -> None:
    """An explicit one before the configuration; what belongs to the tenancy stands in no region."""
    home: Props = {"region": "us-ashburn-1"}
    assert violations(REGION_IN_JURISDICTION, VCN, {}, provider=home) == [
        f"it ({VCN}) stands in us-ashburn-1, outside of NL; set oci:region to eu-amsterdam-1,"
        " or correct podwright:jurisdiction"
    ]
    assert violations(REGION_IN_JURISDICTION, "oci:Limits/quota:Quota", {}, provider=home) == []
    stands("NL")
    assert violations(REGION_IN_JURISDICTION, VCN, {}, provider={"region": "eu-amsterdam-1"}) == []
    assert violations(REGION_IN_JURISDICTION, VCN, {}) == [
        f"not evaluated: nothing says in which region it ({VCN}) will stand; set oci:region"
    ]


@pytest.mark.parametrize("kind", [VPC, BUCKET, "coreweave:index/cksCluster:CksCluster"])
def test_zones_of_coreweave(kind: str) -> None:
    """Every type with a place has a zone; one that nobody knows is in no country."""
    stands("GB")
    assert violations(REGION_IN_JURISDICTION, kind, {"zone": "EU-WEST-01A"}) == []
    for zone in ("EU-NORTH-02A", "US-LAB-01A"):
        assert violations(REGION_IN_JURISDICTION, kind, {"zone": zone}) == [
            f"it ({kind}) stands in {zone}, outside of GB; set zone to a zone of EU-WEST-01 or EU-WEST-02,"
            " or correct podwright:jurisdiction"
        ]


def test_a_country_with_many_regions_names_some() -> None:
    """CoreWeave has 29 in the United States."""
    stands("US")
    (message,) = violations(REGION_IN_JURISDICTION, VPC, {"zone": "CA-EAST-01A"})
    assert message == (
        f"it ({VPC}) stands in CA-EAST-01A, outside of US; set zone to a zone of RNO2 or US-CENTRAL-01 or US-CENTRAL-02"
        " or US-CENTRAL-03 or US-CENTRAL-04 or US-CENTRAL-05 or US-CENTRAL-06 or US-CENTRAL-07 or US-CENTRAL-08"
        " or US-CENTRAL-09 or US-EAST-01 or US-EAST-02 or one of 17 more, or correct podwright:jurisdiction"
    )


def test_a_country_without_a_region() -> None:
    """Azure and CoreWeave have one in Norway, Oracle has none."""
    stands("NO", **{"oci:region": "eu-stockholm-1"})
    assert violations(REGION_IN_JURISDICTION, VCN, {}) == [
        f"Norway has no public Oracle Cloud region, so it ({VCN}) may stand nowhere; nearest are eu-stockholm-1"
        " (Stockholm, SE); or take another cloud for Norway"
    ]
    assert violations(REGION_IN_JURISDICTION, NETWORK, {"location": "Norway East"}) == []
    assert violations(REGION_IN_JURISDICTION, VPC, {"zone": "EU-NORTH-02A"}) == []


@pytest.mark.parametrize(("kind", "key"), [(NETWORK, "location"), (VPC, "zone"), (POOL, "availabilityDomain")])
def test_an_unknown_place_does_not_pass(kind: str, key: str) -> None:
    """Where something will stand is the question itself."""
    assert violations(REGION_IN_JURISDICTION, kind, {key: UNKNOWN}) == [
        f"not evaluated: {key} of it ({kind}) is not known before the update; set it from plain text or from an"
        " output of a stack that is already applied, or apply what it comes from first"
    ]
