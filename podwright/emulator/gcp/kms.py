"""Cloud KMS: key rings, keys, and who may use a key.

Owns the one hard fact of this service: the cloud never deletes a key ring or a key. The provider's delete of a ring
only forgets it, its delete of a key destroys all versions and stops rotation, and creating either again is refused with
409 (hashicorp/terraform-provider-google #1214 and #7067). So both stay in the store as retained, and come back into a
program by import only.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.rules import check_rules
from podwright.emulator.core.store import Record
from podwright.emulator.core.validate import PropertyError
from podwright.emulator.core.wire import UNKNOWN, Values
from podwright.emulator.gcp import errors, identities, links
from podwright.emulator.gcp.base import GoogleKind, project_of
from podwright.emulator.gcp.cluster import CRYPTO_KEY
from podwright.emulator.gcp.tables import TABLES

KEY_RING = "gcp:kms/keyRing:KeyRing"
_ENCRYPT = "ENCRYPT_DECRYPT"
_LEAST_ROTATION_SECONDS = 86_400


class KeyRing(GoogleKind):
    """A key ring."""

    title, noun, permanent = "KeyRing", "key ring", True
    template = "projects/{project}/locations/{location}/keyRings/{name}"

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The location is a region, a multi-region or `global`."""
        return {**super().place(scope, inputs), "location": str(values.get(inputs, "location"))}

    def check_location(self, location: str) -> None:
        """Cloud KMS has locations that are no regions, so none is refused here."""


class CryptoKey(GoogleKind):
    """A key."""

    title, noun, permanent = "CryptoKey", "key", True
    template = "{keyRing}/cryptoKeys/{name}"
    labels = "labels"
    defaults = (("purpose", _ENCRYPT),)

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The ring may be given as an id, `project/location/name` or `location/name`."""
        ring = values.get(inputs, "keyRing")
        found = str(UNKNOWN)
        if ring is not UNKNOWN:
            project = "" if str(ring).startswith("projects/") else project_of(scope, inputs)
            found = links.located(str(ring), project, "global", "keyRings")
        return {"keyRing": found, "name": str(values.get(inputs, "name"))}

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Project and location are the ring's."""
        place = self.place(scope, inputs)
        parts = place["keyRing"].split("/")
        project, location = (parts[1], parts[3]) if len(parts) == 6 else ("", "")
        return Identity(self.template.format_map(place), project, place["name"], location)

    def check(self, scope: Scope, inputs: Values) -> Sequence[PropertyError]:
        """The rules of `rules.yaml`, and the shortest rotation (SDK docstring, kms/crypto_key.py)."""
        found = list(check_rules(TABLES, self.token, inputs))
        period = (values.string(inputs, "rotationPeriod") or "").removesuffix("s").split(".")[0]
        if not found and period.isdigit() and int(period) < _LEAST_ROTATION_SECONDS:
            found.append(PropertyError("rotationPeriod", f"must be at least {_LEAST_ROTATION_SECONDS}s (1 day)"))
        if values.given(inputs, "rotationPeriod") and values.string(inputs, "purpose") not in (None, _ENCRYPT):
            found.append(PropertyError("rotationPeriod", f"can only be given with purpose {_ENCRYPT}"))
        return found

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Its ring."""
        ring = identity.id.split("/cryptoKeys/")[0]
        return [Reference("keyRing", KEY_RING, ring, errors.api_error(404, f"KeyRing {ring} not found.", "notFound"))]

    def leave(self, call: Call, record: Record) -> None:
        """All versions are destroyed and rotation stops; the key itself stays."""
        inputs = {key: value for key, value in record.inputs.items() if key != "rotationPeriod"}
        primaries = [{**block, "state": "DESTROY_SCHEDULED"} for block in values.blocks(record.outputs, "primaries")]
        outputs: Values = {**record.outputs, "rotationPeriod": "", "primaries": primaries}
        call.tx.put(replace(record, inputs=inputs, outputs=outputs))

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A first version, unless asked for none."""
        primary: Values = {"name": f"{identity.id}/cryptoKeyVersions/1", "state": "ENABLED"}
        empty = values.flag(inputs, "skipInitialVersionCreation") or values.string(inputs, "purpose") != _ENCRYPT
        return {
            **self.common(call, identity, inputs, old),
            "keyRing": identity.id.split("/cryptoKeys/")[0],
            "versionTemplate": {
                "algorithm": "GOOGLE_SYMMETRIC_ENCRYPTION",
                "protectionLevel": "SOFTWARE",
                **values.mapping(inputs, "versionTemplate"),
            },
            "destroyScheduledDuration": values.string(inputs, "destroyScheduledDuration") or "2592000s",
            "primaries": old.outputs.get("primaries") if old else [] if empty else [primary],
        }


class CryptoKeyIamMember(GoogleKind):
    """One member with one role on one key; adding it again is no error."""

    title, noun, idempotent = "IAM Member", "IAM member", True
    template = "{key}/{role}/{member}"
    auto_name = None

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """The id is made of the key, the role and the member."""
        return {
            "key": str(values.get(inputs, "cryptoKeyId")),
            "role": str(values.get(inputs, "role")),
            "member": str(values.get(inputs, "member")),
        }

    def identify(self, scope: Scope, inputs: Values) -> Identity:
        """Project and location are the key's."""
        place = self.place(scope, inputs)
        parts = place["key"].split("/")
        project, location = (parts[1], parts[3]) if len(parts) == 8 else ("", "")
        return Identity(self.template.format_map(place), project, f"{place['role']} {place['member']}", location)

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """The key, and the member when it is a service account of the same project."""
        key = str(inputs["cryptoKeyId"])
        missing = errors.api_error(404, f"CryptoKey {key} not found.", "notFound")
        found = [Reference("cryptoKeyId", CRYPTO_KEY, key, missing, on_delete="allow")]
        return found + identities.member_reference(values.string(inputs, "member"), identity.project)

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The etag of the key's policy."""
        return {"etag": numbers.etag(identity.id)}
