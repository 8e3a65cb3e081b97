"""Rules of a mesh by itself; whole files that break many of them are in tests/podwright/cli/bad."""

from __future__ import annotations

from tests.stacks.samples import mesh, region, rendered, shared


def test_a_sound_mesh_has_no_problem() -> None:
    """The sample that every other test changes."""
    assert rendered(mesh()) == []


def test_a_member_whose_name_says_nothing_may_say_its_cloud() -> None:
    """Names of stacks are free."""
    members = {"rotterdam": {"cloud": "gcp", "asn": 64512}, "amsterdam": {"cloud": "oci"}}
    assert rendered(mesh(dependsOn=list(members), mesh={"members": members})) == []


def test_a_mesh_needs_members_and_what_comes_before_it() -> None:
    """Both at once, with the line to add."""
    assert rendered(mesh(dependsOn=..., mesh=...)) == [
        "error: dependsOn: is required in a stack of kind mesh\n  fix:     add podwright:dependsOn: [gcp-global]",
        "error: mesh: is required in a stack of kind mesh\n"
        "  fix:     add podwright:mesh: {members: {gcp-europe-west4: {asn: 64512}, oci-eu-amsterdam-1: {}}}",
    ]


def test_mesh_is_no_cloud() -> None:
    """The word stands for the clouds of members, and only in a mesh."""
    message = (
        "error: cloud: mesh is no cloud\n"
        "  given:   mesh\n"
        "  allowed: gcp, azure, oci, coreweave\n"
        "  fix:     write kind: mesh and leave cloud out, or name the cloud"
    )
    assert rendered(region(cloud="mesh")) == [message]
    assert rendered(shared(cloud="mesh")) == [message]


def test_keys_of_regions_do_not_belong_in_a_mesh() -> None:
    """They would be ignored in silence."""
    assert rendered(mesh(region="europe-west4", keys={"europe-west4": {}}, account={"project": "lab"})) == [
        "error: account: is not given in a stack of kind mesh: it has those of its members\n  fix:     remove it",
        "error: region: does not belong in a stack of kind mesh, only in one of kind region\n"
        "  fix:     remove it, or move it to a stack of kind region",
        "error: keys: does not belong in a stack of kind mesh, only in one of kind global\n"
        "  fix:     remove it, or move it to a stack of kind global",
    ]


def test_a_mesh_does_not_belong_in_a_region() -> None:
    """It has a stack of its own."""
    assert rendered(region(mesh=mesh()["mesh"])) == [
        "error: mesh: does not belong in a stack of kind region, only in one of kind mesh\n"
        "  fix:     remove it, or move it to a stack of kind mesh"
    ]


def test_names_that_are_too_long_for_tunnels() -> None:
    """Google's limit, which is the shortest."""
    long = "gcp-" + "europe-" * 8 + "west4"
    members = {long: {"asn": 64512}, "oci-eu-amsterdam-1": {}}
    values = mesh(dependsOn=list(members), mesh={"members": members})
    assert rendered(values) == []
    assert rendered(values, stack="mesh-europe") == [
        f'error: mesh.members.{long}: the name "mesh-europe-{long}-0" has 79 characters\n'
        f"  given:   mesh-europe-{long}-0\n"
        "  allowed: at most 63 characters\n"
        f'  fix:     shorten "{long}" by 16'
    ]
