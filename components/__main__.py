"""Serves the components as the Pulumi package `podwright`, so that programs in other languages can use them.

Served components are imported here and nowhere else: a program in Python imports the one it needs.
"""

from pulumi.provider.experimental import component_provider_host

from components.azure.aks_cluster import AzureAksCluster
from components.azure.base import AzureBase
from components.azure.bucket import AzureBucket
from components.azure.file_system import AzureFileSystem
from components.azure.gpu_cluster import AzureGpuCluster
from components.azure.gpu_fleet import AzureGpuFleet
from components.azure.network import AzureNetwork
from components.azure.quota import AzureQuota
from components.azure.registry import AzureRegistry
from components.azure.reservation import AzureCapacity
from components.azure.vpn import AzureVpnConnection, AzureVpnGateway
from components.coreweave.cks_cluster import CksCluster
from components.coreweave.gpu_cluster import CoreWeaveGpuCluster
from components.coreweave.network import CoreWeaveNetwork
from components.coreweave.quota import CoreWeaveQuota
from components.coreweave.storage import CoreWeaveStorage
from components.coreweave.system_pool import CoreWeaveSystemPool
from components.gcp.bucket import Bucket
from components.gcp.fabric_network import FabricNetwork
from components.gcp.file_system import FileSystem
from components.gcp.gke_cluster import GkeCluster
from components.gcp.gpu_cluster import GpuCluster
from components.gcp.gpu_fleet import GpuFleet
from components.gcp.hub import Hub, HubSpoke
from components.gcp.kueue import Kueue
from components.gcp.network import Network
from components.gcp.project_base import ProjectBase
from components.gcp.quota import Quota
from components.gcp.registry import Registry
from components.gcp.reservation import Reservation
from components.gcp.tpu_slice import TpuSlice
from components.gcp.tpu_vm import TpuVm
from components.gcp.vpn import VpnConnection, VpnGateway
from components.oci.base import OciBase
from components.oci.bucket import OciBucket
from components.oci.file_system import OciFileSystem
from components.oci.gpu_cluster import OciGpuCluster
from components.oci.gpu_fleet import OciGpuFleet
from components.oci.network import OciNetwork
from components.oci.oke_cluster import OkeCluster
from components.oci.quota import OciQuota
from components.oci.reservation import OciReservation
from components.oci.vault import OciVault
from components.oci.vpn import OciVpnConnection

COMPONENTS = [
    AzureAksCluster,
    AzureBase,
    AzureBucket,
    AzureCapacity,
    AzureFileSystem,
    AzureGpuCluster,
    AzureGpuFleet,
    AzureNetwork,
    AzureQuota,
    AzureRegistry,
    AzureVpnConnection,
    AzureVpnGateway,
    Bucket,
    CksCluster,
    CoreWeaveGpuCluster,
    CoreWeaveNetwork,
    CoreWeaveQuota,
    CoreWeaveStorage,
    CoreWeaveSystemPool,
    FabricNetwork,
    FileSystem,
    GkeCluster,
    GpuCluster,
    GpuFleet,
    Hub,
    HubSpoke,
    Kueue,
    Network,
    OciBase,
    OciBucket,
    OciFileSystem,
    OciGpuCluster,
    OciGpuFleet,
    OciNetwork,
    OciQuota,
    OciReservation,
    OciVault,
    OciVpnConnection,
    OkeCluster,
    ProjectBase,
    Quota,
    Registry,
    Reservation,
    TpuSlice,
    TpuVm,
    VpnConnection,
    VpnGateway,
]

if __name__ == "__main__":
    component_provider_host(name="podwright", components=list(COMPONENTS))
