"""What a Google Cloud stack is made of, in which order, and what it takes from the global stack."""

from __future__ import annotations

import json
from functools import partial

import pulumi
import pytest

from components.gcp.quota import QuotaAskArgs
from stacks.gcp_args import quota_asks
from stacks.model import StackSpec
from stacks.spec import from_config, parse
from tests.components.harness import Deployment
from tests.stacks import programs
from tests.stacks.programs import GLOBAL_OUTPUTS, SMALL

STACK = "gcp-europe-west4"
V6E = "compute_googleapis_com-TPUS-PER-TPU-FAMILY-per-project-region_europe-west4_CT6E"
V5E = "tpu_googleapis_com-TPUV5sPreemptibleLitepodPerProjectPerZoneForTPUAPI_europe-west4-b"
SSD = "compute_googleapis_com-SSD-TOTAL-GB-per-project-region_europe-west4"

run = partial(programs.run, folder=SMALL)
stack_config = partial(programs.stack_config, folder=SMALL)


def spec_of(stack: str, **changed: object) -> StackSpec:
    values = from_config(stack_config(stack))
    spec, problems = parse({**values, **changed}, None)
    assert spec is not None, problems
    return spec


def test_outputs_of_a_region() -> None:
    """What others read from a region stack; nothing of it is a secret."""
    outputs = run(STACK).outputs["stack"]
    network = "projects/lab-accelerators/global/networks/gcp-europe-west4-net"
    assert "replicas: 2" in outputs["slices"]["serve-v6e"].pop("jobset")
    assert outputs == {
        "region": "europe-west4",
        "network": {
            "project": "lab-accelerators",
            "cidr": "10.32.0.0/14",
            "id": network,
            "subnetwork": "projects/lab-accelerators/regions/europe-west4/subnetworks/gcp-europe-west4-nodes",
            "ranges": {
                "nodes": "10.34.0.0/18",
                "pods": "10.32.0.0/15",
                "services": "10.34.64.0/20",
                "controlPlane": "10.34.128.0/28",
                "serverless": "10.34.224.0/26",
            },
            "privateServicesRange": "",
            "apisAddress": "",
            "dnsZone": "",
            "natAddresses": [],
        },
        "cluster": {
            "name": "gcp-europe-west4-gke",
            "id": "projects/lab-accelerators/locations/europe-west4/clusters/gcp-europe-west4-gke",
            "dnsEndpoint": "",
        },
        "slices": {
            "serve-v6e": {
                "topology": "8x8",
                "chips": 128,
                "hosts": 32,
                "machineType": "ct6e-standard-4t",
                "pools": ["serve-v6e-0", "serve-v6e-1"],
                "nodeSelector": {
                    "cloud.google.com/gke-tpu-accelerator": "tpu-v6e-slice",
                    "cloud.google.com/gke-tpu-topology": "8x8",
                    "podwright/slice-group": "serve-v6e",
                },
            }
        },
        "tpuVms": {"dev-v5e": {"acceleratorType": "v5litepod-4", "chips": 4, "names": ["gcp-europe-west4-dev-v5e-0"]}},
        "gpuClusters": {},
        "gpuFleets": {},
        "quotas": {V6E: 128, V5E: 4, SSD: 20000},
        "quotasInEffect": {V6E: 8, V5E: 8, SSD: 8},
        "reservations": {},
        "storage": {"buckets": {}, "fileSystems": {}, "registries": {}},
    }


def test_outputs_of_a_global_stack() -> None:
    """The regions read exactly these two."""
    outputs = run("gcp-global").outputs["stack"]
    ring = "keyRings/gcp-global-keys/cryptoKeys/gke"
    regions = ("asia-northeast1", "europe-west4", "us-east5")
    assert outputs["nodeServiceAccounts"] == {"gke-nodes": "gke-nodes@lab-accelerators.iam.gserviceaccount.com"}
    assert outputs["keys"] == {each: f"projects/lab-accelerators/locations/{each}/{ring}" for each in regions}


def test_accelerators_wait_for_their_quota_and_the_cluster() -> None:
    """A pool that is made before its quota is asked for is refused by the cloud."""
    resources = run(STACK).resources
    slices, vms = resources["serve-v6e"].depends_on, resources["dev-v5e"].depends_on
    assert {f"quota-{V6E}", "cluster-gke", "cluster-system", "network-nat"} <= slices
    assert {f"quota-{V5E}", "network-nodes"} <= vms


def test_quota_is_derived_and_explicit_asks_win() -> None:
    """Writing out a derived quota with a higher value changes that one ask, and its identity stays."""
    family = "TPUS-PER-TPU-FAMILY-per-project-region"
    more = {
        "service": "compute.googleapis.com",
        "quotaId": family,
        "dimensions": {"region": "europe-west4", "tpu_family": "CT6E"},
        "value": 256,
    }

    def asks(spec: StackSpec) -> dict[str, QuotaAskArgs]:
        return quota_asks(spec, lambda _name, value: value)

    derived, written = asks(spec_of(STACK)), asks(spec_of(STACK, quotas={"v6e": more}))
    assert (derived[V6E]["value"], written[V6E]["value"]) == (128, 256)
    assert written.keys() == {V6E, V5E}


def test_a_smaller_group_keeps_the_quota() -> None:
    """An update lowers a quota before it deletes what used it, and Google refuses that: the ask stays where it was."""
    config = stack_config(STACK)
    groups = json.loads(config["podwright:tpuSlices"])
    groups["serve-v6e"]["slices"] = 1
    smaller = {**config, "podwright:tpuSlices": json.dumps(groups)}
    before = {"quotas": {V6E: 128.0}}
    deployment = run(STACK, config=smaller, outputs=GLOBAL_OUTPUTS, own_outputs=before)
    assert deployment.resources[f"quota-{V6E}"].inputs["quotaConfig"] == {"preferredValue": "128"}
    assert deployment.outputs["stack"]["quotas"][V6E] == 128


def test_the_own_outputs_are_read_before_anything_else() -> None:
    """The engine writes the state of the running update; reading it meanwhile meets half a file."""
    deployment = run(STACK)
    own = f"org/podwright/{STACK}"
    assert deployment.order[0] == own
    assert own in deployment.resources["gcp"].depends_on


def test_an_explicit_ask_lowers_the_quota() -> None:
    """When the machines are gone, writing the value down takes the ask back."""
    config = {**stack_config(STACK)}
    ask = {
        "service": "compute.googleapis.com",
        "quotaId": "SSD-TOTAL-GB-per-project-region",
        "dimensions": {"region": "europe-west4"},
        "value": 10000,
    }
    config["podwright:quotas"] = json.dumps({"ssd": ask})
    deployment = run(STACK, config=config, own_outputs={"quotas": {SSD: 20000}})
    assert deployment.resources[f"quota-{SSD}"].inputs["quotaConfig"] == {"preferredValue": "10000"}


def test_an_unlimited_quota_stays_unlimited() -> None:
    """-1 is more than any number."""
    deployment = run(STACK, own_outputs={"quotas": {V6E: -1}})
    assert deployment.resources[f"quota-{V6E}"].inputs["quotaConfig"] == {"preferredValue": "-1"}


def test_the_global_stack_gives_account_and_key() -> None:
    """An update uses what the global stack really has."""
    resources = run(STACK).resources
    account = GLOBAL_OUTPUTS["nodeServiceAccounts"]["gke-nodes"]
    assert resources["serve-v6e-0"].inputs["nodeConfig"]["serviceAccount"] == account
    assert resources["cluster-system"].inputs["nodeConfig"]["serviceAccount"] == account
    assert resources["dev-v5e-0"].inputs["serviceAccount"]["email"] == account
    encryption = resources["cluster-gke"].inputs["databaseEncryption"]
    assert encryption == {"state": "ENCRYPTED", "keyName": GLOBAL_OUTPUTS["keys"]["europe-west4"]}


def test_a_first_preview_uses_the_values_to_come(caplog: pytest.LogCaptureFixture) -> None:
    """The whole fleet can be previewed before anything exists; the guess is said once."""
    with caplog.at_level("INFO"):
        resources = run(STACK, preview=True, outputs={}).resources
    account = "gke-nodes@lab-accelerators.iam.gserviceaccount.com"
    key = "projects/lab-accelerators/locations/europe-west4/keyRings/gcp-global-keys/cryptoKeys/gke"
    assert resources["serve-v6e-0"].inputs["nodeConfig"]["serviceAccount"] == account
    assert resources["cluster-gke"].inputs["databaseEncryption"]["keyName"] == key
    assert [record.message for record in caplog.records if "gcp-global" in record.message] == [
        "gcp-global has not been applied yet or lacks nodeServiceAccounts.gke-nodes: this preview uses the values that"
        f" its outputs will have, such as {account}"
    ]


def test_an_update_never_guesses() -> None:
    """A missing output at an update is an error that says what to apply or add."""
    with pytest.raises(pulumi.RunError) as caught:
        run(STACK, outputs={"nodeServiceAccounts": GLOBAL_OUTPUTS["nodeServiceAccounts"], "keys": {}})
    assert str(caught.value) == (
        "dependsOn: gcp-global has no output keys.europe-west4\n"
        "  fix:     apply gcp-global first; if that was done, add europe-west4 to its podwright:keys"
    )


def test_a_region_must_depend_on_something() -> None:
    """Without a global stack the nodes would run as the project's default account."""
    config = {**stack_config(STACK), "podwright:dependsOn": "[]"}
    with pytest.raises(pulumi.RunError) as caught:
        run(STACK, config=config)
    assert str(caught.value) == (
        "stack gcp-europe-west4 cannot be built:\n"
        "error: dependsOn: is required in a stack of kind region\n"
        "  fix:     add podwright:dependsOn: [gcp-global]"
    )


def test_tpu_vms_alone_need_no_cluster() -> None:
    """A control plane costs money and time; nothing would run on it."""
    config = {key: value for key, value in stack_config(STACK).items() if not key.endswith((":tpuSlices", ":cluster"))}
    deployment = run(STACK, config=config)
    assert deployment.of_type(":Cluster") == []
    assert "dev-v5e-0" in deployment.resources


def test_a_larger_group_moves_nothing_else() -> None:
    """More slices change quota and pools only: network, cluster and the other slices stay as they are."""
    before = run(STACK).resources
    config = stack_config(STACK)
    groups = json.loads(config["podwright:tpuSlices"])
    groups["serve-v6e"]["slices"] = 3
    after = run(STACK, config={**config, "podwright:tpuSlices": json.dumps(groups)}).resources
    assert after.keys() - before.keys() == {"serve-v6e-2"}
    changed = {name for name, each in before.items() if each.inputs != after[name].inputs}
    assert changed == {f"quota-{V6E}"}


JOINED: dict[str, object] = {
    "cidr": "10.32.0.0/14",
    "hub": "lab-hub",
    "flowLogs": 0.1,
    "nat": {"addresses": 1},
    "proxies": True,
    "privateServices": True,
    "privateGoogleApis": True,
    "dnsZone": "nl.lab.internal",
    "peers": {"research": "projects/lab-research/global/networks/core"},
    "allowFrom": {"research": "10.48.0.0/14"},
}


def joined(**more: object) -> Deployment:
    """The region with every option of its network on."""
    config = {**stack_config(STACK), "podwright:network": json.dumps(JOINED)}
    return run(STACK, config=config, outputs={**GLOBAL_OUTPUTS, "hub": {}, **more})


def test_a_network_joins_the_hub_of_the_global_stack() -> None:
    """By the id that the global stack has given out, and only when the network is finished."""
    hub = "projects/shared/locations/global/hubs/lab-hub"
    deployment = joined(hub={"lab-hub": hub})
    spoke = deployment.resources["spoke-spoke"]
    assert spoke.inputs["hub"] == hub
    assert spoke.inputs["linkedVpcNetwork"] == {
        "uri": "projects/lab-accelerators/global/networks/gcp-europe-west4-net",
        "excludeExportRanges": ["10.34.64.0/20"],
    }
    assert deployment.order.index("network-firewall-use") < deployment.order.index("spoke-spoke")


def test_a_hub_that_nobody_has_applied_stops_an_update() -> None:
    """A guessed id would make a spoke of nothing."""
    with pytest.raises(pulumi.RunError) as caught:
        joined()
    assert str(caught.value) == (
        "dependsOn: gcp-global has no output hub.lab-hub\n"
        "  fix:     apply gcp-global first; if that was done, add lab-hub to its podwright:hub"
    )


def test_what_a_network_is_asked_for_reaches_it() -> None:
    """Every word of the spec has its effect."""
    deployment = joined(hub={"lab-hub": "projects/shared/locations/global/hubs/lab-hub"})
    resources, outputs = deployment.resources, deployment.outputs["stack"]["network"]
    assert resources["network-nodes"].inputs["logConfig"]["flowSampling"] == 0.1
    assert resources["network-rule-allowed"].inputs["match"]["srcIpRanges"] == ["10.48.0.0/14"]
    assert resources["network-to-research"].inputs["peerNetwork"] == "projects/lab-research/global/networks/core"
    assert {"network-proxies", "network-nat-0", "network-zone"} <= set(resources)
    assert resources["network-services"].inputs["labels"]["owner"] == "serving"
    assert (outputs["privateServicesRange"], outputs["apisAddress"], outputs["dnsZone"], outputs["natAddresses"]) == (
        "gcp-europe-west4-services",
        "10.34.240.1",
        "gcp-europe-west4-dns",
        ["203.0.113.7"],
    )


def test_a_global_stack_owns_the_hub() -> None:
    """Under its name, for the regions to find."""
    config = {**stack_config("gcp-global"), "podwright:hub": json.dumps({"name": "lab-hub", "exportPsc": True})}
    deployment = run("gcp-global", config=config)
    assert deployment.resources["hub-hub"].inputs["exportPsc"] is True
    assert deployment.outputs["stack"]["hub"] == {"lab-hub": "hub-hub-id"}
    assert run("gcp-global").outputs["stack"]["hub"] == {}
