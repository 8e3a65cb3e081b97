"""Rules of an Azure stack as a whole: its account, its cluster, and words of other clouds that say nothing here.

GPU machines are `check_azure_pools`, addresses `check_azure_network`, storage and reservations `check_azure_storage`,
quota `check_azure_quotas`, names `check_azure_names`.
"""

from __future__ import annotations

import re
from difflib import get_close_matches

from podwright.catalog.aks_rules import check_aks_version, check_aks_window, check_ssh_key, check_system_size
from podwright.catalog.azure_roles import azure_roles
from podwright.catalog.regions import check_region
from podwright.plan.names_azure import check_tags
from stacks.check_words import own_keys, refuse_keys, refuse_other_kind, refuse_words, take
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.model_azure import AzureIdentity
from stacks.refusals import shown
from stacks.sizes import wants_cluster
from stacks.source import KeyPath

_NOWHERE = ("quotas", "quotaContact", "hub")
"""Keys of a stack that nothing on Azure answers to."""
_GLOBAL = ("homeRegion", "identities", "vaultPrefix")
_SHARED = ("quotaGroup",)
"""What only global stacks say of Azure, and what both kinds do; the rest is a region's."""
_CLUSTER = ("systemNodes", "maintenance", "monitoring", "encryptDisks")
"""What Azure understands of the words that all clouds share."""
_CLUSTER_FIXES = {"minVersion": "write azure.version"}
_KEY_DAYS = (7, 730)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_SCOPE = re.compile(r"/subscriptions/[^/]+|/providers/Microsoft\.Management/managementGroups/[^/]+", re.IGNORECASE)
_UUID_FORM = "eight, four, four, four and twelve hexadecimal digits, joined by dashes"


def check_azure(spec: StackSpec, findings: Findings) -> None:
    """Words, account, tags, keys and the cluster."""
    refuse_keys(findings, spec, _NOWHERE, {"quotas": "state what is granted under azure.limits"})
    other = _GLOBAL if spec.kind == "region" else own_keys(spec.azure) - {*_GLOBAL, *_SHARED}
    refuse_other_kind(findings, spec.kind, ("azure",), spec.azure, other)
    _check_account(spec, findings)
    for problem in check_tags(spec.labels):
        path: KeyPath = ("labels",) if problem.subject == "tags" else ("labels", problem.subject)
        findings.adopt(path, problem)
    _check_keys(spec, findings)
    if spec.kind == "global":
        _check_shared(spec, findings)
    else:
        _check_own(spec, findings)
        refuse_words(findings, ("cluster",), spec.cluster, _CLUSTER, "azure", fixes=_CLUSTER_FIXES)
        if wants_cluster(spec):
            _check_cluster(spec, findings)


def _check_account(spec: StackSpec, findings: Findings) -> None:
    account = spec.account
    for key, value in (("subscription", account.subscription), ("tenant", account.tenant)):
        if value and not _UUID.fullmatch(value):
            what = f"is no id of a {key}"
            fix = f"write what `az account show` says as {'id' if key == 'subscription' else 'tenantId'}"
            findings.add(("account", key), what, given=shown(value), allowed=_UUID_FORM, fix=fix)
    if spec.keys and not account.tenant:
        what = "is required where keys are made: a vault belongs to a tenant"
        findings.add(("account", "tenant"), what, fix="add tenant: what `az account show` says as tenantId")


def _check_keys(spec: StackSpec, findings: Findings) -> None:
    for region, key in spec.keys.items():
        path: KeyPath = ("keys", region)
        refuse_words(findings, path, key, ("rotationDays",), "azure")
        if not _KEY_DAYS[0] <= key.rotation_days <= _KEY_DAYS[1]:
            what, allowed = "is no rotation of Key Vault", f"{_KEY_DAYS[0]} to {_KEY_DAYS[1]}"
            findings.add((*path, "rotationDays"), what, given=str(key.rotation_days), allowed=allowed)


def _check_shared(spec: StackSpec, findings: Findings) -> None:
    """The home of a global stack, and its identities."""
    own = spec.azure
    if own.home_region is None:
        what = "is required: the group of what regions share stands in one region for life"
        fix = "add homeRegion: <a region of the jurisdiction that keys may stand under>"
        findings.add(("azure", "homeRegion"), what, fix=fix)
    elif problem := check_region("azure", own.home_region):
        findings.adopt(("azure", "homeRegion"), problem)
    if own.quota_group is not None and own.quota_group.join:
        what = "is for regions: the subscription of a global stack joins its group anyway"
        findings.add(("azure", "quotaGroup", "join"), what, given="true", fix="remove it")
    for name, identity in own.identities.items():
        _check_identity(("azure", "identities", name), identity, findings)


def _check_identity(path: KeyPath, identity: AzureIdentity, findings: Findings) -> None:
    for word, grant in identity.grants.items():
        if grant.role not in azure_roles():
            near, place = get_close_matches(grant.role, azure_roles(), n=1), (*path, "grants", word, "role")
            fix = f"did you mean {near[0]}?" if near else None
            allowed = ", ".join(azure_roles())
            findings.add(place, "is no role that is granted here", given=grant.role, allowed=allowed, fix=fix)
        if not _SCOPE.match(grant.scope):
            allowed = "/subscriptions/<id>, or the id of a resource group or resource in it"
            findings.add((*path, "grants", word, "scope"), "is no id", given=shown(grant.scope), allowed=allowed)
    for word, trust in identity.trusts.items():
        if not trust.issuer.startswith("https://"):
            place = (*path, "trusts", word, "issuer")
            findings.add(place, "is not an address with https", given=shown(trust.issuer))


def _check_own(spec: StackSpec, findings: Findings) -> None:
    """What a region says of Azure alone."""
    own = spec.azure
    take(findings, ("azure",), check_system_size(own.system_machine_type))
    if own.version is not None:
        take(findings, ("azure",), check_aks_version(own.version))
    for index, group in enumerate(own.admin_groups):
        if not _UUID.fullmatch(group):
            fix = "write what `az ad group show` says as id"
            place: KeyPath = ("azure", "adminGroups", index)
            findings.add(place, "is no object id of a group", given=shown(group), allowed=_UUID_FORM, fix=fix)
    if own.ssh_public_key is not None:
        take(findings, ("azure",), check_ssh_key(own.ssh_public_key))
    elif spec.gpu_fleets:
        what = "is required: nobody could log in to the machines of the GPU fleets, which take no passwords"
        findings.add(("azure", "sshPublicKey"), what, fix="add sshPublicKey: ssh-ed25519 AAAA…")


def _check_cluster(spec: StackSpec, findings: Findings) -> None:
    if not spec.azure.admin_groups:
        what = "is required: local accounts are off, and nobody could administer the cluster"
        fix = "add adminGroups: [<object id of an Entra group>]"
        findings.add(("azure", "adminGroups"), what, fix=fix)
    window = spec.cluster.maintenance
    if window is None:
        return
    refuse_words(findings, ("cluster", "maintenance"), window, ("start", "hours", "days"), "azure")
    for problem in check_aks_window(window.start, window.hours, window.days):
        take(findings, ("cluster",), problem)
