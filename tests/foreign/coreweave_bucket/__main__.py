"""After pulumi.com/registry/packages/coreweave/api-docs: objectstoragebucket, objectstoragebucketversioning."""

import pulumi
import pulumi_coreweave as coreweave

everybody = coreweave.ObjectStorageOrganizationAccessPolicy(
    "everybody",
    statements=[
        {
            "name": "all-of-the-organization",
            "effect": "Allow",
            "principals": ["*"],
            "resources": ["*"],
            "actions": ["s3:*", "cwobject:*"],
        }
    ],
)
bucket = coreweave.ObjectStorageBucket(
    "checkpoints",
    zone="US-EAST-04A",
    tags={"team": "training"},
    opts=pulumi.ResourceOptions(depends_on=[everybody]),  # the first policy must be there before the first bucket
)
coreweave.ObjectStorageBucketVersioning(
    "checkpoints", bucket=bucket.name, versioning_configuration={"status": "Enabled"}
)
pulumi.export("bucket", bucket.name)
