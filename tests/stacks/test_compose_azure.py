"""What an Azure stack is made of, in which order, what travels from the global stack, and what is left to a person."""

from __future__ import annotations

import json

import pulumi
import pytest

from tests.components.harness import UNKNOWN
from tests.stacks.programs import AZURE_OUTPUTS, STACKS, run, stack_config

TEXAS = "azure-southcentralus"
ALL = sorted(file.name.split(".")[1] for file in STACKS.glob("Pulumi.azure-*"))


@pytest.mark.parametrize("stack", ALL)
def test_every_stack_is_previewed_before_and_applied(stack: str) -> None:
    """Azure answers in other shapes than it is asked in, and nothing is known at the first preview."""
    assert run(stack, preview=True, outputs={}).resources.keys() == run(stack).resources.keys()


def test_pools_wait_for_cluster_network_and_reservation() -> None:
    """A pool that comes before its reservation is silently made without it."""
    made = run("azure-uksouth")
    pool = made.resources["serve-a100-0"]
    assert {"cluster-aks", "network-nodes", "a100-q1-a100-q1"} <= made.resources["serve-a100"].depends_on
    assert pool.inputs["capacityReservationGroupID"].endswith("/azure-uksouth-a100-q1")
    assert (pool.inputs["count"], pool.inputs["vmSize"]) == (4, "Standard_NC48ads_A100_v4")
    reserved = made.resources["a100-q1-a100-q1"].inputs
    assert (reserved["sku"], reserved["zones"]) == ({"name": "Standard_NC48ads_A100_v4", "capacity": 4}, ["1"])
    assert made.resources["a100-q1-grant-aks"].inputs["principalId"] == "principal-of-azure-uksouth-aks"
    burst = made.resources["burst-a100-0"].inputs
    assert (burst["scaleSetPriority"], burst["minCount"], burst["maxCount"]) == ("Spot", 0, 8)


def test_disks_are_encrypted_with_the_key_of_the_global_stack() -> None:
    """The set that may use the key travels: cluster and fleets take the same."""
    expected = AZURE_OUTPUTS["keys"]["westeurope"]
    made = run("azure-westeurope").resources
    assert made["cluster-aks"].inputs["diskEncryptionSetID"] == expected
    disk = made["slurm-h100-machines"].inputs["virtualMachineProfile"]["storageProfile"]["osDisk"]
    assert disk["managedDisk"]["diskEncryptionSet"] == {"id": expected}


def test_a_preview_computes_what_the_global_stack_will_have() -> None:
    """A fleet is previewed before its global stack was ever applied."""
    cluster = run(TEXAS, preview=True, outputs={}).resources["cluster-aks"]
    assert cluster.inputs["diskEncryptionSetID"] == (
        "/subscriptions/5ab5c419-0000-4000-8000-000000000001/resourceGroups/azure-global/providers/Microsoft.Compute"
        "/diskEncryptionSets/azure-global-scus"
    )
    assert cluster.inputs["networkProfile"]["podCidr"] == "10.80.0.0/15"
    assert cluster.inputs["identityProfile"]["kubeletidentity"]["resourceId"] == UNKNOWN


def test_an_update_never_guesses() -> None:
    """An id that is made up would encrypt nothing and fail after half an hour."""
    with pytest.raises(pulumi.RunError) as caught:
        run(TEXAS, outputs={})
    assert str(caught.value) == (
        "dependsOn: azure-global has no output keys.southcentralus\n"
        "  fix:     apply azure-global first; if that was done, add southcentralus to its podwright:keys"
    )


def test_outputs_of_a_region() -> None:
    """The same names as on the other clouds, and what a mesh of networks needs."""
    outputs = run(TEXAS).outputs["stack"]
    assert outputs["gpuClusters"]["train-h100"] == {
        "machineType": "Standard_ND96isr_H100_v5",
        "nodes": 16,
        "gpus": 128,
        "pools": ["trainh100"],
        "nodeSelector": {"node.kubernetes.io/instance-type": "Standard_ND96isr_H100_v5", "team": "training"},
    }
    assert outputs["storage"] == {
        "buckets": {
            "checkpoints": "https://labscusdata.blob.core.windows.net/checkpoints",
            "datasets": "https://labscusdata.blob.core.windows.net/datasets",
        },
        "fileSystems": {"scratch": {"mount": "10.64.0.4@tcp:/lustrefs", "tib": 16}},
        "registries": {"images": "labscusimages.azurecr.io"},
    }
    network = outputs["network"]
    assert (network["subscription"], network["resourceGroup"], network["name"]) == (
        "5ab5c419-0000-4000-8000-000000000001",
        TEXAS,
        f"{TEXAS}-net",
    )
    assert network["addressSpace"] == ["10.82.0.0/18", "10.83.0.0/16"]
    assert network["ranges"] == {
        "nodes": "10.82.0.0/18",
        "machines": "10.83.0.0/18",
        "storage": "10.83.64.0/18",
        "endpoints": "10.83.128.0/18",
        "pods": "10.80.0.0/15",
        "services": "10.82.64.0/20",
    }
    assert len(network["natAddresses"]) == 2


def test_what_is_not_granted_comes_out_as_a_command() -> None:
    """No resource sets a limit; nobody may believe that one did."""
    config = stack_config("azure-norwayeast")
    own = json.loads(config["podwright:azure"])
    config["podwright:azure"] = json.dumps({**own, "limits": {"StandardNCadsH100v5Family": 80}})
    quota = run("azure-norwayeast", config=config).outputs["stack"]["quota"]
    assert quota["needed"] == {"StandardNCadsH100v5Family": 80, "cores": 96, "standardDDSv5Family": 16}
    assert quota["granted"] == {"StandardNCadsH100v5Family": 80}
    assert quota["actions"] == {
        f"norwayeast/{name}": (
            "az rest --method put --url 'https://management.azure.com/subscriptions/5ab5c419-0000-4000-8000-000000000001"
            "/providers/Microsoft.Compute/locations/norwayeast/providers/Microsoft.Quota"
            f"/quotas/{name}?api-version=2023-02-01'"
            f' --body \'{{"properties": {{"limit": {{"limitObjectType": "LimitValue", "value": {value}}},'
            f' "name": {{"value": "{name}"}}}}}}\''
        )
        for name, value in {"cores": 96, "standardDDSv5Family": 16}.items()
    }


def test_the_feature_for_infiniband_is_asked_for_until_the_file_says_that_it_is_there() -> None:
    """On for most machines, off for racks, for the whole subscription."""
    found: dict[str, list[str]] = {}
    for stack in ("azure-westeurope", "azure-eastus2"):
        config = stack_config(stack)
        own = json.loads(config["podwright:azure"])
        for features in (None, [], ["AKSInfinibandSupport"]):
            changed = {key: value for key, value in own.items() if key != "features"}
            config["podwright:azure"] = json.dumps(changed | ({} if features is None else {"features": features}))
            actions = run(stack, config=config).outputs["stack"]["quota"]["actions"]
            found.setdefault(stack, []).append(actions.get("infiniband", "-"))
    command = "az feature {} --namespace Microsoft.ContainerService --name AKSInfinibandSupport"
    assert found == {
        "azure-westeurope": [command.format("register"), command.format("register"), "-"],
        "azure-eastus2": [command.format("unregister"), "-", command.format("unregister")],
    }


def test_racks_join_the_quota_group_from_their_own_subscription() -> None:
    """The global stack makes the group and joins; only another subscription has to join by itself."""
    made = run("azure-eastus2").resources
    assert made["azure"].inputs["subscriptionId"] == "5ab5c419-0000-4000-8000-000000000002"
    assert [each.name for each in made.values() if ":quota:" in each.type] == ["quota-member"]
    shared = run("azure-global").resources
    assert [each.name for each in shared.values() if ":quota:" in each.type] == ["quota-group", "quota-member"]
    assert [made[f"train-gb300-{index}"].inputs["count"] for index in (0, 1)] == [18, 18]


def test_a_fleet_of_several_sizes_needs_quota_for_the_largest() -> None:
    """Azure decides which come, so all of them may be of that size."""
    made = run("azure-japaneast")
    assert made.outputs["stack"]["quota"]["needed"] == {"lowPriorityCores": 8 * 40}
    assert [each["name"] for each in made.resources["eval-machines"].inputs["vmSizesProfile"]] == [
        "Standard_NC24ads_A100_v4",
        "Standard_NC40ads_H100_v5",
    ]
    assert not [each for each in made.resources.values() if each.type.endswith(":ManagedCluster")]


def test_a_fleet_without_a_cluster_reads_the_buckets_of_its_region() -> None:
    """With an identity of its own; without a bucket or a registry it needs none."""
    config = stack_config("azure-westeurope")
    assert "slurm-h100-identity" not in run("azure-westeurope", config=config).resources
    config = {key: value for key, value in config.items() if key != "podwright:cluster"} | {
        "podwright:gpuClusters": "{}"
    }
    config["podwright:storage"] = json.dumps({"buckets": {"datasets": {}}})
    made = run("azure-westeurope", config=config).resources
    assert made["data-grant-slurm-h100"].inputs["principalId"] == "principal-of-azure-westeurope-slurm-h100"
    assert "cluster-aks" not in made


def test_peers_and_ranges_that_may_connect() -> None:
    """A peer lets nobody in by itself: its ranges stand under the same key of allowFrom."""
    config = stack_config("azure-norwayeast")
    hub = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
    network = {"cidr": "10.92.0.0/16", "peers": {"hub": hub}, "flowLogs": 0.0}
    network["allowFrom"] = {"hub": "10.8.0.0/16", "tokyo": "10.48.0.0/14"}
    config["podwright:network"] = json.dumps(network)
    made = run("azure-norwayeast", config=config).resources
    first = made["network-nodes-nsg"].inputs["securityRules"][0]
    assert first["sourceAddressPrefixes"] == ["10.92.0.0/16", "10.8.0.0/16", "10.48.0.0/14"]
    assert made["network-to-hub"].inputs["remoteVirtualNetwork"] == {"id": hub}
    assert "network-flow" not in made
