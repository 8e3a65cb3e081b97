"""Types of the SDK that nobody has modelled: they are created, compared, read and deleted, and checked by type only.

Owns a plain id and plausible outputs for any type; one without a name of its own gets its id from the cloud. Nothing is
checked against other resources and no quota is drawn; the coverage table says which types are such.
"""

from __future__ import annotations

import re

from podwright.emulator.core import assigned, generic, numbers, values
from podwright.emulator.core.cloud import Call, Identity, Scope
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import links
from podwright.emulator.gcp.base import GoogleKind, project_of, region_of, zone_of
from podwright.emulator.sdk.types import ResourceType

_PLACES = (("zone", "zones"), ("region", "regions"), ("location", "locations"))
_DIGITS = 12
_GRANT = re.compile(r"I(am|AM)(Binding|Member|Policy|AuditConfig)$")
"""IAM says who may do what; to say it twice is no error."""


class GenericKind(GoogleKind):
    """A stand-in driven by the SDK's definition alone."""

    modelled = False

    def __init__(self, token: str, definition: ResourceType) -> None:
        super().__init__(token)
        self._definition = definition
        self.title = token.rsplit(":", 1)[-1]
        self.noun = generic.collection(self.title).removesuffix("s")
        service = token.removeprefix("gcp:").split("/", maxsplit=1)[0]
        self.link_base = links.COMPUTE if service == "compute" else f"https://{service}.googleapis.com/v1/"
        self.labels = "labels" if "labels" in definition.inputs else None
        self.name_property = generic.id_property(definition)
        self.idempotent = _GRANT.search(self.title) is not None

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """`projects/P/<place>/<collection>/<name>`; without a name that of the first one of these inputs."""
        given = values.string(inputs, self.name_property)
        name = given or numbers.hex_digits(_DIGITS, sorted(map(str, inputs.items())))
        label = given or self.title
        collection = generic.collection(self.title)
        if "project" not in self._definition.inputs:
            return Identity(f"{collection}/{name}", scope.project or "", label, "global")
        project = project_of(scope, inputs)
        place, location = "global", "global"
        for prop, plural in _PLACES:
            if prop in self._definition.inputs:
                location = self._location(prop, scope, inputs)
                place = f"{plural}/{location}"
                break
        return Identity(f"projects/{project}/{place}/{collection}/{links.last(name)}", project, label, location)

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """Without a name, an id that none had before; a grant is one and the same as often as it is made."""
        if values.given(inputs, self.name_property) or self.idempotent:
            return identity
        parent, own = identity.id.rsplit("/", 1)

        def numbered(number: int) -> str:
            return f"{parent}/{own if number == 1 else numbers.hex_digits(_DIGITS, own, number)}"

        return assigned.alike(call, self.token, identity, numbered)

    def _location(self, prop: str, scope: Scope, inputs: Values) -> str:
        if prop == "location":
            return values.string(inputs, "location") or scope.region or "global"
        return zone_of(scope, inputs) if prop == "zone" else region_of(scope, inputs)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The common part, and for each other output something of its kind that stays the same."""
        found = self.common(call, identity, inputs, old)
        if not values.given(inputs, self.name_property):
            found |= {self.name_property: None, "name": identity.id}
        return generic.plausible_outputs(self._definition, found, call, identity, old)
