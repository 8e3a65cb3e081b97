"""The data files agree with the SDK and name their sources; outputs have the SDK's shape."""

from __future__ import annotations

from podwright.emulator.coreweave import coverage
from podwright.emulator.coreweave.facts import TABLES, instance_types, zones
from podwright.emulator.sdk.index import SdkIndex


def test_every_type_of_the_sdk_is_modelled(coreweave_index: SdkIndex) -> None:
    """There are eight besides the provider."""
    tokens = [token for token in coreweave_index.tokens() if not token.startswith("pulumi:")]
    assert sorted(coverage.MODELLED) == tokens
    assert [token for token in tokens if not TABLES.has_replace_rules(token)] == []


def test_every_replacing_path_begins_with_an_input(coreweave_index: SdkIndex) -> None:
    """A mistyped path would never match."""
    types = TABLES.table("replace.yaml").child("types")
    wrong: list[str] = []
    for token in types.values:
        resource = coreweave_index.resource(token)
        assert resource is not None
        wrong += [path for path in types.texts(token) if path.split(".")[0].removesuffix("[*]") not in resource.inputs]
    assert wrong == []


def test_every_rule_has_a_source() -> None:
    """Nothing stands there on somebody's word."""
    types = TABLES.table("rules.yaml").child("types")
    assert [
        rule.place for token in types.values for rule in types.records(token) if not rule.text_or_none("source")
    ] == []
    assert TABLES.table("replace.yaml").text("source")
    assert TABLES.table("facts.yaml").text("source")


def test_instance_types_are_listed_in_zones_that_exist() -> None:
    """A mistyped zone would never have a node."""
    known = set(zones())
    assert {zone for kind in instance_types().values() for zone in kind.zones} - known == set()
