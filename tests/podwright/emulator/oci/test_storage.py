"""Buckets, volumes, mount targets, vaults and keys, logs."""

from __future__ import annotations

from podwright.emulator.oci.storage import namespace_of
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.oci.conftest import TENANCY
from tests.podwright.emulator.oci.words import NOT_FOUND, refusal

BUCKET = "oci:ObjectStorage/bucket:Bucket"
NAMESPACE = "oci:ObjectStorage/getNamespace:getNamespace"


def test_a_bucket_lies_in_the_tenancys_namespace(oci: Client, compartment: Made) -> None:
    """Which a program asks for."""
    namespace = oci.invoke(NAMESPACE, {"compartmentId": TENANCY})["namespace"]
    inputs = {"compartmentId": compartment.id, "namespace": namespace, "name": "weights"}
    assert oci.create(BUCKET, "b", inputs).id == f"n/{namespace}/b/weights"
    assert refused(lambda: oci.create(BUCKET, "c", inputs)) == refusal(
        f"409-BucketAlreadyExists, Either the bucket 'weights' in namespace '{namespace}' already exists or you are not"
        " authorized to create it",
        "Objectstorage Bucket",
        "objectstorage_bucket",
        "CreateBucket",
    )


def test_another_namespace_is_refused(oci: Client, compartment: Made) -> None:
    """Both are named."""
    inputs = {"compartmentId": compartment.id, "namespace": "elsewhere", "name": "weights"}
    message = refused(lambda: oci.create(BUCKET, "b", inputs))
    assert message.splitlines()[0] == (
        f"404-NamespaceNotFound, The namespace in the URL ('elsewhere') must match the namespace of the account"
        f" ('{namespace_of(TENANCY)}') or of the compartment in the request ('{compartment.id}')"
    )
    assert message.splitlines()[-1] == "  note: take the namespace from oci.objectstorage.get_namespace()"


def test_a_volume_does_not_shrink(oci: Client, compartment: Made, domain: str) -> None:
    """Nor is it smaller than 50 GB."""
    token = "oci:Core/volume:Volume"
    inputs = {"compartmentId": compartment.id, "availabilityDomain": domain, "sizeInGbs": "100"}
    made = oci.create(token, "v", inputs)
    assert (made.out("sizeInMbs"), made.out("vpusPerGb")) == ("102400", "10")
    assert refused(lambda: oci.update(made, {**inputs, "sizeInGbs": "60"})) == refusal(
        "400-InvalidParameter, sizeInGBs 60 must not be less than the present size 100.",
        "Core Volume",
        "core_volume",
        "UpdateVolume",
    )


def test_a_mount_target_takes_an_address(oci: Client, compartment: Made, subnet: Made, domain: str) -> None:
    """Of its subnet."""
    inputs = {"compartmentId": compartment.id, "availabilityDomain": domain, "subnetId": subnet.id}
    made = oci.create("oci:FileStorage/mountTarget:MountTarget", "m", inputs)
    assert made.out("ipAddress") == "10.0.0.2"
    assert refused(lambda: oci.delete(subnet)) == refusal(
        f"409-Conflict, The Subnet {subnet.id} references the Mount Target {made.id}. You must remove the reference to"
        " proceed with this operation.",
        "Core Subnet",
        "core_subnet",
        "DeleteSubnet",
    )


def test_a_key_finds_its_vault_by_the_endpoint(oci: Client, compartment: Made) -> None:
    """And by nothing else."""
    key = "oci:Kms/key:Key"
    vault = oci.create(
        "oci:Kms/vault:Vault", "v", {"compartmentId": compartment.id, "displayName": "v", "vaultType": "DEFAULT"}
    )
    inputs = {
        "compartmentId": compartment.id,
        "displayName": "k",
        "keyShape": {"algorithm": "AES", "length": 32},
        "managementEndpoint": vault.out("managementEndpoint"),
    }
    assert oci.create(key, "k", inputs).out("vaultId") == vault.id
    assert refused(lambda: oci.create(key, "l", {**inputs, "managementEndpoint": "https://x"})) == refusal(
        NOT_FOUND, "Kms Key", "kms_key", "CreateKey", 'no vault has the management endpoint "https://x"'
    )
    short = {**inputs, "keyShape": {"algorithm": "RSA", "length": 32}}
    assert refused(lambda: oci.create(key, "m", short)) == refusal(
        "400-InvalidParameter, keyShape length 32 is invalid for algorithm RSA: it must be one of 256, 384, 512.",
        "Kms Key",
        "kms_key",
        "CreateKey",
    )


def test_a_flow_log_watches_what_exists(oci: Client, compartment: Made, subnet: Made) -> None:
    """A subnet, in this case."""
    group = oci.create("oci:Logging/logGroup:LogGroup", "g", {"compartmentId": compartment.id, "displayName": "flow"})
    source = {"category": "subnet", "service": "flowlogs", "sourceType": "OCISERVICE"}
    inputs = {"displayName": "flow", "logGroupId": group.id, "logType": "SERVICE"}

    def configured(resource: str) -> dict[str, object]:
        return {**inputs, "configuration": {"source": {**source, "resource": resource}}}

    made = oci.create("oci:Logging/log:Log", "l", configured(subnet.id))
    assert (made.out("compartmentId"), made.out("retentionDuration")) == (compartment.id, 30)
    other = {**configured("ocid1.subnet.oc1.eu-amsterdam-1.aaaa"), "displayName": "other"}
    assert refused(lambda: oci.create("oci:Logging/log:Log", "m", other)) == refusal(
        NOT_FOUND, "Logging Log", "logging_log", "CreateLog"
    )


def test_a_bucket_with_objects_stays(oci: Client, compartment: Made) -> None:
    """No option of the provider empties it; somebody has to."""
    namespace = str(oci.invoke("oci:ObjectStorage/getNamespace:getNamespace", {})["namespace"])
    bucket = oci.create(BUCKET, "b", {"compartmentId": compartment.id, "namespace": namespace, "name": "weights"})
    left = {"namespace": namespace, "bucket": "weights", "object": "left", "content": "x"}
    inside = oci.create("oci:ObjectStorage/storageObject:StorageObject", "left", left)
    assert inside.id == f"n/{namespace}/b/weights/o/left"
    message = refused(lambda: oci.delete(bucket))
    assert message.splitlines()[0] == (
        "409-BucketNotEmpty, Bucket named 'weights' is not empty. Delete all object versions first."
    )
    oci.delete(inside)
    oci.delete(bucket)
    assert oci.refresh(bucket) is None


def test_an_object_needs_its_bucket(oci: Client) -> None:
    """By name, in the tenancy's namespace."""
    namespace = str(oci.invoke("oci:ObjectStorage/getNamespace:getNamespace", {})["namespace"])
    inputs = {"namespace": namespace, "bucket": "lost", "object": "o", "content": "x"}
    message = refused(lambda: oci.create("oci:ObjectStorage/storageObject:StorageObject", "o", inputs))
    assert message.splitlines()[0] == (
        f"404-BucketNotFound, The bucket 'lost' does not exist in namespace '{namespace}'"
    )
