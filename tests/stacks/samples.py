"""Sound specs as plain values; a test changes the one thing it is about."""

from __future__ import annotations

import copy
from typing import Any

from podwright.errors import Problem
from stacks.check import examine

_REGION: dict[str, Any] = {
    "kind": "region",
    "cloud": "gcp",
    "region": "europe-west4",
    "jurisdiction": "NL",
    "dependsOn": ["gcp-global"],
    "account": {"project": "lab-accelerators"},
    "labels": {"owner": "serving", "cost-centre": "cc-2107"},
    "network": {"cidr": "10.32.0.0/14"},
    "quotaContact": "platform@example.com",
    "tpuSlices": {
        "serve": {
            "generation": "v6e",
            "topology": "8x8",
            "slices": 2,
            "zone": "europe-west4-a",
            "capacity": {"model": "on-demand"},
        }
    },
}
_GLOBAL: dict[str, Any] = {
    "kind": "global",
    "cloud": "gcp",
    "account": {"project": "lab-accelerators"},
    "labels": {"owner": "platform", "cost-centre": "cc-2100"},
    "services": ["compute.googleapis.com"],
    "nodeServiceAccounts": {"gke-nodes": {"roles": ["roles/logging.logWriter"]}},
    "keys": {"europe-west4": {"rotationDays": 30}},
}
_MESH: dict[str, Any] = {
    "kind": "mesh",
    "dependsOn": ["gcp-europe-west4", "azure-westeurope", "oci-eu-amsterdam-1"],
    "labels": {"owner": "platform", "cost-centre": "cc-2100"},
    "mesh": {
        "members": {
            "gcp-europe-west4": {"asn": 64512},
            "azure-westeurope": {"asn": 65010},
            "oci-eu-amsterdam-1": {},
        }
    },
}
_VM: dict[str, Any] = {
    "generation": "v5e",
    "topology": "2x2",
    "zone": "europe-west4-b",
    "capacity": {"model": "spot"},
}
_GPUS: dict[str, Any] = {
    "accelerator": "h200",
    "nodes": 16,
    "zone": "europe-west4-a",
    "capacity": {"model": "flex-start"},
}


def region(**changes: Any) -> dict[str, Any]:
    """A region stack's values with top-level keys replaced; a key set to `...` is left out."""
    return _changed(_REGION, changes)


def shared(**changes: Any) -> dict[str, Any]:
    """A global stack's values with top-level keys replaced."""
    return _changed(_GLOBAL, changes)


def mesh(**changes: Any) -> dict[str, Any]:
    """A mesh's values with top-level keys replaced."""
    return _changed(_MESH, changes)


def with_slice(**changes: Any) -> dict[str, Any]:
    """A region stack whose one slice group has keys replaced."""
    values = region()
    values["tpuSlices"] = {"serve": _changed(values["tpuSlices"]["serve"], changes)}
    return values


def with_vm(**changes: Any) -> dict[str, Any]:
    """A region stack with one TPU VM group that has keys replaced."""
    return region(tpuVms={"dev": _changed(_VM, changes)})


def with_gpus(**changes: Any) -> dict[str, Any]:
    """A region stack with one GPU cluster that has keys replaced."""
    return region(tpuSlices=..., gpuClusters={"train": _changed(_GPUS, changes)})


def with_fleet(**changes: Any) -> dict[str, Any]:
    """A region stack with one GPU fleet that has keys replaced."""
    return region(tpuSlices=..., gpuFleets={"batch": _changed(_GPUS, changes)})


def problems(values: dict[str, Any], stack: str | None = None) -> list[Problem]:
    """Everything that is found wrong with the values."""
    return list(examine(values, None, stack).problems)


def rendered(values: dict[str, Any], stack: str | None = None) -> list[str]:
    """The whole text of every problem."""
    return [problem.render() for problem in problems(values, stack)]


def _changed(values: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**copy.deepcopy(values), **changes}.items() if value is not ...}
