"""Functions: what programs look up before they make anything."""

from __future__ import annotations

from typing import cast

import yaml

from podwright.emulator.core.wire import Values
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.types import Connect


def _list(values: Values, key: str) -> list[Values]:
    return cast("list[Values]", values[key])


def test_domains_are_the_regions_and_the_tenancys(connect: Connect) -> None:
    """Three in Ashburn, under the short name; another tenancy sees other letters."""
    token = "oci:Identity/getAvailabilityDomains:getAvailabilityDomains"
    found = _list(connect({"region": "us-ashburn-1"}).invoke(token, {"compartmentId": TENANCY}), "availabilityDomains")
    letters = str(found[0]["name"]).split(":")[0]
    assert [each["name"] for each in found] == [f"{letters}:US-ASHBURN-AD-{number}" for number in (1, 2, 3)]
    own = "ocid1.tenancy.oc1..aaaaaaaaother"
    other = connect({"region": "us-ashburn-1", "tenancyOcid": own}).invoke(token, {"compartmentId": own})
    assert _list(other, "availabilityDomains")[0]["name"] != found[0]["name"]


def test_services_are_found_by_a_pattern(oci: Client) -> None:
    """The filter that every public example has."""
    filters = [{"name": "name", "values": ["All .* Services In Oracle Services Network"], "regex": True}]
    found = _list(oci.invoke("oci:Core/getServices:getServices", {"filters": filters}), "services")
    assert [each["cidrBlock"] for each in found] == ["all-ams-services-in-oracle-services-network"]


def test_images_fit_a_shape(oci: Client) -> None:
    """An Arm shape gets Arm images."""
    args = {"compartmentId": TENANCY, "operatingSystem": "Canonical Ubuntu", "shape": "VM.Standard.A1.Flex"}
    found = _list(oci.invoke("oci:Core/getImages:getImages", args), "images")
    assert [each["displayName"] for each in found] == [
        "Canonical-Ubuntu-22.04-aarch64-2026.10.01-0",
        "Canonical-Ubuntu-24.04-aarch64-2026.10.01-0",
    ]


def test_a_clusters_kubeconfig_leads_to_its_endpoint(oci: Client, cluster: Made) -> None:
    """With a token that the `oci` program makes."""
    found = oci.invoke("oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig", {"clusterId": cluster.id})
    config = yaml.safe_load(str(found["content"]))
    assert config["clusters"][0]["cluster"]["server"] == "https://10.0.0.2:6443"
    assert config["users"][0]["user"]["exec"]["command"] == "oci"


def test_node_images_come_by_version(oci: Client) -> None:
    """The newest first."""
    found = oci.invoke("oci:ContainerEngine/getNodePoolOption:getNodePoolOption", {"nodePoolOptionId": "all"})
    assert found["kubernetesVersions"] == ["v1.31.1", "v1.32.1", "v1.33.1", "v1.34.1"]
    assert _list(found, "sources")[-1]["sourceName"] == "Oracle-Linux-8.10-2026.10.01-0-OKE-1.31.1-1"


def test_compartments_can_be_looked_up(oci: Client, compartment: Made) -> None:
    """By name, below the tenancy."""
    args = {"compartmentId": TENANCY, "name": "ml"}
    found = _list(oci.invoke("oci:Identity/getCompartments:getCompartments", args), "compartments")
    assert [each["id"] for each in found] == [compartment.id]
    tenancy = oci.invoke("oci:Identity/getTenancy:getTenancy", {"tenancyId": TENANCY})
    assert tenancy["homeRegionKey"] == "AMS"


def test_a_function_that_is_not_emulated_is_refused_by_name(oci: Client) -> None:
    """And the note says which ones are."""
    message = refused(lambda: oci.invoke("oci:Core/getDrgs:getDrgs", {"compartmentId": TENANCY}))
    assert message.splitlines()[0] == "function oci:Core/getDrgs:getDrgs is not emulated"
