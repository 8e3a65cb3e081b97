"""Resource groups: ids, locations, and what goes with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podwright.emulator.azure.azure import SUBSCRIPTION
from tests.podwright.emulator.client import Client, Made, refused

GROUP = "azure-native:resources:ResourceGroup"
NETWORK = "azure-native:network:VirtualNetwork"
ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/lab"
SPACE = {"addressSpace": {"addressPrefixes": ["10.9.0.0/16"]}}


def test_a_group_has_azures_id_and_type(group: Made) -> None:
    """Other resources and roles refer to it."""
    assert (group.id, group.out("type")) == (ID, "Microsoft.Resources/resourceGroups")
    assert group.out("properties") == {"provisioningState": "Succeeded"}
    assert group.out("location") == "westeurope"


def test_a_second_group_of_the_name_is_refused(azure: Client, group: Made) -> None:
    """The provider looks before it creates, since ARM would update."""
    assert refused(lambda: azure.create(GROUP, "other", {"resourceGroupName": "lab"})) == (
        f"cannot create already existing resource '{ID}'"
    )


def test_nothing_is_made_in_a_group_that_is_not_there(azure: Client) -> None:
    """ARM's 404, as the provider shows it."""
    inputs = {"resourceGroupName": "nowhere", "virtualNetworkName": "nn", **SPACE}
    assert refused(lambda: azure.create(NETWORK, "nn", inputs)) == (
        'Status=404 Code="ResourceGroupNotFound" Message="Resource group \'nowhere\' could not be found."'
    )


def test_a_delete_of_a_group_takes_everything_in_it(azure: Client, group: Made, cluster: Made) -> None:
    """As ARM does, in whatever order works; quota comes back with it."""
    azure.delete(group)
    assert azure.refresh(cluster) is None
    assert azure.refresh(group) is None
    again = azure.create(GROUP, "lab", {"resourceGroupName": "lab"})
    assert again.id == group.id


def test_a_group_stays_while_something_outside_needs_what_is_inside(azure: Client, group: Made, network: Made) -> None:
    """A subnet of another group's machines cannot go."""
    security_group = azure.create(
        "azure-native:network:NetworkSecurityGroup", "g", {"resourceGroupName": "lab", "networkSecurityGroupName": "g"}
    )
    azure.create(GROUP, "other", {"resourceGroupName": "other"})
    azure.create(
        NETWORK,
        "nn",
        {
            "resourceGroupName": "other",
            "virtualNetworkName": "nn",
            "addressSpace": {"addressPrefixes": ["10.9.0.0/16"]},
            "subnets": [
                {"name": "s", "addressPrefix": "10.9.0.0/24", "networkSecurityGroup": {"id": security_group.id}}
            ],
        },
    )
    assert refused(lambda: azure.delete(group)) == (
        'Status=409 Code="ResourceGroupDeletionBlocked" Message="Deletion of resource group \'lab\' failed as'
        " resources with identifiers 'Microsoft.Network/networkSecurityGroups/g' could not be deleted. The"
        ' provisioning state of the resource group will be rolled back. Please check audit logs for more details."'
    )
    assert azure.refresh(network) is not None


def test_a_location_comes_from_the_provider_or_the_group(
    connect: Callable[[Mapping[str, object]], Client], group: Made
) -> None:
    """The provider's wins; without one the resource goes where its group is."""
    plain = connect({})
    inputs = {"resourceGroupName": "lab", "virtualNetworkName": "nn", **SPACE}
    assert plain.create(NETWORK, "nn", inputs).out("location") == "westeurope"
    north = connect({"location": "Norway East"})
    other = {"resourceGroupName": "lab", "virtualNetworkName": "mm", **SPACE}
    assert north.create(NETWORK, "mm", other).out("location") == "norwayeast"


def test_a_group_needs_a_location(connect: Callable[[Mapping[str, object]], Client]) -> None:
    """There is no group above it to take one from."""
    nowhere = connect({})
    assert refused(lambda: nowhere.create(GROUP, "g", {"resourceGroupName": "g"})) == (
        'Status=400 Code="LocationRequired" Message="The location property is required for this definition."'
    )


def test_a_location_that_azure_does_not_have_is_refused(azure: Client) -> None:
    """With the list of those that it has."""
    message = refused(lambda: azure.create(GROUP, "g", {"resourceGroupName": "g", "location": "West Norway"}))
    assert message.startswith(
        'Status=400 Code="LocationNotAvailableForResourceType" Message="The provided location \'West Norway\' is not'
        " available for resource type 'Microsoft.Resources/resourceGroups'. List of available regions for the resource"
        " type is 'australiacentral,"
    )


def test_a_location_may_be_written_in_two_ways(azure: Client) -> None:
    """ "West Europe" is westeurope, also for the diff."""
    made = azure.create(GROUP, "g", {"resourceGroupName": "g", "location": "West Europe"})
    assert made.out("location") == "westeurope"
    assert azure.diff(made, {"resourceGroupName": "g", "location": "westeurope"}).changes == {}
    assert azure.diff(made, {"resourceGroupName": "g", "location": "Norway East"}).replaces == ["location"]


def test_the_provider_refuses_a_bad_group_name(azure: Client) -> None:
    """Before Azure is asked, in the provider's words."""
    assert refused(lambda: azure.check(GROUP, "g", {"resourceGroupName": "a b"})) == (
        r"resourceGroupName: 'resourceGroupName' does not match expression '^[-\w\._\(\)]+$'"
    )
    assert refused(lambda: azure.check(GROUP, "g", {"resourceGroupName": "a" * 91})) == (
        "resourceGroupName: 'resourceGroupName' is too long (91): at most 90 characters allowed"
    )


def test_a_malformed_subscription_is_refused(connect: Callable[[Mapping[str, object]], Client]) -> None:
    """A typo would otherwise be a subscription of its own."""
    assert refused(lambda: connect({"subscriptionId": "lab"})) == (
        "azure-native:subscriptionId: 'lab' is not a GUID\n"
        f"  note: leave it out to use the emulated cloud's own {SUBSCRIPTION}"
    )


def test_subscriptions_are_apart(connect: Callable[[Mapping[str, object]], Client], group: Made) -> None:
    """The same name in another subscription is another group."""
    other = connect({"subscriptionId": "AAAAAAAA-2222-4333-8444-555555555555", "location": "westeurope"})
    made = other.create(GROUP, "lab", {"resourceGroupName": "lab"})
    assert made.id == "/subscriptions/aaaaaaaa-2222-4333-8444-555555555555/resourceGroups/lab"


def test_the_words_of_an_id_may_be_in_any_case(azure: Client, network: Made) -> None:
    """As they are in ids that Azure's own services return."""
    shouted = network.id.replace("resourceGroups", "resourcegroups").replace("Microsoft.Network", "microsoft.network")
    seen = azure.import_(NETWORK, "net", shouted)
    assert seen is not None
    assert seen.id == network.id
