"""Resource groups.

Owns what a delete of a group means: ARM deletes everything in it, in whatever order works, and the provider asks for no
less (source: pulumi-azure-native issue 2522, open: no check for what else is in the group). Something outside that
needs something inside stops it.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.azure import errors, ids, vaults
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import UNKNOWN, Values


class ResourceGroup(ArmKind):
    """A resource group."""

    arm_type = "Microsoft.Resources/resourceGroups"
    keys = ("resourceGroupName",)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Its own form of id."""
        name = inputs.get("resourceGroupName")
        text = str(UNKNOWN) if name is UNKNOWN else str(name or "")
        return Identity(ids.group_id(scope.project or "", text), scope.project or "", text, self.place(scope, inputs))

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """None: it stands in the subscription."""
        return ()

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """It must have a location; there is no group above it to take one from."""
        if not identity.location:
            raise errors.bad_request("The location property is required for this definition.", code="LocationRequired")

    def leave(self, call: Call, record: Record) -> None:
        """Takes everything in it along, with its quota, unless something outside needs it."""
        inside = [each for each in call.tx.records(project=record.project) if _is_in(each.id, record.id)]
        stuck = [each for each in inside if _needed_outside(call, each, record.id)]
        if stuck:
            names = ",".join(ids.short(each.id) for each in stuck)
            raise errors.arm_error(
                409,
                "ResourceGroupDeletionBlocked",
                f"Deletion of resource group '{record.name}' failed as resources with identifiers '{names}' could not"
                " be deleted. The provisioning state of the resource group will be rolled back. Please check audit"
                " logs for more details.",
            )
        for vault in (each for each in inside if each.token == vaults.VAULT):
            vaults.Vault(vaults.VAULT).leave(call, vault)
        for each in inside:
            call.ledger.release(each.token, each.id)
            call.tx.remove(each.token, each.id)

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The state, which a group has in a block of its own."""
        return {"properties": {"provisioningState": "Succeeded"}}


def _is_in(resource_id: str, group: str) -> bool:
    return resource_id.lower().startswith(f"{group.lower()}/")


def _needed_outside(call: Call, record: Record, group: str) -> bool:
    links = call.tx.links_to(record.token, record.id)
    return any(link.on_delete == "refuse" and not _is_in(link.id, group) for link in links)
