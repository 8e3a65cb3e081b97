"""What a node pool's definition and webhook refuse.

Owns the rules for the fields of its spec. They are CoreWeave's documentation's (Node Pool reference, Autoscale Node
Pools); the text for an instance type that is changed is quoted in public, the other texts are assumed to follow the
form of a CustomResourceDefinition.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from podwright.emulator.core import values
from podwright.emulator.core.wire import Values
from podwright.emulator.coreweave.facts import InstanceType, instance_types
from podwright.emulator.kubernetes import errors

_FIELDS = (
    "autoscaling",
    "computeClass",
    "gpu",
    "image",
    "instanceType",
    "lifecycle",
    "maxNodes",
    "minNodes",
    "nodeAnnotations",
    "nodeLabels",
    "nodeTaints",
    "targetNodes",
    "targetRacks",
)
_COUNTS = ("maxNodes", "minNodes", "targetNodes", "targetRacks")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_CHOICES = {"computeClass": ("default",), "lifecycle.scaleDownStrategy": ("IdleOnly", "PreferIdle")}
_FIRST_AUTOSCALING_MINOR = 32


def shape(spec: Values) -> Iterator[str]:
    """What the definition's schema refuses."""
    for name in sorted(spec.keys() - set(_FIELDS)):
        yield f'spec.{name}: Invalid value: unknown field "spec.{name}"'
    for name in _COUNTS:
        value = spec.get(name)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
            yield errors.bad_value(f"spec.{name}", value, "must be of type integer")
        elif isinstance(value, int) and value < 0:
            yield errors.bad_value(f"spec.{name}", value, "should be greater than or equal to 0")
    if not isinstance(spec.get("autoscaling"), bool | None):
        yield errors.bad_value("spec.autoscaling", spec["autoscaling"], "must be of type boolean")
    for path, allowed in _CHOICES.items():
        value = values.get(spec, path)
        if value not in (None, *allowed):
            yield errors.unsupported(f"spec.{path}", value, allowed)
    yield from _of_nodes(spec)


def _of_nodes(spec: Values) -> Iterator[str]:
    for name in ("nodeLabels", "nodeAnnotations"):
        for key, value in values.mapping(spec, name).items():
            if not isinstance(value, str):
                yield errors.bad_value(f"spec.{name}.{key}", value, "must be of type string")
    for index, taint in enumerate(values.blocks(spec, "nodeTaints")):
        if not taint.get("key"):
            yield errors.required(f"spec.nodeTaints[{index}].key")
        if taint.get("effect") not in _EFFECTS:
            yield errors.unsupported(f"spec.nodeTaints[{index}].effect", taint.get("effect"), _EFFECTS)


def target(spec: Values, minor: int) -> Iterator[str]:
    """What the webhook refuses: types that are not there, and sizes that do not go with the type."""
    name = spec.get("instanceType")
    if not name:
        yield errors.required("spec.instanceType")
        return
    kind = instance_types().get(str(name))
    if kind is None:
        yield errors.bad_value("spec.instanceType", name, "unknown instance type")
        return
    nodes, racks = spec.get("targetNodes"), spec.get("targetRacks")
    if (nodes is None) == (racks is None):
        given = {key: spec[key] for key in ("targetNodes", "targetRacks") if spec.get(key) is not None}
        yield errors.bad_value("spec", given, "exactly one of targetNodes and targetRacks must be provided")
    if racks is not None and not kind.rack:
        yield errors.bad_value("spec.targetRacks", racks, f"is only available for NVL72-powered types, not {kind.name}")
    if kind.rack and isinstance(nodes, int) and nodes % kind.rack:
        yield errors.bad_value("spec.targetNodes", nodes, f"{kind.name} comes in racks of {kind.rack} nodes")
    yield from _autoscaling(spec, kind, minor)


def _autoscaling(spec: Values, kind: InstanceType, minor: int) -> Iterator[str]:
    least, most = values.number(spec, "minNodes"), values.number(spec, "maxNodes")
    if least is not None and most is not None and least > most:
        yield errors.bad_value("spec.minNodes", least, f"must not be greater than maxNodes {most}")
    if not values.flag(spec, "autoscaling"):
        return
    if kind.rack:
        yield errors.bad_value("spec.autoscaling", True, f"is not available for rack-scale type {kind.name}")
    if minor < _FIRST_AUTOSCALING_MINOR:
        yield errors.bad_value("spec.autoscaling", True, f"needs Kubernetes 1.{_FIRST_AUTOSCALING_MINOR} or later")


def nearest(spec: Values) -> str | None:
    """The instance type that was probably meant; None when there is such a type."""
    name = str(spec.get("instanceType") or "")
    if not name or name in instance_types():
        return None
    near = get_close_matches(name, instance_types(), n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else "CoreWeave's documentation lists the instance types"
