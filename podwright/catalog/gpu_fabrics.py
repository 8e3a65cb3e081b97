"""How the GPUs of several Google Cloud machines talk to each other: the facts of `gpu_fabrics.yaml`.

What a cluster's networks are called and which ranges they get is the component's plan; this file says how many there
must be and of which kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from podwright.catalog.data import Fields, load

FabricKind = Literal["none", "tcpx", "tcpxo", "rdma", "rdma-metal"]


@dataclass(frozen=True, slots=True)
class GpuFabric:
    """The further networks of one kind of machine, besides the region's own."""

    kind: FabricKind
    networks: int
    """VPCs that carry GPU traffic."""
    subnets: int
    """Subnets made in each of them; 0: the network makes its own."""
    nics: int
    """Interfaces of one machine in these networks."""
    nic_type: str | None
    """`network_interfaces[].nic_type` of an instance: GVNIC or MRDMA."""
    mtu: int | None
    """None: set by the network profile, or there is no such network."""
    profile: str | None
    """What follows the zone in the name of the network profile: `vpc-roce`."""
    host_networks: int
    """Further VPCs for the machine's own traffic, one subnet each."""
    host_nic_type: str | None
    host_mtu: int | None
    dranet: bool
    """Whether GKE can make all of it by itself (`accelerator_network_profile`)."""

    @property
    def extra_networks(self) -> int:
        """VPCs besides the region's own."""
        return self.networks + self.host_networks

    @property
    def extra_subnets(self) -> int:
        """Subnets besides the region's own."""
        return self.networks * self.subnets + self.host_networks


@cache
def gpu_fabrics() -> Mapping[str, GpuFabric]:
    """All fabrics by kind."""
    found = load("gpu_fabrics.yaml").children("fabrics")
    return MappingProxyType({kind: _fabric(kind, fields) for kind, fields in found.items()})


def _fabric(kind: str, fields: Fields) -> GpuFabric:
    return GpuFabric(
        kind=cast("FabricKind", kind),
        networks=fields.number("networks"),
        subnets=fields.number("subnets"),
        nics=fields.number("nics"),
        nic_type=fields.text_or_none("nic_type"),
        mtu=fields.number_or_none("mtu"),
        profile=fields.text_or_none("profile"),
        host_networks=fields.number("host_networks"),
        host_nic_type=fields.text_or_none("host_nic_type"),
        host_mtu=fields.number_or_none("host_mtu"),
        dranet=fields.flag("dranet", default=False),
    )
