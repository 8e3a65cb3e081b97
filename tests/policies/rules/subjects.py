"""Resources as the policy SDK hands them to a rule, built from plain properties.

The properties go through the SDK's own proxy, so that reading an unknown value fails exactly as it does at a preview.
"""

from __future__ import annotations

from typing import Any, cast

from pulumi_policy import (
    PolicyCustomTimeouts,
    PolicyProviderResource,
    PolicyResource,
    PolicyResourceOptions,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, unknown_checking_proxy

from tests.components import harness

UNKNOWN = UNKNOWN_STRING_VALUE
Props = dict[str, Any]

NODE_POOL = "gcp:container/nodePool:NodePool"
TPU_VM = "gcp:tpu/v2Vm:V2Vm"
QUEUED = "gcp:tpu/v2QueuedResource:V2QueuedResource"
PREFERENCE = "gcp:cloudquota/sQuotaPreference:SQuotaPreference"


def violations(
    policy: ResourceValidationPolicy, kind: str, props: Props, name: str = "it", provider: Props | None = None
) -> list[str]:
    """What a rule says about one resource; `provider` has the properties of an explicit provider."""
    found: list[str] = []

    def report(message: str, _urn: str | None = None) -> None:
        found.append(message)

    of = f"pulumi:providers:{kind.partition(':')[0]}"
    explicit = PolicyProviderResource(of, _proxied(provider), _urn(of, "own"), "own") if provider else None
    args = ResourceValidationArgs(kind, _proxied(props), _urn(kind, name), name, _options(), explicit)
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


def as_sent(value: Any) -> Any:
    """Inputs with unknown values as the engine sends them to a pack."""
    if isinstance(value, dict):
        return {key: as_sent(each) for key, each in cast("Props", value).items()}
    if isinstance(value, list):
        return [as_sent(each) for each in cast("list[Any]", value)]
    return UNKNOWN if value == harness.UNKNOWN else value


def deployed(deployment: harness.Deployment) -> list[PolicyResource]:
    """Everything a program registered as rules of a whole stack get it, with what each input was taken from."""
    found: dict[str, PolicyResource] = {}
    for name, each in deployment.resources.items():
        taken = {key: [found[name] for name in names if name in found] for key, names in each.taken_from.items()}
        others = [other for several in taken.values() for other in several]
        found[name] = PolicyResource(
            each.type,
            _proxied(as_sent(each.inputs)),
            _urn(each.type, name),
            name,
            _options(),
            None,
            None,
            others,
            taken,
        )
    return list(found.values())


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
