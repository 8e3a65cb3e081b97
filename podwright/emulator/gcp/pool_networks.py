"""The further networks of a node pool: interfaces that its nodes have beside the cluster's own network.

Owns that they exist, are of the region and of the profile's zone, and that the cluster takes part (GKE documentation:
Set up multi-network support for Pods; cluster-toolkit v1.95.0, modules gke-cluster and gke-node-pool). The sentences
are ours where the note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Reference
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, errors, links, rdma
from podwright.emulator.gcp.ranges import NETWORK, SUBNETWORK

_CONFIGS = "networkConfig.additionalNodeNetworkConfigs"
_PROFILE = "networkConfig.acceleratorNetworkProfile"
_OURS = "built after the documented rule, no public sample of the sentence was found"


def references(inputs: Values, identity: Identity) -> Iterator[Reference]:
    """Networks and subnetworks of every further interface."""
    for index, block in enumerate(values.blocks(inputs, _CONFIGS)):
        network, subnet = _ids(block, identity)
        path = f"{_CONFIGS}[{index}]"
        if network:
            missing = errors.bad_request(f'Network "{network}" does not exist.')
            yield Reference(f"{path}.network", NETWORK, network, missing)
        if subnet:
            missing = errors.bad_request(f'Subnetwork "{subnet}" does not exist.')
            yield Reference(f"{path}.subnetwork", SUBNETWORK, subnet, missing)


def check(call: Call, identity: Identity, inputs: Values, places: Sequence[str], cluster: Record | None) -> None:
    """Refuses by `CloudError` what does not go together."""
    blocks = values.blocks(inputs, _CONFIGS)
    own = cluster.inputs if cluster else {}
    if blocks and not values.flag(own, "enableMultiNetworking"):
        raise _refused(
            f'Node pool "{identity.name}" has additional node networks, but multi-networking is not enabled on its'
            " cluster."
        )
    if values.given(inputs, _PROFILE) and values.string(own, "datapathProvider") != "ADVANCED_DATAPATH":
        raise _refused(
            f'Accelerator network profile of node pool "{identity.name}" requires Dataplane V2 on its cluster.'
        )
    seen: set[str] = set()
    for block in blocks:
        network, subnet = _ids(block, identity)
        if subnet in seen:
            raise _refused(f'Subnetwork "{subnet}" is used by more than one interface of the nodes.')
        seen |= {subnet} if subnet else set()
        _check_interface(call, identity, (network, subnet), places)


def subnets(call: Call, identity: Identity, inputs: Values) -> list[Record]:
    """The further subnetworks that are there."""
    found = (call.tx.get(SUBNETWORK, _ids(block, identity)[1] or "") for block in values.blocks(inputs, _CONFIGS))
    return [each for each in found if each]


def addresses(call: Call, identity: Identity, inputs: Values, nodes: int) -> list[Draw]:
    """An address for each node in each further subnetwork."""
    return [address_use.hosts(each, nodes) for each in subnets(call, identity, inputs)] if nodes else []


def _check_interface(call: Call, identity: Identity, ids: tuple[str | None, str | None], places: Sequence[str]) -> None:
    network, subnet = (call.tx.get(token, each or "") for token, each in zip((NETWORK, SUBNETWORK), ids, strict=True))
    region = links.region_of(identity.location)
    if subnet and subnet.location != region:
        raise errors.bad_request(
            f'Subnetwork "{subnet.name}" is in region "{subnet.location}", the pool in "{region}".'
        )
    if subnet and network and links.network(str(subnet.outputs.get("network")), subnet.project) != network.id:
        raise errors.bad_request(f'Subnetwork "{subnet.name}" is not part of network "{network.name}".')
    profile = rdma.profile_of(network)
    elsewhere = [zone for zone in places if profile and zone != rdma.zone_of(profile)]
    if network and elsewhere:
        raise _refused(
            f'Network "{network.name}" with network profile {profile} is of another zone than {", ".join(elsewhere)}:'
            " all nodes of the pool must be in its zone."
        )


def _ids(block: Values, identity: Identity) -> tuple[str | None, str | None]:
    network, subnet = values.string(block, "network"), values.string(block, "subnetwork")
    region = links.region_of(identity.location)
    return (
        links.network(network, identity.project) if network else None,
        links.regional(subnet, identity.project, region, "subnetworks") if subnet else None,
    )


def _refused(message: str) -> CloudError:
    return errors.bad_request(message, note=_OURS)
