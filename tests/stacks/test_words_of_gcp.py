"""Words that only Google Cloud's GPU machines answer to are refused on the other clouds, with what to do instead."""

from __future__ import annotations

from tests.stacks import azure_samples as azure
from tests.stacks import oci_samples as oci
from tests.stacks.samples import problems, rendered
from tests.stacks.test_check_coreweave import with_group as coreweave_group

_SHAPE = "accelerator, nodes, zone, capacity, machineType, placement, bootDiskGib, allowUnlistedZone"


def test_azure_has_other_ways() -> None:
    """A fleet of Azure comes at once or not, and what its machines run is in their image."""
    found = rendered(azure.with_fleet(batch=4, startupScript="#!/bin/sh\n"))
    assert found == [
        f"error: gpuFleets.batch.batch: says nothing on Azure\n  allowed: {_SHAPE}, image\n  fix:     remove it",
        "error: gpuFleets.batch.startupScript: says nothing on Azure\n"
        f"  allowed: {_SHAPE}, image\n"
        "  fix:     remove it, and put what machines run into their image",
    ]
    (problem,) = problems(azure.with_group(hostMaintenance="periodic"))
    assert (problem.subject, problem.message) == ("gpuClusters.train.hostMaintenance", "says nothing on Azure")


def test_oracle_has_cloud_init() -> None:
    """It stands with what else is Oracle's own of the machines."""
    found = problems(oci.with_fleet(batch=4, startupScript="#!/bin/sh\n"))
    assert [(problem.subject, problem.fix) for problem in found] == [
        ("gpuFleets.batch.batch", "remove it"),
        ("gpuFleets.batch.startupScript", "write it as cloudInit under oci.machines"),
    ]
    (problem,) = problems(oci.with_group(hostMaintenance="periodic"))
    assert (problem.subject, problem.message) == ("gpuClusters.train.hostMaintenance", "says nothing on Oracle Cloud")


def test_coreweave_services_its_own_hosts() -> None:
    """Nobody is asked when."""
    (text,) = rendered(coreweave_group(hostMaintenance="periodic"))
    assert text.startswith("error: gpuClusters.train.hostMaintenance: says nothing on CoreWeave\n")
