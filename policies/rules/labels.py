"""Everything that can be labelled says who owns it and who pays for it."""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import block, evaluated, named, text
from policies.rules.label_places import LABELS_AT

REQUIRED = ("owner", "cost-centre")


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at one resource of a type that can be labelled."""
    path = LABELS_AT.get(args.resource_type)
    if path is None:
        return
    labels = block(args.props, *path)
    missing = [key for key in REQUIRED if text(labels, key) is None]
    if missing:
        report(
            f"{named(args)} has no label {' and no label '.join(missing)};"
            f" add to {'.'.join(path)}, or to podwright:labels of the stack",
            args.urn,
        )


OWNER_LABELS = ResourceValidationPolicy(
    name="owner-labels",
    description="Every resource that can be labelled names its owner and its cost centre.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    remediation_steps="Set podwright:labels in the stack file.",
)
