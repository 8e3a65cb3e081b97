"""The plan as text: what one reads before saying yes."""

from __future__ import annotations

from podwright.fleet.changes import Op, PropertyChange, ResourceChange
from podwright.fleet.events import Changes
from podwright.fleet.plan_text import LIST_LIMIT, plan_lines, value_text
from podwright.fleet.report import StackResult
from podwright.fleet.values import MISSING, SECRET, UNKNOWN


def resource(op: Op, name: str, *properties: PropertyChange, kind: str = "gcp:compute:Network") -> ResourceChange:
    """A change of a resource."""
    return ResourceChange(op, kind, name, f"urn:{name}", properties)


def plan(*resources: ResourceChange, same: int = 0, verbose: bool = False) -> list[str]:
    """The plan of a stack called east."""
    counts = Changes(same=same)
    for each in resources:
        setattr(counts, each.op, getattr(counts, each.op) + 1)
    return plan_lines(StackResult("east", 1, changes=counts, resources=list(resources)), verbose=verbose)


def test_what_cannot_be_undone_comes_first() -> None:
    """Replacements, deletions, updates, creations; the reason of a replacement before other properties."""
    lines = plan(
        resource("create", "new"),
        resource("update", "net", PropertyChange("mtu", "update", False, 1460, 8896)),
        resource("delete", "old"),
        resource(
            "replace",
            "pool",
            PropertyChange("tags", "add", False, MISSING, ["x"]),
            PropertyChange("zone", "update", True, "us-east5-a", "us-east5-b"),
            kind="gcp:container:NodePool",
        ),
        same=7,
    )
    assert lines == [
        "east: 1 to replace, 1 to delete, 1 to update, 1 to create, 7 unchanged",
        "  ± gcp:container:NodePool  pool",
        '      zone: "us-east5-a" → "us-east5-b"  (forces the replacement)',
        '      tags: set to ["x"]',
        "  - gcp:compute:Network  old",
        "  ~ gcp:compute:Network  net",
        "      mtu: 1460 → 8896",
        "  + gcp:compute:Network  new",
    ]


def test_creations_share_a_line_by_type() -> None:
    """Forty new node pools are one line; the stack itself says nothing that the heading does not."""
    pools = [resource("create", f"pool-{number:02}", kind="gcp:container:NodePool") for number in range(40)]
    lines = plan(*pools, resource("create", "net"), resource("create", "s", kind="pulumi:pulumi:Stack"))
    assert lines[1] == "  + gcp:compute:Network        net"
    assert lines[2] == (
        "  + 40 gcp:container:NodePool  pool-00, pool-01, pool-02, pool-03, pool-04, pool-05, pool-06, pool-07, "
        "pool-08, …"
    )
    assert len(lines) == 3


def test_long_list_of_updates_ends_in_a_count() -> None:
    """What kinds they are still matters."""
    lines = plan(*(resource("update", f"n{number:02}") for number in range(LIST_LIMIT + 5)))
    assert len(lines) == LIST_LIMIT + 2
    assert lines[-1] == "  ~ … and 5 more (5 gcp:compute:Network); --verbose lists them"


def test_deletions_are_never_shortened() -> None:
    """The one that is hidden would be the one that hurts."""
    assert len(plan(*(resource("delete", f"n{number:02}") for number in range(40)))) == 41


def test_verbose_lists_everything() -> None:
    """Whoever asks for all gets all."""
    assert len(plan(*(resource("create", f"n{number:02}") for number in range(40)), verbose=True)) == 41


def test_many_properties_end_in_a_count() -> None:
    """One resource must not fill the screen."""
    changes = [PropertyChange(f"p{number:02}", "update", False, 1, 2) for number in range(10)]
    assert plan(resource("update", "net", *changes))[-1] == "      … and 2 more properties; --verbose lists them"


def test_removed_property_shows_what_is_lost() -> None:
    """And a value that nobody knows is not made up."""
    lines = plan(
        resource("update", "net", PropertyChange("a", "delete", False, {"x": 1}), PropertyChange("b", "update", False))
    )
    assert lines[2:] == ['      a: removed, was {"x": 1}', "      b: (not set) → (not set)"]


def test_secrets_unknowns_and_long_values() -> None:
    """Words stand without quotes, so that they cannot be taken for values; long values are cut unless asked for."""
    assert value_text(SECRET) == "[secret]"
    assert value_text(UNKNOWN) == "(known after apply)"
    assert value_text("x" * 100).endswith("…")
    assert value_text("x" * 100, verbose=True) == '"' + "x" * 100 + '"'


def test_replacement_because_of_another() -> None:
    """The value stays the same, what stands behind it does not."""
    lines = plan(resource("replace", "pool", PropertyChange("cluster", "update", True, "gke", "gke")))
    assert lines[2] == '      cluster: "gke", which is replaced itself  (forces the replacement)'


def test_outputs_alone() -> None:
    """A new export is a change that no resource shows."""
    result = StackResult("east", 1, changes=Changes(same=3), output_changes=("keys",))
    assert plan_lines(result) == ["east: no resource changes", "  outputs that change: keys"]


def test_dependent_without_changes_of_its_own() -> None:
    """It is applied again all the same, so the plan names it."""
    result = StackResult("mesh", 3, changes=Changes(same=3))
    assert plan_lines(result) == ["mesh: nothing of its own to change"]
