"""What every cloud asks of a reservation of GPU machines, before its own rules: machines of one kind, and how many."""

from __future__ import annotations

from podwright.catalog.cloud_gpus import CloudGpu, plan_cloud_gpu
from podwright.errors import InputError
from stacks.check_words import refuse_words
from stacks.findings import Findings
from stacks.model_reservations import ReservationSpec
from stacks.source import KeyPath

_KNOWN = ("zone", "accelerator", "machineType", "nodes", "allowUnlistedZone")
"""What clouds without TPUs and calendars understand of a reservation."""


def check_reserved(
    findings: Findings, path: KeyPath, wanted: ReservationSpec, cloud: str, *, because: str, example: str
) -> CloudGpu | None:
    """The machine that is reserved; None where it is not said, or impossible.

    `because` is why machines and their number must be said, `example` an accelerator.
    """
    refuse_words(findings, path, wanted, _KNOWN, cloud)
    for key, value, shown in (("accelerator", wanted.accelerator, example), ("nodes", wanted.nodes, "4")):
        if value is None:
            findings.add((*path, key), f"is required: {because}", fix=f"add {key}: {shown}")
    if wanted.accelerator is None:
        return None
    try:
        return plan_cloud_gpu(cloud, wanted.accelerator, wanted.machine_type, wanted.nodes or 0).machine
    except InputError as error:
        findings.adopt_all(path, error, ("accelerator", "machineType", "nodes"))
        return None
