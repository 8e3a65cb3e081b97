"""What TPU VMs and queued resources of the Cloud TPU API cannot have, and the way out.

Owns the limits of the API and of its resources in the provider (pulumi-gcp 10.2.0). Capacity models are in
`capacity.py`, runtimes in `versions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from podwright.catalog.topology import SlicePlan
from podwright.errors import Problem


def check_data_disks(plan: SlicePlan, read_only: Mapping[str, bool]) -> list[Problem]:
    """Disks, name -> whether it is for reading only, that several hosts cannot share (subject `dataDisks.<name>`).

    Source: public reports of the API's refusal (vllm-project/ci-infra #516, 2026).
    """
    if not plan.multi_host:
        return []
    what = f"{plan.accelerator_type} has {plan.hosts} hosts, and a disk that is written to goes to one host only"
    fix = "set readOnly: true, or keep what the hosts write in a bucket or a file system"
    return [
        Problem(f"dataDisks.{name}", what, "read-write", "read-only", fix)
        for name, safe in read_only.items()
        if not safe
    ]


def check_queued_extras(given: Mapping[str, bool]) -> list[Problem]:
    """What is given, key -> whether it is, that the provider's queued resource has no field for (subject the key)."""
    what = "the provider's queued resource has no field for it, so it would be left out in silence"
    fix = "drop it, or set queued: false"
    return [Problem(key, what, None, None, fix) for key, is_given in given.items() if is_given]
