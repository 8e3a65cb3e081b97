"""Which types of Azure are emulated, and how well: the table that the honest answer comes from.

Owns the register of kinds. A type that is not here is generic: accepted when the SDK has it, and checked by type only.
The SDK has each type once, without API versions in its token, so there are no versions to tell apart.
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.azure.base import ArmKind
from podwright.emulator.azure.cluster import ManagedCluster
from podwright.emulator.azure.compute import (
    CapacityReservation,
    CapacityReservationGroup,
    DiskEncryptionSet,
    ProximityPlacementGroup,
)
from podwright.emulator.azure.deleted_vaults import TOKEN as DELETED_VAULT
from podwright.emulator.azure.deleted_vaults import DeletedVault
from podwright.emulator.azure.fleets import Fleet
from podwright.emulator.azure.gateways import NatGateway, PublicIPAddress, RouteTable
from podwright.emulator.azure.generic import GenericKind
from podwright.emulator.azure.groups import ResourceGroup
from podwright.emulator.azure.identities import FederatedIdentityCredential, RoleAssignment, UserAssignedIdentity
from podwright.emulator.azure.lustre import AmlFilesystem
from podwright.emulator.azure.maintenance import MaintenanceConfiguration
from podwright.emulator.azure.network import Subnet, VirtualNetwork
from podwright.emulator.azure.node_pools import AgentPool
from podwright.emulator.azure.peering import VirtualNetworkPeering
from podwright.emulator.azure.private import FlowLog, PrivateEndpoint, PrivateZone, VirtualNetworkLink
from podwright.emulator.azure.quotas import GroupQuota, GroupQuotaSubscription
from podwright.emulator.azure.scale_sets import VirtualMachineScaleSet
from podwright.emulator.azure.security import NetworkSecurityGroup, SecurityRule
from podwright.emulator.azure.storage import BlobContainer, Registry, StorageAccount
from podwright.emulator.azure.vaults import Key, Vault
from podwright.emulator.azure.vpn import LocalNetworkGateway, VirtualNetworkGateway
from podwright.emulator.azure.vpn_connections import VirtualNetworkGatewayConnection
from podwright.emulator.core.cloud import Kind
from podwright.emulator.sdk.types import ResourceType

MODELLED: dict[str, type[ArmKind]] = {
    "azure-native:authorization:RoleAssignment": RoleAssignment,
    "azure-native:azurefleet:Fleet": Fleet,
    "azure-native:compute:CapacityReservation": CapacityReservation,
    "azure-native:compute:CapacityReservationGroup": CapacityReservationGroup,
    "azure-native:compute:DiskEncryptionSet": DiskEncryptionSet,
    "azure-native:compute:ProximityPlacementGroup": ProximityPlacementGroup,
    "azure-native:compute:VirtualMachineScaleSet": VirtualMachineScaleSet,
    "azure-native:containerregistry:Registry": Registry,
    "azure-native:containerservice:AgentPool": AgentPool,
    "azure-native:containerservice:MaintenanceConfiguration": MaintenanceConfiguration,
    "azure-native:containerservice:ManagedCluster": ManagedCluster,
    "azure-native:keyvault:Key": Key,
    "azure-native:keyvault:Vault": Vault,
    "azure-native:managedidentity:FederatedIdentityCredential": FederatedIdentityCredential,
    "azure-native:managedidentity:UserAssignedIdentity": UserAssignedIdentity,
    "azure-native:network:FlowLog": FlowLog,
    "azure-native:network:LocalNetworkGateway": LocalNetworkGateway,
    "azure-native:network:NatGateway": NatGateway,
    "azure-native:network:NetworkSecurityGroup": NetworkSecurityGroup,
    "azure-native:network:PrivateEndpoint": PrivateEndpoint,
    "azure-native:network:PublicIPAddress": PublicIPAddress,
    "azure-native:network:RouteTable": RouteTable,
    "azure-native:network:SecurityRule": SecurityRule,
    "azure-native:network:Subnet": Subnet,
    "azure-native:network:VirtualNetwork": VirtualNetwork,
    "azure-native:network:VirtualNetworkGateway": VirtualNetworkGateway,
    "azure-native:network:VirtualNetworkGatewayConnection": VirtualNetworkGatewayConnection,
    "azure-native:network:VirtualNetworkPeering": VirtualNetworkPeering,
    "azure-native:privatedns:PrivateZone": PrivateZone,
    "azure-native:privatedns:VirtualNetworkLink": VirtualNetworkLink,
    "azure-native:quota:GroupQuota": GroupQuota,
    "azure-native:quota:GroupQuotaSubscription": GroupQuotaSubscription,
    "azure-native:resources:ResourceGroup": ResourceGroup,
    "azure-native:storage:BlobContainer": BlobContainer,
    "azure-native:storage:StorageAccount": StorageAccount,
    "azure-native:storagecache:AmlFilesystem": AmlFilesystem,
}


@cache
def modelled(token: str) -> Kind | None:
    """The kind of a type that has one."""
    found = DeletedVault if token == DELETED_VAULT else MODELLED.get(token)
    return found(token) if found else None


def generic(definition: ResourceType) -> Kind:
    """The stand-in for any other type."""
    return GenericKind(definition.token, definition)
