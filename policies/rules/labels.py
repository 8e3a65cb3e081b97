"""Everything that can be labelled says who owns it and who pays for it."""

from __future__ import annotations

from pulumi_policy import (
    EnforcementLevel,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
)

from policies.rules.evaluation import block, evaluated, named, text

REQUIRED = ("owner", "cost-centre")

LABELS_AT: dict[str, tuple[str, ...]] = {
    "gcp:artifactregistry/repository:Repository": ("labels",),
    "gcp:compute/address:Address": ("labels",),
    "gcp:compute/disk:Disk": ("labels",),
    "gcp:compute/forwardingRule:ForwardingRule": ("labels",),
    "gcp:compute/globalAddress:GlobalAddress": ("labels",),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": ("labels",),
    "gcp:compute/instance:Instance": ("labels",),
    "gcp:compute/instanceTemplate:InstanceTemplate": ("labels",),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": ("labels",),
    "gcp:container/cluster:Cluster": ("resourceLabels",),
    "gcp:container/nodePool:NodePool": ("nodeConfig", "resourceLabels"),
    "gcp:dns/managedZone:ManagedZone": ("labels",),
    "gcp:filestore/instance:Instance": ("labels",),
    "gcp:kms/cryptoKey:CryptoKey": ("labels",),
    "gcp:lustre/instance:Instance": ("labels",),
    "gcp:networkconnectivity/group:Group": ("labels",),
    "gcp:networkconnectivity/hub:Hub": ("labels",),
    "gcp:networkconnectivity/spoke:Spoke": ("labels",),
    "gcp:parallelstore/instance:Instance": ("labels",),
    "gcp:storage/bucket:Bucket": ("labels",),
    "gcp:tpu/v2Vm:V2Vm": ("labels",),
    "oci:ContainerEngine/cluster:Cluster": ("freeformTags",),
    "oci:ContainerEngine/nodePool:NodePool": ("freeformTags",),
    "oci:Core/clusterNetwork:ClusterNetwork": ("freeformTags",),
    "oci:Core/computeCapacityReservation:ComputeCapacityReservation": ("freeformTags",),
    "oci:Core/computeCluster:ComputeCluster": ("freeformTags",),
    "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster": ("freeformTags",),
    "oci:Core/instance:Instance": ("freeformTags",),
    "oci:Core/instanceConfiguration:InstanceConfiguration": ("freeformTags",),
    "oci:Core/instancePool:InstancePool": ("freeformTags",),
    "oci:Core/natGateway:NatGateway": ("freeformTags",),
    "oci:Core/vcn:Vcn": ("freeformTags",),
    "oci:Core/volume:Volume": ("freeformTags",),
    "oci:FileStorage/fileSystem:FileSystem": ("freeformTags",),
    "oci:FileStorage/mountTarget:MountTarget": ("freeformTags",),
    "oci:Identity/compartment:Compartment": ("freeformTags",),
    "oci:Kms/key:Key": ("freeformTags",),
    "oci:Kms/vault:Vault": ("freeformTags",),
    "oci:Limits/quota:Quota": ("freeformTags",),
    "oci:Lustre/fileStorageLustreFileSystem:FileStorageLustreFileSystem": ("freeformTags",),
    "oci:ObjectStorage/bucket:Bucket": ("freeformTags",),
}
"""Where a type keeps the labels that reach the bill. Networks, firewalls, quotas, accounts and reservations have none.
That no type of the components is missing is tested against the installed SDK."""


@evaluated
def check(args: ResourceValidationArgs, report: ReportViolation) -> None:
    """Look at one resource of a type that can be labelled."""
    path = LABELS_AT.get(args.resource_type)
    if path is None:
        return
    labels = block(args.props, *path)
    missing = [key for key in REQUIRED if text(labels, key) is None]
    if missing:
        report(
            f"{named(args)} has no label {' and no label '.join(missing)};"
            f" add to {'.'.join(path)}, or to podwright:labels of the stack",
            args.urn,
        )


OWNER_LABELS = ResourceValidationPolicy(
    name="owner-labels",
    description="Every resource that can be labelled names its owner and its cost centre.",
    validate=check,
    enforcement_level=EnforcementLevel.MANDATORY,
    severity=Severity.MEDIUM,
    remediation_steps="Set podwright:labels in the stack file.",
)
