"""A vault and a key of one region, for disks, buckets, file systems and Kubernetes secrets.

Owns both. Who may use the key is said by policies of the tenancy (`OciBase`, `keys`). Neither can be deleted at once:
Oracle schedules it and keeps them for at least seven days.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import kms

from components.checks import Checks
from components.oci.shared import take_place
from podwright.plan.names_oci import oci_name

_ROTATION = (60, 365)
"""Days between versions (SDK docstring, kms/_inputs.py: rotation_interval_in_days)."""


class OciVaultArgs(TypedDict):
    """Arguments of `OciVault`."""

    compartment: pulumi.Input[str]
    """OCID of the compartment."""
    region: str
    """Region of the vault."""
    prefix: str
    """Leading part of the display names."""
    labels: dict[str, str]
    """Freeform tags."""
    private: NotRequired[bool]
    """A vault on hardware of its own, which costs by the hour and rotates keys by itself; shared when left out."""
    rotation_days: NotRequired[int]
    """Days after which a private vault makes a new version of the key; never when left out."""


class OciVault(pulumi.ComponentResource):
    """Vault and key."""

    vault_id: pulumi.Output[str]
    """OCID of the vault."""
    key_id: pulumi.Output[str]
    """OCID of the key."""

    def __init__(self, name: str, args: OciVaultArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        vault_name, key_name = plan_oci_vault(name, args)
        super().__init__("podwright:index:OciVault", name, {}, opts)
        private, days = args.get("private", False), args.get("rotation_days")
        vault = kms.Vault(
            f"{name}-vault",
            compartment_id=args["compartment"],
            display_name=vault_name,
            vault_type="VIRTUAL_PRIVATE" if private else "DEFAULT",
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        key = kms.Key(
            f"{name}-key",
            compartment_id=args["compartment"],
            display_name=key_name,
            management_endpoint=vault.management_endpoint,
            key_shape=kms.KeyKeyShapeArgs(algorithm="AES", length=32),
            protection_mode="HSM",
            is_auto_rotation_enabled=days is not None,
            auto_key_rotation_details=kms.KeyAutoKeyRotationDetailsArgs(rotation_interval_in_days=days)
            if days is not None
            else None,
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.vault_id, self.key_id = vault.id, key.id
        self.register_outputs({"vaultId": self.vault_id, "keyId": self.key_id})


def plan_oci_vault(name: str, args: OciVaultArgs) -> tuple[str, str]:
    """Display names of vault and key; an `InputError` with everything that is wrong."""
    checks = Checks("OciVault", name)
    take_place(checks, args["region"], args["labels"])
    days = args.get("rotation_days")
    if days is not None and not args.get("private", False):
        checks.add("rotation_days", "only keys of a private vault rotate by themselves", fix="set private")
    if days is not None and not _ROTATION[0] <= days <= _ROTATION[1]:
        allowed = f"{_ROTATION[0]} to {_ROTATION[1]} days"
        checks.add("rotation_days", "is no interval of Oracle's", given=str(days), allowed=allowed)
    names = checks.attempt(
        lambda: (oci_name("display", args["prefix"], "vault"), oci_name("display", args["prefix"], "key")),
        field="prefix",
    )
    checks.done()
    if not names:
        raise AssertionError("a plan without a problem is complete")
    return names
