"""Dynamic routing gateways and what is attached to them.

Owns that a VCN is attached to one gateway at most. Routing between attachments is not worked out.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, limits, ocids
from podwright.emulator.oci.base import OracleKind
from podwright.emulator.oci.regions import regions
from podwright.emulator.oci.vcn import ROUTE_TABLE, VCN

DRG = "oci:Core/drg:Drg"
DRG_ATTACHMENT = "oci:Core/drgAttachment:DrgAttachment"
_KINDS = ("vcn", "virtualCircuit", "ipsecTunnel", "remotePeeringConnection")


class Drg(OracleKind):
    """A dynamic routing gateway."""

    ocid, noun = "drg", "DRG"

    def needs(self, call: Call, inputs: Values, identity: Identity) -> list[limits.Need]:
        """One of the region's gateways."""
        return [limits.need(call, "vcn", "drg-count", 1)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The route tables that it makes for each kind of attachment."""
        region = regions()[identity.location]

        def own(kind: str, what: str) -> str:
            return ocids.make(kind, region.realm, region.name, what, identity.id)

        return {
            **self.common(call, identity, inputs, old),
            "defaultDrgRouteTables": [{kind: own("drgroutetable", kind) for kind in _KINDS}],
            "defaultExportDrgRouteDistributionId": own("drgroutedistribution", "export"),
            "redundancyStatus": "NOT_AVAILABLE",
        }

    def in_use(self, record: Record, user: Record, user_noun: str) -> CloudError:
        """Attachments must be gone first."""
        if user.token == DRG_ATTACHMENT:
            return errors.service_error(
                409, "IncorrectState", f"The DRG {record.id} is still attached by the DRG Attachment {user.id}."
            )
        return super().in_use(record, user, user_noun)


class DrgAttachment(OracleKind):
    """A VCN attached to a gateway; other networks are taken as they are."""

    ocid, noun, state = "drgattachment", "DRG Attachment", "ATTACHED"
    points_at = (("drgId", DRG), ("vcnId", VCN), ("routeTableId", ROUTE_TABLE))

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Also the VCN that `networkDetails` names."""
        found = list(super().references(scope, inputs, identity))
        vcn = values.string(inputs, "networkDetails.id")
        if vcn and values.string(inputs, "networkDetails.type") == "VCN":
            found.append(self.reference(identity, "networkDetails.id", VCN, vcn))
        return found

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """One network, named one way, attached once."""
        vcn = _vcn(inputs)
        if values.given(inputs, "vcnId") == values.given(inputs, "networkDetails"):
            raise errors.invalid("Exactly one of vcnId and networkDetails must be specified.")
        for link in call.tx.links_to(VCN, vcn) if vcn else ():
            if link.token == DRG_ATTACHMENT and link.id != identity.id:
                raise errors.conflict(f"The VCN {vcn} is already attached to a DRG by {link.id}.")

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """The compartment is the gateway's."""
        drg = call.tx.get(DRG, str(inputs.get("drgId")))
        tables = values.blocks(drg.outputs, "defaultDrgRouteTables") if drg else []
        vcn = _vcn(inputs)
        return {
            **self.common(call, identity, inputs, old),
            "compartmentId": drg.outputs.get("compartmentId") if drg else "",
            "drgRouteTableId": values.string(inputs, "drgRouteTableId") or (tables[0].get("vcn") if tables else ""),
            "networkDetails": {"type": "VCN", "id": vcn, **values.mapping(inputs, "networkDetails")},
            "vcnId": vcn or "",
            "isCrossTenancy": False,
        }


def _vcn(inputs: Values) -> str | None:
    details = values.string(inputs, "networkDetails.id")
    is_vcn = values.string(inputs, "networkDetails.type") == "VCN"
    return values.string(inputs, "vcnId") or (details if is_vcn else None)
