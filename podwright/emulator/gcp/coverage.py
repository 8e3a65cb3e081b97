"""Which types and functions of Google Cloud are emulated, and how well: the table that the honest answer comes from.

Owns the register of kinds. A type that is not here is generic: accepted when the SDK has it, and checked by type only.
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.core.cloud import Kind
from podwright.emulator.gcp.address import Address, GlobalAddress
from podwright.emulator.gcp.base import GoogleKind
from podwright.emulator.gcp.cloudquota import SQuotaPreference
from podwright.emulator.gcp.cluster import Cluster
from podwright.emulator.gcp.firewall import Firewall
from podwright.emulator.gcp.generic import GenericKind
from podwright.emulator.gcp.iam import Account, AccountIamMember, ProjectIamMember
from podwright.emulator.gcp.kms import CryptoKey, CryptoKeyIamMember, KeyRing
from podwright.emulator.gcp.network import Network, Route, Subnetwork
from podwright.emulator.gcp.node_pool import NodePool
from podwright.emulator.gcp.placement import Reservation, ResourcePolicy
from podwright.emulator.gcp.projects import Service, ServiceIdentity
from podwright.emulator.gcp.router import Router, RouterNat
from podwright.emulator.gcp.storage import Bucket
from podwright.emulator.gcp.tpu import V2QueuedResource, V2Vm
from podwright.emulator.sdk.types import ResourceType

MODELLED: dict[str, type[GoogleKind]] = {
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": SQuotaPreference,
    "gcp:compute/address:Address": Address,
    "gcp:compute/firewall:Firewall": Firewall,
    "gcp:compute/globalAddress:GlobalAddress": GlobalAddress,
    "gcp:compute/network:Network": Network,
    "gcp:compute/reservation:Reservation": Reservation,
    "gcp:compute/resourcePolicy:ResourcePolicy": ResourcePolicy,
    "gcp:compute/route:Route": Route,
    "gcp:compute/router:Router": Router,
    "gcp:compute/routerNat:RouterNat": RouterNat,
    "gcp:compute/subnetwork:Subnetwork": Subnetwork,
    "gcp:container/cluster:Cluster": Cluster,
    "gcp:container/nodePool:NodePool": NodePool,
    "gcp:kms/cryptoKey:CryptoKey": CryptoKey,
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": CryptoKeyIamMember,
    "gcp:kms/keyRing:KeyRing": KeyRing,
    "gcp:projects/iAMMember:IAMMember": ProjectIamMember,
    "gcp:projects/service:Service": Service,
    "gcp:projects/serviceIdentity:ServiceIdentity": ServiceIdentity,
    "gcp:serviceaccount/account:Account": Account,
    "gcp:serviceaccount/iAMMember:IAMMember": AccountIamMember,
    "gcp:storage/bucket:Bucket": Bucket,
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
