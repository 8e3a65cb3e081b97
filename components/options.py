"""Small helpers for the options of resources; no cloud in here."""

from __future__ import annotations

import pulumi


def waiting_for(opts: pulumi.ResourceOptions, *resources: pulumi.Resource | None) -> pulumi.ResourceOptions:
    """The options, and the wait for these resources; None stands for one that is not there."""
    there = [resource for resource in resources if resource is not None]
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=there))
