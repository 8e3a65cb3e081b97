"""The rule of service limits on Oracle Cloud: what is granted in an availability domain holds what the stack may reach.

Silent where the file states no limit at all; a limit whose name nobody has published is said, not invented.
"""

from __future__ import annotations

from podwright.plan.quota_oci import OciCap, check_cap
from stacks.findings import Findings
from stacks.model import StackSpec
from stacks.sizes_oci import OciNeed, oci_needs, oci_plan, reserved_plan, zone_of
from stacks.source import KeyPath


def check_oci_quotas(spec: StackSpec, findings: Findings) -> None:
    """Names of limits, and what is drawn from each."""
    limits = spec.oci.limits
    looked_up = {own.limit for own in spec.oci.machines.values()}
    for name, amount in limits.items():
        for problem in () if name in looked_up else check_cap(OciCap(name, amount, None)):
            findings.adopt(("oci", "limits", name), problem)
    if not limits:
        return
    for need in oci_needs(spec):
        if need.limit is None:
            _unknown(need, findings)
            continue
        path: KeyPath = ("oci", "limits", need.limit)
        granted = limits.get(need.limit)
        if granted is None:
            what = f"nobody states it, and {_sum(spec, need)} draw on it in {need.zone}"
            fix = "read it in the console, Limits, Quotas and Usage, and state it"
            findings.add(path, what, allowed=f"{need.gpus} or more", fix=fix, severity="warning")
        elif granted < need.gpus:
            what = f"{need.zone} of {spec.region}: {_sum(spec, need)}; the limit is {granted}, short by"
            fix = "ask Oracle to raise the service limit, or run fewer machines"
            # Oracle's page calls the unit of some reservable limits OCPUs and of others GPUs, so these stop nobody.
            fix += ", or state it in GPUs where Oracle counts it in OCPUs" if need.held else ""
            findings.add(
                path,
                f"{what} {need.gpus - granted}",
                given=str(granted),
                allowed=f"{need.gpus} or more",
                fix=fix,
                severity="warning" if need.held else "error",
            )


def _unknown(need: OciNeed, findings: Findings) -> None:
    what = f"which limit counts {need.shape} is not public; {need.gpus} GPUs in {need.zone} are not checked"
    fix = "look it up as quota_names of the shape (`oci compute shape list`)"
    fix += "" if need.held else ", and write it as limit under oci.machines"
    findings.add(("oci", "limits"), what, fix=fix, severity="warning")


def _sum(spec: StackSpec, need: OciNeed) -> str:
    """What adds up to a need: `train 16 x 8 + eval 2 x 8 = 144 GPUs`."""
    parts: list[str] = []
    if need.held:
        for name, each in spec.reservations.items():
            plan = reserved_plan(each)
            if plan and plan.machine.reserved_keys[:1] == (need.limit,) and zone_of(spec, each.zone) == need.zone:
                parts.append(f"reservations.{name} {plan.nodes} x {plan.machine.gpus}")
        return f"{' + '.join(parts)} = {need.gpus} GPUs"
    for name, group in (*spec.gpu_clusters.items(), *spec.gpu_fleets.items()):
        plan, own = oci_plan(group), spec.oci.machines.get(name)
        counted = plan.machine.quota_key or (own.limit if own else None) if plan else None
        if plan and counted == need.limit and zone_of(spec, group.zone) == need.zone:
            parts += [f"{name} {plan.nodes} x {plan.machine.gpus}"] if group.capacity.model != "reservation" else []
    return f"{' + '.join(parts)} = {need.gpus} GPUs"
