"""What of accelerators a resource holds: the machines that a cloud may not have a second time.

Owns which types and properties say so, on every cloud; a resource is known by the engine's record of it, that is by
type, properties and parents. Machine types of Google Cloud come from the catalog; elsewhere the naming of the cloud
itself tells a GPU machine from another (`Standard_ND…`, `BM.GPU.…`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import cast

from podwright.catalog.gpus import gpu_machines
from podwright.catalog.tpus import machine_type_chips
from podwright.fleet.values import MISSING, value_at

Properties = Mapping[str, object]

_AZURE_GPU = re.compile(r"Standard_N[CDGV]", re.IGNORECASE)
_OCI_GPU = re.compile(r"(BM|VM)\.GPU", re.IGNORECASE)
_COREWEAVE_CPU = re.compile(r"(turin|cd)-")
_FLEETS = ("podwright:index:GpuFleet$", "podwright:index:OciGpuFleet$")
"""In the URN of what a fleet without Kubernetes is made of: the template, not the group, names the machine."""


def held(token: str, urn: str, properties: Properties) -> str | None:
    """The accelerators of a resource in words, such as `16 x ct6e-standard-4t`; None where it holds none."""
    read = _READERS.get(token)
    found = read(properties) if read else None
    return found or (_fleet(token, properties) if any(each in urn for each in _FLEETS) else None)


def _text(properties: Properties, path: str) -> str | None:
    value = value_at(properties, path)
    return str(value) if value is not MISSING and value not in (None, "") else None


def _count(properties: Properties, *paths: str) -> str:
    """The first number that is given, as the beginning of `16 x …`."""
    for path in paths:
        value = value_at(properties, path)
        if isinstance(value, (int, float)) and value > 0:
            return f"{int(value)} x "
    return ""


def _gke_pool(properties: Properties) -> str | None:
    machine = (_text(properties, "nodeConfig.machineType") or "").rsplit("/", 1)[-1]
    if machine_type_chips(machine) is None and machine not in gpu_machines():
        return None
    return f"{_count(properties, 'nodeCount', 'autoscaling.maxNodeCount', 'autoscaling.totalMaxNodeCount')}{machine}"


def _tpu_vm(properties: Properties) -> str | None:
    return _text(properties, "acceleratorType") or _text(properties, "acceleratorConfig.topology") or "a TPU VM"


def _queued(properties: Properties) -> str | None:
    return _text(properties, "tpu.nodeSpecs[0].node.acceleratorType") or "a queued TPU"


def _gce_instance(properties: Properties) -> str | None:
    machine = (_text(properties, "machineType") or "").rsplit("/", 1)[-1]
    return machine if machine_type_chips(machine) is not None or machine in gpu_machines() else None


def _fleet(token: str, properties: Properties) -> str | None:
    if token.endswith("InstanceGroupManager"):
        return f"{_count(properties, 'targetSize')}machines of the group"
    if token.endswith(":InstancePool"):
        return f"{_count(properties, 'size')}machines of the pool"
    return None


def _reservation(properties: Properties) -> str | None:
    machine = _text(properties, "specificReservation.instanceProperties.machineType")
    count = _count(properties, "specificReservation.count")
    return f"a reservation of {count}{machine}" if machine else "a reservation"


def _future_reservation(_: Properties) -> str | None:
    return "a future reservation"


def _sized(path: str, wanted: re.Pattern[str], *counts: str) -> Callable[[Properties], str | None]:
    """A reader of a pool whose machine type at `path` has the cloud's name of a GPU machine."""

    def read(properties: Properties) -> str | None:
        size = _text(properties, path)
        return f"{_count(properties, *counts)}{size}" if size and wanted.match(size) else None

    return read


def _azure_fleet(properties: Properties) -> str | None:
    """A fleet of machines of several sizes; Azure chooses, so all sizes with GPUs are named."""
    sizes = value_at(properties, "vmSizesProfile")
    listed = cast("list[object]", sizes) if isinstance(sizes, list) else []
    names = [str(cast("Properties", each).get("name")) for each in listed if isinstance(each, Mapping)]
    found = [name for name in names if _AZURE_GPU.match(name)]
    counts = ("regularPriorityProfile.capacity", "spotPriorityProfile.capacity")
    machines = sum(int(count) for path in counts if isinstance(count := value_at(properties, path), (int, float)))
    return f"{f'{machines} x ' if machines else ''}{' or '.join(found)}" if found else None


def _coreweave_pool(properties: Properties) -> str | None:
    kind = _text(properties, "spec.instanceType")
    if kind is None or _COREWEAVE_CPU.match(kind):
        return None
    racks = _count(properties, "spec.targetRacks").removesuffix(" x ")
    if racks:
        return f"{racks} {'rack' if racks == '1' else 'racks'} of {kind}"
    return f"{_count(properties, 'spec.targetNodes')}{kind}"


def _always(words: str) -> Callable[[Properties], str | None]:
    return lambda _: words


_READERS: Mapping[str, Callable[[Properties], str | None]] = {
    "gcp:container/nodePool:NodePool": _gke_pool,
    "gcp:tpu/v2Vm:V2Vm": _tpu_vm,
    "gcp:tpu/v2QueuedResource:V2QueuedResource": _queued,
    "gcp:compute/instance:Instance": _gce_instance,
    "gcp:compute/reservation:Reservation": _reservation,
    "gcp:compute/futureReservation:FutureReservation": _future_reservation,
    "azure-native:azurefleet:Fleet": _azure_fleet,
    "azure-native:containerservice:AgentPool": _sized("vmSize", _AZURE_GPU, "count"),
    "azure-native:compute:VirtualMachineScaleSet": _sized("sku.name", _AZURE_GPU, "sku.capacity"),
    "azure-native:compute:VirtualMachine": _sized("hardwareProfile.vmSize", _AZURE_GPU),
    "azure-native:compute:CapacityReservation": _sized("sku.name", _AZURE_GPU, "sku.capacity"),
    "oci:ContainerEngine/nodePool:NodePool": _sized("nodeShape", _OCI_GPU, "nodeConfigDetails.size"),
    "oci:Core/instance:Instance": _sized("shape", _OCI_GPU),
    "oci:Core/clusterNetwork:ClusterNetwork": _always("a cluster network"),
    "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster": _always("a GPU memory cluster"),
    "oci:Core/computeCapacityReservation:ComputeCapacityReservation": _always("a capacity reservation"),
    "kubernetes:compute.coreweave.com/v1alpha1:NodePool": _coreweave_pool,
}
