"""The rule of vCPU quota on Azure: what the file states as granted holds what the stack may reach, with the sum.

Silent where the file states nothing. A family is compared however it is spelled, because Azure spells it in several
ways; one that the catalog does not know is said, because nothing is compared with it.
"""

from __future__ import annotations

from difflib import get_close_matches

from podwright.catalog.azure_quotas import (
    REGIONAL,
    SPOT,
    any_size_quota,
    check_azure_limits,
    family_key,
    size_quotas,
    surge_nodes,
)
from podwright.catalog.cloud_gpus import cloud_gpus
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes_azure import AzureMachines, azure_limit, azure_machines, azure_needs
from stacks.source import KeyPath

_LIMITS: KeyPath = ("azure", "limits")


def check_azure_quotas(spec: StackSpec, findings: Findings) -> None:
    """Names of families, and what is drawn from each."""
    limits = spec.azure.limits
    if spec.kind == "global" or not limits:
        return
    _check_families(spec, findings)
    reasons: dict[str, list[str]] = {}
    for key, machines in azure_machines(spec).items():
        for family, reason in _reasons(key, machines).items():
            reasons.setdefault(family, []).append(reason)
    needs, sums = azure_needs(spec), {family: " + ".join(words) for family, words in reasons.items()}
    written = {family_key(name): name for name in limits}
    for problem in check_azure_limits(needs, limits, sums):
        findings.adopt((*_LIMITS, written[family_key(problem.subject)]), problem)
    gpus = {family_key(each.quota_key or "") for each in cloud_gpus("azure").values()}
    for need in needs:
        name = need.quota_id or need.display_name
        if family_key(name) in gpus and azure_limit(spec, need) is None:
            what = f"nobody states it, and {sums.get(name, '')} is drawn from it; it is 0 until Azure grants some"
            fix, allowed = "state what `az vm list-usage` shows", f"{need.amount} or more"
            findings.add((*_LIMITS, name), what, allowed=allowed, fix=fix, severity="warning")


def _check_families(spec: StackSpec, findings: Findings) -> None:
    names = dict.fromkeys([*(each.family for each in size_quotas().values()), REGIONAL, SPOT])
    known = {family_key(name): name for name in names}
    for given in spec.azure.limits:
        if family_key(given) in known:
            continue
        near = get_close_matches(family_key(given), known, n=1)
        what = "is no VM family that the catalog knows, and nothing is compared with it"
        fix = f"did you mean {known[near[0]]}?" if near else "remove it, unless it is for people to read"
        findings.add((*_LIMITS, given), what, given=given, fix=fix, severity="warning")


def _reasons(key: str, machines: AzureMachines) -> dict[str, str]:
    """What one group draws of each family: `train 8 x ND96isr_H200_v5 = 768 vCPU`."""
    title = "system pods" if key == "system" else key.partition(".")[2]
    surge = 0 if machines.spot else surge_nodes(machines.nodes, machines.max_surge)
    found: dict[str, str] = {}
    for size in (machines.machine_type, *machines.other_types):
        short = size.removeprefix("Standard_")
        for need in any_size_quota([size], "", machines.nodes + surge, spot=machines.spot):
            one = need.amount // (machines.nodes + surge)
            text = f"{title} {machines.nodes} x {short} = {machines.nodes * one} vCPU"
            text += f" and {surge * one} for an upgrade" if surge else ""
            found.setdefault(need.quota_id or need.display_name, text)
    return found
