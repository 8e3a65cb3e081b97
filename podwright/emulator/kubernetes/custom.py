"""Types of custom resources: `kubernetes:<group>/<version>:<Kind>`, which no SDK has.

Owns their shape: API version, kind and metadata as of any object, everything else as the program gives it. Whether the
cluster serves such a kind is asked when one is created (`kinds.py`). A type in a group that the SDK knows is no custom
one, so a mistyped built-in kind is an unknown type.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podwright.emulator.kubernetes.objects import Gvk
from podwright.emulator.sdk.index import SdkIndex
from podwright.emulator.sdk.types import Property, ResourceType, Scalar

_MODEL = "kubernetes:core/v1:ConfigMap"
_COMMON = ("apiVersion", "kind", "metadata")


class OpenProperties(Mapping[str, Property]):
    """Properties of which some are known and every other one is taken as it comes."""

    def __init__(self, known: Mapping[str, Property]) -> None:
        self._known = known

    def __getitem__(self, name: str) -> Property:
        return self._known.get(name) or Property(name, name, Scalar("any"))

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str)

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def definition(token: str, index: SdkIndex) -> ResourceType | None:
    """The type of a custom resource; None when the token cannot be one."""
    parts = token.split(":")
    if len(parts) != len(("package", "version", "kind")) or not all(parts) or "/" not in parts[1]:
        return None
    gvk = Gvk.of(token)
    model = index.resource(_MODEL)
    if model is None or "." not in gvk.group or is_built_in(gvk.group, index):
        return None
    inputs = {name: Property(name, name, model.inputs[name].type) for name in _COMMON}
    outputs = {name: Property(name, name, model.outputs[name].type) for name in _COMMON}
    return ResourceType(token, OpenProperties(inputs), OpenProperties(outputs), index.version)


def is_built_in(group: str, index: SdkIndex) -> bool:
    """Whether the SDK has types of that group."""
    start = f"kubernetes:{group}/"
    return any(token.startswith(start) for token in index.tokens())
