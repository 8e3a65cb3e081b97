"""What does not go together on Oracle Cloud, found without asking Oracle.

Owns the rules that neither the provider nor the SDK checks: availability domains, how GPU machines are placed on the
RDMA network, racks, capacity models, agent plugins, images. Sources: oracle-quickstart/oci-hpc cluster-network.tf and
pull request 36, oci-hpc-oke terraform/validation.tf, terraform-oci-oke pull request 742, Oracle documentation "GPU
Memory Cluster and Memory Fabric", Terraform provider documentation of core_compute_cluster; read 2026-11-23.
"""

from __future__ import annotations

import re

from podwright.catalog.cloud_gpus import CloudGpu
from podwright.catalog.regions import regions
from podwright.errors import InputError, Problem

MODELS = ("on-demand", "spot", "reservation")
PLACEMENTS = ("compute-cluster", "cluster-network", "none")
RDMA_PLUGINS = ("Compute HPC RDMA Authentication", "Compute HPC RDMA Auto-Configuration")
"""Agent plugins without which the RDMA interfaces get no address; the agent leaves them off by itself."""
MONITORING_PLUGIN = "Compute RDMA GPU Monitoring"
_ZONE = re.compile(r"(?:([a-z0-9-]+)-)?(AD-[1-9])")


def oci_zone(region: str, zone: str) -> str:
    """`AD-1` for `AD-1` and for `us-chicago-1-AD-1`; an `InputError` (subject `zone`) where there is no such domain."""
    known = regions("oci")[region].zones
    found = _ZONE.fullmatch(zone)
    if found and found[1] in (None, region) and f"{region}-{found[2]}" in known:
        return found[2]
    allowed = ", ".join(each.removeprefix(f"{region}-") for each in known)
    if ":" in zone:
        what = f"{zone} is the name of a domain in one tenancy, which no other tenancy has"
        raise InputError(Problem("zone", what, zone, allowed, f"write AD-{zone[-1]}: the name is looked up"))
    raise InputError(Problem("zone", f"{region} has no availability domain {zone}", zone, allowed, None))


def domain_number(zone: str) -> int:
    """1 for `AD-1`."""
    return int(zone.rsplit("-", 1)[-1])


def default_placement(machine: CloudGpu) -> str:
    """A compute cluster where the machine has an RDMA network, as Oracle's own stack does since 2026-06."""
    return "compute-cluster" if machine.rdma else "none"


def check_placement(machine: CloudGpu, placement: str) -> Problem | None:
    """Whether the machine can be placed so (subject `placement`); OCI-GB-NETWORK, OCI-RDMA-PLUGINS."""
    if placement not in PLACEMENTS:
        what = f'Oracle Cloud has no placement "{placement}"'
        return Problem("placement", what, placement, ", ".join(PLACEMENTS), "leave it out")
    if placement == "none" and machine.rdma:
        what = f"{machine.size} outside of an RDMA network: its {machine.fabric} interfaces would be of no use"
        return Problem("placement", what, placement, _placements(machine), "leave it out")
    if placement != "none" and not machine.rdma:
        what = f"{machine.size} has no RDMA network, and a {placement} takes machines with one only"
        return Problem("placement", what, placement, "none", "leave it out")
    if placement == "cluster-network" and machine.rack_size:
        what = f"{machine.size} cannot be placed by a cluster network"
        fix = "leave it out: a compute cluster and a GPU memory cluster for each fabric place it"
        return Problem("placement", what, placement, "compute-cluster", fix)
    return None


def check_oci_capacity(machine: CloudGpu, model: str, *, named: bool) -> list[Problem]:
    """Whether the machine can be bought so (subjects `capacity.model`, `capacity.name`)."""
    if model not in MODELS:
        what = f'Oracle Cloud has no capacity model "{model}"'
        return [Problem("capacity.model", what, model, ", ".join(MODELS), "write reservation for machines of your own")]
    found: list[Problem] = []
    if model == "spot" and (machine.rdma or machine.size.startswith("BM.")):
        what = f"{machine.size} is not offered as preemptible capacity, which is for virtual machines"
        found.append(Problem("capacity.model", what, model, "on-demand, reservation", None))
    if model == "reservation" and machine.rack_size:
        what = f"{machine.size} comes from dedicated capacity, which no reservation holds"
        found.append(Problem("capacity.model", what, model, "on-demand", "name the fabrics that Oracle gave you"))
    if named and model != "reservation":
        what = f"a reservation is named, but the model is {model}"
        found.append(Problem("capacity.name", what, None, None, "drop name, or set model: reservation"))
    if model == "reservation" and not named:
        what = "the model is reservation, but no reservation is named"
        found.append(Problem("capacity.name", what, None, "ocid1.capacityreservation…", None))
    return found


def check_racks(machine: CloudGpu, nodes: int, fabrics: int) -> Problem | None:
    """Whether as many memory fabrics are named as the machines need (subject `fabrics`); none named is any."""
    size = machine.rack_size
    if size is None:
        if not fabrics:
            return None
        what = f"{machine.size} has no GPU memory fabric"
        return Problem("fabrics", what, str(fabrics), None, "leave them out")
    needed = -(-nodes // size)
    if fabrics in (0, needed):
        return None
    what = f"{nodes} machines are {needed} GPU memory clusters of at most {size}, and {fabrics} fabrics are named"
    return Problem("fabrics", what, str(fabrics), str(needed), "name one fabric for each, or none")


def check_image(machine: CloudGpu, *, given: bool) -> Problem | None:
    """Whether the machine boots what Oracle offers by itself (subject `image`)."""
    if given or not machine.rdma:
        return None
    what = f"{machine.size} needs an image with RDMA and GPU drivers, and Oracle's own images for nodes have none"
    return Problem("image", what, None, "ocid1.image…", "import an image of oci-hpc-oke and give its OCID")


def _placements(machine: CloudGpu) -> str:
    return "compute-cluster" if machine.rack_size else "compute-cluster, cluster-network"
