"""What a node pool's machines take, and whether it is to be had: a reservation or stock, and addresses.

Owns the way from a pool's size to those, zone by zone, and the order in which Kubernetes Engine would find out: the
reservation when it is asked, the rest when the machines do not come up. The real cloud leaves such a pool behind in
state ERROR; here nothing is left, and the fault `partial` makes the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from podwright.catalog.tpus import machine_type_chips
from podwright.emulator.core import values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, pool_networks, reservations, stock
from podwright.emulator.gcp.capacity import model_of

DEFAULT_MACHINE = "e2-medium"
DEFAULT_PODS = 110


@dataclass(frozen=True, slots=True)
class Supply:
    """A pool with its zones and its size."""

    token: str
    identity: Identity
    inputs: Values
    cluster: Record | None
    zones: Sequence[str]
    per_zone: int
    """Nodes in each zone."""

    @property
    def nodes(self) -> int:
        return self.per_zone * len(self.zones)

    @property
    def machine_type(self) -> str:
        return values.string(self.inputs, "nodeConfig.machineType") or DEFAULT_MACHINE

    @property
    def max_pods(self) -> int:
        own = values.number(self.inputs, "maxPodsPerNode")
        default = values.number(self.cluster.inputs, "defaultMaxPodsPerNode") if self.cluster else None
        return own or default or DEFAULT_PODS

    def wanted(self, zone: str) -> reservations.Wanted | None:
        """The reservation that the nodes of a zone come from."""
        name = reservations.named(values.mapping(self.inputs, "nodeConfig.reservationAffinity"))
        holder = (self.token, self.identity.id)
        project = self.identity.project
        return reservations.Wanted(project, zone, name, self.machine_type, self.per_zone, holder) if name else None

    def machines(self) -> list[Draw]:
        """What the nodes take from reservations or stock."""
        found: list[Draw] = []
        for zone in self.zones if self.per_zone else ():
            reserved = self.wanted(zone)
            found += [reserved.draw()] if reserved else stock.machines(zone, self.machine_type, self.per_zone)
        return found

    def addresses(self, call: Call) -> Iterator[Draw]:
        """What the nodes take from the cluster's subnetwork."""
        subnet, name = self._subnet(call), self._pod_range()
        yield from pool_networks.addresses(call, self.identity, self.inputs, self.nodes)
        if subnet and self.nodes:
            yield address_use.hosts(subnet, self.nodes)
            if name:
                yield address_use.blocks(subnet, name, self.nodes, self.max_pods)

    def check(self, call: Call) -> None:
        """Refuses by `CloudError` what is not to be had."""
        tpu = machine_type_chips(self.machine_type)
        for zone in self.zones:
            if tpu:
                stock.warn_unlisted(tpu[0], zone, model_of(values.mapping(self.inputs, "nodeConfig")))
            reserved = self.wanted(zone)
            lack = reservations.lack(call.tx, reserved) if reserved else None
            if lack:
                raise lack.of_pool(self.identity.name)
        short = call.stock.shortfalls(self.token, self.identity.id, self.machines())
        if short:
            running = min(each.available * self.per_zone // max(each.draw.amount, 1) for each in short)
            raise stock.pool_stockout(self.identity.id, self.per_zone, running, short)
        self._check_addresses(call)

    def _check_addresses(self, call: Call) -> None:
        subnet, name, holder = self._subnet(call), self._pod_range(), (self.token, self.identity.id)
        if subnet is None or not self.nodes:
            return
        further = pool_networks.subnets(call, self.identity, self.inputs)
        rooms = [(each, "", address_use.free_hosts(call.tx, each, holder)) for each in (subnet, *further)]
        if name:
            rooms.append((subnet, name, address_use.free_blocks(call.tx, subnet, name, self.max_pods, holder)))
        for place, range_name, free in rooms:
            if free is not None and free < self.nodes:
                what = address_use.exhausted(place, range_name)
                part = f"range {range_name} of {place.name}" if range_name else f"the primary range of {place.name}"
                note = f"{self.nodes} nodes asked, {part} has room for {free}"
                raise stock.nodes_missing(self.identity.id, (self.nodes, free), "IP_SPACE_EXHAUSTED", what, note)

    def _subnet(self, call: Call) -> Record | None:
        if self.cluster is None:
            return None
        text = values.string(self.cluster.outputs, "subnetwork")
        return address_use.subnet_of(call.tx, text, self.cluster.project, self.cluster.location)

    def _pod_range(self) -> str | None:
        own = values.string(self.inputs, "networkConfig.podRange")
        default = "ipAllocationPolicy.clusterSecondaryRangeName"
        return own or (values.string(self.cluster.inputs, default) if self.cluster else None)
