"""The rule of vCPU quota on Azure: every sum spelled out, and every family that nobody states."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.azure_samples import GROUP, OWN, region, with_own
from tests.stacks.samples import rendered

A100 = {**GROUP, "accelerator": "a100-80gb", "machineType": "Standard_NC24ads_A100_v4"}
HELD = {
    "accelerator": "a100-80gb",
    "machineType": "Standard_NC24ads_A100_v4",
    "nodes": 4,
    "zone": "southcentralus-1",
    "allowUnlistedZone": True,
}


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_own(limits={"standardNDISRH200V5Family": 480}),
            None,
            "error: azure.limits.standardNDISRH200V5Family: southcentralus: train 8 x ND96isr_H200_v5 ="
            " 768 vCPU; quota standardNDISRH200V5Family is 480, short by 288\n"
            "  given:   480\n"
            "  allowed: 768 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines",
        ),
        (
            with_own(limits={"Standard NDISRH200V5 Family": 768}),
            None,
            "",
        ),
        (
            {
                **region(gpuClusters={"train": GROUP, "eval": {**GROUP, "nodes": 1, "maxNodes": 4}}),
                "azure": {**OWN, "limits": {"standardndisrh200v5family": 768}},
            },
            None,
            "error: azure.limits.standardndisrh200v5family: southcentralus: train 8 x ND96isr_H200_v5 ="
            " 768 vCPU + eval 4 x ND96isr_H200_v5 = 384 vCPU; quota standardNDISRH200V5Family is 768,"
            " short by 384\n"
            "  given:   768\n"
            "  allowed: 1152 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines",
        ),
        (
            with_own(limits={"standardNDISRH200V5Family": 768, "standardDDSv5Family": 12, "cores": 780}),
            None,
            "error: azure.limits.cores: southcentralus: system pods 3 x D4ds_v5 = 12 vCPU and 4 for an"
            " upgrade + train 8 x ND96isr_H200_v5 = 768 vCPU; quota cores is 780, short by 4\n"
            "  given:   780\n"
            "  allowed: 784 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines\n"
            "error: azure.limits.standardDDSv5Family: southcentralus: system pods 3 x D4ds_v5 = 12 vCPU"
            " and 4 for an upgrade; quota standardDDSv5Family is 12, short by 4\n"
            "  given:   12\n"
            "  allowed: 16 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines",
        ),
        (
            {
                **region(gpuClusters={"burst": {**A100, "capacity": {"model": "spot"}}}),
                "azure": {**OWN, "limits": {"lowPriorityCores": 96}},
            },
            None,
            "error: azure.limits.lowPriorityCores: southcentralus: burst 8 x NC24ads_A100_v4 = 192 vCPU;"
            " quota lowPriorityCores is 96, short by 96\n"
            "  given:   96\n"
            "  allowed: 192 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines",
        ),
        (
            {
                **region(
                    gpuClusters={"serve": {**A100, "nodes": 4, "capacity": {"model": "reservation", "name": "held"}}},
                    reservations={"held": HELD},
                ),
                "azure": {**OWN, "limits": {"StandardNCADSA100v4Family": 72}},
            },
            None,
            "error: azure.limits.StandardNCADSA100v4Family: southcentralus: held 4 x NC24ads_A100_v4 ="
            " 96 vCPU; quota StandardNCADSA100v4Family is 72, short by 24\n"
            "  given:   72\n"
            "  allowed: 96 or more\n"
            "  fix:     ask for a higher limit, or run fewer machines",
        ),
    ],
)
def test_limits_hold_what_the_stack_may_reach(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Compared however a family is spelled, with what an upgrade adds."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_own(limits={"cores": 2000}),
            None,
            "warning: azure.limits.standardNDISRH200V5Family: nobody states it, and train 8 x"
            " ND96isr_H200_v5 = 768 vCPU is drawn from it; it is 0 until Azure grants some\n"
            "  allowed: 768 or more\n"
            "  fix:     state what `az vm list-usage` shows",
        ),
        (
            with_own(limits={"standardNDISRH200V6Family": 768, "standardNDISRH200V5Family": 768}),
            None,
            "warning: azure.limits.standardNDISRH200V6Family: is no VM family that the catalog knows,"
            " and nothing is compared with it\n"
            "  given:   standardNDISRH200V6Family\n"
            "  fix:     did you mean standardNDISRH200V5Family?",
        ),
    ],
)
def test_families_that_nobody_states_or_knows(values: dict[str, Any], stack: str | None, said: str) -> None:
    """What is not stated is 0 until Azure grants some; what is misspelt is compared with nothing."""
    assert "\n".join(rendered(values, stack)) == said
