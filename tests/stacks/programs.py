"""Runs the stack program on a stack file, the way the engine hands it its configuration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from ruamel.yaml import YAML

from stacks.__main__ import main
from tests.components.harness import Deployment, deploy

STACKS = Path(__file__).parents[2] / "stacks"
"""The example fleet."""
SMALL = Path(__file__).parent / "fleet"
"""A small fleet that only the tests use."""
GLOBAL_OUTPUTS = {
    "nodeServiceAccounts": {"gke-nodes": "nodes@shared.iam.gserviceaccount.com"},
    "keys": {
        region: f"projects/shared/locations/{region}/keyRings/r/cryptoKeys/k"
        for region in ("asia-northeast1", "europe-west2", "europe-west4", "us-central1", "us-east5")
    },
    "hub": {"lab-hub": "projects/shared/locations/global/hubs/lab-hub"},
}
"""Outputs of an applied global stack, unlike those a preview would guess."""
OCI_REGIONS = ("ap-tokyo-1", "eu-amsterdam-1", "uk-london-1", "us-chicago-1")
OCI_OUTPUTS = {
    "compartments": {region: f"ocid1.compartment.oc1..{region}" for region in OCI_REGIONS},
    "compartmentPaths": {region: f"oci-global:{region}" for region in OCI_REGIONS},
}
"""The same of Oracle Cloud."""


AZURE_OUTPUTS = {
    "keys": {
        region: f"/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/diskEncryptionSets/{region}"
        for region in ("japaneast", "norwayeast", "southcentralus", "uksouth", "westeurope")
    },
}
"""The same of azure-global."""


def stack_names() -> list[str]:
    """The committed Google Cloud stacks."""
    return sorted(file.name.split(".")[1] for file in STACKS.glob("Pulumi.gcp-*.yaml"))


def stack_config(stack: str, folder: Path = STACKS) -> dict[str, str]:
    """A stack file's configuration as a program gets it: every value a text, structures as JSON."""
    file = folder / f"Pulumi.{stack}.yaml"
    config = cast("Mapping[str, object]", cast("Any", YAML(typ="safe")).load(file)["config"])
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}


def run(
    stack: str,
    *,
    preview: bool = False,
    config: Mapping[str, str] | None = None,
    outputs: Mapping[str, object] | None = None,
    own_outputs: Mapping[str, object] | None = None,
    folder: Path = STACKS,
) -> Deployment:
    """Preview or update a stack; `outputs` are those of its global stack, `own_outputs` those of its last update."""
    return deploy(
        main,
        stack=stack,
        preview=preview,
        config=stack_config(stack, folder) if config is None else config,
        references={
            "org/podwright/gcp-global": GLOBAL_OUTPUTS if outputs is None else outputs,
            "org/podwright/azure-global": AZURE_OUTPUTS if outputs is None else outputs,
            "org/podwright/oci-global": OCI_OUTPUTS if outputs is None else outputs,
            f"org/podwright/{stack}": own_outputs or {},
        },
    )
