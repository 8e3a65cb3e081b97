"""Questions about the tunnels of an IPsec connection, which are made with it and have no program of their own.

Owns the form of the answers: a list where a resource has one block, as the provider's data sources have it,
and no key: they never ask for it (oracle/terraform-provider-oci, core_ipsec_connection_tunnels_data_source.go).
"""

from __future__ import annotations

from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, vpn

_BLOCKS = {
    "bgpSessionInfo": "bgpSessionInfos",
    "encryptionDomainConfig": "encryptionDomainConfigs",
    "phaseOneDetails": "phaseOneDetails",
    "phaseTwoDetails": "phaseTwoDetails",
}


def tunnels(call: Call, args: Values) -> list[Values]:
    """The two tunnels of a connection."""
    connection = call.tx.get(vpn.CONNECTION, values.string(args, "ipsecId") or "")
    if connection is None:
        raise errors.not_found()
    return [_shown(vpn.described(call, connection, tunnel, said)) for tunnel, said in vpn.managed(call.tx, connection)]


def tunnel(call: Call, args: Values) -> Values:
    """One of them."""
    wanted = values.string(args, "tunnelId")
    found = next((each for each in tunnels(call, args) if each["tunnelId"] == wanted), None)
    if found is None:
        raise errors.not_found()
    return found


def _shown(described: Values) -> Values:
    others = {name: value for name, value in described.items() if name not in _BLOCKS}
    others["sharedSecret"] = ""
    return {**others, "id": described["tunnelId"], **{_BLOCKS[name]: [described[name]] for name in _BLOCKS}}
