"""Rules of an Azure stack as a whole: account, tags, cluster, and words that say nothing on Azure."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import ACCOUNT, GROUP, HOME, LABELS, region, shared, with_fleet, with_group, with_own
from tests.stacks.samples import rendered


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(quotas={"x": {"service": "compute.googleapis.com", "quotaId": "CPUS", "value": 1}}),
            None,
            "error: quotas: says nothing on Azure\n  fix:     state what is granted under azure.limits",
        ),
        (
            region(cluster={"releaseChannel": "RAPID", "minVersion": "1.33", "kueue": True}),
            None,
            "error: cluster.releaseChannel: says nothing on Azure\n"
            "  allowed: systemNodes, maintenance, monitoring, encryptDisks\n"
            "  fix:     remove it\n"
            "error: cluster.minVersion: says nothing on Azure\n"
            "  allowed: systemNodes, maintenance, monitoring, encryptDisks\n"
            "  fix:     write azure.version\n"
            "error: cluster.kueue: says nothing on Azure\n"
            "  allowed: systemNodes, maintenance, monitoring, encryptDisks\n"
            "  fix:     remove it",
        ),
        (
            with_own(vaultPrefix="labkv"),
            None,
            "error: azure.vaultPrefix: does not belong in a stack of kind region\n"
            "  fix:     move it to a stack of the other kind",
        ),
        (
            shared(azure={**HOME, "limits": {"cores": 4}}),
            None,
            "error: azure.limits: does not belong in a stack of kind global\n"
            "  fix:     move it to a stack of the other kind",
        ),
        (
            shared(keys={"norwayeast": {"usedBy": ["storage"]}}),
            None,
            "error: keys.norwayeast.usedBy: says nothing on Azure\n  allowed: rotationDays\n  fix:     remove it",
        ),
    ],
)
def test_words_that_say_nothing_are_refused(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Whoever writes them would believe they do something."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(account={"subscription": "lab", "tenant": "lab.onmicrosoft.com"}),
            None,
            "error: account.subscription: is no id of a subscription\n"
            "  given:   lab\n"
            "  allowed: eight, four, four, four and twelve hexadecimal digits, joined by dashes\n"
            "  fix:     write what `az account show` says as id\n"
            "error: account.tenant: is no id of a tenant\n"
            "  given:   lab.onmicrosoft.com\n"
            "  allowed: eight, four, four, four and twelve hexadecimal digits, joined by dashes\n"
            "  fix:     write what `az account show` says as tenantId",
        ),
        (
            shared(account={"subscription": ACCOUNT["subscription"]}, keys={"norwayeast": {"rotationDays": 3}}),
            None,
            "error: account.tenant: is required where keys are made: a vault belongs to a tenant\n"
            "  fix:     add tenant: what `az account show` says as tenantId\n"
            "error: keys.norwayeast.rotationDays: is no rotation of Key Vault\n"
            "  given:   3\n"
            "  allowed: 7 to 730",
        ),
        (
            region(labels={**LABELS, **{f"k{number}": "v" for number in range(60)}}),
            None,
            "error: labels: are too many\n  given:   62\n  allowed: at most 50",
        ),
    ],
)
def test_accounts_are_ids(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Names and domains are what people know by heart, and no API takes them."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(azure={}),
            None,
            "error: azure.adminGroups: is required: local accounts are off, and nobody could administer"
            " the cluster\n"
            "  fix:     add adminGroups: [<object id of an Entra group>]",
        ),
        (
            with_own(adminGroups=["platform"]),
            None,
            "error: azure.adminGroups[0]: is no object id of a group\n"
            "  given:   platform\n"
            "  allowed: eight, four, four, four and twelve hexadecimal digits, joined by dashes\n"
            "  fix:     write what `az ad group show` says as id",
        ),
        (
            with_own(version="v1.33"),
            None,
            "error: azure.version: is no version of Kubernetes\n"
            "  given:   v1.33\n"
            "  allowed: such as 1.33 or 1.33.5\n"
            "  fix:     write 1.33",
        ),
        (
            with_own(systemMachineType="Standard_ND96isr_H100_v5"),
            None,
            "error: azure.systemMachineType: would put the cluster's own services on GPU machines, which"
            " then can never go\n"
            "  given:   Standard_ND96isr_H100_v5\n"
            "  fix:     take a machine without GPUs, such as Standard_D4ds_v5",
        ),
        (
            with_own(systemMachineType="Standard_D4_v9"),
            None,
            "error: azure.systemMachineType: is no size whose vCPUs and quota family the catalog knows\n"
            "  given:   Standard_D4_v9\n"
            "  fix:     take a size of the series Dds_v5 or Ds_v5",
        ),
        (
            region(cluster={"maintenance": {"start": "2:00", "hours": 6, "days": ["SA", "SU"]}}),
            None,
            "error: cluster.maintenance.start: is no time of a day\n"
            "  given:   2:00\n"
            "  allowed: 00:00 to 23:59, UTC\n"
            "error: cluster.maintenance.days: is not one day: AKS upgrades a cluster on one day of each week\n"
            "  given:   SA, SU\n"
            "  allowed: one of MO, TU, WE, TH, FR, SA, SU",
        ),
        (
            region(
                cluster={
                    "maintenance": {
                        "start": "02:00",
                        "exclusions": {"x": {"start": "2026-12-18T00:00:00Z", "end": "2026-12-19T00:00:00Z"}},
                    }
                }
            ),
            None,
            "error: cluster.maintenance.exclusions: says nothing on Azure\n"
            "  allowed: start, hours, days\n"
            "  fix:     remove it\n"
            "error: cluster.maintenance.days: is not one day: AKS upgrades a cluster on one day of each week\n"
            "  given:   none\n"
            "  allowed: one of MO, TU, WE, TH, FR, SA, SU",
        ),
    ],
)
def test_a_cluster_is_refused_before_aks_does(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Who administers it, its version, its system pool, and the one day on which it is upgraded."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            {**with_fleet(), "azure": {}},
            None,
            "error: azure.sshPublicKey: is required: nobody could log in to the machines of the GPU"
            " fleets, which take no passwords\n"
            "  fix:     add sshPublicKey: ssh-ed25519 AAAA…",
        ),
        (
            {**with_fleet(), "azure": {"sshPublicKey": "AAAA"}},
            None,
            "error: azure.sshPublicKey: is no public key\n"
            "  given:   AAAA\n"
            "  allowed: ssh-rsa or ssh-ed25519 and the key",
        ),
    ],
)
def test_machines_of_fleets_need_a_key(values: dict[str, Any], stack: str | None, said: str) -> None:
    """They take no passwords."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            shared(azure={}),
            None,
            "error: azure.homeRegion: is required: the group of what regions share stands in one region"
            " for life\n"
            "  fix:     add homeRegion: <a region of the jurisdiction that keys may stand under>",
        ),
        (
            shared(
                azure={
                    "homeRegion": "westeurop",
                    "quotaGroup": {"managementGroup": "lab", "name": "labgpus", "join": True},
                }
            ),
            None,
            'error: azure.homeRegion: Azure has no region "westeurop"\n'
            "  given:   westeurop\n"
            "  allowed: centralus, eastus, eastus2, japaneast, japanwest, northcentralus, norwayeast,"
            " norwaywest, southcentralus, uksouth, ukwest, westcentralus, westeurope, westus, westus2,"
            " westus3\n"
            "  fix:     did you mean westeurope (Netherlands)?\n"
            "error: azure.quotaGroup.join: is for regions: the subscription of a global stack joins its"
            " group anyway\n"
            "  given:   true\n"
            "  fix:     remove it",
        ),
        (
            shared(
                azure={
                    "homeRegion": "westeurope",
                    "identities": {
                        "ci": {
                            "grants": {"push": {"role": "acr-pusher", "scope": "images"}},
                            "trusts": {
                                "github": {
                                    "issuer": "token.actions.githubusercontent.com",
                                    "subject": "repo:lab/fleet:pull_request",
                                }
                            },
                        }
                    },
                }
            ),
            None,
            "error: azure.identities.ci.grants.push.role: is no role that is granted here\n"
            "  given:   acr-pusher\n"
            "  allowed: acr-pull, acr-push, aks-cluster-user, blob-contributor, blob-reader,"
            " contributor, identity-operator, key-encryption-user, metrics-publisher,"
            " network-contributor, reader, secrets-user\n"
            "  fix:     did you mean acr-push?\n"
            "error: azure.identities.ci.grants.push.scope: is no id\n"
            "  given:   images\n"
            "  allowed: /subscriptions/<id>, or the id of a resource group or resource in it\n"
            "error: azure.identities.ci.trusts.github.issuer: is not an address with https\n"
            "  given:   token.actions.githubusercontent.com",
        ),
    ],
)
def test_what_regions_share_has_a_home(values: dict[str, Any], stack: str | None, said: str) -> None:
    """A region for life, roles that are granted here, and issuers of tokens."""
    assert "\n".join(rendered(values, stack)) == said


def test_a_sound_stack_is_taken() -> None:
    """With what a region, a fleet and a global stack may say."""
    full = {
        "driver": "none",
        "maxNodes": 16,
        "nodeLabels": {"team": "training"},
        "taints": {"dedicated": {"value": "training"}},
        "placement": "compact",
        "bootDiskGib": 512,
        "maxPodsPerNode": 110,
    }
    cluster = {
        "systemNodes": 1,
        "monitoring": True,
        "encryptDisks": True,
        "maintenance": {"start": "02:00", "days": ["SU"]},
    }
    assert rendered({**with_group(**full), "cluster": cluster}, "azure-southcentralus") == []
    assert rendered(with_fleet(image="microsoft-dsvm:ubuntu-hpc:2204:latest"), "azure-southcentralus") == []
    own = {**HOME, "vaultPrefix": "labkv", "quotaGroup": {"managementGroup": "lab", "name": "labgpus"}}
    assert rendered(shared(keys={"norwayeast": {"rotationDays": 30}}, azure=own), "azure-global") == []


def test_norway_is_served() -> None:
    """The country that Google Cloud and Oracle Cloud cannot serve."""
    norway = {"region": "norwayeast", "jurisdiction": "NO", "gpuClusters": {"serve": {**GROUP, "zone": "norwayeast-1"}}}
    assert rendered(region(**norway), "azure-norwayeast") == []
