"""Where each type of the clouds keeps the labels that reach the bill, or that a person finds its owner by.

Data of the rule `owner-labels`. That no type of the components is missing, and that those without labels have none, is
tested against the installed SDKs.
"""

from __future__ import annotations

from collections.abc import Mapping

_GOOGLE: Mapping[str, tuple[str, ...]] = {
    "gcp:artifactregistry/repository:Repository": ("labels",),
    "gcp:compute/address:Address": ("labels",),
    "gcp:compute/disk:Disk": ("labels",),
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": ("labels",),
    "gcp:compute/forwardingRule:ForwardingRule": ("labels",),
    "gcp:compute/globalAddress:GlobalAddress": ("labels",),
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": ("labels",),
    "gcp:compute/haVpnGateway:HaVpnGateway": ("labels",),
    "gcp:compute/instance:Instance": ("labels",),
    "gcp:compute/instanceTemplate:InstanceTemplate": ("labels",),
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": ("labels",),
    "gcp:compute/vPNTunnel:VPNTunnel": ("labels",),
    "gcp:container/cluster:Cluster": ("resourceLabels",),
    "gcp:container/nodePool:NodePool": (
        "nodeConfig",
        "resourceLabels",
    ),
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
}
"""Networks, firewalls, quotas, accounts and reservations have none."""

_AZURE = (
    "azure-native:azurefleet:Fleet",
    "azure-native:compute:AvailabilitySet",
    "azure-native:compute:CapacityReservation",
    "azure-native:compute:CapacityReservationGroup",
    "azure-native:compute:Disk",
    "azure-native:compute:DiskEncryptionSet",
    "azure-native:compute:Gallery",
    "azure-native:compute:GalleryImage",
    "azure-native:compute:Image",
    "azure-native:compute:ProximityPlacementGroup",
    "azure-native:compute:Snapshot",
    "azure-native:compute:VirtualMachine",
    "azure-native:compute:VirtualMachineScaleSet",
    "azure-native:containerregistry:Registry",
    "azure-native:containerregistry:Replication",
    "azure-native:containerservice:AgentPool",
    "azure-native:containerservice:ManagedCluster",
    "azure-native:dns:Zone",
    "azure-native:keyvault:Key",
    "azure-native:keyvault:Vault",
    "azure-native:managedidentity:UserAssignedIdentity",
    "azure-native:netapp:CapacityPool",
    "azure-native:network:AzureFirewall",
    "azure-native:network:BastionHost",
    "azure-native:network:DdosProtectionPlan",
    "azure-native:network:ExpressRouteCircuit",
    "azure-native:network:FlowLog",
    "azure-native:network:LoadBalancer",
    "azure-native:network:LocalNetworkGateway",
    "azure-native:network:NatGateway",
    "azure-native:network:NetworkInterface",
    "azure-native:network:NetworkSecurityGroup",
    "azure-native:network:NetworkWatcher",
    "azure-native:network:PrivateEndpoint",
    "azure-native:network:PublicIPAddress",
    "azure-native:network:PublicIPPrefix",
    "azure-native:network:RouteTable",
    "azure-native:network:VirtualHub",
    "azure-native:network:VirtualNetwork",
    "azure-native:network:VirtualNetworkGateway",
    "azure-native:network:VirtualNetworkGatewayConnection",
    "azure-native:network:VirtualWan",
    "azure-native:network:VpnGateway",
    "azure-native:operationalinsights:Workspace",
    "azure-native:privatedns:PrivateZone",
    "azure-native:privatedns:VirtualNetworkLink",
    "azure-native:resources:ResourceGroup",
    "azure-native:standbypool:StandbyVirtualMachinePool",
    "azure-native:storage:StorageAccount",
    "azure-native:storagecache:AmlFilesystem",
)
"""All under `tags`. Subnets, grants, containers, peerings and quota groups have none."""

_ORACLE = (
    "oci:Artifacts/containerRepository:ContainerRepository",
    "oci:Bastion/bastion:Bastion",
    "oci:ContainerEngine/cluster:Cluster",
    "oci:ContainerEngine/nodePool:NodePool",
    "oci:ContainerEngine/virtualNodePool:VirtualNodePool",
    "oci:Core/captureFilter:CaptureFilter",
    "oci:Core/clusterNetwork:ClusterNetwork",
    "oci:Core/computeCapacityReservation:ComputeCapacityReservation",
    "oci:Core/computeCluster:ComputeCluster",
    "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster",
    "oci:Core/computeHostGroup:ComputeHostGroup",
    "oci:Core/cpe:Cpe",
    "oci:Core/defaultRouteTable:DefaultRouteTable",
    "oci:Core/defaultSecurityList:DefaultSecurityList",
    "oci:Core/dhcpOptions:DhcpOptions",
    "oci:Core/drg:Drg",
    "oci:Core/drgAttachment:DrgAttachment",
    "oci:Core/drgRouteDistribution:DrgRouteDistribution",
    "oci:Core/drgRouteTable:DrgRouteTable",
    "oci:Core/image:Image",
    "oci:Core/instance:Instance",
    "oci:Core/instanceConfiguration:InstanceConfiguration",
    "oci:Core/instancePool:InstancePool",
    "oci:Core/internetGateway:InternetGateway",
    "oci:Core/ipsec:Ipsec",
    "oci:Core/localPeeringGateway:LocalPeeringGateway",
    "oci:Core/natGateway:NatGateway",
    "oci:Core/networkSecurityGroup:NetworkSecurityGroup",
    "oci:Core/publicIp:PublicIp",
    "oci:Core/remotePeeringConnection:RemotePeeringConnection",
    "oci:Core/routeTable:RouteTable",
    "oci:Core/securityList:SecurityList",
    "oci:Core/serviceGateway:ServiceGateway",
    "oci:Core/subnet:Subnet",
    "oci:Core/vcn:Vcn",
    "oci:Core/virtualCircuit:VirtualCircuit",
    "oci:Core/volume:Volume",
    "oci:Dns/view:View",
    "oci:Dns/zone:Zone",
    "oci:FileStorage/fileSystem:FileSystem",
    "oci:FileStorage/mountTarget:MountTarget",
    "oci:Identity/compartment:Compartment",
    "oci:Identity/dynamicGroup:DynamicGroup",
    "oci:Identity/policy:Policy",
    "oci:Kms/key:Key",
    "oci:Kms/vault:Vault",
    "oci:Limits/quota:Quota",
    "oci:LoadBalancer/loadBalancer:LoadBalancer",
    "oci:Logging/log:Log",
    "oci:Logging/logGroup:LogGroup",
    "oci:Lustre/fileStorageLustreFileSystem:FileStorageLustreFileSystem",
    "oci:NetworkLoadBalancer/networkLoadBalancer:NetworkLoadBalancer",
    "oci:ObjectStorage/bucket:Bucket",
    "oci:ObjectStorage/privateEndpoint:PrivateEndpoint",
)
"""All under `freeformTags`. Rules of security groups, add-ons and exports have none."""

_COREWEAVE: Mapping[str, tuple[str, ...]] = {
    "coreweave:index/objectStorageBucket:ObjectStorageBucket": ("tags",),
    # The nodes are what costs, and those who count what they cost read their labels, not the pool's.
    "kubernetes:compute.coreweave.com/v1alpha1:NodePool": ("spec", "nodeLabels"),
}
"""Networks, clusters, and policies and settings of buckets have none."""

LABELS_AT: dict[str, tuple[str, ...]] = {
    **_GOOGLE,
    **dict.fromkeys(_AZURE, ("tags",)),
    **dict.fromkeys(_ORACLE, ("freeformTags",)),
    **_COREWEAVE,
}

WITHOUT_LABELS = frozenset(
    {
        "coreweave:index/cksCluster:CksCluster",
        "coreweave:index/networkingVpc:NetworkingVpc",
        "coreweave:index/objectStorageBucketLifecycleConfiguration:ObjectStorageBucketLifecycleConfiguration",
        "coreweave:index/objectStorageBucketPolicy:ObjectStorageBucketPolicy",
        "coreweave:index/objectStorageBucketSettings:ObjectStorageBucketSettings",
        "coreweave:index/objectStorageBucketVersioning:ObjectStorageBucketVersioning",
        "coreweave:index/objectStorageOrganizationAccessPolicy:ObjectStorageOrganizationAccessPolicy",
    }
)
"""CoreWeave's types that cost money or hold data and have no place for labels: nobody can be asked for any."""
