"""What the state must hold before a run starts, and what a live run needs from the user."""

from __future__ import annotations

from pathlib import Path

import pytest

from podwright.errors import InputError
from podwright.fleet.live import require_live
from podwright.fleet.prerequisites import require_applied, require_existing
from podwright.fleet.session import new_run_folder, policy_packs

GOOGLE = ("gcp",)


def test_dependency_never_applied() -> None:
    """The message names it and both ways out; an empty stack counts as never applied."""
    with pytest.raises(InputError) as raised:
        require_applied(["gcp-us-east5"], {"gcp-us-east5": ["gcp-global"]}, {"gcp-global": 0})
    assert str(raised.value) == (
        "error: gcp-us-east5: depends on gcp-global, which was never applied\n"
        "  fix:     apply it first: podwright up gcp-global; or add --with-dependencies"
    )


def test_dependency_applied_or_selected() -> None:
    """Either is enough."""
    needs = {"east": ["global"]}
    require_applied(["east"], needs, {"global": 5})
    require_applied(["global", "east"], needs, {})


def test_live_stack_is_made_by_its_owner() -> None:
    """Making one means choosing who can read its secrets."""
    with pytest.raises(InputError) as raised:
        require_existing(["east"], {})
    assert str(raised.value) == (
        "error: east: the stack does not exist in the state backend\n"
        "  fix:     choose who can read its secrets and make it: pulumi stack init east --secrets-provider <provider>"
    )


def test_live_without_credentials_and_backend(tmp_path: Path) -> None:
    """Both are missing, both are said."""
    with pytest.raises(InputError) as raised:
        require_live(GOOGLE, {}, tmp_path)
    assert str(raised.value) == (
        "error: --live: no credentials for Google Cloud were found\n"
        "  allowed: GOOGLE_APPLICATION_CREDENTIALS, GOOGLE_CREDENTIALS, GOOGLE_OAUTH_ACCESS_TOKEN, or application "
        "default credentials\n"
        "  fix:     run `gcloud auth application-default login`, or leave --live out to use the emulated cloud\n"
        "error: --live: no state backend was chosen\n"
        "  allowed: PULUMI_BACKEND_URL, or a backend that pulumi is logged in to\n"
        "  fix:     set PULUMI_BACKEND_URL=gs://<bucket>, or run `pulumi login <url>`"
    )


def test_live_wants_credentials_for_the_clouds_of_the_stacks(tmp_path: Path) -> None:
    """All that are missing at once, and none for a cloud that nothing is done on; CoreWeave's is the stack's affair."""
    with pytest.raises(InputError) as raised:
        require_live(("oci", "azure", "coreweave"), {"PULUMI_BACKEND_URL": "azblob://state"}, tmp_path)
    assert str(raised.value) == (
        "error: --live: no credentials for Azure were found\n"
        "  allowed: ARM_CLIENT_ID, ARM_USE_MSI, ARM_USE_OIDC, or a login of the Azure CLI\n"
        "  fix:     run `az login`, or leave --live out to use the emulated cloud\n"
        "error: --live: no credentials for Oracle Cloud were found\n"
        "  allowed: OCI_USER_OCID, TF_VAR_user_ocid, OCI_AUTH, TF_VAR_auth, or ~/.oci/config\n"
        "  fix:     run `oci setup config`, or leave --live out to use the emulated cloud"
    )


def test_live_with_logins_of_all_clouds(tmp_path: Path) -> None:
    """What `az login` and `oci setup config` leave behind is enough."""
    for file in (".azure/azureProfile.json", ".oci/config"):
        (tmp_path / file).parent.mkdir()
        (tmp_path / file).write_text("")
    require_live(("azure", "oci"), {"PULUMI_BACKEND_URL": "azblob://state"}, tmp_path)


def test_live_with_login_files(tmp_path: Path) -> None:
    """What `gcloud` and `pulumi login` leave behind is enough."""
    gcloud, pulumi = tmp_path / ".config" / "gcloud", tmp_path / ".pulumi"
    gcloud.mkdir(parents=True)
    pulumi.mkdir()
    (gcloud / "application_default_credentials.json").write_text("{}")
    (pulumi / "credentials.json").write_text('{"current": "gs://state"}')
    require_live(GOOGLE, {}, tmp_path)


def test_live_with_variables(tmp_path: Path) -> None:
    """In CI both come from the environment."""
    require_live(GOOGLE, {"GOOGLE_CREDENTIALS": "{}", "PULUMI_BACKEND_URL": "gs://state"}, tmp_path)


def test_live_in_a_shell_of_the_emulated_cloud(tmp_path: Path) -> None:
    """It would run on the emulated cloud, call that live, and encrypt with a passphrase that everybody knows."""
    shell = {
        "GOOGLE_CREDENTIALS": "{}",
        "PULUMI_DEBUG_PROVIDERS": "gcp:4001",
        "PULUMI_BACKEND_URL": "file:///lab/.podwright/emulated/state",
        "PULUMI_CONFIG_PASSPHRASE": "x",
    }
    with pytest.raises(InputError) as raised:
        require_live(GOOGLE, shell, tmp_path)
    assert str(raised.value) == (
        "error: --live: this shell is set to the emulated cloud\n"
        "  fix:     open a new shell, or run: unset PULUMI_DEBUG_PROVIDERS PULUMI_BACKEND_URL PULUMI_CONFIG_PASSPHRASE"
    )


def test_live_on_the_emulated_backend_alone(tmp_path: Path) -> None:
    """Without the providers, real resources would end up in the emulated state."""
    shell = {"GOOGLE_CREDENTIALS": "{}", "PULUMI_BACKEND_URL": "file:///lab/.podwright/emulated/state"}
    with pytest.raises(InputError, match="this shell is set to the emulated cloud"):
        require_live(GOOGLE, shell, tmp_path)


def test_live_with_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    """Found before an engine is built for four minutes."""
    missing = str(tmp_path / "key.json")
    with pytest.raises(InputError) as raised:
        require_live(GOOGLE, {"GOOGLE_APPLICATION_CREDENTIALS": missing, "PULUMI_BACKEND_URL": "gs://state"}, tmp_path)
    assert str(raised.value) == (
        "error: --live: GOOGLE_APPLICATION_CREDENTIALS names a file that is not there\n"
        f"  given:   {missing}\n"
        "  fix:     correct it, or unset it"
    )


def test_missing_policy_pack_is_refused(tmp_path: Path) -> None:
    """A gate that is not there must not look like one that is open."""
    with pytest.raises(InputError) as raised:
        policy_packs(tmp_path, [])
    assert str(raised.value) == (
        "error: --policy-pack: the folder holds no policy pack: it has no PulumiPolicy.yaml\n"
        f"  given:   {tmp_path / 'policies'}\n"
        "  fix:     name the folder of a pack"
    )


def test_old_logs_go(tmp_path: Path) -> None:
    """The logs of the last runs are kept, the folder does not grow for ever."""
    for number in range(60):
        (tmp_path / f"2025010{number // 10}T00000{number % 10}Z-up-1").mkdir()
    newest = new_run_folder(tmp_path, "up")
    assert newest.is_dir()
    assert len(list(tmp_path.iterdir())) == 50


def test_two_runs_at_once_have_folders_of_their_own(tmp_path: Path) -> None:
    """A program that runs podwright twice within a second must not lose the logs of one of them."""
    folders = [new_run_folder(tmp_path, "preview") for _ in range(3)]
    assert len(set(folders)) == 3
