"""What virtual machines draw from quota, and Azure's words when there is not enough.

Owns the two quotas that every machine draws from, its family's and the regional total, both in vCPUs by region and
subscription, or the one of all low-priority machines. No resource sets a limit: Azure has none for it in this API, so
limits change only behind the program's back (`podwright emulator quota set`).
"""

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import errors, vm_sizes
from podwright.emulator.azure.tables import TABLES
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import UNLIMITED, Need, QuotaKey, Shortage

SERVICE = "Microsoft.Compute"
AKS_UNIT = "vCPUs of nodes"
"""The unit that tells a node pool's need from a machine's: AKS looks before Compute does, and says it differently."""
UNIT = "vCPUs"
_PORTAL = "https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView/Parameters/"
_PER_FAMILY = "https://docs.microsoft.com/en-us/azure/azure-supportability/per-vm-quota-requests"
_REGIONAL = "https://docs.microsoft.com/en-us/azure/azure-supportability/regional-quota-requests"


def machines(
    subscription: str, location: str, size: vm_sizes.VmSize, count: int, *, spot: bool = False, unit: str = UNIT
) -> list[Need]:
    """What `count` machines of a size draw in a region."""
    data = TABLES.table("vm_sizes.yaml")
    cores = count * size.vcpus
    names = [data.text("low_priority")] if spot else [*([size.family] if size.family else []), data.text("regional")]
    return [Need(key(subscription, location, name), cores, unit) for name in names]


def key(subscription: str, location: str, name: str) -> QuotaKey:
    """A quota of Microsoft.Compute by region."""
    return QuotaKey.of(subscription, SERVICE, name, {"region": location})


def merged(needs: Sequence[Need]) -> list[Need]:
    """One need for each quota, amounts added."""
    found: dict[QuotaKey, Need] = {}
    for need in needs:
        before = found.get(need.key)
        found[need.key] = Need(need.key, need.amount + (before.amount if before else 0), need.unit)
    return list(found.values())


def default_limit(quota: QuotaKey) -> int:
    """What a subscription has that asked for nothing; see `vm_sizes.yaml`."""
    data = TABLES.table("vm_sizes.yaml")
    if quota.service != SERVICE:
        return UNLIMITED
    if quota.quota_id == data.text("low_priority"):
        return data.number("default_low_priority")
    if quota.quota_id == data.text("regional"):
        return data.number("default_regional")
    accelerated = quota.quota_id in vm_sizes.accelerated_families()
    return data.number("default_accelerators" if accelerated else "default_others")


def over_quota(shortages: Sequence[Shortage]) -> CloudError:
    """Azure names the first quota that is short; the note names all of them."""
    first = shortages[0]
    note = "; ".join(_remedy(each) for each in shortages)
    regional = first.need.key.quota_id == TABLES.table("vm_sizes.yaml").text("regional")
    if first.need.unit == AKS_UNIT and not regional:
        return errors.bad_request(
            f"Insufficient vcpu quota requested {first.need.amount}, remaining {first.available} for family"
            f" {first.need.key.quota_id} for region {_region(first)}. If you want to increase the quota, please follow"
            " this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas. Surge nodes would also"
            " consume vcpu quota, please consider use smaller maxSurge or use maxUnavailable to proceed upgrade without"
            " surge nodes, details: aka.ms/aks/maxUnavailable.",
            code="ErrCode_InsufficientVCPUQuota",
            note=note,
        )
    code = "QuotaExceeded" if first.need.unit == AKS_UNIT else "OperationNotAllowed"
    return errors.arm_error(409, code, _exceeding(first, regional=regional), note=note)


def _exceeding(short: Shortage, *, regional: bool) -> str:
    data = TABLES.table("vm_sizes.yaml")
    name = short.need.key.quota_id
    shown = data.text("regional_name") if regional else name
    wanted = short.used + short.need.amount
    where = _region(short)
    parameters = (
        f"%7B%22subscriptionId%22:%22{short.need.key.project}%22,%22command%22:%22openQuotaApprovalBlade%22,"
        f"%22quotas%22:[%7B%22location%22:%22{where}%22,%22providerId%22:%22{SERVICE}%22,"
        f"%22resourceName%22:%22{name}%22,%22quotaRequest%22:%7B%22properties%22:%7B%22limit%22:{wanted},"
        f"%22unit%22:%22Count%22,%22name%22:%7B%22value%22:%22{name}%22%7D%7D%7D%7D]%7D"
    )
    return (
        f"Operation could not be completed as it results in exceeding approved {shown} Cores quota. Additional details"
        f" - Deployment Model: Resource Manager, Location: {where}, Current Limit: {short.limit}, Current Usage:"
        f" {short.used}, Additional Required: {short.need.amount}, (Minimum) New Limit Required: {wanted}. Submit a"
        f" request for Quota increase at {_PORTAL}{parameters} by specifying parameters listed in the"
        " \u2018Details\u2019 section for deployment to succeed. Please read more about quota limits at"
        f" {_REGIONAL if regional else _PER_FAMILY}"
    )


def _region(short: Shortage) -> str:
    return dict(short.need.key.dimensions).get("region", "")


def _remedy(short: Shortage) -> str:
    need = short.need
    return (
        f"{need.key.service} {need.key.quota_id} [region={_region(short)}] of {need.key.project}: limit {short.limit},"
        f" used {short.used}, asked {need.amount}; a limit of {short.used + need.amount} is enough"
    )
