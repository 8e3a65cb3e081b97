"""Names of Azure resources: within the limits of each type or refused, and always the same."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.emulator.azure.names import arm_refusal, provider_refusals
from podwright.errors import InputError
from podwright.plan.names_azure import RULES, azure_name, check_tags, region_code, role_assignment_name

TOKENS = {
    "group": "resources:ResourceGroup",
    "network": "network:VirtualNetwork",
    "endpoint": "network:PrivateEndpoint",
    "part": "network:NetworkSecurityGroup",
    "identity": "managedidentity:UserAssignedIdentity",
    "cluster": "containerservice:ManagedCluster",
    "pool": "containerservice:AgentPool",
    "account": "storage:StorageAccount",
    "container": "storage:BlobContainer",
    "registry": "containerregistry:Registry",
    "vault": "keyvault:Vault",
    "key": "keyvault:Key",
    "scale_set": "compute:VirtualMachineScaleSet",
    "quota_group": "quota:GroupQuota",
}
parts = st.lists(st.text(alphabet="abz09-_A.é", max_size=14), min_size=1, max_size=5)
kinds = st.sampled_from(sorted(RULES))


@given(kinds, parts)
def test_a_name_is_one_that_azure_takes_or_refused(kind: str, given_parts: list[str]) -> None:
    """The emulated cloud has the rules of the real one; nothing that passes here is refused there."""
    try:
        name = azure_name(kind, *given_parts)
    except InputError:
        return
    rule = RULES[kind]
    assert rule.least <= len(name) <= rule.most
    assert azure_name(kind, *given_parts) == name
    token = f"azure-native:{TOKENS.get(kind, 'network:RouteTable')}"
    assert list(provider_refusals(token, "name", name)) == []
    assert arm_refusal(token, name) is None


@given(st.sampled_from(sorted(TOKENS)), st.text(alphabet="abcxyz", min_size=3, max_size=5), st.integers(0, 9))
def test_ordinary_parts_make_a_name_of_every_kind(kind: str, word: str, number: int) -> None:
    """A check that refuses everything would pass the test above."""
    assert azure_name(kind, word, str(number), "net").replace("-", "") == f"{word}{number}net"


def test_a_name_that_is_too_long_says_by_how_much() -> None:
    """Nothing is cut off: two long names would become one, and one pool would replace the other."""
    with pytest.raises(InputError) as caught:
        azure_name("pool", "train-mi300x-west")
    assert str(caught.value) == (
        'error: name: the node pool name "trainmi300xwest" has 15 characters\n'
        "  given:   trainmi300xwest\n"
        "  allowed: at most 12 characters\n"
        '  fix:     shorten "train-mi300x-west" by 3'
    )


def test_a_name_with_other_characters_is_refused_with_a_good_one() -> None:
    """Azure takes capitals in some types and not in others; one spelling everywhere."""
    with pytest.raises(InputError) as caught:
        azure_name("vault", "Lab", "", "nwe")
    assert str(caught.value) == (
        'error: name: the key vault name "Lab--nwe" is not one that Azure takes\n'
        "  given:   Lab--nwe\n"
        "  allowed: lower-case letters, digits and dashes, a letter or digit at both ends, a letter first,"
        " no two dashes in a row\n"
        "  fix:     write lab-nwe"
    )


def test_a_grant_has_one_name() -> None:
    """Another name for the same grant is refused by Azure: the assignment exists."""
    one = role_assignment_name("/subscriptions/S/resourceGroups/rg", "/id/nodes", "role")
    assert one == role_assignment_name("/subscriptions/s/resourceGroups/RG/", "id/Nodes", "role")
    assert one != role_assignment_name("/subscriptions/S/resourceGroups/rg", "/id/nodes", "other")
    assert str(uuid.UUID(one)) == one


def test_regions_have_short_names() -> None:
    """A key vault's name has 24 characters."""
    assert azure_name("vault", "azure-global", region_code("southcentralus")) == "azure-global-scus"
    assert region_code("francecentral") == "francecentral"


def test_tags() -> None:
    """Storage accounts take shorter keys than everything else."""
    assert check_tags({"cost-centre": "cc-2107", "Owner": "Serving Team"}) == []
    assert [each.render() for each in check_tags({"a/b": "x", "long": "v" * 257})] == [
        'error: a/b: "a/b" cannot be the key of a tag\n  given:   a/b\n'
        "  allowed: at most 128 characters, none of <>%&\\?/",
        f"error: long: a value of 257 characters is too long\n  given:   {'v' * 257}\n  allowed: at most 256",
    ]
    assert [each.subject for each in check_tags({f"k{at}": "v" for at in range(51)})] == ["tags"]
