"""A file system for the machines of one availability domain: File Storage (NFS) or Lustre.

Owns the file system and, for NFS, its mount target and export. It should lie where the machines that mount it are.
"""

from enum import StrEnum
from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import filestorage, lustre

from components.checks import Checks
from components.oci.shared import domain_name, take_place
from podwright.catalog.oci_file_systems import LUSTRE_LEAST_GB, LUSTRE_TIERS
from podwright.plan.names_oci import LUSTRE_LIMIT, dns_label, oci_name


class OciFileSystemKind(StrEnum):
    """What kind of file system."""

    NFS = "nfs"
    LUSTRE = "lustre"


class OciFileSystemArgs(TypedDict):
    """Arguments of `OciFileSystem`."""

    tenancy: pulumi.Input[str]
    """OCID of the tenancy, where availability domains are looked up."""
    compartment: pulumi.Input[str]
    """OCID of the compartment."""
    region: str
    """Region of the file system."""
    zone: str
    """The one availability domain, such as AD-1."""
    prefix: str
    """Leading part of the display names."""
    labels: dict[str, str]
    """Freeform tags."""
    kind: OciFileSystemKind
    """nfs or lustre."""
    subnet: pulumi.Input[str]
    """OCID of the subnet, such as `storage` of an `OciNetwork`."""
    group: pulumi.Input[str]
    """OCID of the network security group."""
    clients: NotRequired[pulumi.Input[str]]
    """Range of the machines that may mount it by NFS."""
    capacity_gb: NotRequired[int]
    """Size of Lustre in gigabytes, 31200 when left out and at least; NFS grows by itself."""
    tier: NotRequired[int]
    """Megabytes per second for each terabyte of Lustre: 125 (when left out), 250, 500 or 1000."""
    key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts it; Oracle's own when left out."""


class OciFileSystem(pulumi.ComponentResource):
    """One file system."""

    file_system_id: pulumi.Output[str]
    """OCID of the file system."""
    address: pulumi.Output[str]
    """What to mount: `<address>:/<name>`, or Lustre's `<address>@tcp:/<name>`."""

    def __init__(self, name: str, args: OciFileSystemArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        title, zone = plan_oci_file_system(name, args)
        super().__init__("podwright:index:OciFileSystem", name, {}, opts)
        domain = domain_name(self, args["tenancy"], zone)
        make = self._lustre if args["kind"] == OciFileSystemKind.LUSTRE else self._nfs
        self.file_system_id, self.address = make(name, args, domain, title)
        self.register_outputs({"fileSystemId": self.file_system_id, "address": self.address})

    def _nfs(
        self, name: str, args: OciFileSystemArgs, domain: pulumi.Output[str], title: str
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        own = pulumi.ResourceOptions(parent=self)
        files = filestorage.FileSystem(
            f"{name}-files",
            availability_domain=domain,
            compartment_id=args["compartment"],
            display_name=title,
            kms_key_id=args.get("key"),
            freeform_tags=args["labels"],
            opts=own,
        )
        target = filestorage.MountTarget(
            f"{name}-target",
            availability_domain=domain,
            compartment_id=args["compartment"],
            display_name=title,
            subnet_id=args["subnet"],
            nsg_ids=[args["group"]],
            freeform_tags=args["labels"],
            opts=own,
        )
        filestorage.Export(
            f"{name}-export",
            export_set_id=target.export_set_id,
            file_system_id=files.id,
            path=f"/{name}",
            export_options=[
                filestorage.ExportExportOptionArgs(
                    source=args.get("clients", ""),
                    access="READ_WRITE",
                    identity_squash="ROOT",
                    require_privileged_source_port=True,
                )
            ],
            opts=own,
        )
        return files.id, target.ip_address.apply(lambda address: f"{address}:/{name}")

    def _lustre(
        self, name: str, args: OciFileSystemArgs, domain: pulumi.Output[str], title: str
    ) -> tuple[pulumi.Output[str], pulumi.Output[str]]:
        mounted = dns_label(name, limit=LUSTRE_LIMIT)
        files = lustre.FileStorageLustreFileSystem(
            f"{name}-lustre",
            availability_domain=domain,
            compartment_id=args["compartment"],
            display_name=title,
            file_system_name=mounted,
            capacity_in_gbs=_capacity(args),
            performance_tier=f"MBPS_PER_TB_{_tier(args)}",
            root_squash_configuration=lustre.FileStorageLustreFileSystemRootSquashConfigurationArgs(
                identity_squash="NONE"
            ),
            subnet_id=args["subnet"],
            nsg_ids=[args["group"]],
            kms_key_id=args.get("key"),
            freeform_tags=args["labels"],
            # It holds what trainings wrote; making it smaller is a new one.
            opts=pulumi.ResourceOptions(parent=self),
        )
        return files.id, files.management_service_address.apply(lambda address: f"{address}@tcp:/{mounted}")


def plan_oci_file_system(name: str, args: OciFileSystemArgs) -> tuple[str, str]:
    """Display name and availability domain; an `InputError` with everything that is wrong."""
    checks = Checks("OciFileSystem", name)
    zone = take_place(checks, args["region"], args["labels"], args["zone"])
    title = checks.attempt(lambda: oci_name("display", args["prefix"], name), field="prefix")
    if args["kind"] == OciFileSystemKind.LUSTRE:
        _take_lustre(checks, name, args)
    else:
        if "clients" not in args:
            checks.add("clients", "nobody may mount it", allowed="a range, such as the nodes' one of the network")
        for field in ("capacity_gb", "tier"):
            if field in args:
                checks.add(field, "is for Lustre; NFS grows by itself", fix="leave it out")
    checks.done()
    if not (zone and title):
        raise AssertionError("a plan without a problem is complete")
    return title, zone


def _take_lustre(checks: Checks, name: str, args: OciFileSystemArgs) -> None:
    checks.attempt(lambda: dns_label(name, limit=LUSTRE_LIMIT), field="")
    size, tier = _capacity(args), _tier(args)
    if size < LUSTRE_LEAST_GB:
        allowed = f"{LUSTRE_LEAST_GB} or more"
        checks.add("capacity_gb", "is too small for Lustre", given=str(size), allowed=allowed)
    if tier not in LUSTRE_TIERS:
        allowed = ", ".join(str(each) for each in LUSTRE_TIERS)
        checks.add("tier", "is no performance tier of Lustre", given=str(tier), allowed=allowed)
    if "clients" in args:
        checks.add("clients", "is for NFS; the network security group says who reaches Lustre", fix="leave it out")


def _capacity(args: OciFileSystemArgs) -> int:
    return args.get("capacity_gb", LUSTRE_LEAST_GB)


def _tier(args: OciFileSystemArgs) -> int:
    return args.get("tier", LUSTRE_TIERS[0])
