"""What a fleet of GPU machines on Google Cloud may ask for besides its machines: batches, scripts, never a queue.

Sources: Google Cloud documentation, "About resize requests in a MIG" and "Use startup scripts on Linux VMs" (2026-11).
"""

from __future__ import annotations

from podwright.errors import Problem

SCRIPT_LIMIT = 262_144
"""Bytes of one value of a machine's metadata."""


def check_fleet_queue(model: str, *, queued: bool) -> Problem | None:
    """Whether queued provisioning, a way to fill GKE node pools, is asked for (subject `capacity.queued`)."""
    if not queued or model != "flex-start":
        return None  # for other models it is refused wherever it stands
    fix = "drop it: the machines of a fleet always come by a request that waits"
    return Problem("capacity.queued", "belongs to Kubernetes", "true", None, fix)


def check_batch(model: str, nodes: int, batch: int | None) -> Problem | None:
    """Whether machines can come in such batches (subject `batch`)."""
    if batch is None:
        return None
    given = str(batch)
    if model != "flex-start":
        return Problem("batch", "is for flex-start only: other machines come one by one", given, None, "drop it")
    if batch < 1 or nodes % batch:
        what = f"does not divide the {nodes} machines of the fleet"
        sizes = ", ".join(str(each) for each in range(1, nodes + 1) if nodes % each == 0) or None
        return Problem("batch", what, given, sizes, "leave it out, and all machines come together")
    return None


def check_startup_script(script: str) -> Problem | None:
    """Whether a script fits into the metadata of a machine (subject `startupScript`)."""
    size = len(script.encode())
    if not script.strip():
        return Problem(
            "startupScript", "is empty", None, None, "write what each machine runs when it starts, or drop it"
        )
    if size <= SCRIPT_LIMIT:
        return None
    what = f"has {size} bytes, and a value of a machine's metadata {SCRIPT_LIMIT} at most"
    return Problem("startupScript", what, None, None, "put the rest into a bucket or into the image")
