"""After pulumi.com/registry/packages/oci/api-docs/objectstorage: bucket, object."""

import pulumi
import pulumi_oci as oci

compartment = pulumi.Config().require("compartment")
namespace = oci.objectstorage.get_namespace_output(compartment_id=compartment).namespace
bucket = oci.objectstorage.Bucket(
    "files",
    compartment_id=compartment,
    namespace=namespace,
    name="files",
    access_type="NoPublicAccess",
    versioning="Enabled",
    freeform_tags={"Department": "Finance"},
)
oci.objectstorage.StorageObject(
    "hello", namespace=namespace, bucket=bucket.name, object="hello.txt", content="hello", content_type="text/plain"
)
pulumi.export("bucket", bucket.bucket_id)
