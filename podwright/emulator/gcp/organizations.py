"""Projects and folders of an organization.

Owns their ids. A project that is made here and one that a provider names are the same: nothing asks whether a project
was made, because most programs are given theirs.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import AutoName, Call, Identity, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import identities
from podwright.emulator.gcp.base import GoogleKind

FOLDER = "gcp:organizations/folder:Folder"


class Project(GoogleKind):
    """A project; deletion is prevented unless the program says otherwise (SDK docstring, deletion_policy)."""

    title, noun = "Project", "project"
    template = "projects/{name}"
    labels = "labels"
    name_property = "projectId"
    auto_name = AutoName("name", 30)
    defaults = (("autoCreateNetwork", True), ("deletionPolicy", "PREVENT"))

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Its own name."""
        name = str(values.get(inputs, "projectId") or values.get(inputs, "name"))
        return Identity(f"projects/{name}", name, name, "global")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its number."""
        found = self.common(call, identity, inputs, old)
        return {**found, "projectId": identity.name, "number": identities.project_number(identity.name)}


class Folder(GoogleKind):
    """A folder; its number is made of where it is and what it is called, which are unique together."""

    title, noun = "Folder", "folder"
    auto_name = None
    defaults = (("deletionProtection", True),)

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """A number."""
        name, parent = (str(values.get(inputs, key)) for key in ("displayName", "parent"))
        number = numbers.decimal_digits(12, "folder", parent, name)
        return Identity(f"folders/{number}", scope.project or "", number, "global")

    def spared(self, record: Record) -> bool:
        """The provider's own lock, on by default."""
        if values.get(record.inputs, "deletionProtection") is not False:
            raise CloudError("cannot destroy folder without setting deletion_protection=false and running `pulumi up`")
        return super().spared(record)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Active at once."""
        return {
            "name": identity.id,
            "folderId": identity.name,
            "createTime": old.outputs.get("createTime") if old else call.timestamp(),
            "lifecycleState": "ACTIVE",
        }
