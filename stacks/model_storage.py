"""The vocabulary of storage beside the accelerators: buckets, shared file systems, registries.

The words are those of no cloud. What their values must agree on is `stacks.check_storage`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stacks.model_base import Count, SpecModel

StorageClass = Literal["STANDARD", "NEARLINE", "COLDLINE", "ARCHIVE"]


class BucketSpec(SpecModel, title="bucket"):
    """One bucket in the stack's region, used by its machines."""

    storage_class: StorageClass = Field(default="STANDARD", description="How often its objects are read")
    delete_after_days: Count | None = Field(
        default=None, description="Delete objects that are this old; left out, they are kept", examples=[30]
    )
    soft_delete_days: Annotated[int, Field(ge=0, le=90)] = Field(
        default=7, description="Days in which a deleted object can be brought back: 7 to 90, or 0 for never"
    )
    force_destroy: bool = Field(default=False, description="Delete the bucket with all that is in it")


class FileSystemSpec(SpecModel, title="file system"):
    """One shared file system in the stack's network."""

    kind: Literal["lustre", "parallelstore", "filestore", "nfs"] = Field(
        description="The product; nfs is Oracle's File Storage", examples=["lustre"]
    )
    gib: Count | None = Field(
        default=None,
        description="Size in GiB; each tier has its own steps. Oracle's File Storage grows by itself and has none",
        examples=[18000],
    )
    tier: str | None = Field(
        default=None,
        description="Throughput of Lustre in MB/s for each TiB, or zonal or regional for Filestore",
        examples=["500"],
    )
    zone: str | None = Field(
        default=None, description="Zone of its clients; not for a regional Filestore", examples=["europe-west4-a"]
    )
    deletion_protection: bool = Field(
        default=True, description="Refuse to delete it until an apply has turned this off"
    )


class RegistrySpec(SpecModel, title="registry"):
    """One registry of container images in the stack's region, which its machines may pull from."""

    keep_versions: Count = Field(default=10, description="Newest versions of an image that are never cleaned away")
    delete_untagged_days: Count | None = Field(
        default=None,
        description="Delete images without a tag that are this old; left out, they are kept",
        examples=[14],
    )
    immutable_tags: bool = Field(default=False, description="A tag never moves to another image")


class StorageSpec(SpecModel, title="storage"):
    """What the machines of a region read and write."""

    customer_keys: bool = Field(
        default=False, description="Encrypt it with the region's key of the global stack, not with the cloud's own"
    )
    buckets: dict[str, BucketSpec] = Field(default_factory=dict, description="Buckets by name")
    file_systems: dict[str, FileSystemSpec] = Field(default_factory=dict, description="Shared file systems by name")
    registries: dict[str, RegistrySpec] = Field(default_factory=dict, description="Image registries by name")
