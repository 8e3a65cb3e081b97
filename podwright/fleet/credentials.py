"""Where the credentials of each cloud can come from, looked for before anything is started.

It only looks whether they are there and never reads what they are; whether they are good is the cloud's to say. The
places are those of the providers: Google's application default credentials, `az login` or the ARM_ variables,
`~/.oci/config` or the variables of pulumi-oci. CoreWeave's token may be a secret of the stack, so its own program asks
for it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from podwright.errors import Problem

GOOGLE_VARIABLES = ("GOOGLE_APPLICATION_CREDENTIALS", "GOOGLE_CREDENTIALS", "GOOGLE_OAUTH_ACCESS_TOKEN")
"""Where the Google provider looks first, in this order."""
AZURE_VARIABLES = ("ARM_CLIENT_ID", "ARM_USE_MSI", "ARM_USE_OIDC")
"""One of these says that the provider is not to ask the Azure CLI."""
ORACLE_VARIABLES = ("OCI_USER_OCID", "TF_VAR_user_ocid", "OCI_AUTH", "TF_VAR_auth")
"""A user with a key, or another kind of principal."""


def missing_credentials(clouds: Collection[str], environment: Mapping[str, str], home: Path) -> list[Problem]:
    """One problem for each of the clouds without credentials; `home` is the user's home folder."""
    found = [_LOOK[cloud](environment, home) for cloud in sorted(clouds) if cloud in _LOOK]
    return [problem for problem in found if problem is not None]


def _google(environment: Mapping[str, str], home: Path) -> Problem | None:
    name = "GOOGLE_APPLICATION_CREDENTIALS"
    given = environment.get(name)
    if given and not Path(given).is_file():
        # Google's libraries look no further then.
        return Problem("--live", f"{name} names a file that is not there", given=given, fix="correct it, or unset it")
    folder = Path(environment.get("CLOUDSDK_CONFIG") or home / ".config" / "gcloud")
    if any(map(environment.get, GOOGLE_VARIABLES)) or (folder / "application_default_credentials.json").is_file():
        return None
    allowed = f"{', '.join(GOOGLE_VARIABLES)}, or application default credentials"
    return _none("Google Cloud", allowed, "gcloud auth application-default login")


def _azure(environment: Mapping[str, str], home: Path) -> Problem | None:
    folder = Path(environment.get("AZURE_CONFIG_DIR") or home / ".azure")
    if any(map(environment.get, AZURE_VARIABLES)) or (folder / "azureProfile.json").is_file():
        return None
    return _none("Azure", f"{', '.join(AZURE_VARIABLES)}, or a login of the Azure CLI", "az login")


def _oracle(environment: Mapping[str, str], home: Path) -> Problem | None:
    file = Path(environment.get("OCI_CONFIG_FILE") or home / ".oci" / "config")
    if any(map(environment.get, ORACLE_VARIABLES)) or file.is_file():
        return None
    return _none("Oracle Cloud", f"{', '.join(ORACLE_VARIABLES)}, or ~/.oci/config", "oci setup config")


def _none(title: str, allowed: str, command: str) -> Problem:
    message = f"no credentials for {title} were found"
    fix = f"run `{command}`, or leave --live out to use the emulated cloud"
    return Problem("--live", message, allowed=allowed, fix=fix)


_LOOK: dict[str, Callable[[Mapping[str, str], Path], Problem | None]] = {
    "azure": _azure,
    "gcp": _google,
    "oci": _oracle,
}
