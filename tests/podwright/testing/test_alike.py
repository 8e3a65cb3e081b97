"""Resources whose id the cloud gives, through the real engine: two alike, replaced in both orders, imported."""

from __future__ import annotations

import pytest

from podwright.testing.clouds import EmulatedClouds

pytestmark = pytest.mark.engine

VCN = "oci:Core/vcn:Vcn"
CONFIG = {"oci:region": "eu-amsterdam-1"}
COMPARTMENT = """
import pulumi
area = pulumi.CustomResource("oci:Identity/compartment:Compartment", "area", {
    "name": "area", "description": "d", "enableDelete": True})
pulumi.export("area", area.id)
def vcn(name, **options):
    inputs = {"compartmentId": area.id, "cidrBlocks": ["10.0.0.0/16"], "displayName": "main"}
    made = pulumi.CustomResource("oci:Core/vcn:Vcn", name, inputs, pulumi.ResourceOptions(**options))
    pulumi.export(name, made.id)
"""
TWO = f'{COMPARTMENT}\nvcn("one"); vcn("two")\n'
DELETES_FIRST = f'{COMPARTMENT}\nvcn("one", delete_before_replace=True); vcn("two")\n'
REPLACE = ("--replace", "**one")


def _vcns(clouds: EmulatedClouds) -> set[str]:
    return {each.id for each in clouds.resources(type_token=VCN)}


def test_two_alike_live_and_are_replaced_in_both_orders(emulated_clouds: EmulatedClouds) -> None:
    """Each replacement has another OCID, nothing else changes, and nothing is left over."""
    first = emulated_clouds.up(TWO, config=CONFIG).succeeded().outputs
    assert _vcns(emulated_clouds) == {first["one"], first["two"]}
    assert emulated_clouds.up(TWO, config=CONFIG).succeeded().resources == []
    second = emulated_clouds.up(TWO, config=CONFIG, arguments=REPLACE).succeeded().outputs
    third = emulated_clouds.up(DELETES_FIRST, config=CONFIG, arguments=REPLACE).succeeded().outputs
    assert {second["two"], third["two"]} == {first["two"]}
    assert len({first["one"], second["one"], third["one"]}) == 3
    assert _vcns(emulated_clouds) == {third["one"], third["two"]}
    assert emulated_clouds.refresh(DELETES_FIRST, config=CONFIG).succeeded().resources == []
    emulated_clouds.destroy(DELETES_FIRST, config=CONFIG).succeeded()
    assert emulated_clouds.resources() == []


def test_one_of_two_alike_is_imported_by_its_id(emulated_clouds: EmulatedClouds) -> None:
    """The one that somebody else made, not the one beside it."""
    one = f'{COMPARTMENT}\nvcn("one")\n'
    made = emulated_clouds.up(one, config=CONFIG).succeeded().outputs
    (own,) = emulated_clouds.resources(type_token=VCN)
    inputs = {"compartmentId": made["area"], "cidrBlocks": ["10.0.0.0/16"], "displayName": "main"}
    other = emulated_clouds.drift.create(VCN, "two", inputs, project=own.project, region="eu-amsterdam-1")
    both = f'{one}vcn("two", import_="{other.id}")\n'
    taken = emulated_clouds.up(both, config=CONFIG).succeeded().outputs
    assert taken == {**made, "two": other.id}
    assert taken["one"] != taken["two"]
