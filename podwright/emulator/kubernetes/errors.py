"""The words of the Kubernetes API server and of Pulumi's provider in front of it.

Owns the texts only; when they are said is decided where the rule is. Sources: kubernetes/apimachinery
`pkg/api/errors` and `pkg/util/validation/field`, pulumi/pulumi-kubernetes `provider/pkg/provider/provider.go` (4.34).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from podwright.emulator.core.errors import CloudError
from podwright.emulator.kubernetes.objects import Gvk

_EXISTS_HELP = """

The resource already exists in the cluster. This can happen when:

  - Renaming a Pulumi resource: use an alias to preserve the identity,
    or use deleteBeforeReplace if the resource needs replacement.
  - Managing an existing resource: use a Patch resource (e.g. NamespacePatch)
    to manage specific fields without owning the resource lifecycle.
  - Adopting a resource into Pulumi: use `pulumi import`. Note that
    protected resources (e.g. kube-system) cannot be deleted on destroy.
  - Intentional upsert: set upsertExistingObjects on the provider to allow
    server-side apply to update existing objects on create."""

_NO_CLUSTER = "the emulated clouds know no cluster with this API server, and real clusters are never asked"


class ApiError(CloudError):
    """The API server refuses; the provider puts its own words in front."""


class NoMatchError(ApiError):
    """The API server does not serve the kind."""


def invalid(gvk: Gvk, name: str, problems: Sequence[str], *, note: str | None = None) -> ApiError:
    """422: what is wrong with an object, all of it."""
    said = problems[0] if len(problems) == 1 else f"[{', '.join(problems)}]"
    return ApiError(f'{gvk.qualified} "{name}" is invalid: {said}', note=note)


def cannot_be_handled(gvk: Gvk, reason: str) -> ApiError:
    """400: an object that cannot even be read."""
    return ApiError(f'{gvk.kind} in version "{gvk.version}" cannot be handled as a {gvk.kind}: {reason}')


def not_found(gvk: Gvk, name: str) -> ApiError:
    """404."""
    return ApiError(f'{gvk.resource} "{name}" not found')


def already_exists(gvk: Gvk, name: str) -> ApiError:
    """409, with what the provider adds to it."""
    return ApiError(f'{gvk.resource} "{name}" already exists{_EXISTS_HELP}')


def forbidden(gvk: Gvk, name: str, reason: str) -> ApiError:
    """403."""
    return ApiError(f'{gvk.resource} "{name}" is forbidden: {reason}')


def no_match(gvk: Gvk, *, note: str | None = None) -> NoMatchError:
    """The cluster does not serve that kind in that version."""
    return NoMatchError(f'no matches for kind "{gvk.kind}" in version "{gvk.api_version}"', note=note)


def introduced(error: ApiError, verb: str, gvk: Gvk, urn: str, object_id: str) -> CloudError:
    """A refusal of a create or an update as the provider reports it."""
    if isinstance(error, NoMatchError):
        what, with_kind = ("creation", f" with kind {gvk.described}") if verb == "creating" else ("update", "")
        return error.prefixed(
            f'{what} of resource "{urn}"{with_kind} failed because the Kubernetes API server reported that the'
            " apiVersion for this resource does not exist. Verify that any required CRDs have been created"
        )
    if verb == "creating":
        return error.prefixed(f'resource "{urn}" was not successfully created by the Kubernetes API server')
    return error.prefixed(
        f'the Kubernetes API server reported that "{object_id}" failed to fully initialize or become live'
    )


def no_typed_patch(gvk: Gvk, place: str, unknown: Sequence[str]) -> ApiError:
    """A server-side apply with fields that the schema does not have; `place` is `namespace/name`."""
    found = [f".{path}: field not declared in schema" for path in unknown]
    said = found[0] if len(found) == 1 else "errors:" + "".join(f"\n  {each}" for each in found)
    return ApiError(f"failed to create typed patch object ({place}; {gvk.api_version}, Kind={gvk.kind}): {said}")


def unreachable(reason: str) -> CloudError:
    """A create or an update without a cluster."""
    return CloudError(f"configured Kubernetes cluster is unreachable: {reason}", note=_note(reason))


def unreachable_read() -> CloudError:
    """A refresh without a cluster."""
    return CloudError(
        "failed to read resource state due to unreachable cluster. If the cluster was deleted, you can remove this"
        " resource from Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment"
        ' variable set to "true"'
    )


def unreachable_delete() -> CloudError:
    """A delete without a cluster."""
    return CloudError(
        "configured Kubernetes cluster is unreachable. If the cluster was deleted, you can remove this resource from"
        " Pulumi state by rerunning the operation with the PULUMI_K8S_DELETE_UNREACHABLE environment variable set to"
        ' "true"'
    )


def _note(reason: str) -> str | None:
    return _NO_CLUSTER if reason.startswith("unable to load schema information") else None


def bad_value(path: str, value: object, reason: str) -> str:
    """One invalid value."""
    return f"{path}: Invalid value: {json.dumps(value, separators=(',', ':'), sort_keys=True)}: {reason}"


def required(path: str, reason: str = "") -> str:
    """One missing value."""
    return f"{path}: Required value: {reason}" if reason else f"{path}: Required value"


def unsupported(path: str, value: object, allowed: Sequence[str]) -> str:
    """One value outside a closed list."""
    listed = ", ".join(json.dumps(item) for item in allowed)
    return f"{path}: Unsupported value: {json.dumps(value)}: supported values: {listed}"


def prohibited(path: str, reason: str) -> str:
    """One change or field that is not allowed."""
    return f"{path}: Forbidden: {reason}"


def duplicate(path: str, value: object) -> str:
    """One value that may be there once only."""
    return f"{path}: Duplicate value: {json.dumps(value)}"
