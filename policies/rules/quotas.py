"""A stack asks for at least the quota that its accelerators draw.

What a machine draws depends on how it is bought: spot and flex-start draw the preemptible quota, a reservation draws
nothing because it was counted when it was made. Quotas of the whole project belong to the global stack and are not
looked at here: one stack cannot see what the others draw.

Oracle Cloud's quotas cap, and are read in `quotas_oci`. On Azure no resource sets a limit and a quota group has no
number; CoreWeave has no interface for quotas at all: there `podwright check` compares with what the stack file states.
"""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    PolicyResource,
    ReportViolation,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)

from podwright.catalog.quotas import QuotaNeed, sum_needs
from podwright.errors import InputError
from policies.rules.demand import DEMANDS
from policies.rules.evaluation import PREFIX, block, known, named, number, text
from policies.rules.quotas_oci import oracle_draws, oracle_shortfalls

PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"
UNLIMITED = -1

QuotaKey = tuple[str, str, tuple[tuple[str, str], ...]]


def check(args: StackValidationArgs, report: ReportViolation) -> None:
    """Compare what all accelerators of the stack draw with what its quota preferences ask for."""
    needs = [need for need in _needs(args.resources, report) if need.dimensions and need.quota_id is not None]
    asked = _asked(args.resources, {need.quota_id for need in needs}, report)
    for need in needs:
        have = asked.get(need.key(), 0)
        if have != UNLIMITED and have < need.amount:
            report(
                f"{_drawn(need)} and asks for {have or 'none'}; ask for {need.amount} or more by an SQuotaPreference,"
                " or by podwright:quotas of the stack",
                None,
            )
    for each in oracle_shortfalls(args.resources, report):
        report(
            f"the stack draws {each.gpus} gpus from {each.limit} of compute ({each.domain}) and {named(each.quota)}"
            f" allows {each.allowed}; raise the cap to {each.gpus} or more, or run fewer machines",
            each.quota.urn,
        )


def check_by_hand(args: StackValidationArgs, report: ReportViolation) -> None:
    """Name the quotas that no program can ask for, because nobody has published their id."""
    for need in _needs(args.resources, None):
        if need.quota_id is None:
            report(f"{_drawn(need)}, whose id is not published; ask for it in the console", None)
    for (limit, shape, domain), gpus in sorted(oracle_draws(args.resources, _silent).items()):
        if not limit:
            report(
                f"the stack draws {gpus} gpus of {shape} ({domain}), the name of whose limit is not published;"
                " read it from quota_names of get_shapes(), and ask Oracle for it",
                None,
            )


def _needs(resources: list[PolicyResource], report: ReportViolation | None) -> list[QuotaNeed]:
    """What the resources draw, added up; without `report` what cannot be told is left to the rule that reports it."""
    found: list[QuotaNeed] = []
    for resource in resources:
        demands = DEMANDS.get(resource.resource_type)
        if demands is None:
            continue
        with known(resource, report or _silent):
            for demand in demands(resource):
                try:
                    found += demand.needs()
                except InputError as error:
                    (report or _silent)(
                        f"{PREFIX}what {named(resource)} draws is not known to the catalog:"
                        f" {error.problems[0].message}; correct it, or add it to the catalog",
                        resource.urn,
                    )
    return sum_needs(found)


def _silent(_message: str, _urn: str | None) -> None:
    """Reports to nobody."""


def _asked(resources: list[PolicyResource], ids: set[str | None], report: ReportViolation) -> dict[QuotaKey, int]:
    """What is asked for of the quotas with these ids; the rest is not read, since it may not be known yet."""
    asked: dict[QuotaKey, int] = {}
    for resource in resources:
        if resource.resource_type != PREFERENCE:
            continue
        with known(resource, report):
            quota_id = text(resource.props, "quotaId") or ""
            if quota_id in ids:
                places = block(resource.props, "dimensions")
                dimensions = tuple(sorted((key, str(places[key])) for key in places))
                value = number(block(resource.props, "quotaConfig"), "preferredValue")
                asked[(text(resource.props, "service") or "", quota_id, dimensions)] = value or 0
    return asked


def _drawn(need: QuotaNeed) -> str:
    place = ", ".join(f"{key}={value}" for key, value in sorted(need.dimensions.items()))
    quota = need.quota_id or f'"{need.display_name}"'
    return f"the stack draws {need.amount} {need.unit} from {quota} of {need.service} ({place})"


QUOTA_COVERS_ACCELERATORS = StackValidationPolicy(
    name="quota-covers-accelerators",
    description="The quota a stack asks for covers the accelerators it declares.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.HIGH,
    remediation_steps="Derive the quota from the accelerators, or raise the explicit ask.",
)

QUOTA_BY_HAND = StackValidationPolicy(
    name="quota-asked-by-hand",
    description="Some quota has to be asked for by a person.",
    validate=check_by_hand,
    enforcement_level=EnforcementLevel.ADVISORY,
    severity=Severity.LOW,
    remediation_steps="Ask for the quota in the console, on the page of Cloud Quotas.",
)
