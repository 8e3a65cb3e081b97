"""Service accounts, their roles, APIs and service agents."""

from __future__ import annotations

import pytest

from tests.podwright.emulator.client import Client, Made, refused

ACCOUNT = "gcp:serviceaccount/account:Account"
PROJECT_MEMBER = "gcp:projects/iAMMember:IAMMember"
ACCOUNT_MEMBER = "gcp:serviceaccount/iAMMember:IAMMember"
EMAIL = "gke-nodes@lab.iam.gserviceaccount.com"


@pytest.fixture
def account(gcp: Client) -> Made:
    """An account for nodes."""
    return gcp.create(ACCOUNT, "nodes", {"accountId": "gke-nodes"})


def test_an_account_has_googles_id_and_names(account: Made) -> None:
    """Programs pass e-mail and member on."""
    assert account.id == f"projects/lab/serviceAccounts/{EMAIL}"
    assert (account.out("email"), account.out("member")) == (EMAIL, f"serviceAccount:{EMAIL}")
    assert len(str(account.out("uniqueId"))) == 21


def test_an_account_made_again_is_another_one(gcp: Client, account: Made) -> None:
    """Bindings of the old one must not fit the new one."""
    gcp.delete(account)
    again = gcp.create(ACCOUNT, "nodes", {"accountId": "gke-nodes"})
    assert again.id == account.id
    assert again.out("uniqueId") != account.out("uniqueId")


@pytest.mark.parametrize("account_id", ["short", "Capital-letters", "a" * 31, "ends-with-dash-"])
def test_an_account_id_has_a_form(gcp: Client, account_id: str) -> None:
    """6 to 30 characters."""
    assert refused(lambda: gcp.check(ACCOUNT, "nodes", {"accountId": account_id})) == (
        f'accountId: "accountId" ("{account_id}") doesn\'t match 6 to 30 lowercase letters, digits and dashes,'
        " a letter first"
    )


def test_a_role_needs_its_account(gcp: Client) -> None:
    """A binding for an account that is not there is refused, as by the real IAM."""
    inputs: dict[str, object] = {
        "project": "lab",
        "role": "roles/logging.logWriter",
        "member": f"serviceAccount:{EMAIL}",
    }
    assert refused(lambda: gcp.create(PROJECT_MEMBER, "m", inputs)) == (
        f"Error creating IAM Member: googleapi: Error 400: Service account {EMAIL} does not exist., badRequest"
    )
    gcp.create(ACCOUNT, "nodes", {"accountId": "gke-nodes"})
    assert gcp.create(PROJECT_MEMBER, "m", inputs).id == f"lab/roles/logging.logWriter/serviceAccount:{EMAIL}"


def test_groups_and_service_agents_are_taken_to_exist(gcp: Client) -> None:
    """Google makes agents, and people are not in the emulated cloud."""
    for member in ("group:ml@example.com", "serviceAccount:service-1@compute-system.iam.gserviceaccount.com"):
        inputs: dict[str, object] = {"project": "lab", "role": "roles/viewer", "member": member}
        assert gcp.create(PROJECT_MEMBER, "m", inputs).id == f"lab/roles/viewer/{member}"


def test_an_accounts_own_bindings_go_with_it(gcp: Client, account: Made) -> None:
    """They are part of the account's policy."""
    inputs: dict[str, object] = {
        "serviceAccountId": account.id,
        "role": "roles/iam.workloadIdentityUser",
        "member": "serviceAccount:lab.svc.id.goog[train/default]",
    }
    member = gcp.create(ACCOUNT_MEMBER, "wi", inputs)
    gcp.delete(account)
    assert gcp.refresh(member) is None


def test_an_api_may_be_enabled_twice(gcp: Client) -> None:
    """Two stacks may want the same API."""
    inputs: dict[str, object] = {"service": "compute.googleapis.com", "disableOnDestroy": False}
    service = "gcp:projects/service:Service"
    assert gcp.create(service, "a", inputs).id == gcp.create(service, "b", inputs).id == "lab/compute.googleapis.com"


def test_a_service_agent_is_named_after_the_projects_number(gcp: Client) -> None:
    """GKE's agent has a domain of its own."""
    identity = "gcp:projects/serviceIdentity:ServiceIdentity"
    made = gcp.create(identity, "gke", {"service": "container.googleapis.com"})
    number = gcp.invoke("gcp:organizations/getProject:getProject", {"projectId": "lab"})["number"]
    assert made.out("email") == f"service-{number}@container-engine-robot.iam.gserviceaccount.com"
    again = gcp.create(identity, "gke", {"service": "container.googleapis.com"})
    assert again.out("email") == made.out("email")
