"""Which machines carry accelerators, by what a resource says about its machine."""

from __future__ import annotations

from podwright.catalog.cloud_gpus import cloud_gpus
from podwright.catalog.gpus import gpu_machines
from podwright.catalog.tpus import machine_type_chips
from policies.rules.evaluation import Props, items, text


def machine_name(props: Props) -> str | None:
    """The machine type without a URL in front, None where there is none."""
    given = text(props, "machineType")
    return given.rsplit("/", 1)[-1] if given else None


def carries_accelerator(props: Props) -> bool:
    """Whether a node config, instance or template is a TPU or GPU machine."""
    machine = machine_name(props)
    if machine is not None and (machine_type_chips(machine) is not None or machine in gpu_machines()):
        return True
    return bool(items(props, "guestAccelerators"))


def azure_gpu(size: str | None) -> bool:
    """Whether a size of Azure has GPUs: one of the catalog's, or another of the N series, which is all accelerators."""
    name = (size or "").lower()
    return name.startswith("standard_n") or name in {each.lower() for each in cloud_gpus("azure")}


def oracle_gpu(shape: str | None) -> bool:
    """Whether a shape of Oracle Cloud has GPUs; the names of all of them say so."""
    return ".GPU" in (shape or "").upper()
