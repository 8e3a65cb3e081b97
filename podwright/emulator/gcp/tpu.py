"""TPU VMs of the Cloud TPU API.

Owns their ids, what the API checks and fills in, and their chips' quota and stock. Queued resources, which make TPU VMs
when there are chips, are in `tpu_queue.py`.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network

from podwright.catalog.topology import SlicePlan, parse_accelerator_type, plan_slice
from podwright.catalog.tpus import tpu_generations
from podwright.emulator.core import numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, capacity, errors, identities, links, reservations, stock
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.ranges import SUBNETWORK
from podwright.errors import InputError

V2_VM = "gcp:tpu/v2Vm:V2Vm"
_DEFAULT_TYPE = "v2-8"


def plan_of(inputs: Values, zone: str) -> SlicePlan:
    """The slice that an accelerator type, or type and topology, stands for."""
    kind = values.string(inputs, "acceleratorConfig.type")
    name = values.string(inputs, "acceleratorType") or _DEFAULT_TYPE
    try:
        if kind is None:
            plan = parse_accelerator_type(name)
        else:
            name = f"{kind} {values.string(inputs, 'acceleratorConfig.topology')}"
            generation = next((each.name for each in tpu_generations().values() if each.api_type == kind), kind)
            plan = plan_slice(generation, values.string(inputs, "acceleratorConfig.topology") or "")
        if not tpu_generations()[plan.generation].tpu_api:
            raise not_offered(name, zone, note=f"TPU {plan.generation} is not served by the Cloud TPU API")
        return plan
    except InputError as error:
        raise not_offered(name, zone, note="; ".join(problem.message for problem in error.problems)) from error


def not_offered(name: str, zone: str, *, note: str | None = None) -> CloudError:
    """The API's refusal of an accelerator type."""
    return errors.bad_request(f'Accelerator type "{name}" is not found in location "{zone}".', note=note)


def network_references(block: Values, path: str, identity: Identity) -> Iterator[Reference]:
    """Network and subnetwork of one `networkConfig`; the API takes `default` for what is left out."""
    network = links.network(values.string(block, "network") or "default", identity.project)
    subnet = values.string(block, "subnetwork")
    if values.string(block, "network") or not subnet:
        yield Reference(f"{path}.network", NETWORK, network, errors.not_found(network))
    if subnet:
        key = links.regional(subnet, identity.project, links.region_of(identity.location), "subnetworks")
        yield Reference(f"{path}.subnetwork", SUBNETWORK, key, errors.not_found(key))


class V2Vm(GoogleKind):
    """A TPU VM, of one host or many."""

    title, noun = "Vm", "node"
    template = "projects/{project}/locations/{zone}/nodes/{name}"
    labels = "labels"

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Networks and service account."""
        many = values.blocks(inputs, "networkConfigs")
        named = [(f"networkConfigs[{index}]", block) for index, block in enumerate(many)]
        named = named or [("networkConfig", values.mapping(inputs, "networkConfig"))]
        found = [reference for path, block in named for reference in network_references(block, path, identity)]
        account = values.string(inputs, "serviceAccount.email")
        return found + identities.account_reference("serviceAccount.email", account, identity.project)

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """The accelerator must exist on the API, and there must be chips and addresses for it."""
        plan = plan_of(inputs, identity.location)
        stock.warn_unlisted(plan.generation, identity.location)
        if old:
            return
        reserved = model_of(inputs) == "reservation"
        short = call.stock.shortfalls(self.token, identity.id, taken_by(identity.location, plan, model_of(inputs)))
        if short:
            refuse = stock.no_reserved_tpus if reserved else stock.tpu_stockout
            raise refuse(identity.location, stock.remedy(short))
        for subnet in _subnets(call, identity, inputs):
            free = address_use.free_hosts(call.tx, subnet, (self.token, identity.id))
            if free is not None and free < plan.hosts:
                raise CloudError(
                    "Error waiting to create Vm: Error waiting for Creating Vm: Error code 8, message:"
                    f" {address_use.exhausted(subnet)}"
                )

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """Its chips, from the pool of its scheduling."""
        plan, place = plan_of(inputs, identity.location), identity.location
        return capacity.chips(identity.project, plan.generation, model_of(inputs), place, plan.chips, surface="tpu-api")

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Chips from stock, or hosts of what is reserved, and an address for each host."""
        plan = plan_of(inputs, identity.location)
        addresses = [address_use.hosts(subnet, plan.hosts) for subnet in _subnets(call, identity, inputs)]
        return [*taken_by(identity.location, plan, model_of(inputs)), *addresses]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Ready at once, one network endpoint for each host."""
        plan = plan_of(inputs, identity.location)
        endpoints = old.outputs.get("networkEndpoints") if old else _endpoints(call, identity, inputs, plan.hosts)
        return {
            **self.common(call, identity, inputs, old),
            "acceleratorType": plan.accelerator_type,
            "acceleratorConfig": {
                "type": tpu_generations()[plan.generation].api_type,
                "topology": plan.topology,
            },
            "state": "READY",
            "health": "HEALTHY",
            "apiVersion": "V2_ALPHA1",
            "networkEndpoints": endpoints,
            "multisliceNode": False,
        }


def model_of(inputs: Values) -> str:
    """The catalog's capacity model of a TPU VM."""
    if values.flag(inputs, "schedulingConfig.spot") or values.flag(inputs, "schedulingConfig.preemptible"):
        return "spot"
    return "reservation" if values.flag(inputs, "schedulingConfig.reserved") else "on-demand"


def taken_by(zone: str, plan: SlicePlan, model: str) -> list[Draw]:
    """The API names no reservation: reserved hosts come from all that Google has reserved in the zone."""
    if model == "reservation":
        return [Draw(zone, reservations.stock_name("*"), plan.hosts)]
    return stock.chips(zone, plan.generation, plan.chips)


def _subnets(call: Call, identity: Identity, inputs: Values) -> Iterator[Record]:
    named = values.blocks(inputs, "networkConfigs") or [values.mapping(inputs, "networkConfig")]
    for block in named:
        text = values.string(block, "subnetwork")
        found = address_use.subnet_of(call.tx, text, identity.project, identity.location)
        if found:
            yield found


def _endpoints(call: Call, identity: Identity, inputs: Values, hosts: int) -> list[Values]:
    text = values.string(inputs, "networkConfig.subnetwork")
    subnet = text and call.tx.get(
        SUBNETWORK, links.regional(text, identity.project, links.region_of(identity.location), "subnetworks")
    )
    cidr = values.string(subnet.outputs, "ipCidrRange") if subnet else None
    block = ip_network(cidr or "10.128.0.0/20")
    first = 2 + numbers.pick(max(block.num_addresses - hosts - 4, 1), identity.id)
    return [{"ipAddress": str(block[first + host]), "port": 8470, "accessConfigs": []} for host in range(hosts)]
