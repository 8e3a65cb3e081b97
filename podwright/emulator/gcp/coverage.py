"""Which types and functions of Google Cloud are emulated, and how well: the table that the honest answer comes from.

Owns the register of kinds. A type that is not here is generic: accepted when the SDK has it, and checked by type only.
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.core.cloud import Kind
from podwright.emulator.gcp.address import Address, GlobalAddress
from podwright.emulator.gcp.artifacts import Repository
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.bgp import RouterInterface, RouterPeer
from podwright.emulator.gcp.bigquery import Dataset, Table
from podwright.emulator.gcp.cloud_run import RunService
from podwright.emulator.gcp.cloudquota import SQuotaPreference
from podwright.emulator.gcp.cluster import Cluster
from podwright.emulator.gcp.connectivity import Group, Hub, ServiceConnection, Spoke
from podwright.emulator.gcp.disks import Disk
from podwright.emulator.gcp.dns import DnsPolicy, ManagedZone, RecordSet
from podwright.emulator.gcp.federation import WorkloadIdentityPool, WorkloadIdentityPoolProvider
from podwright.emulator.gcp.filesystems import Filestore, Lustre, Parallelstore
from podwright.emulator.gcp.firewall import Firewall
from podwright.emulator.gcp.firewall_policy import FirewallPolicy, FirewallPolicyRule, PolicyAssociation
from podwright.emulator.gcp.forwarding import ForwardingRule, GlobalForwardingRule, HealthCheck
from podwright.emulator.gcp.future_reservations import FutureReservation
from podwright.emulator.gcp.generic import GenericKind
from podwright.emulator.gcp.iam import Account, AccountIamMember, AccountKey, ProjectIamMember
from podwright.emulator.gcp.instance_groups import (
    InstanceGroupManager,
    RegionInstanceGroupManager,
    RegionResizeRequest,
    ResizeRequest,
)
from podwright.emulator.gcp.instances import Instance, InstanceTemplate, RegionInstanceTemplate
from podwright.emulator.gcp.internal_ranges import InternalRange
from podwright.emulator.gcp.kms import CryptoKey, CryptoKeyIamMember, KeyRing
from podwright.emulator.gcp.members import (
    KeyRingIamMember,
    OrganizationIamMember,
    RepositoryIamMember,
    SecretIamMember,
    SubnetworkIamMember,
)
from podwright.emulator.gcp.messaging import Subscription, Topic
from podwright.emulator.gcp.network import Network, Route, Subnetwork
from podwright.emulator.gcp.network_policy import NetworkPolicy, NetworkPolicyAssociation, NetworkPolicyRule
from podwright.emulator.gcp.node_pool import NodePool
from podwright.emulator.gcp.organizations import Folder, Project
from podwright.emulator.gcp.peering import NetworkPeering
from podwright.emulator.gcp.placement import Reservation, ResourcePolicy
from podwright.emulator.gcp.projects import Service, ServiceIdentity
from podwright.emulator.gcp.router import Router, RouterNat
from podwright.emulator.gcp.secrets import ManagedSecret, SecretVersion
from podwright.emulator.gcp.storage import Bucket, BucketIamMember, BucketObject
from podwright.emulator.gcp.tpu import V2Vm
from podwright.emulator.gcp.tpu_queue import V2QueuedResource
from podwright.emulator.gcp.vpn import ExternalVpnGateway, HaVpnGateway, VpnTunnel
from podwright.emulator.sdk.types import ResourceType

MODELLED: dict[str, type[GoogleKind]] = {
    "gcp:artifactregistry/repository:Repository": Repository,
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": RepositoryIamMember,
    "gcp:bigquery/dataset:Dataset": Dataset,
    "gcp:bigquery/table:Table": Table,
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": SQuotaPreference,
    "gcp:cloudrunv2/service:Service": RunService,
    "gcp:compute/address:Address": Address,
    "gcp:compute/disk:Disk": Disk,
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": ExternalVpnGateway,
    "gcp:compute/firewall:Firewall": Firewall,
    "gcp:compute/forwardingRule:ForwardingRule": ForwardingRule,
    "gcp:compute/futureReservation:FutureReservation": FutureReservation,
    "gcp:compute/globalAddress:GlobalAddress": GlobalAddress,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": GlobalForwardingRule,
    "gcp:compute/haVpnGateway:HaVpnGateway": HaVpnGateway,
    "gcp:compute/healthCheck:HealthCheck": HealthCheck,
    "gcp:compute/instance:Instance": Instance,
    "gcp:compute/instanceGroupManager:InstanceGroupManager": InstanceGroupManager,
    "gcp:compute/instanceTemplate:InstanceTemplate": InstanceTemplate,
    "gcp:compute/network:Network": Network,
    "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy": NetworkPolicy,
    "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation": NetworkPolicyAssociation,
    "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule": NetworkPolicyRule,
    "gcp:compute/networkPeering:NetworkPeering": NetworkPeering,
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": RegionInstanceGroupManager,
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": RegionInstanceTemplate,
    "gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy": FirewallPolicy,
    "gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation": PolicyAssociation,
    "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule": FirewallPolicyRule,
    "gcp:compute/regionResizeRequest:RegionResizeRequest": RegionResizeRequest,
    "gcp:compute/reservation:Reservation": Reservation,
    "gcp:compute/resizeRequest:ResizeRequest": ResizeRequest,
    "gcp:compute/resourcePolicy:ResourcePolicy": ResourcePolicy,
    "gcp:compute/route:Route": Route,
    "gcp:compute/router:Router": Router,
    "gcp:compute/routerInterface:RouterInterface": RouterInterface,
    "gcp:compute/routerNat:RouterNat": RouterNat,
    "gcp:compute/routerPeer:RouterPeer": RouterPeer,
    "gcp:compute/subnetwork:Subnetwork": Subnetwork,
    "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": SubnetworkIamMember,
    "gcp:compute/vPNTunnel:VPNTunnel": VpnTunnel,
    "gcp:container/cluster:Cluster": Cluster,
    "gcp:container/nodePool:NodePool": NodePool,
    "gcp:dns/managedZone:ManagedZone": ManagedZone,
    "gcp:dns/policy:Policy": DnsPolicy,
    "gcp:dns/recordSet:RecordSet": RecordSet,
    "gcp:filestore/instance:Instance": Filestore,
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": WorkloadIdentityPool,
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": WorkloadIdentityPoolProvider,
    "gcp:kms/cryptoKey:CryptoKey": CryptoKey,
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": CryptoKeyIamMember,
    "gcp:kms/keyRing:KeyRing": KeyRing,
    "gcp:kms/keyRingIAMMember:KeyRingIAMMember": KeyRingIamMember,
    "gcp:lustre/instance:Instance": Lustre,
    "gcp:networkconnectivity/group:Group": Group,
    "gcp:networkconnectivity/hub:Hub": Hub,
    "gcp:networkconnectivity/internalRange:InternalRange": InternalRange,
    "gcp:networkconnectivity/spoke:Spoke": Spoke,
    "gcp:organizations/folder:Folder": Folder,
    "gcp:organizations/iAMMember:IAMMember": OrganizationIamMember,
    "gcp:organizations/project:Project": Project,
    "gcp:parallelstore/instance:Instance": Parallelstore,
    "gcp:projects/iAMMember:IAMMember": ProjectIamMember,
    "gcp:projects/service:Service": Service,
    "gcp:projects/serviceIdentity:ServiceIdentity": ServiceIdentity,
    "gcp:pubsub/subscription:Subscription": Subscription,
    "gcp:pubsub/topic:Topic": Topic,
    "gcp:secretmanager/secret:Secret": ManagedSecret,
    "gcp:secretmanager/secretIamMember:SecretIamMember": SecretIamMember,
    "gcp:secretmanager/secretVersion:SecretVersion": SecretVersion,
    "gcp:serviceaccount/account:Account": Account,
    "gcp:serviceaccount/iAMMember:IAMMember": AccountIamMember,
    "gcp:serviceaccount/key:Key": AccountKey,
    "gcp:servicenetworking/connection:Connection": ServiceConnection,
    "gcp:storage/bucket:Bucket": Bucket,
    "gcp:storage/bucketIAMMember:BucketIAMMember": BucketIamMember,
    "gcp:storage/bucketObject:BucketObject": BucketObject,
    "gcp:tpu/v2QueuedResource:V2QueuedResource": V2QueuedResource,
    "gcp:tpu/v2Vm:V2Vm": V2Vm,
}


@cache
def modelled(token: str) -> Kind | None:
    """The kind of a type that has one."""
    found = MODELLED.get(token)
    return found(token) if found else None


def generic(definition: ResourceType) -> Kind:
    """The stand-in for any other type."""
    return GenericKind(definition.token, definition)
