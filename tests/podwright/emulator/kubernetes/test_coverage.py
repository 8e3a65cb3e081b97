"""The data files agree with the SDK and name their sources."""

from __future__ import annotations

from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.wire import plain_values
from podwright.emulator.kubernetes import coverage
from podwright.emulator.kubernetes.kinds import refused_types
from podwright.emulator.kubernetes.tables import TABLES, cluster_scoped, removed_in
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made, RefusedError


def test_every_type_with_rules_is_in_the_sdk(kubernetes_index: SdkIndex) -> None:
    """A mistyped token would never match."""
    tokens = set(kubernetes_index.tokens())
    named = set(TABLES.table("rules.yaml").child("types").values)
    named |= set(TABLES.table("rules.yaml").child("pods").child("places").values)
    named |= set(TABLES.table("replace.yaml").child("types").values)
    named |= set(coverage.OWN) - {coverage.NODE_POOLS}
    assert named - tokens == set()


def test_every_rule_and_served_kind_has_a_source() -> None:
    """Nothing stands there on somebody's word."""
    rules = TABLES.table("rules.yaml")
    entries = [*rules.records("pod"), *TABLES.table("served.yaml").records("served")]
    entries += TABLES.table("charts.yaml").children("charts").values()
    for token in rules.child("types").values:
        entries += rules.child("types").records(token)
    assert [entry.place for entry in entries if not entry.text_or_none("source")] == []
    for part in ("cluster_scoped", "removed", "names"):
        assert TABLES.table("kinds.yaml").child(part).text("source")
    assert TABLES.table("replace.yaml").text("source")


def test_cluster_scoped_kinds_are_kinds_of_the_sdk(kubernetes_index: SdkIndex) -> None:
    """The list holds no kind that is not there."""
    kinds = {token.rsplit(":", 1)[-1] for token in kubernetes_index.tokens()}
    assert cluster_scoped() - kinds == set()


def test_every_type_of_the_sdk_has_a_kind_or_a_reason(kubernetes_index: SdkIndex) -> None:
    """No type fails by surprise."""
    tokens = [token for token in kubernetes_index.tokens() if not token.startswith("pulumi:")]
    refused = [token for token in tokens if _refusal(token)]
    lists = [token for token in tokens if token.endswith("List")]
    assert sorted(refused) == sorted([*lists, *refused_types()])


def test_every_served_type_can_be_made_and_does_not_differ(kubernetes: Client, kubernetes_index: SdkIndex) -> None:
    """All v1 types that need nothing but metadata."""
    made = 0
    for token in kubernetes_index.tokens():
        version, _, kind = token.removeprefix("kubernetes:").partition(":")
        definition = kubernetes_index.resource(token)
        if not version.endswith("/v1") or kind.endswith(("List", "Patch")) or definition is None:
            continue
        if any(item.required for item in definition.inputs.values()) or removed_in(version, kind):
            continue
        object_ = _made(kubernetes, token)
        if object_ is None:
            continue
        assert kubernetes.diff(object_, {"metadata": {"name": "x"}}).changes == {}, token
        assert plain_values(object_.outputs)["metadata"], token
        made += 1
    assert made == 26


def test_replacement_rules_of_settings_name_real_settings(kubernetes_index: SdkIndex) -> None:
    """They are read from the provider's configuration."""
    provider = kubernetes_index.resource("pulumi:providers:kubernetes")
    assert provider is not None
    for entry in TABLES.table("replace.yaml").children("mutable").values():
        assert entry.text("setting") in provider.inputs


def _refusal(token: str) -> str:
    """Why there is no such object; empty where there is."""
    try:
        coverage.kind(token, custom=False)
    except CloudError as error:
        return str(error)
    return ""


def _made(client: Client, token: str) -> Made | None:
    """The object, or None where the API server wants more than metadata."""
    try:
        return client.create(token, "x", {"metadata": {"name": "x"}})
    except RefusedError as error:
        if "is invalid" in str(error) or "is not emulated" in str(error):
            return None
        raise
