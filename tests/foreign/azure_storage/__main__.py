"""After pulumi.com/docs/iac/get-started/azure: a resource group, a storage account and its primary key."""

import pulumi
from pulumi_azure_native import resources, storage

group = resources.ResourceGroup("files", location="northeurope")
account = storage.StorageAccount(
    "files",
    resource_group_name=group.name,
    sku={"name": storage.SkuName.STANDARD_LRS},
    kind=storage.Kind.STORAGE_V2,
    allow_blob_public_access=False,
)
container = storage.BlobContainer(
    "uploads",
    resource_group_name=group.name,
    account_name=account.name,
    public_access=storage.PublicAccess.NONE,
)
keys = storage.list_storage_account_keys_output(resource_group_name=group.name, account_name=account.name)
pulumi.export("container", container.name)
pulumi.export("key", pulumi.Output.secret(keys.keys[0].value))
