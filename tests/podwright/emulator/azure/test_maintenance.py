"""Maintenance configurations of clusters."""

from __future__ import annotations

import pytest

from podwright.emulator.core import values
from tests.podwright.emulator.client import Client, Made, refused

TOKEN = "azure-native:containerservice:MaintenanceConfiguration"
NOTE = "\n  note: source: learn.microsoft.com, Use planned maintenance; built the same way as Azure's words"
NODES = "aksManagedNodeOSUpgradeSchedule"
Inputs = dict[str, object]
WEEKLY: Inputs = {"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 1}}


def _inputs(name: str, **more: object) -> Inputs:
    return {"resourceGroupName": "lab", "resourceName": "train", "configName": name, **more}


def _window(schedule: Inputs, **more: object) -> Inputs:
    return {"startTime": "03:00", "schedule": schedule, **more}


def test_a_window_is_open_all_day_unless_it_says_so(azure: Client, cluster: Made) -> None:
    """From the day on which it is made, in UTC; and it goes with its cluster."""
    made = azure.create(TOKEN, "nodes", _inputs(NODES, maintenanceWindow=_window(WEEKLY)))
    assert made.id == f"{cluster.id}/maintenanceConfigurations/{NODES}"
    window = values.mapping(made.outputs, "maintenanceWindow")
    assert (window["durationHours"], window["utcOffset"], window["startDate"]) == (24, "+00:00", "2026-05-04")
    azure.delete(cluster)
    assert azure.refresh(made) is None


def test_a_window_needs_its_cluster(azure: Client, group: Made) -> None:
    """A child has a parent."""
    assert refused(lambda: azure.create(TOKEN, "nodes", _inputs(NODES, maintenanceWindow=_window(WEEKLY)))) == (
        'Status=404 Code="ParentResourceNotFound" Message="Can not perform requested operation on nested resource.'
        " Parent resource 'train' not found.\""
    )


def test_there_are_three_names(azure: Client, cluster: Made) -> None:
    """Any other maintains nothing."""
    assert refused(lambda: azure.create(TOKEN, "x", _inputs("nightly", maintenanceWindow=_window(WEEKLY)))) == (
        "Status=400 Code=\"InvalidParameter\" Message=\"Only 'default', 'aksManagedAutoUpgradeSchedule' and"
        " 'aksManagedNodeOSUpgradeSchedule' are allowed configNames for maintenance configuration.\""
    )


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        (
            NODES,
            {"timeInWeek": [{"day": "Sunday", "hourSlots": [1]}]},
            f"Maintenance configuration '{NODES}' must have a maintenanceWindow, and neither timeInWeek nor"
            " notAllowedTime.",
        ),
        (
            "default",
            {},
            "Maintenance configuration 'default' must have either a maintenanceWindow or timeInWeek.",
        ),
        (
            NODES,
            {"maintenanceWindow": _window({**WEEKLY, "daily": {"intervalDays": 1}})},
            f"The schedule of maintenance configuration '{NODES}' must be exactly one of daily, weekly,"
            " absoluteMonthly, relativeMonthly.",
        ),
        (
            "default",
            {"maintenanceWindow": _window({"weekly": {"dayOfWeek": "Sunday", "intervalWeeks": 2}})},
            "Only a weekly schedule with intervalWeeks 1 is valid for maintenance configuration 'default'.",
        ),
    ],
)
def test_each_name_takes_its_own(azure: Client, cluster: Made, name: str, more: Inputs, message: str) -> None:
    """The old form is for the oldest one only."""
    assert refused(lambda: azure.create(TOKEN, "x", _inputs(name, **more))) == (
        f'Status=400 Code="InvalidParameter" Message="{message}"{NOTE}'
    )


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"durationHours": 2},
            'maintenanceWindow.durationHours: expected "maintenanceWindow.durationHours" to be in the range (4 - 24),'
            " got 2",
        ),
        (
            {"startTime": "3"},
            'maintenanceWindow.startTime: "maintenanceWindow.startTime" ("3") doesn\'t match expression'
            " '^\\d{2}:\\d{2}$'",
        ),
    ],
)
def test_a_wrong_window_is_refused_before_any_call(azure: Client, more: Inputs, message: str) -> None:
    """By the specification's own ranges."""
    assert (
        refused(lambda: azure.check(TOKEN, "x", _inputs(NODES, maintenanceWindow=_window(WEEKLY, **more)))) == message
    )
