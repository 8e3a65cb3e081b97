"""What does not go together on Azure, found without asking Azure.

Owns the rules that neither the provider nor the SDK checks: on-demand reservations, the range of the RDMA network, the
GPU driver, InfiniBand, racks. Sources: MicrosoftDocs/azure-compute-docs capacity-reservation-overview (2026-02-17) and
setup-infiniband (2026-09-25), azure-aks-docs use-nvidia-gpu, Azure/ai-infrastructure-on-azure scripts/deploy-aks.sh.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network

from podwright.catalog.cloud_gpus import CloudGpu, cloud_accelerators, cloud_gpus
from podwright.catalog.regions import regions
from podwright.errors import InputError, Problem

RDMA_RANGE = "172.16.0.0/16"
"""Azure's own network between InfiniBand machines."""
MODELS = ("on-demand", "spot", "reservation")
RACK_OS = "Ubuntu2404"
"""`os_sku` of GB200 and GB300 nodes; not in the SDK's enumeration, taken as text."""
SCALE_SET_LIMIT = 100
"""Machines of one placement group; 300 on request."""
INFINIBAND_FEATURE = "AKSInfinibandSupport"
_ZONE = re.compile(r"(?:([a-z0-9]+)-)?([1-9])")
_GROUP_ID = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Compute/capacityReservationGroups/[^/]+",
    re.IGNORECASE,
)


def azure_zone(region: str, zone: str) -> str:
    """`1` for `1` and for `westeurope-1`; an `InputError` (subject `zone`) where the region has no such zone."""
    known = regions("azure")[region].zones
    found = _ZONE.fullmatch(zone)
    if found and found[1] in (None, region) and f"{region}-{found[2]}" in known:
        return found[2]
    what = f"{region} has no zone {zone}" if known else f"{region} has no availability zones"
    raise InputError(Problem("zone", what, zone, ", ".join(known) or "no zone", None if known else "leave zone out"))


def check_azure_capacity(machine: CloudGpu, model: str, group: str | None) -> list[Problem]:
    """Whether the machine can be bought so (subjects `capacity.model`, `capacity.name`); AZ-CRG-ND."""
    if model not in MODELS:
        what = f'Azure has no capacity model "{model}"'
        return [Problem("capacity.model", what, model, ", ".join(MODELS), "write spot for machines that may be taken")]
    if model != "reservation":
        if group is None:
            return []
        what = f"a reservation group is named, but the model is {model}"
        return [Problem("capacity.name", what, group, None, "drop name, or set model: reservation")]
    if machine.reservable is not True:
        return [_not_reservable("capacity.model", machine)]
    if group is None or not _GROUP_ID.fullmatch(group):
        what = "the model is reservation, but no capacity reservation group is named" if group is None else "is no id"
        form = "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Compute/capacityReservationGroups/<name>"
        return [Problem("capacity.name", what, group, form, None)]
    return []


def check_reservable(size: str) -> Problem | None:
    """Whether an on-demand reservation can hold machines of a size (subject `machineType`); AZ-CRG-ND."""
    machine = cloud_gpus("azure").get(size)
    return _not_reservable("machineType", machine) if machine and machine.reservable is not True else None


def _not_reservable(subject: str, machine: CloudGpu) -> Problem:
    others = [each.size for each in cloud_gpus("azure").values() if each.reservable]
    return Problem(
        subject=subject,
        message=f"on-demand capacity reservations do not cover {machine.size}",
        given=machine.size,
        allowed=", ".join(others),
        fix="drop the reservation, and ask Microsoft for a block reservation of ND machines",
    )


def check_rdma_ranges(ranges: Mapping[str, str]) -> list[Problem]:
    """Ranges, by subject, that overlap Azure's RDMA network; AZ-RDMA-CIDR.

    A text that is no range is refused elsewhere.
    """
    found: list[Problem] = []
    for subject, text in ranges.items():
        try:
            overlapping = IPv4Network(text, strict=False).overlaps(IPv4Network(RDMA_RANGE))
        except ValueError:
            continue
        if overlapping:
            what = f"{text} overlaps {RDMA_RANGE}, which Azure uses for the RDMA network; MPI traffic would fail"
            found.append(Problem(subject, what, text, None, "use a part of 10.0.0.0/8"))
    return found


def default_driver(machine: CloudGpu) -> str:
    """`none` where the GPU operator brings the driver: InfiniBand needs the network operator beside it, and AKS has no
    driver for AMD."""
    return "none" if machine.rdma or machine.accelerator.startswith("mi") else "default"


def check_driver(machine: CloudGpu, driver: str, *, operator: bool) -> Problem | None:
    """Whether exactly one brings the driver, AKS or the GPU operator (subject `driver`); AZ-IB-DRIVER."""
    if driver not in ("default", "none"):
        what = f'AKS installs its own choice of driver or none, not "{driver}"'
        return Problem("driver", what, driver, "default, none", None)
    if driver == "default" and default_driver(machine) == "none" and not operator:
        what = f"{machine.size} needs the driver of its vendor's operator, and AKS would install another one"
        return Problem("driver", what, driver, "none", "write driver: none, and install the GPU operator")
    if driver == "default" and operator:
        what = "AKS installs a driver and the GPU operator installs one: two drivers on one node"
        return Problem("driver", what, driver, "none", "write driver: none, or do without the operator")
    if driver == "none" and not operator:
        what = "nobody installs a GPU driver: AKS is told not to, and there is no GPU operator"
        return Problem("driver", what, driver, "default", "install the GPU operator, or leave driver out")
    return None


def check_os_sku(machine: CloudGpu, os_sku: str) -> list[Problem]:
    """Whether nodes of the machine boot that system (subject `osSku`)."""
    if machine.rack_size is not None and os_sku != RACK_OS:
        what = f"{machine.size} is arm64 with drivers for {RACK_OS} only"
        return [Problem("osSku", what, os_sku, RACK_OS, f"write {RACK_OS}, or leave osSku out")]
    if os_sku.startswith("Windows") and machine.os == "linux":
        return [
            Problem("osSku", f"{machine.size} has no driver for Windows nodes", os_sku, "Ubuntu", "leave osSku out")
        ]
    if os_sku.startswith("AzureLinux") and machine.gpus:
        what = f"whether AKS has {machine.size} with Azure Linux changes by release"
        fix = "check the AKS release notes, or leave osSku out for Ubuntu"
        return [Problem("osSku", what, os_sku, None, fix, severity="warning")]
    return []


def check_infiniband(machine: CloudGpu, *, wanted: bool) -> list[Problem]:
    """Whether a group that trains over InfiniBand has any (subject `machineType`); AZ-IB-SIZE."""
    if not wanted:
        return []
    if not machine.rdma:
        other = [each for each in cloud_gpus("azure").values() if each.rdma and each.gpus >= machine.gpus]
        near = next((each.size for each in other if each.accelerator == machine.accelerator), None)
        words = sorted({each.accelerator for each in other})
        what = f'{machine.size} has no InfiniBand (no "r" in its name)'
        fix = f"did you mean {near}?" if near else f"take an accelerator that has it: {', '.join(words)}"
        return [Problem("machineType", what, machine.size, ", ".join(each.size for each in other), fix)]
    return []


def check_placement_group(machine: CloudGpu, nodes: int) -> Problem | None:
    """Whether one placement group, outside of which there is no InfiniBand, holds the machines (subject `nodes`)."""
    limit = machine.rack_size or SCALE_SET_LIMIT
    if not machine.rdma or nodes <= limit:
        return None
    why = "one rack" if machine.rack_size else "one placement group"
    fix = f"declare several groups of at most {limit}"
    more = "" if machine.rack_size else "; Azure gives 300 on request"
    return Problem("nodes", f"{nodes} machines do not fit in {why}", str(nodes), f"at most {limit}{more}", fix)


def check_rack_growth(machine: CloudGpu, max_nodes: int | None) -> Problem | None:
    """Racks do not grow machine by machine (subject `maxNodes`)."""
    if max_nodes is None or machine.rack_size is None:
        return None
    what = f"{machine.size} comes in racks of {machine.rack_size}, which do not grow by themselves"
    fix = "leave maxNodes out, and raise nodes when there is another rack"
    return Problem("maxNodes", what, str(max_nodes), None, fix)


def check_image_arch(size: str, image: str) -> Problem | None:
    """Whether an image runs on the machine, where its name says for which it is (subject `image`)."""
    machine = cloud_gpus("azure").get(size)
    words = image.lower()
    arm = any(word in words for word in ("arm64", "aarch64"))
    if machine is None or (arm == (machine.arch == "arm64")):
        return None
    if machine.arch == "arm64" and not any(word in words for word in ("amd64", "x86", "x64")):
        return None
    return Problem(
        "image", f"the image is not for {machine.arch}, which {size} is", image, f"an {machine.arch} image", None
    )


def check_infiniband_mix(accelerators: Iterable[str]) -> Problem | None:
    """GB machines and others in one subscription (subject `accelerator`): the AKS feature is on for all or for none."""
    found = sorted(set(accelerators))
    machines = [cloud_gpus("azure")[cloud_accelerators("azure")[word][0]] for word in found]
    racks = [each.accelerator for each in machines if each.rack_size is not None]
    others = [each.accelerator for each in machines if each.rdma and each.rack_size is None]
    if not racks or not others:
        return None
    what = (
        f"{', '.join(racks)} needs the AKS feature {INFINIBAND_FEATURE} unregistered and {', '.join(others)} needs it"
        " registered; it counts for the whole subscription"
    )
    return Problem("accelerator", what, ", ".join(found), None, "put them into two subscriptions")


def infiniband_action(machine: CloudGpu) -> str | None:
    """What a person does once in the subscription before AKS nodes of the machine see InfiniBand."""
    if not machine.rdma:
        return None
    verb = "unregister" if machine.rack_size is not None else "register"
    return f"az feature {verb} --namespace Microsoft.ContainerService --name {INFINIBAND_FEATURE}"
