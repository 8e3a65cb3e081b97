"""Managed identities, what trusts them, and role assignments.

Owns principals: their GUIDs, and the block `identity` that many types have. Its list of user-assigned identities comes
back as a mapping (source: the SDK's types; ran against SDK 3.29). Permissions are recorded, never checked: the emulated
cloud lets everybody do everything.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from podwright.emulator.azure import errors, ids
from podwright.emulator.azure.base import GROUP, ArmKind, guid
from podwright.emulator.azure.naming import ArmName
from podwright.emulator.azure.pointers import Pointer
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values

IDENTITY = "azure-native:managedidentity:UserAssignedIdentity"
IDENTITY_TYPE = "Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY_POINTER = Pointer("identity.userAssignedIdentities[*]", IDENTITY, IDENTITY_TYPE, "allow")
GUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_SUBSCRIPTION = re.compile(r"/?subscriptions/([^/]+)", re.IGNORECASE)


class UserAssignedIdentity(ArmKind):
    """A user-assigned managed identity."""

    arm_type = IDENTITY_TYPE
    keys = ("resourceName",)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its principal."""
        return {
            "clientId": guid(call, old, "clientId", identity.id),
            "principalId": guid(call, old, "principalId", identity.id),
            "tenantId": tenant(call.scope),
        }


class FederatedIdentityCredential(ArmKind):
    """An outside issuer's subject that may act as an identity."""

    arm_type = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"
    keys = ("resourceName", "federatedIdentityCredentialResourceName")
    parent = IDENTITY
    regional = False

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One credential for a pair of issuer and subject, and twenty for an identity."""
        links = call.tx.links_to(IDENTITY, self.parent_id(identity) or "")
        others = [call.tx.get(link.token, link.id) for link in links if link.token == self.token]
        pair = (inputs.get("issuer"), inputs.get("subject"))
        for other in others:
            if other and other.id != identity.id and pair == (other.inputs.get("issuer"), other.inputs.get("subject")):
                raise errors.arm_error(
                    409, "Conflict", "Issuer and subject combination already exists for this Managed Identity."
                )
        if old is None and len(others) >= 20:
            # source of the limit: learn.microsoft.com, federated identity credentials considerations
            raise errors.bad_request(
                "Too many Federated Identity Credentials have been added to the Managed Identity. The maximum is 20."
            )


class RoleAssignment(ArmKind):
    """A role of a principal at a scope."""

    arm_type = "Microsoft.Authorization/roleAssignments"
    keys = ("roleAssignmentName",)
    regional = False

    @property
    def auto_name(self) -> AutoName | None:  # pyright: ignore[reportIncompatibleVariableOverride]
        """A UUID."""
        return ArmName("roleAssignmentName", style="uuid")

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Below its scope."""
        where, name = values.get(inputs, "scope"), values.get(inputs, "roleAssignmentName")
        text = str(UNKNOWN) if where is UNKNOWN else "/" + ids.normal(str(where or "")).strip("/")
        label = str(UNKNOWN) if name is UNKNOWN else str(name or "")
        found = _SUBSCRIPTION.match(text)
        resource_id = f"{text}/providers/{self.arm_type}/{label}"
        return Identity(resource_id, found[1].lower() if found else scope.project or "", label, "")

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The resource group of its scope; a resource there goes with its assignments, as in Azure."""
        found = ids.parse(str(inputs.get("scope") or ""))
        if found is None:
            return ()
        group = ids.group_id(found.subscription.lower(), found.group)
        if found.group.lower().startswith("mc_"):
            return ()
        return [Reference("scope", GROUP, group, errors.group_not_found(found.group), "allow")]

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """GUIDs where there must be some, and no second assignment of the same."""
        principal, role = str(inputs.get("principalId")), str(inputs.get("roleDefinitionId"))
        if not GUID.fullmatch(principal):
            raise errors.bad_request(
                f"The Principal ID '{principal}' is not valid. Principal ID must be a GUID.", code="InvalidPrincipalId"
            )
        if not GUID.fullmatch(identity.name):
            raise errors.bad_request(
                f"The role assignment ID '{identity.name}' is not valid. The role assignment ID must be a GUID.",
                code="InvalidRoleAssignmentId",
            )
        if not GUID.fullmatch(ids.last(role)):
            raise errors.bad_request(
                f"The role definition ID '{ids.last(role)}' is not valid. The role definition ID must be a GUID.",
                code="InvalidRoleDefinitionId",
            )
        for other in call.tx.records(self.token, identity.project):
            if other.id != identity.id and _grant(other.inputs) == _grant(inputs):
                raise errors.arm_error(409, "RoleAssignmentExists", "The role assignment already exists.")

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Times and defaults."""
        return {
            "scope": "/" + str(inputs.get("scope")).strip("/"),
            "principalType": values.string(inputs, "principalType") or "User",
            "createdBy": numbers.uuid_of("caller", identity.project),
            "updatedBy": numbers.uuid_of("caller", identity.project),
            "createdOn": old.created if old else call.timestamp(),
            "updatedOn": call.timestamp(),
        }


def tenant(scope: Scope) -> str:
    """The Entra tenant of the provider's settings."""
    return scope.extra.get("tenantId", "")


def shown_identity(call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
    """The output `identity`: its own principal when there is one, the user-assigned ones with theirs."""
    given = values.mapping(inputs, "identity")
    if not given:
        return {}
    shown: Values = {**given}
    kind = values.string(given, "type") or ""
    if "SystemAssigned" in kind:
        kept = values.string(old.outputs if old else {}, "identity.principalId")
        shown["principalId"] = kept or numbers.uuid_of("principalId", identity.id, call.incarnation)
        shown["tenantId"] = tenant(call.scope)
    users: Values = {}
    for text in values.strings(given, "userAssignedIdentities"):
        record = call.tx.get(IDENTITY, ids.normal(text, IDENTITY_TYPE))
        outputs = record.outputs if record else {}
        users[text] = {"clientId": outputs.get("clientId"), "principalId": outputs.get("principalId")}
    shown.pop("userAssignedIdentities", None)
    return {"identity": {**shown, **({"userAssignedIdentities": users} if users else {})}}


def foreseen_identity(values: Values) -> Values:
    """Outputs of a preview with the user-assigned identities in the shape of outputs, unknown where an id still is.

    A list there stops every program in Python (source: pulumi-azure-native issue 2525, fixed for version 2).
    """
    given = values.get("identity")
    if not isinstance(given, dict):
        return values
    block = cast("Values", given)
    found = block.get("userAssignedIdentities")
    if not isinstance(found, list):
        return values
    texts = cast("list[object]", found)
    shown: object = {each: UNKNOWN for each in texts if isinstance(each, str)}
    known = all(isinstance(each, str) for each in texts)
    return {**values, "identity": {**block, "userAssignedIdentities": shown if known else UNKNOWN}}


def _grant(inputs: Values) -> tuple[str, str, str]:
    scope, role = str(inputs.get("scope")).strip("/").lower(), ids.last(str(inputs.get("roleDefinitionId"))).lower()
    return scope, str(inputs.get("principalId")).lower(), role
