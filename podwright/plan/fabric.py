"""Address ranges of the networks between GPUs.

Nothing is routed out of such a network: only the machines of one cluster are in it. So every fabric uses the same fixed
slots of one range, and growing a fleet of clusters uses up no addresses. What a machine has at the same time must not
overlap: the region's own network, the GPU networks (slots 0 to 7) and the further networks of the host (slots from 8).
"""

from __future__ import annotations

from ipaddress import IPv4Network

from podwright.errors import Problem

FABRIC_RANGE = "192.168.0.0/16"
SLOT_PREFIX = 20
SLOTS = 2 ** (SLOT_PREFIX - 16)
HOST_SLOT = 8
"""The slot of the first further network of the host."""
MAX_MACHINES = 2 ** (32 - SLOT_PREFIX) - 4
"""Machines whose interfaces a slot holds: Google Cloud keeps four addresses of every subnet."""


def fabric_slot(slot: int) -> str:
    """The range of a slot: 0 is 192.168.0.0/20, 8 is 192.168.128.0/20. Raises `ValueError` beyond the last slot."""
    if not 0 <= slot < SLOTS:
        raise ValueError(f"there is no slot {slot}: a fabric has {SLOTS}")
    base = IPv4Network(FABRIC_RANGE)
    return str(IPv4Network((int(base.network_address) + slot * 2 ** (32 - SLOT_PREFIX), SLOT_PREFIX)))


def check_fabric_range(cidr: str) -> Problem | None:
    """Whether a region's own range leaves the fabric's alone (subject `cidr`); a text that is no range passes."""
    try:
        network = IPv4Network(cidr)
    except ValueError:
        return None
    if not network.overlaps(IPv4Network(FABRIC_RANGE)):
        return None
    what = f"{cidr} overlaps {FABRIC_RANGE}, which the networks between GPUs use"
    allowed = f"a range outside of {FABRIC_RANGE}"
    fix = f"use a private /{network.prefixlen} elsewhere, such as 10.32.0.0/{max(network.prefixlen, 11)}"
    return Problem("cidr", what, cidr, allowed, fix)


def check_fabric_machines(machines: int) -> Problem | None:
    """Whether the subnets of a fabric hold so many machines (subject `nodes`)."""
    if machines <= MAX_MACHINES:
        return None
    what = f"each subnet of the GPU networks holds {MAX_MACHINES} machines, the cluster may reach {machines}"
    return Problem("nodes", what, str(machines), f"up to {MAX_MACHINES}", "divide it into several clusters")
