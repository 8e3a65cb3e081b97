"""Which types and functions of CoreWeave are emulated: all of the SDK's.

Owns the register of kinds.
"""

from __future__ import annotations

from functools import cache

from podwright.emulator.coreweave import storage, vpc
from podwright.emulator.coreweave.base import CoreWeaveKind
from podwright.emulator.coreweave.cluster import CksCluster

_STORAGE = "coreweave:index/objectStorage"

MODELLED: dict[str, type[CoreWeaveKind]] = {
    vpc.CLUSTERS: CksCluster,
    vpc.TOKEN: vpc.NetworkingVpc,
    storage.BUCKETS: storage.Bucket,
    storage.POLICIES: storage.OrganizationAccessPolicy,
    f"{_STORAGE}BucketLifecycleConfiguration:ObjectStorageBucketLifecycleConfiguration": (
        storage.BucketLifecycleConfiguration
    ),
    f"{_STORAGE}BucketPolicy:ObjectStorageBucketPolicy": storage.BucketPolicy,
    f"{_STORAGE}BucketSettings:ObjectStorageBucketSettings": storage.BucketSettings,
    f"{_STORAGE}BucketVersioning:ObjectStorageBucketVersioning": storage.BucketVersioning,
}


@cache
def modelled(token: str) -> CoreWeaveKind | None:
    """The kind of a type; None for a type of a later SDK."""
    found = MODELLED.get(token)
    return found(token) if found else None
