"""The network's part of a stack file: what a region's network is asked for, and the hub that a global stack may own."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from podwright.plan.network_options import MAX_PORTS, MIN_PORTS
from stacks.model_base import SpecModel


class Nat(SpecModel, title="NAT"):
    """How machines reach the internet."""

    addresses: Annotated[int, Field(ge=0, le=64)] = Field(
        default=0, description="Static addresses, for allow lists of others; 0 leaves them to Google", examples=[2]
    )
    min_ports: int = Field(default=MIN_PORTS, description="Ports a machine starts with, a power of two")
    max_ports: int = Field(default=MAX_PORTS, description="Ports a machine can get, a power of two")


class Network(SpecModel, title="network"):
    """The network of a region."""

    cidr: str = Field(
        description="Private range of the whole region; node, pod, service and control plane ranges are cut from it",
        examples=["10.32.0.0/14"],
    )
    max_pods_per_node: Annotated[int, Field(ge=8, le=256)] = Field(
        default=32, description="Pods one node can hold; each node takes a block of at least twice that many addresses"
    )
    flow_logs: Annotated[float, Field(ge=0, le=1)] = Field(
        default=0.5, description="Share of flows that are logged; 0 turns flow logs off", examples=[0.1]
    )
    nat: Nat = Field(default_factory=Nat, description="How machines reach the internet")
    proxies: bool = Field(default=False, description="Make the subnet of regional load balancers' proxies")
    private_services: bool = Field(
        default=False, description="Private Service Access: a range and a connection, which Filestore and Lustre need"
    )
    private_google_apis: bool = Field(
        default=False, description="An endpoint for Google's APIs in the network, and names that lead to it"
    )
    dns_zone: str | None = Field(
        default=None, description="Private DNS zone of the region", examples=["nl.lab.internal"]
    )
    hub: str | None = Field(
        default=None,
        description="Network Connectivity Center hub of the global stack that the network joins",
        examples=["lab-hub"],
    )
    vpn: bool = Field(
        default=False,
        description="Let a stack of kind mesh join the network with those of other clouds, and make what a VPN ends at",
    )
    peers: dict[str, str] = Field(
        default_factory=dict,
        description="Networks to peer with, by a name of your own",
        examples=["{research: projects/research/global/networks/core}"],
    )
    allow_from: dict[str, str] = Field(
        default_factory=dict,
        description="Private ranges beyond the region that may connect, by a name of your own",
        examples=["{tokyo: 10.48.0.0/14}"],
    )


class Hub(SpecModel, title="hub"):
    """The hub by which the networks of all regions reach each other."""

    name: str = Field(description="Name of the hub, which regions refer to", examples=["lab-hub"])
    export_psc: bool = Field(
        default=False, description="Let every network use the Private Service Connect endpoints of the others"
    )
    accept_projects: list[str] = Field(
        default_factory=list,
        description="Other projects whose networks may join without a person's approval",
        examples=["[lab-research]"],
    )
