"""What a compartment on Oracle Cloud may have: a quota of generated statements, and what a person must ask Oracle for.

Owns the quota. A quota only caps: the tenancy's service limits stay Oracle's to raise, so the limits are read and what
is below a cap is reported as an action. Quotas belong to the tenancy and are written in its home region, while domains
and limits are those of the caps' region: where the two differ, the quota has a provider of the home region.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi
import pulumi_oci
from pulumi_oci import limits

from components.checks import Checks
from components.oci.shared import domain_name, take_place
from components.outputs import gathered
from podwright.catalog.regions import check_region, regions
from podwright.plan.names_oci import oci_name
from podwright.plan.quota_oci import OciCap, check_cap, check_compartment, quota_statements, raise_action


class OciQuotaCapArgs(TypedDict):
    """One cap, in the limit's own unit (GPUs, OCPUs, clusters…): either of the two."""

    limit: NotRequired[int]
    """What the compartment may have, in each availability domain where Oracle counts by those."""
    zones: NotRequired[dict[str, int]]
    """What it may have in some availability domains, such as AD-1."""


class OciQuotaArgs(TypedDict):
    """Arguments of `OciQuota`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, which owns the quota."""
    region: str
    """Region that the caps are about."""
    prefix: str
    """Leading part of the quota's name, which is unique in the tenancy."""
    labels: dict[str, str]
    """Freeform tags."""
    compartment: pulumi.Input[str]
    """Name of the compartment; `parent:child` for one in another."""
    caps: dict[str, OciQuotaCapArgs]
    """The caps by name of the limit, such as gpu-h200-count; GPUs that no cap names are taken away."""
    reservable: NotRequired[dict[str, OciQuotaCapArgs]]
    """What reservations hold, by name of the limit, such as gpu-h200-core-count-reservable: compared with the service
    limit and not capped."""
    uncapped: NotRequired[list[str]]
    """Further limits of GPUs that are left as they are, such as gpu-h200-core-reserved-count."""
    keep_others: NotRequired[bool]
    """Leave GPUs that no cap names as they are, because the name of a limit that is needed is not known."""
    home_region: NotRequired[str]
    """Home region of the tenancy; the region itself when left out. Credentials come from the environment then."""
    read_limits: NotRequired[bool]
    """Read the service limits and report those below a cap; on when left out."""


class OciQuota(pulumi.ComponentResource):
    """The quota of one region in one compartment."""

    statements: pulumi.Output[list[str]]
    """The statements, as Oracle reads them."""
    actions: pulumi.Output[dict[str, str]]
    """What a person must ask Oracle for, because a service limit is below a cap; by limit and availability domain."""

    def __init__(self, name: str, args: OciQuotaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        title, caps, held = plan_oci_quota(name, args)
        super().__init__("podwright:index:OciQuota", name, {}, opts)
        zones = sorted({cap.zone for cap in (*caps, *held) if cap.zone})
        domains = {zone: domain_name(self, args["tenancy"], zone) for zone in zones}
        uncapped = None if args.get("keep_others") else uncapped_limits(args)
        path = pulumi.Output.from_input(args["compartment"])
        self.statements = pulumi.Output.all(gathered(domains), path).apply(
            lambda found: quota_statements(found[1], args["region"], caps, found[0], uncapped)
        )
        limits.Quota(
            f"{name}-quota",
            name=title,
            compartment_id=args["tenancy"],
            description=pulumi.Output.concat("What ", args["region"], " may have in ", path),
            statements=self.statements,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self, provider=self._home(name, args)),
        )
        self.actions = self._actions(args, (*caps, *held) if args.get("read_limits", True) else (), domains)
        self.register_outputs({"statements": self.statements, "actions": self.actions})

    def _home(self, name: str, args: OciQuotaArgs) -> pulumi_oci.Provider | None:
        home = args.get("home_region", args["region"])
        if home == args["region"]:
            return None
        return pulumi_oci.Provider(
            f"{name}-home",
            region=home,
            tenancy_ocid=args["tenancy"],
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _actions(
        self, args: OciQuotaArgs, caps: Sequence[OciCap], domains: Mapping[str, pulumi.Output[str]]
    ) -> pulumi.Output[dict[str, str]]:
        """A quota cannot raise a limit, so a person must."""
        counted = [each for cap in caps for each in _by_domain(cap, args["region"])]
        others = {each.zone for each in counted if each.zone} - set(domains)
        names = {**domains, **{zone: domain_name(self, args["tenancy"], zone) for zone in sorted(others)}}
        found = {
            f"{cap.name} {cap.zone or ''}".strip(): self._total(args, cap, names).apply(_asking(cap, args["region"]))
            for cap in counted
        }
        return gathered(found).apply(lambda actions: {key: each for key, each in actions.items() if each})

    def _total(self, args: OciQuotaArgs, cap: OciCap, domains: Mapping[str, pulumi.Output[str]]) -> pulumi.Output[int]:
        """The service limit: what is used and what is left, asked at the tenancy so that no quota narrows it."""
        answer = limits.get_resource_availability_output(
            compartment_id=args["tenancy"],
            service_name=cap.service,
            limit_name=cap.name,
            availability_domain=domains[cap.zone] if cap.zone else None,
            opts=pulumi.InvokeOutputOptions(parent=self),
        )
        return pulumi.Output.all(answer.available, answer.used).apply(lambda both: sum(int(each or 0) for each in both))


def _by_domain(cap: OciCap, region: str) -> Sequence[OciCap]:
    """The cap in each availability domain where Oracle counts it by those."""
    if cap.zone or not cap.per_domain:
        return (cap,)
    zones = (each.removeprefix(f"{region}-") for each in regions("oci")[region].zones)
    return tuple(replace(cap, zone=zone) for zone in zones)


def _asking(cap: OciCap, region: str) -> Callable[[int], str]:
    return lambda total: raise_action(cap, region, total) or ""


def uncapped_limits(args: OciQuotaArgs) -> list[str]:
    """Limits that are given back, each once."""
    return list(dict.fromkeys([*args.get("reservable", {}), *args.get("uncapped", [])]))


def plan_oci_quota(name: str, args: OciQuotaArgs) -> tuple[str, tuple[OciCap, ...], tuple[OciCap, ...]]:
    """The quota's name, its caps, and what is only compared; an `InputError` with everything that is wrong."""
    checks = Checks("OciQuota", name)
    take_place(checks, args["region"], args["labels"])
    if "home_region" in args:
        checks.take(check_region("oci", args["home_region"]), "home_region")
    if isinstance(args["compartment"], str):
        checks.take(check_compartment(args["compartment"]))
    caps = _take_caps(checks, args["region"], "caps", args["caps"])
    held = _take_caps(checks, args["region"], "reservable", args.get("reservable", {}))
    if args.get("keep_others") and not caps:
        checks.add("caps", "there is none, and other GPUs are left as they are", fix="make no quota")
    title = checks.attempt(lambda: oci_name("iam", args["prefix"], "quota"), field="prefix")
    checks.done()
    if not title:
        raise AssertionError("a plan without a problem is complete")
    return title, caps, held


def _take_caps(checks: Checks, region: str, field: str, caps: Mapping[str, OciQuotaCapArgs]) -> tuple[OciCap, ...]:
    found: list[OciCap] = []
    for key, cap in caps.items():
        if ("limit" in cap) == ("zones" in cap):
            checks.add(f"{field}.{key}", "is no cap", allowed="either limit or zones")
        own = [OciCap(key, cap["limit"], None)] if "limit" in cap else []
        for given, amount in cap.get("zones", {}).items():
            zone = take_place(checks, region, {}, given)
            own += [OciCap(key, amount, zone)] if zone else []
        # What the catalog does not know the account may; `podwright check` says so, and Oracle decides.
        wrong = {problem: None for each in own for problem in check_cap(each) if problem.severity == "error"}
        for problem in wrong:
            checks.take(problem, f"{field}.{key}.{problem.subject}".rstrip("."))
        found += own
    # Caps of the whole region go first, because the last statement counts.
    return tuple(sorted(found, key=lambda cap: (cap.zone is not None, cap.name)))
