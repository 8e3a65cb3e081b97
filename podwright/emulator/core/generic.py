"""Plausible outputs and names for a type that nobody has modelled, from the SDK's definition alone.

Owns what the generic kinds of all clouds share; the id's form and the words of a cloud are in its own package.
"""

from __future__ import annotations

import re

from podwright.emulator.core import numbers
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.sdk.types import Property, ResourceType, Scalar


def plausible_outputs(
    definition: ResourceType, found: Values, call: Call, identity: Identity, old: Record | None
) -> Values:
    """`found`, and for each other output that only the cloud sets something of its kind that stays the same."""
    filled = dict(found)
    for name, item in definition.outputs.items():
        if item.output_only and name not in filled:
            made = old.outputs.get(name) if old else plausible(name, item, call, identity)
            if made is not None:
                filled[name] = made
    return filled


def plausible(name: str, item: Property, call: Call, identity: Identity) -> object:
    """A value that looks right for an output of that name and type; None where nothing does."""
    kind = item.type.kind if isinstance(item.type, Scalar) else None
    number = numbers.numeric_id(call, name, identity.id)
    if kind == "int":
        return number if name.lower().endswith("id") else None
    if kind != "str":
        return None
    if re.search(r"(Time|Timestamp)$", name):
        return call.timestamp()
    if re.search(r"(etag|[fF]ingerprint)$", name):
        return numbers.fingerprint(name, identity.id)
    if name in ("state", "status"):
        return "ACTIVE"
    return str(number) if name.lower().endswith("id") else None


def id_property(definition: ResourceType) -> str:
    """The input that names the resource: `name`, or else its own id, such as `secretId` of a `RegionalSecret`.

    The `secretId` of a `SecretIamMember` is another's, so it names nothing: then it is `name` too, which is not there.
    """
    own = definition.token.rsplit(":", 1)[-1].lower()
    ids = (name for name in definition.inputs if name.endswith("Id") and own.endswith(name[:-2].lower()))
    return "name" if "name" in definition.inputs else max(ids, key=len, default="name")


def collection(title: str) -> str:
    """The plural in an API's paths: `NodePool` is `nodePools`, `Policy` is `policies`."""
    plural = title[0].lower() + title[1:]
    if plural.endswith("s"):
        return plural
    # `policy` becomes `policies`, but `gateway` becomes `gateways`
    return f"{plural[:-1]}ies" if re.search(r"[^aeiou]y$", plural) else f"{plural}s"
