"""What every part of a region's network is made from: the component, its arguments, its plan, and the VPC."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
from pulumi_gcp import compute

if TYPE_CHECKING:
    from components.gcp.network import NetworkArgs
    from components.gcp.network_plan import NetworkPlan


@dataclass(frozen=True, slots=True)
class Site:
    """One network under construction."""

    parent: pulumi.Resource
    """The component that all parts belong to."""
    name: str
    """The component's name, which the parts' names begin with."""
    args: NetworkArgs
    plan: NetworkPlan
    network: compute.Network

    @property
    def project(self) -> str:
        """Project of all parts."""
        return self.args["project"]

    @property
    def labels(self) -> dict[str, str] | None:
        """Labels of what can be labelled."""
        return self.args.get("labels")
