"""Networks with a network profile: RDMA networks of one zone.

Owns what such a network is and is not (Google Cloud documentation: RDMA network profiles; Create a VPC network with the
RDMA network profile, 2026-06-25): it belongs to one zone, its subnetworks to the zone's region, it is in custom mode,
takes no router and no classic firewall rule, and on bare metal the cloud makes its only subnetwork. Where no public
sample of a refusal was found, the note says so.
"""

from __future__ import annotations

import re

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Link, Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import errors, links
from podwright.emulator.gcp.ranges import NETWORK, SUBNETWORK

MTU = 8896
"""What a network with a profile has unless it says otherwise."""
_PROFILE = re.compile(r"([a-z]+-[a-z]+[0-9]+-[a-z0-9]+)-vpc-(roce|roce-metal|falcon)")
_OURS = "built after the documented rule, no public sample of the sentence was found"


def profile_of(network: Record | None) -> str:
    """The bare name of a network's profile; empty where it has none."""
    return links.last(values.string(network.inputs, "networkProfile") or "") if network else ""


def zone_of(profile: str) -> str:
    """The zone that a profile is of."""
    found = _PROFILE.fullmatch(profile)
    return found[1] if found else ""


def is_metal(profile: str) -> bool:
    """Whether it is for machines without a hypervisor."""
    return profile.endswith("-vpc-roce-metal")


def check_network(inputs: Values) -> None:
    """The profile must be one, and the network in custom mode."""
    given = values.string(inputs, "networkProfile")
    profile = links.last(given or "")
    if profile and not zone_of(profile):
        raise _refused(
            f"Invalid value for field 'resource.networkProfile': '{given}'. The network profile was not found.",
            "profiles are <zone>-vpc-roce, <zone>-vpc-roce-metal and <zone>-vpc-falcon",
        )
    if profile and values.get(inputs, "autoCreateSubnetworks") is not False:
        raise _refused(
            "Invalid value for field 'resource.autoCreateSubnetworks': 'true'. Networks with network profile"
            f" {profile} must be in custom subnet mode.",
            _OURS,
        )


def check_subnetwork(network: Record | None, identity: Identity) -> None:
    """A subnetwork is in the region of the profile's zone; a network for bare metal takes none but its own."""
    profile = profile_of(network)
    if network is None or not profile:
        return
    if is_metal(profile):
        raise _refused(
            f"Subnetworks cannot be created in network '{network.id}': with network profile {profile} the network"
            f" makes its own, {own_subnetwork(network.name)}.",
            _OURS,
        )
    region = links.region_of(zone_of(profile))
    if identity.location != region:
        raise _refused(
            f"Invalid value for field 'resource.region': '{identity.location}'. Network '{network.id}' with network"
            f" profile {profile} takes subnetworks of region {region} only.",
            _OURS,
        )


def check_router(network: Record | None) -> None:
    """No router, and so no NAT."""
    profile = profile_of(network)
    if network and profile:
        raise _refused(
            f"Cloud Routers are not supported on network '{network.id}' with network profile {profile}.", _OURS
        )


def own_subnetwork(network_name: str) -> str:
    """What the cloud calls the subnetwork that it makes (cluster-toolkit, examples/gke-a4x-max-bm)."""
    return f"default-subnet-1-{network_name}"[:63]


def make_subnetwork(call: Call, network: Identity, profile: str) -> None:
    """The only subnetwork of a network for bare metal, of IPv6 addresses; it goes with its network."""
    region, name = links.region_of(zone_of(profile)), own_subnetwork(network.name)
    subnet_id = f"projects/{network.project}/regions/{region}/subnetworks/{name}"
    inputs: Values = {"name": name, "network": network.id, "region": region, "stackType": "IPV6_ONLY"}
    outputs: Values = {
        **inputs,
        "network": links.COMPUTE + network.id,
        "selfLink": links.COMPUTE + subnet_id,
        "project": network.project,
        "purpose": "PRIVATE",
        "creationTimestamp": call.timestamp(),
        "fingerprint": numbers.fingerprint(subnet_id),
    }
    now = call.timestamp()
    call.tx.put(Record(SUBNETWORK, subnet_id, network.project, name, region, inputs, outputs, now, now))
    link = Link(SUBNETWORK, subnet_id, "network", NETWORK, network.id, "cascade")
    call.tx.set_links(SUBNETWORK, subnet_id, [link])


def _refused(message: str, note: str) -> CloudError:
    return errors.api_error(400, message, "invalid", note=note)
