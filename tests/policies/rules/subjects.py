"""Resources as the policy SDK hands them to a rule, built from plain properties.

The properties go through the SDK's own proxy, so that reading an unknown value fails exactly as it does at a preview.
"""

from __future__ import annotations

from typing import Any, cast

from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

UNKNOWN = UNKNOWN_STRING_VALUE
Props = dict[str, Any]

NODE_POOL = "gcp:container/nodePool:NodePool"
TPU_VM = "gcp:tpu/v2Vm:V2Vm"
QUEUED = "gcp:tpu/v2QueuedResource:V2QueuedResource"
PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"


def violations(policy: ResourceValidationPolicy, kind: str, props: Props, name: str = "it") -> list[str]:
    """What a rule says about one resource."""
    found: list[str] = []

    def report(message: str, _urn: str | None = None) -> None:
        found.append(message)

    args = ResourceValidationArgs(kind, _proxied(props), _urn(kind, name), name, _options(), None)
    cast("Any", policy).validate(args, report)
    return found


def stack_violations(policy: StackValidationPolicy, *resources: PolicyResource) -> list[str]:
    """What a rule says about a whole stack."""
    found: list[str] = []

    def report(message: str, _urn: str | None = None) -> None:
        found.append(message)

    cast("Any", policy).validate(StackValidationArgs(list(resources)), report)
    return found


def resource(kind: str, name: str, props: Props, **depends_on: PolicyResource) -> PolicyResource:
    """One resource of a stack; `depends_on` gives, by property, the resource whose output it holds."""
    by_property = {key: [other] for key, other in depends_on.items()}
    others = list(depends_on.values())
    return PolicyResource(kind, _proxied(props), _urn(kind, name), name, _options(), None, None, others, by_property)


def _proxied(props: Props) -> Props:
    return unknown_checking_proxy(props)


def _urn(kind: str, name: str) -> str:
    return f"urn:pulumi:test::podwright::{kind}::{name}"


def _options() -> PolicyResourceOptions:
    return PolicyResourceOptions(
        protect=False,
        ignore_changes=[],
        delete_before_replace=None,
        aliases=[],
        custom_timeouts=PolicyCustomTimeouts(0, 0, 0),
        additional_secret_outputs=[],
    )
