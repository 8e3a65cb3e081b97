"""Types of the SDK that nobody has modelled: they are created, compared, read and deleted, and checked by type only.

Owns an OCID and plausible outputs for any type. Compartment, VCN, subnets and security groups must exist where such a
type names them by the usual properties, and a name may not be taken where Oracle says so (`unique.yaml`); nothing else
is checked and nothing is drawn. The coverage table says which types are such.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.core import generic
from podwright.emulator.core.cloud import AutoName, Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import ocids, unique
from podwright.emulator.oci.base import OracleKind, region_of
from podwright.emulator.oci.security import NSG
from podwright.emulator.oci.vcn import SUBNET, VCN
from podwright.emulator.sdk.types import ResourceType, Scalar

_USUAL = (
    ("vcnId", VCN),
    ("subnetId", SUBNET),
    ("subnetIds[*]", SUBNET),
    ("nsgIds[*]", NSG),
    ("networkSecurityGroupIds[*]", NSG),
)


class GenericKind(OracleKind):
    """A stand-in driven by the SDK's definition alone."""

    modelled = False
    state = "ACTIVE"

    def __init__(self, token: str, definition: ResourceType) -> None:
        super().__init__(token)
        self._definition = definition
        title = token.rsplit(":", 1)[-1]
        self.ocid = title.lower()
        self.noun = title
        self.points_at = tuple(
            (name, target) for name, target in _USUAL if name.removesuffix("[*]") in definition.inputs
        )
        self.auto_name = AutoName("name", 255) if "name" in definition.inputs else None
        self.unique, self.regional = unique.properties_of(token), not unique.is_of_the_tenancy(token)

    def label(self, inputs: Values) -> str:
        """The type: whether a name can change is not known here."""
        return self.ocid

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The common part, an OCID for each id that the cloud sets, and something plausible for the rest."""
        found = self.common(call, identity, inputs, old)
        region = region_of(call.scope)
        for name, item in self._definition.outputs.items():
            is_text = isinstance(item.type, Scalar) and item.type.kind == "str"
            if item.output_only and is_text and name.endswith("Id"):
                found[name] = ocids.make(name[:-2].lower(), region.realm, region.name, identity.id)
        return generic.plausible_outputs(self._definition, found, call, identity, old)
