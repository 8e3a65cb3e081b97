"""An Object Storage bucket, and a private endpoint by which the VCN reaches it.

Owns both. Objects are never public. A bucket with objects in it cannot be deleted: the provider has no option for it.
"""

from typing import NotRequired, TypedDict

import pulumi
from pulumi_oci import objectstorage

from components.checks import Checks
from components.oci.shared import namespace, take_place
from podwright.plan.names_oci import dns_label, oci_name


class OciBucketEndpointArgs(TypedDict):
    """Where the bucket has an address of the VCN."""

    subnet: pulumi.Input[str]
    """OCID of the subnet, such as `storage` of an `OciNetwork`."""
    group: pulumi.Input[str]
    """OCID of the network security group of the endpoint."""


class OciBucketArgs(TypedDict):
    """Arguments of `OciBucket`."""

    compartment: pulumi.Input[str]
    """OCID of the compartment."""
    region: str
    """Region of the bucket."""
    prefix: str
    """Leading part of the name."""
    labels: dict[str, str]
    """Freeform tags."""
    key: NotRequired[pulumi.Input[str]]
    """OCID of the key that encrypts objects; Oracle's own when left out."""
    versioning: NotRequired[bool]
    """Keep older versions of objects; off when left out."""
    archive: NotRequired[bool]
    """A bucket of the archive tier, for what is hardly ever read; standard when left out."""
    endpoint: NotRequired[OciBucketEndpointArgs]
    """Make a private endpoint; without one the service gateway reaches the bucket."""


class OciBucket(pulumi.ComponentResource):
    """One bucket."""

    bucket_name: pulumi.Output[str]
    """Name of the bucket."""
    namespace: pulumi.Output[str]
    """Namespace of the tenancy, part of every address."""
    endpoint_id: pulumi.Output[str]
    """Id of the private endpoint; empty without one."""

    def __init__(self, name: str, args: OciBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Raises `InputError` with every problem of the arguments before anything is registered."""
        title, dns = plan_oci_bucket(name, args)
        super().__init__("podwright:index:OciBucket", name, {}, opts)
        own = namespace(self)
        bucket = objectstorage.Bucket(
            f"{name}-bucket",
            name=title,
            namespace=own,
            compartment_id=args["compartment"],
            access_type="NoPublicAccess",
            storage_tier="Archive" if args.get("archive") else "Standard",
            versioning="Enabled" if args.get("versioning") else "Disabled",
            kms_key_id=args.get("key"),
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        self.bucket_name, self.namespace = bucket.name, own
        self.endpoint_id = self._endpoint(name, args, dns, own, bucket)
        self.register_outputs(
            {"bucketName": self.bucket_name, "namespace": self.namespace, "endpointId": self.endpoint_id}
        )

    def _endpoint(
        self, name: str, args: OciBucketArgs, dns: str, own: pulumi.Output[str], bucket: objectstorage.Bucket
    ) -> pulumi.Output[str]:
        where = args.get("endpoint")
        if where is None:
            return pulumi.Output.from_input("")
        target = objectstorage.PrivateEndpointAccessTargetArgs(
            namespace=own, compartment_id=args["compartment"], bucket=bucket.name
        )
        endpoint = objectstorage.PrivateEndpoint(
            f"{name}-endpoint",
            name=bucket.name,
            namespace=own,
            compartment_id=args["compartment"],
            prefix=dns,
            subnet_id=where["subnet"],
            nsg_ids=[where["group"]],
            access_targets=[target],
            freeform_tags=args["labels"],
            opts=pulumi.ResourceOptions(parent=self),
        )
        return endpoint.id


def plan_oci_bucket(name: str, args: OciBucketArgs) -> tuple[str, str]:
    """Name of the bucket and the endpoint's DNS prefix; an `InputError` with everything that is wrong."""
    checks = Checks("OciBucket", name)
    take_place(checks, args["region"], args["labels"])
    title = checks.attempt(lambda: oci_name("bucket", args["prefix"], name), field="prefix")
    dns = checks.attempt(lambda: dns_label(name), field="") if "endpoint" in args else "none"
    if args.get("archive") and args.get("versioning"):
        checks.add("versioning", "an archive bucket keeps no versions", given="on", fix="leave one of the two out")
    checks.done()
    if not (title and dns):
        raise AssertionError("a plan without a problem is complete")
    return title, dns
