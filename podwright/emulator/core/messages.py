"""Parts of the provider protocol's messages, to and from the core's own types.

Owns no decision: what changed, failed or is returned is decided elsewhere; here it gets its protobuf form.
The forms are those of the bridge under the Terraform-based providers (pulumi-terraform-bridge, `pkg/tfbridge`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, Protocol

from pulumi.runtime.proto import provider_pb2

from podwright.emulator.core import diff as differ
from podwright.emulator.core import wire
from podwright.emulator.core.naming import Naming
from podwright.emulator.core.validate import PropertyError

_MODES: tuple[Literal["propose", "enforce", "disable"], ...] = ("propose", "enforce", "disable")


class OfResource(Protocol):
    """A request about one resource."""

    type: str
    urn: str


def token(request: OfResource) -> str:
    """The resource's type; engines before 3.145 send only the URN, in which it is the last of the type part."""
    return request.type or request.urn.split("::")[2].rsplit("$", 1)[-1]


def naming(request: provider_pb2.CheckRequest) -> Naming:
    """What the engine says about the resource's name."""
    return Naming(
        logical_name=request.name or request.urn.split("::", 3)[3],
        seed=request.randomSeed,
        proposed=request.autonaming.proposed_name,
        mode=_MODES[request.autonaming.mode],
    )


def failures(errors: Iterable[PropertyError], given: wire.Values) -> list[provider_pb2.CheckFailure]:
    """One failure for each error.

    The engine prints the property with its value, and a nil where it finds none under that name; so only a given
    top-level property is named apart, any other path stands at the beginning of the reason.
    """
    return [
        provider_pb2.CheckFailure(property=error.path, reason=error.reason)
        if error.path in given
        else provider_pb2.CheckFailure(reason=f"{error.path}: {error.reason}" if error.path else error.reason)
        for error in errors
    ]


def invoked(result: wire.Values, errors: Sequence[PropertyError], given: wire.Values) -> provider_pb2.InvokeResponse:
    """The result of a function; its field is called `return`, which Python cannot spell."""
    response = provider_pb2.InvokeResponse(failures=failures(errors, given))
    if not errors:
        getattr(response, "return").CopyFrom(wire.encode(result))
    return response


def diff(changes: Sequence[differ.Change], *, delete_before_replace: bool) -> provider_pb2.DiffResponse:
    """Every change by path, and the top-level properties that changed or replace."""
    response = provider_pb2.DiffResponse(
        changes=provider_pb2.DiffResponse.DIFF_SOME if changes else provider_pb2.DiffResponse.DIFF_NONE,
        deleteBeforeReplace=delete_before_replace,
        hasDetailedDiff=True,
        diffs=sorted({str(change.path[0]) for change in changes}),
        replaces=sorted({str(change.path[0]) for change in changes if change.replaces}),
    )
    for change in changes:
        kind = f"{change.kind}_replace" if change.replaces else change.kind
        entry = provider_pb2.PropertyDiff(kind=provider_pb2.PropertyDiff.Kind.Value(kind.upper()), inputDiff=True)
        response.detailedDiff[differ.text(change.path)].CopyFrom(entry)
    return response
