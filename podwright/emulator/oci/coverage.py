"""Which types of Oracle's cloud are emulated, and how well: the table that the honest answer comes from.

Owns the register of kinds. A type that is not here is generic: accepted when the SDK has it, and checked by type only.
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.core.cloud import Kind
from podwright.emulator.oci.base import OracleKind
from podwright.emulator.oci.cluster import Cluster
from podwright.emulator.oci.compute import Instance, InstanceConfiguration
from podwright.emulator.oci.drg import Drg, DrgAttachment
from podwright.emulator.oci.gateways import InternetGateway, NatGateway, ServiceGateway
from podwright.emulator.oci.generic import GenericKind
from podwright.emulator.oci.gpu_memory import GpuMemoryCluster
from podwright.emulator.oci.identity import Compartment, Domain, DynamicGroup, Policy
from podwright.emulator.oci.kms import Key, Vault
from podwright.emulator.oci.logs import Log, LogGroup
from podwright.emulator.oci.node_pool import NodePool
from podwright.emulator.oci.objects import StorageObject
from podwright.emulator.oci.pools import ClusterNetwork, ComputeCapacityReservation, ComputeCluster, InstancePool
from podwright.emulator.oci.quotas import Quota
from podwright.emulator.oci.routing import DefaultDhcpOptions, DefaultRouteTable, DhcpOptions, RouteTable
from podwright.emulator.oci.security import (
    DefaultSecurityList,
    NetworkSecurityGroup,
    NetworkSecurityGroupSecurityRule,
    SecurityList,
)
from podwright.emulator.oci.storage import Bucket, FileSystem, MountTarget, Volume
from podwright.emulator.oci.subnet import Subnet
from podwright.emulator.oci.vcn import Vcn
from podwright.emulator.oci.vpn import Cpe, IpsecConnection, TunnelManagement
from podwright.emulator.sdk.types import ResourceType

MODELLED: dict[str, type[OracleKind]] = {
    "oci:ContainerEngine/cluster:Cluster": Cluster,
    "oci:ContainerEngine/nodePool:NodePool": NodePool,
    "oci:Core/clusterNetwork:ClusterNetwork": ClusterNetwork,
    "oci:Core/computeCapacityReservation:ComputeCapacityReservation": ComputeCapacityReservation,
    "oci:Core/computeCluster:ComputeCluster": ComputeCluster,
    "oci:Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster": GpuMemoryCluster,
    "oci:Core/cpe:Cpe": Cpe,
    "oci:Core/defaultDhcpOptions:DefaultDhcpOptions": DefaultDhcpOptions,
    "oci:Core/defaultRouteTable:DefaultRouteTable": DefaultRouteTable,
    "oci:Core/defaultSecurityList:DefaultSecurityList": DefaultSecurityList,
    "oci:Core/dhcpOptions:DhcpOptions": DhcpOptions,
    "oci:Core/drg:Drg": Drg,
    "oci:Core/drgAttachment:DrgAttachment": DrgAttachment,
    "oci:Core/instance:Instance": Instance,
    "oci:Core/instanceConfiguration:InstanceConfiguration": InstanceConfiguration,
    "oci:Core/instancePool:InstancePool": InstancePool,
    "oci:Core/internetGateway:InternetGateway": InternetGateway,
    "oci:Core/ipsec:Ipsec": IpsecConnection,
    "oci:Core/ipsecConnectionTunnelManagement:IpsecConnectionTunnelManagement": TunnelManagement,
    "oci:Core/natGateway:NatGateway": NatGateway,
    "oci:Core/networkSecurityGroup:NetworkSecurityGroup": NetworkSecurityGroup,
    "oci:Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": NetworkSecurityGroupSecurityRule,
    "oci:Core/routeTable:RouteTable": RouteTable,
    "oci:Core/securityList:SecurityList": SecurityList,
    "oci:Core/serviceGateway:ServiceGateway": ServiceGateway,
    "oci:Core/subnet:Subnet": Subnet,
    "oci:Core/vcn:Vcn": Vcn,
    "oci:Core/volume:Volume": Volume,
    "oci:FileStorage/fileSystem:FileSystem": FileSystem,
    "oci:FileStorage/mountTarget:MountTarget": MountTarget,
    "oci:Identity/compartment:Compartment": Compartment,
    "oci:Identity/domain:Domain": Domain,
    "oci:Identity/dynamicGroup:DynamicGroup": DynamicGroup,
    "oci:Identity/policy:Policy": Policy,
    "oci:Kms/key:Key": Key,
    "oci:Kms/vault:Vault": Vault,
    "oci:Limits/quota:Quota": Quota,
    "oci:Logging/log:Log": Log,
    "oci:Logging/logGroup:LogGroup": LogGroup,
    "oci:ObjectStorage/bucket:Bucket": Bucket,
    "oci:ObjectStorage/storageObject:StorageObject": StorageObject,
}


@cache
def modelled(token: str) -> Kind | None:
    """The kind of a type that has one."""
    found = MODELLED.get(token)
    return found(token) if found else None


def generic(definition: ResourceType) -> Kind:
    """The stand-in for any other type."""
    return GenericKind(definition.token, definition)
