"""After pulumi.com/registry/packages/azure-native/api-docs/containerservice/managedcluster."""

import pulumi
from pulumi_azure_native import containerservice, resources

group = resources.ResourceGroup("aks", location="westeurope")
cluster = containerservice.ManagedCluster(
    "aks",
    resource_group_name=group.name,
    dns_prefix="aks",
    enable_rbac=True,
    identity={"type": containerservice.ResourceIdentityType.SYSTEM_ASSIGNED},
    agent_pool_profiles=[
        {
            "name": "system",
            "mode": containerservice.AgentPoolMode.SYSTEM,
            "count": 1,
            "vm_size": "Standard_DS2_v2",
            "os_type": containerservice.OSType.LINUX,
            "type": containerservice.AgentPoolType.VIRTUAL_MACHINE_SCALE_SETS,
        }
    ],
)
pool = containerservice.AgentPool(
    "work",
    agent_pool_name="work",
    resource_group_name=group.name,
    resource_name_=cluster.name,
    mode=containerservice.AgentPoolMode.USER,
    count=2,
    vm_size="Standard_DS2_v2",
    os_type=containerservice.OSType.LINUX,
)
pulumi.export("fqdn", cluster.fqdn)
