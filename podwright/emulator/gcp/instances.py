"""Virtual machines of Compute Engine, and the templates that groups of them are made from.

Owns their ids, their interfaces and addresses, what they draw from quota and stock, and the refusals of Compute Engine.
Images are not looked up, and nothing ever boots.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from ipaddress import ip_network

from podwright.emulator.core import assigned, numbers, values
from podwright.emulator.core.capacity import Draw
from podwright.emulator.core.cloud import Call, Identity, Reference, Scope
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.quota import Need
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values
from podwright.emulator.gcp import address_use, capacity, disks, identities, links, machines
from podwright.emulator.gcp.address import documentation_address
from podwright.emulator.gcp.base import GoogleKind, conceal
from podwright.emulator.gcp.network import NETWORK
from podwright.emulator.gcp.pointers import Pointer, as_given, in_region, in_zone, network
from podwright.emulator.gcp.ranges import SUBNETWORK

INSTANCE, TEMPLATE = "gcp:compute/instance:Instance", "gcp:compute/instanceTemplate:InstanceTemplate"
REGION_TEMPLATE = "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate"
_SOURCE_KEYS = tuple(
    f"source{source}EncryptionKey.{key}" for source in ("Image", "Snapshot") for key in ("rawKey", "rsaEncryptedKey")
)
_TIME_DIGITS, _NUMBER_DIGITS = 18, 8
"""Behind the prefix of a template's name (hashicorp/terraform-plugin-sdk `helper/id`)."""
_NETWORKS = (
    Pointer("networkInterfaces[*].network", NETWORK, network),
    Pointer("networkInterfaces[*].subnetwork", SUBNETWORK, in_region("subnetworks")),
)


class Instance(GoogleKind):
    """A VM."""

    title, noun = "instance", "instance"
    secret_paths = (
        "attachedDisks.diskEncryptionKeyRaw",
        "attachedDisks.diskEncryptionKeyRsa",
        "bootDisk.diskEncryptionKeyRaw",
        "bootDisk.diskEncryptionKeyRsa",
        *(f"bootDisk.initializeParams.{key}" for key in _SOURCE_KEYS),
    )
    template = "projects/{project}/zones/{zone}/instances/{name}"
    link_base, labels = links.COMPUTE, "labels"
    pointers = (
        *_NETWORKS,
        Pointer("bootDisk.source", disks.DISK, in_zone("disks")),
        Pointer("attachedDisks[*].source", disks.DISK, in_zone("disks")),
    )

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Networks, disks and the service account."""
        account = values.string(inputs, "serviceAccount.email")
        found = identities.account_reference("serviceAccount.email", account, identity.project)
        return [*super().references(scope, inputs, identity), *found]

    def admit(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """Interfaces must fit their networks, and there must be an address and a machine for it."""
        machines.check_interfaces(call, identity, inputs)
        for subnet in machines.subnets(call, identity, inputs):
            if address_use.free_hosts(call.tx, subnet, (self.token, identity.id)) == 0:
                raise CloudError(f"Error waiting for instance to create: {address_use.exhausted(subnet)}")
        machines.check_available(call, (self.token, identity), inputs, 1)

    def needs(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Need]:
        """What its machine draws from quota."""
        machine, model = machines.machine_type(inputs), machines.model_of(inputs)
        return capacity.machines(identity.project, machine, model, identity.location, 1)

    def draws(self, call: Call, inputs: Values, identity: Identity) -> Sequence[Draw]:
        """Its addresses, and a machine from stock or from its reservation."""
        addresses = [address_use.hosts(subnet, 1) for subnet in machines.subnets(call, identity, inputs)]
        return [*addresses, *machines.draws((self.token, identity), inputs, 1)]

    def leave(self, call: Call, record: Record) -> None:
        """Its own lock."""
        if values.flag(record.inputs, "deletionProtection"):
            raise CloudError(
                f"Cannot delete instance {record.name}: instance Deletion Protection is enabled. Set it to false for"
                " this resource and run `pulumi up` to change it, then try again."
            )

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Running, with an address on each interface."""
        wanted = values.string(inputs, "desiredStatus")
        number = str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "instanceId": old.outputs.get("instanceId") if old else number,
            "currentStatus": wanted or "RUNNING",
            "cpuPlatform": values.string(inputs, "minCpuPlatform") or "Unknown CPU Platform",
            "networkInterfaces": _interfaces(call, identity, inputs),
            **conceal({"bootDisk": _boot_disk(identity, inputs)}, self.secret_paths),
            "scheduling": scheduling(inputs),
            "metadataFingerprint": numbers.fingerprint(identity.id, str(inputs.get("metadata"))),
            "tagsFingerprint": numbers.fingerprint(identity.id, str(inputs.get("tags"))),
        }


class InstanceTemplate(GoogleKind):
    """A template; every change of it makes a new one."""

    title, noun = "instance template", "instance template"
    secret_paths = tuple(f"disks.{key}" for key in _SOURCE_KEYS)
    template = "projects/{project}/global/instanceTemplates/{name}"
    link_base, labels = links.COMPUTE, "labels"
    pointers = (*_NETWORKS, Pointer("disks[*].source", disks.DISK, as_given, on_delete="allow"))

    def place(self, scope: Scope, inputs: Values) -> dict[str, str]:
        """Without a name, the prefix that the provider makes one of."""
        found = super().place(scope, inputs)
        return found if values.given(inputs, "name") else {**found, "name": values.string(inputs, "namePrefix") or ""}

    def assign(self, call: Call, identity: Identity, inputs: Values) -> Identity:
        """Behind a prefix, the time and a number in hexadecimal digits, as the provider has them."""
        if values.given(inputs, "name"):
            return identity
        digits = f"{call.now:%Y%m%d%H%M%S%f}"[:_TIME_DIGITS]
        made = assigned.new_id(
            call.tx, self.token, identity.id, lambda number: f"{identity.id}{digits}{number:0{_NUMBER_DIGITS}x}"
        )
        return replace(identity, id=made, name=links.last(made))

    def references(self, scope: Scope, inputs: Values, identity: Identity) -> Sequence[Reference]:
        """Networks; a subnetwork's bare name is of the template's or the provider's region."""
        region = values.string(inputs, "region") or scope.region or (links.region_of(scope.zone) if scope.zone else "")
        here = Identity(identity.id, identity.project, identity.name, region)
        return [each for pointer in self.pointers for each in pointer.references(inputs, here)]

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A number that makes its link unique."""
        number = str(numbers.numeric_id(call, self.token, identity.id))
        return {
            **self.common(call, identity, inputs, old),
            "region": values.string(inputs, "region") or call.scope.region or "",
            "numericId": number,
            "selfLinkUnique": f"{self.self_link(identity)}?uniqueId={number}",
            "scheduling": scheduling(inputs),
            "metadataFingerprint": numbers.fingerprint(identity.id, str(inputs.get("metadata"))),
            "tagsFingerprint": numbers.fingerprint(identity.id, str(inputs.get("tags"))) if inputs.get("tags") else "",
        }


class RegionInstanceTemplate(InstanceTemplate):
    """A template of one region."""

    title = "instance template"
    template = "projects/{project}/regions/{region}/instanceTemplates/{name}"

    def outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """Its region is part of its id."""
        return {**super().outputs(call, identity, inputs, old), "region": identity.location}


def scheduling(inputs: Values) -> Values:
    """A VM's scheduling with what Compute Engine fills in."""
    given = dict(values.mapping(inputs, "scheduling"))
    spot = machines.model_of(inputs) == "spot"
    filled: Values = {
        "automaticRestart": not spot,
        "onHostMaintenance": "TERMINATE" if spot else "MIGRATE",
        "preemptible": spot,
        "provisioningModel": "SPOT" if spot else "STANDARD",
    }
    return {**filled, **given}


def _interfaces(call: Call, identity: Identity, inputs: Values) -> list[Values]:
    found: list[Values] = []
    for index, given in enumerate(values.blocks(inputs, "networkInterfaces")):
        subnet = machines.subnet_of(call, identity, given)
        text = values.string(given, "network") or (subnet and values.string(subnet.outputs, "network")) or "default"
        filled: Values = {
            "name": f"nic{index}",
            "network": links.COMPUTE + links.network(text, identity.project),
            "networkIp": _inner_address(subnet, identity, index),
            "stackType": "IPV4_ONLY",
        }
        if subnet:
            filled |= {"subnetwork": links.COMPUTE + subnet.id, "subnetworkProject": subnet.project}
        outer: list[Values] = [
            {"natIp": documentation_address(identity.id, index, number), "networkTier": "PREMIUM", **config}
            for number, config in enumerate(values.blocks(given, "accessConfigs"))
        ]
        own = {key: value for key, value in given.items() if key not in ("network", "subnetwork", "accessConfigs")}
        found.append({**filled, **own, "accessConfigs": outer})
    return found


def _inner_address(subnet: Record | None, identity: Identity, index: int) -> str:
    block = ip_network((subnet and values.string(subnet.outputs, "ipCidrRange")) or "10.128.0.0/20")
    return str(block[2 + numbers.pick(max(block.num_addresses - 4, 1), identity.id, index)])


def _boot_disk(identity: Identity, inputs: Values) -> Values:
    given = dict(values.mapping(inputs, "bootDisk"))
    params = dict(values.mapping(given, "initializeParams"))
    disk = f"{links.COMPUTE}projects/{identity.project}/zones/{identity.location}/disks/{identity.name}"
    return {
        "autoDelete": True,
        "deviceName": "persistent-disk-0",
        "mode": "READ_WRITE",
        "source": disk,
        **given,
        "initializeParams": {"size": 10, "type": disks.DEFAULT_TYPE, **params},
    }
