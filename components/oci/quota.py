"""What a compartment on Oracle Cloud may have: a quota of generated statements, and what a person must ask Oracle for.

Owns the quota. A quota only caps: the tenancy's service limits stay Oracle's to raise, so the limits are read and what
is below a cap is reported as an action. Quotas belong to the tenancy and are written in its home region, while domains
and limits are those of the caps' region: where the two differ, the quota has a provider of the home region.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NotRequired, TypedDict

import pulumi
import pulumi_oci
from pulumi_oci import limits

from components.checks import Checks
from components.oci.shared import domain_name, take_place
from podwright.catalog.regions import check_region, regions
from podwright.plan.names_oci import oci_name
from podwright.plan.quota_oci import OciCap, check_cap, check_compartment, quota_statements, raise_action


class OciQuotaCapArgs(TypedDict):
    """One cap."""

    limit: int
    """What the compartment may have, in the limit's own unit (GPUs, OCPUs, clusters…)."""
    zone: NotRequired[str]
    """The availability domain, such as AD-1; as much in each of them when left out."""


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
    compartment: str
    """Name of the compartment; `parent:child` for one in another."""
    caps: dict[str, OciQuotaCapArgs]
    """The caps by name of the limit, such as gpu-h200-count; GPUs that no cap names are taken away."""
    home_region: NotRequired[str]
    """Home region of the tenancy; the region itself when left out. Credentials come from the environment then."""
    read_limits: NotRequired[bool]
    """Read the service limits and report those below a cap; on when left out."""


class OciQuota(pulumi.ComponentResource):
    """The quota of one region in one compartment."""

    statements: pulumi.Output[list[str]]
    """The statements, as Oracle reads them."""
    actions: pulumi.Output[list[str]]
    """What a person must ask Oracle for, because a service limit is below a cap."""

    def __init__(self, name: str, args: OciQuotaArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        title, caps = plan_oci_quota(name, args)
        super().__init__("podwright:index:OciQuota", name, {}, opts)
        zones = sorted({cap.zone for cap in caps if cap.zone})
        domains = {zone: domain_name(self, args["tenancy"], zone) for zone in zones}
        known = pulumi.Output.all(**domains) if domains else pulumi.Output.from_input(dict[str, str]())
        self.statements = known.apply(lambda found: quota_statements(args["compartment"], args["region"], caps, found))
        limits.Quota(
            f"{name}-quota",
            name=title,
            compartment_id=args["tenancy"],
            description=f"What {args['region']} may have in {args['compartment']}",
            statements=self.statements,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self, provider=self._home(name, args)),
        )
        self.actions = self._actions(args, caps if args.get("read_limits", True) else ())
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

    def _actions(self, args: OciQuotaArgs, caps: Sequence[OciCap]) -> pulumi.Output[list[str]]:
        """A quota cannot raise a limit, so a person must."""
        counted = [each for cap in caps for each in _by_domain(cap, args["region"])]
        found = [self._total(args, cap).apply(_asking(cap, args["region"])) for cap in counted]
        if not found:
            return pulumi.Output.from_input(list[str]())
        return pulumi.Output.all(*found).apply(lambda actions: [each for each in actions if each])

    def _total(self, args: OciQuotaArgs, cap: OciCap) -> pulumi.Output[int]:
        """The service limit: what is used and what is left, asked at the tenancy so that no quota narrows it."""
        answer = limits.get_resource_availability_output(
            compartment_id=args["tenancy"],
            service_name=cap.service,
            limit_name=cap.name,
            availability_domain=domain_name(self, args["tenancy"], cap.zone) if cap.zone else None,
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


def plan_oci_quota(name: str, args: OciQuotaArgs) -> tuple[str, tuple[OciCap, ...]]:
    """The quota's name and its caps; an `InputError` with everything that is wrong."""
    checks = Checks("OciQuota", name)
    take_place(checks, args["region"], args["labels"])
    if "home_region" in args:
        checks.take(check_region("oci", args["home_region"]), "home_region")
    checks.take(check_compartment(args["compartment"]))
    found: list[OciCap] = []
    for key, cap in args["caps"].items():
        given = cap.get("zone")
        zone = take_place(checks, args["region"], {}, given) if given else None
        found.append(OciCap(key, cap["limit"], zone))
        for problem in check_cap(found[-1]):
            # What the catalog does not know the account may; `podwright check` says so, and Oracle decides.
            if problem.severity == "error":
                checks.take(problem, f"caps.{key}.{problem.subject}".rstrip("."))
    title = checks.attempt(lambda: oci_name("iam", args["prefix"], "quota"), field="prefix")
    checks.done()
    if not title:
        raise AssertionError("a plan without a problem is complete")
    # Caps of the whole region go first, because the last statement counts.
    return title, tuple(sorted(found, key=lambda cap: (cap.zone is not None, cap.name)))
