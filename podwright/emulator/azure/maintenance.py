"""Maintenance configurations of a cluster: when Azure may work on it.

Owns their three names and what each may hold. The names decide what is maintained: `default` AKS itself, the two others
the version of Kubernetes and the nodes' system.
"""

# ruff: noqa: ARG002 - all types have the same methods, and not every one needs all that it is given

from __future__ import annotations

from podwright.emulator.azure import aks, errors
from podwright.emulator.azure.base import ArmKind
from podwright.emulator.core import values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Values

_DEFAULT = "default"
_NAMES = (_DEFAULT, "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
_SCHEDULES = ("daily", "weekly", "absoluteMonthly", "relativeMonthly")
_HOURS = 24


class MaintenanceConfiguration(ArmKind):
    """One of the windows of a cluster."""

    arm_type = "Microsoft.ContainerService/managedClusters/maintenanceConfigurations"
    keys = ("resourceName", "configName")
    parent = aks.CLUSTER
    regional = False

    def accept(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> None:
        """A name that there is, with what goes with it."""
        if identity.name not in _NAMES:
            # sample: Azure/ARO-HCP pull request 3260
            raise errors.bad_request(
                "Only 'default', 'aksManagedAutoUpgradeSchedule' and 'aksManagedNodeOSUpgradeSchedule' are allowed"
                " configNames for maintenance configuration.",
                code="InvalidParameter",
            )
        has_window = values.given(inputs, "maintenanceWindow")
        has_slots = values.given(inputs, "timeInWeek") or values.given(inputs, "notAllowedTime")
        if identity.name != _DEFAULT and (has_slots or not has_window):
            raise _invalid(
                f"Maintenance configuration '{identity.name}' must have a maintenanceWindow, and neither timeInWeek nor"
                " notAllowedTime."
            )
        if identity.name == _DEFAULT and has_window == has_slots:
            raise _invalid(
                f"Maintenance configuration '{identity.name}' must have either a maintenanceWindow or timeInWeek."
            )
        if has_window:
            _check_window(identity.name, values.mapping(inputs, "maintenanceWindow"))

    def own_outputs(self, call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
        """A window that says no length is open all day, from today on, in UTC."""
        if not values.given(inputs, "maintenanceWindow"):
            return {}
        kept = values.string(old.outputs, "maintenanceWindow.startDate") if old else None
        defaults: Values = {
            "durationHours": _HOURS,
            "utcOffset": "+00:00",
            "startDate": kept or f"{call.now:%Y-%m-%d}",
        }
        return {"maintenanceWindow": {**defaults, **values.mapping(inputs, "maintenanceWindow")}}


def _check_window(name: str, window: Values) -> None:
    given = [each for each in _SCHEDULES if values.given(window, f"schedule.{each}")]
    if len(given) != 1:
        raise _invalid(
            f"The schedule of maintenance configuration '{name}' must be exactly one of {', '.join(_SCHEDULES)}."
        )
    interval = values.number(window, "schedule.weekly.intervalWeeks")
    if name == _DEFAULT and (given != ["weekly"] or interval != 1):
        # source: Azure/azure-cli pull request 33431
        raise _invalid("Only a weekly schedule with intervalWeeks 1 is valid for maintenance configuration 'default'.")


def _invalid(message: str) -> CloudError:
    return errors.bad_request(
        message,
        code="InvalidParameter",
        note="source: learn.microsoft.com, Use planned maintenance; built the same way as Azure's words",
    )
