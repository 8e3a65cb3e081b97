"""A shared file system beside the accelerators: Managed Lustre, Parallelstore or Filestore.

Owns one instance. All three live in a network of Google's that is peered with the region's VPC (private service
access), which `Network` makes with `private_services`; pass its reserved range so that the instance waits for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_gcp import filestore, lustre, parallelstore

from components.checks import Checks
from components.gcp.file_system_plan import FILE_SHARE, plan_file_system


class FileSystemKind(StrEnum):
    """The products."""

    LUSTRE = "lustre"
    PARALLELSTORE = "parallelstore"
    FILESTORE = "filestore"


class FileSystemArgs(TypedDict):
    """Arguments of `FileSystem`."""

    project: str
    """Project that owns the instance."""
    region: str
    """Region of a regional Filestore; the zone must be in it."""
    prefix: str
    """Leading part of the cloud name."""
    labels: dict[str, str]
    """Labels of the instance."""
    kind: FileSystemKind
    """lustre for training, parallelstore for scratch, filestore for homes."""
    gib: int
    """Size in GiB; each tier is sold in sizes of its own."""
    tier: NotRequired[str]
    """MB/s for each TiB of Lustre (1000, 500, 250, 125), or zonal or regional of Filestore; the first when left out."""
    zone: NotRequired[str]
    """The zone of its clients; not for a regional Filestore."""
    network: pulumi.Input[str]
    """Id of the VPC."""
    private_services_range: NotRequired[pulumi.Input[str]]
    """Name of the reserved range of private service access that Filestore and Parallelstore take addresses from."""
    key: NotRequired[pulumi.Input[str]]
    """Id of the KMS key that encrypts it; Google's own key when left out. Not with parallelstore."""
    deletion_protection: NotRequired[bool]
    """Refuse to delete the instance; off when left out. Filestore locks itself, the others by the provider."""


@dataclass(frozen=True, slots=True)
class _Made:
    """What the three kinds have in common."""

    resource_id: pulumi.Output[str]
    mount_source: pulumi.Output[str]


class FileSystem(pulumi.ComponentResource):
    """One shared file system."""

    file_system_id: pulumi.Output[str]
    """Id of the instance."""
    mount_source: pulumi.Output[str]
    """What a client mounts: `<address>@tcp:/<name>` of Lustre, `<address>:/data` of Filestore, addresses of
    Parallelstore."""
    gib: pulumi.Output[int]
    """Size in GiB."""

    def __init__(self, name: str, args: FileSystemArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        plan = plan_file_system(Checks("FileSystem", name), name, args)
        super().__init__("podwright:index:FileSystem", name, {}, opts)
        make = {"lustre": self._lustre, "parallelstore": self._parallelstore, "filestore": self._filestore}
        made = make[plan.kind](name, args, plan.instance, plan.location, plan.tier)
        self.file_system_id, self.mount_source = made.resource_id, made.mount_source
        self.gib = pulumi.Output.from_input(args["gib"])
        self.register_outputs({"fileSystemId": self.file_system_id, "mountSource": self.mount_source, "gib": self.gib})

    def _lustre(self, name: str, args: FileSystemArgs, instance: str, location: str, tier: str) -> _Made:
        made = lustre.Instance(
            f"{name}-lustre",
            instance_id=instance,
            project=args["project"],
            location=location,
            network=args["network"],
            filesystem=FILE_SHARE,
            capacity_gib=str(args["gib"]),
            per_unit_storage_throughput=tier,
            labels=args["labels"],
            kms_key=args.get("key"),
            deletion_policy=_deletion_policy(args),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return _Made(made.id, made.mount_point)

    def _parallelstore(self, name: str, args: FileSystemArgs, instance: str, location: str, tier: str) -> _Made:
        made = parallelstore.Instance(
            f"{name}-parallelstore",
            instance_id=instance,
            project=args["project"],
            location=location,
            network=args["network"],
            reserved_ip_range=args.get("private_services_range"),
            capacity_gib=str(args["gib"]),
            deployment_type=tier.upper(),
            labels=args["labels"],
            deletion_policy=_deletion_policy(args),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return _Made(made.id, made.access_points.apply(_joined))

    def _filestore(self, name: str, args: FileSystemArgs, instance: str, location: str, tier: str) -> _Made:
        made = filestore.Instance(
            f"{name}-filestore",
            name=instance,
            project=args["project"],
            location=location,
            tier=tier.upper(),
            file_shares=filestore.InstanceFileSharesArgs(name=FILE_SHARE, capacity_gb=args["gib"]),
            networks=[
                filestore.InstanceNetworkArgs(
                    network=args["network"],
                    modes=["MODE_IPV4"],
                    connect_mode="PRIVATE_SERVICE_ACCESS",
                    reserved_ip_range=args.get("private_services_range"),
                )
            ],
            labels=args["labels"],
            kms_key_name=args.get("key"),
            deletion_protection_enabled=args.get("deletion_protection", False),
            opts=pulumi.ResourceOptions(parent=self),
        )
        return _Made(made.id, made.networks.apply(_first_address))


def _deletion_policy(args: FileSystemArgs) -> str:
    return "PREVENT" if args.get("deletion_protection", False) else "DELETE"


def _joined(addresses: Sequence[str] | None) -> str:
    return ",".join(addresses or [])


def _first_address(networks: Sequence[filestore.outputs.InstanceNetwork]) -> str:
    found = networks[0].ip_addresses
    return f"{found[0]}:/{FILE_SHARE}" if found else ""
