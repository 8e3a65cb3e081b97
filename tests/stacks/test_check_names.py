"""Rules of names: what the keys become in the cloud is legal and fits."""

from __future__ import annotations

from tests.stacks.samples import region, rendered, shared, with_slice, with_vm

LETTERS = "lower-case letters, digits and dashes, from a letter to a letter or digit"


def test_the_key_of_a_group_is_a_legal_name() -> None:
    """It becomes the name of node pools."""
    group = with_slice()["tpuSlices"]["serve"]
    assert rendered(region(tpuSlices={"Serve": group})) == [
        "error: tpuSlices.Serve: the name \"Serve-1\" has characters that are not allowed: 'S'\n"
        f"  given:   Serve-1\n  allowed: {LETTERS}\n  fix:     write serve-1"
    ]


def test_a_pool_name_must_fit_with_its_index() -> None:
    """GKE cuts longer ones when it names the machines."""
    group = with_slice()["tpuSlices"]["serve"]
    name = "s" * 35
    assert rendered(region(tpuSlices={"s" * 34: group})) == []
    assert rendered(region(tpuSlices={name: group})) == [
        f'error: tpuSlices.{name}: the name "{name}-1" has 37 characters\n'
        f'  given:   {name}-1\n  allowed: at most 36 characters\n  fix:     shorten "{name}" by 1'
    ]


def test_the_name_of_the_stack_must_leave_room_for_the_cluster() -> None:
    """Everything in a region begins with the stack's name; a cluster has 40 characters."""
    assert rendered(region(), "g" * 36) == []
    name = "g" * 37
    assert rendered(region(), name) == [
        f'error: stack: the name "{name}-gke" has 41 characters\n'
        f'  given:   {name}-gke\n  allowed: at most 40 characters\n  fix:     shorten "{name}" by 1'
    ]


def test_slices_and_vms_have_different_names() -> None:
    """They are children of one program and outputs of one stack."""
    values = with_vm()
    values["tpuVms"] = {"serve": values["tpuVms"]["dev"]}
    assert rendered(values) == [
        "error: tpuVms.serve: has the name of tpuSlices.serve\n  fix:     give one of them another name"
    ]


def test_a_service_account_id_has_its_own_limits() -> None:
    """Google takes 6 to 30 characters."""
    accounts: dict[str, object] = {"gke": {"roles": ["roles/logging.logWriter"]}}
    assert rendered(shared(nodeServiceAccounts=accounts)) == [
        'error: nodeServiceAccounts.gke: the service account id "gke" has 3 characters\n'
        "  given:   gke\n  allowed: at least 6 and at most 30 characters\n  fix:     make it 3 longer"
    ]
