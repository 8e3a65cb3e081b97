"""Names the parts of a Kubernetes object: API version, kind, metadata, id.

Owns the reading and changing of `metadata`, which may be unknown or secret in a preview, and the words in which the
API server speaks of an object: `Deployment.apps`, `deployments.apps`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from podwright.emulator.core.wire import UNKNOWN, Secret, Values, plain

AUTONAMED = "pulumi.com/autonamed"
"""The annotation by which the provider knows a name that it made itself."""

_DOUBLING = re.compile(r"(s|x|z|ch|sh)$")


@dataclass(frozen=True, slots=True)
class Gvk:
    """Group, version and kind, as a type token says them."""

    group: str
    """Empty for the core group."""
    version: str
    kind: str
    patch: bool = False
    """The type patches an object that is somebody else's: `DeploymentPatch`."""

    @staticmethod
    def of(token: str) -> Gvk:
        """From `kubernetes:apps/v1:Deployment`."""
        _, group_version, kind = token.split(":", 2)
        group, _, version = group_version.rpartition("/")
        patch = kind.endswith("Patch") and kind != "Patch"
        return Gvk("" if group == "core" else group, version, kind.removesuffix("Patch") if patch else kind, patch)

    @property
    def api_version(self) -> str:
        """`apps/v1`, or `v1` for the core group."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def token(self) -> str:
        """The type of the object itself, not of a patch of it."""
        return f"kubernetes:{self.group or 'core'}/{self.version}:{self.kind}"

    @property
    def qualified(self) -> str:
        """How a refusal begins: `Deployment.apps`."""
        return f"{self.kind}.{self.group}" if self.group else self.kind

    @property
    def resource(self) -> str:
        """How the API server calls the collection: `deployments.apps`."""
        return f"{_plural(self.kind.lower())}.{self.group}" if self.group else _plural(self.kind.lower())

    @property
    def described(self) -> str:
        """How the provider calls it: `apps/v1/Deployment`, the core group as `v1/Pod`."""
        return f"{self.api_version}/{self.kind}"


def _plural(kind: str) -> str:
    if kind == "endpoints":
        return kind
    if kind.endswith("y") and kind[-2] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}es" if _DOUBLING.search(kind) else f"{kind}s"


def metadata(inputs: Values) -> Values:
    """The metadata in plain values; empty where there are none or they are unknown."""
    found = plain(inputs.get("metadata"))
    return cast("Values", found) if isinstance(found, dict) else {}


def part(inputs: Values, key: str) -> Values:
    """The mapping under a key of the metadata, such as labels and annotations."""
    found = metadata(inputs).get(key)
    return cast("Values", found) if isinstance(found, dict) else {}


def name_of(inputs: Values) -> str:
    """The object's name; empty where it has none, the text of UNKNOWN where it is unknown."""
    found = plain(inputs.get("metadata")) if inputs.get("metadata") is UNKNOWN else metadata(inputs).get("name")
    return str(found) if found else ""


def namespace_of(inputs: Values) -> str:
    """The object's namespace as it is written; empty where it has none."""
    found = metadata(inputs).get("namespace")
    return str(found) if found else ""


def is_autonamed(inputs: Values) -> bool:
    """Whether the provider made the name."""
    return part(inputs, "annotations").get(AUTONAMED) == "true"


def with_metadata(inputs: Values, **changes: object) -> Values:
    """The object with changed metadata; None removes an entry. Unknown metadata stay as they are."""
    given = inputs.get("metadata")
    inner = given.value if isinstance(given, Secret) else given
    if inner is UNKNOWN or not isinstance(inner, dict | None):
        return inputs
    merged = {**cast("Values", inner or {}), **changes}
    kept: Values = {key: value for key, value in merged.items() if value is not None}
    return {**inputs, "metadata": Secret(kept) if isinstance(given, Secret) else kept}


def annotated(inputs: Values, key: str, value: str) -> Values:
    """The object with one more annotation."""
    return with_metadata(inputs, annotations={**_raw(inputs, "annotations"), key: value})


def labelled(inputs: Values, key: str, value: str) -> Values:
    """The object with one more label."""
    return with_metadata(inputs, labels={**_raw(inputs, "labels"), key: value})


def _raw(inputs: Values, key: str) -> Values:
    given = inputs.get("metadata")
    inner = given.value if isinstance(given, Secret) else given
    found = cast("Values", inner).get(key) if isinstance(inner, dict) else None
    return cast("Values", found) if isinstance(found, dict) else {}


def object_id(namespace: str, name: str) -> str:
    """The id that a program sees: `namespace/name`, or `name` alone."""
    return f"{namespace}/{name}" if namespace else name


def seen_id(account: str, stored_id: str) -> str:
    """The id that a program sees, without the cluster in front under which the store keeps it."""
    return stored_id.removeprefix(f"{account}/")
