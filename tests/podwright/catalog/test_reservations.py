"""What can be reserved, from now on or for a window; the rest is refused in words that name the way out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from podwright.catalog.gpus import GpuMachine, gpu_machines
from podwright.catalog.reservations import CALENDAR_GPUS, TPU_FAMILIES, Wish, check_wish
from podwright.catalog.tpus import TpuGeneration, tpu_generations

NOW = Wish(zone="europe-west4-a", accelerator="h200", nodes=4)
LATER = replace(NOW, start="2027-01-04T08:00:00Z", days=30)
CHIPS = Wish(zone="us-east5-a", generation="v5p", chips=128, start="2027-01-04T08:00:00Z", days=30)


def said(wish: Wish) -> list[str]:
    return [problem.render() for problem in check_wish(wish)]


@pytest.mark.parametrize("wish", [NOW, LATER, CHIPS])
def test_sound_wishes(wish: Wish) -> None:
    """Machines from now on, machines for a month, chips for a month."""
    assert said(wish) == []


@pytest.mark.parametrize("machine", gpu_machines().values(), ids=lambda each: each.name)
def test_every_machine_with_a_zone_can_be_reserved_now(machine: GpuMachine) -> None:
    """Each in the first zone that has it; for a window only those that calendar mode serves."""
    for zone in list(machine.zones)[:1]:
        now = Wish(zone=zone, accelerator=machine.accelerator, machine_type=machine.name, nodes=1)
        assert said(now) == []
        later = said(replace(now, start="2027-01-04T08:00:00Z", days=1))
        assert (later == []) == machine.name.startswith(CALENDAR_GPUS)


@pytest.mark.parametrize("generation", tpu_generations().values(), ids=lambda each: each.name)
def test_every_generation(generation: TpuGeneration) -> None:
    """Those of calendar mode in each of their zones, the others not at all."""
    for zone in generation.zones:
        wish = Wish(zone=zone, generation=generation.name, chips=8, start="2027-01-04T08:00:00Z", days=1)
        assert (said(wish) == []) == (generation.name in TPU_FAMILIES)


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (
            Wish(zone="europe-west4-a"),
            "error: accelerator: needs exactly one of accelerator (GPU machines) and generation (TPU chips)\n"
            "  fix:     write accelerator and nodes, or generation and chips",
        ),
        (
            replace(NOW, nodes=None),
            "error: nodes: says how much is reserved\n  allowed: 1 or more\n  fix:     add nodes",
        ),
        (replace(NOW, chips=8), "error: chips: does not go with nodes\n  given:   8\n  fix:     remove chips"),
        (
            Wish(
                zone="europe-west4-a",
                accelerator="l4",
                machine_type="g2-standard-48",
                nodes=1,
                start=CHIPS.start,
                days=3,
            ),
            "error: calendar: g2-standard-48 cannot be reserved for a window\n"
            "  allowed: A3 and A4 machines, TPU v5e, v5p, v6e\n"
            "  fix:     remove calendar: it is reserved from now on",
        ),
        (
            replace(CHIPS, start=None, days=None),
            "error: calendar: TPU chips can only be reserved for a window: the provider has no reservation of chips"
            " from now on\n"
            "  fix:     add calendar: {start: <time>, days: <1 to 90>}",
        ),
        (
            replace(CHIPS, generation="tpu7x"),
            "error: generation: chips of tpu7x cannot be reserved by a program\n"
            "  given:   tpu7x\n"
            "  allowed: v5e, v5p, v6e\n"
            "  fix:     ask Google for the reservation, and name it in capacity",
        ),
        (
            replace(CHIPS, chips=130),
            "error: chips: 130 chips are not whole machines of v5p, which have 4 chips each\n"
            "  given:   130\n"
            "  allowed: multiples of 4\n"
            "  fix:     write 132",
        ),
        (
            replace(LATER, days=120),
            "error: calendar.days: is outside of calendar mode\n  given:   120\n  allowed: 1 to 90",
        ),
        (
            replace(LATER, start="2027-01-04T08:00:00"),
            "error: calendar.start: is no point in time with a time zone\n"
            "  given:   2027-01-04T08:00:00\n"
            "  allowed: RFC 3339, such as 2027-01-04T08:00:00Z",
        ),
    ],
)
def test_what_cannot_be_reserved(wish: Wish, words: str) -> None:
    """Each with its reason."""
    assert said(wish) == [words]


def test_an_unlisted_zone_can_be_taken_on_purpose() -> None:
    """Google may have said otherwise."""
    elsewhere = replace(NOW, zone="europe-west4-c")
    assert len(said(elsewhere)) == 1
    assert said(replace(elsewhere, allow_unlisted_zone=True)) == []
