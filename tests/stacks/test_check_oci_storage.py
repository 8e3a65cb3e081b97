"""Rules of storage, reservations, limits and names on Oracle Cloud."""

from __future__ import annotations

from typing import Any

import pytest

from tests.stacks.oci_samples import FLEET, GROUP, IMAGE, OWN, region, shared, with_machines, with_own
from tests.stacks.samples import rendered

HELD = {"accelerator": "h200", "nodes": 4, "zone": "AD-1", "allowUnlistedZone": True}
GROUPS = {"train": GROUP, "eval": {**GROUP, "nodes": 2}}


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(
                storage={
                    "registries": {"images": {}},
                    "buckets": {"data": {"storageClass": "COLDLINE", "deleteAfterDays": 3}},
                }
            ),
            None,
            "error: storage.registries: says nothing on Oracle Cloud\n"
            "  allowed: customerKeys, buckets, fileSystems\n"
            "  fix:     remove it\n"
            "error: storage.buckets.data.deleteAfterDays: says nothing on Oracle Cloud\n"
            "  allowed: storageClass\n"
            "  fix:     remove it\n"
            "error: storage.buckets.data.storageClass: is no tier of a bucket on Oracle Cloud\n"
            "  given:   COLDLINE\n"
            "  allowed: STANDARD, ARCHIVE\n"
            "  fix:     write STANDARD",
        ),
        (
            region(
                storage={"fileSystems": {"scratch": {"kind": "lustre", "gib": 18000, "tier": "100", "zone": "AD-9"}}}
            ),
            None,
            "error: storage.fileSystems.scratch.gib: is 19327 GB, and Lustre is sold from 31200 GB on\n"
            "  given:   18000\n"
            "  allowed: 29057 or more\n"
            "  fix:     write 29057\n"
            "error: storage.fileSystems.scratch.tier: is no performance tier of Lustre\n"
            "  given:   100\n"
            "  allowed: 125, 250, 500, 1000\n"
            "error: storage.fileSystems.scratch.zone: us-chicago-1 has no availability domain AD-9\n"
            "  given:   AD-9\n"
            "  allowed: AD-1, AD-2, AD-3",
        ),
        (
            region(storage={"fileSystems": {"home": {"kind": "filestore", "gib": 1024}}}),
            None,
            "error: storage.fileSystems.home.kind: Oracle Cloud has no filestore\n"
            "  given:   filestore\n"
            "  allowed: lustre, nfs\n"
            "  fix:     write nfs for Oracle's File Storage, or lustre",
        ),
        (
            region(storage={"fileSystems": {"home": {"kind": "nfs", "gib": 1024}}}),
            None,
            "error: storage.fileSystems.home.gib: is for Lustre; File Storage grows by itself\n"
            "  given:   1024\n"
            "  fix:     remove it\n"
            "error: storage.fileSystems.home.zone: is required: a file system stands in one availability"
            " domain\n"
            "  fix:     add zone: that of the machines that mount it",
        ),
        (
            region(storage={"fileSystems": {"home": {"kind": "nfs", "zone": "AD-2"}}}),
            None,
            "warning: storage.fileSystems.home.zone: no machines of the stack are in AD-2, so that every"
            " read crosses availability domains\n"
            "  given:   AD-2\n"
            "  allowed: AD-1",
        ),
        (
            {**with_own(buckets={"dat": {"versioning": True}}), "storage": {"buckets": {"data": {}}}},
            None,
            "error: oci.buckets.dat: is no bucket of the stack\n  allowed: data\n  fix:     did you mean data?",
        ),
        (
            {
                **with_own(buckets={"data": {"versioning": True}}),
                "storage": {"buckets": {"data": {"storageClass": "ARCHIVE"}}},
            },
            None,
            "error: oci.buckets.data.versioning: an archive bucket keeps no versions\n"
            "  given:   true\n"
            "  fix:     remove it",
        ),
    ],
)
def test_storage_that_oracle_does_not_sell(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Words, kinds, tiers and sizes; a file system stands beside its machines."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(reservations={"held": {"accelerator": "gb200", "nodes": 18, "zone": "AD-1"}}),
            None,
            "error: reservations.held.accelerator: BM.GPU.GB200.4 comes from dedicated capacity, which"
            " no reservation holds\n"
            "  given:   BM.GPU.GB200.4\n"
            "  fix:     remove it, and name the fabrics that Oracle gave you",
        ),
        (
            region(reservations={"held": {"generation": "v5p", "chips": 8, "zone": "AD-7"}}),
            None,
            "error: reservations.held.generation: says nothing on Oracle Cloud\n"
            "  allowed: zone, accelerator, machineType, nodes, allowUnlistedZone\n"
            "  fix:     remove it\n"
            "error: reservations.held.chips: says nothing on Oracle Cloud\n"
            "  allowed: zone, accelerator, machineType, nodes, allowUnlistedZone\n"
            "  fix:     remove it\n"
            "error: reservations.held.accelerator: is required: Oracle reserves machines of one shape\n"
            "  fix:     add accelerator: h200\n"
            "error: reservations.held.nodes: is required: Oracle reserves machines of one shape\n"
            "  fix:     add nodes: 4\n"
            "error: reservations.held.zone: us-chicago-1 has no availability domain AD-7\n"
            "  given:   AD-7\n"
            "  allowed: AD-1, AD-2, AD-3",
        ),
        (
            region(reservations={"held": {"accelerator": "h200", "nodes": 4, "zone": "AD-1"}}),
            None,
            "warning: reservations.held.zone: whether Oracle Cloud offers BM.GPU.H200.8 in us-chicago-1"
            " is not public; nothing is checked\n"
            "  given:   us-chicago-1\n"
            "  fix:     ask Oracle Cloud before relying on it; then write allowUnlistedZone: true",
        ),
    ],
)
def test_reservations_that_oracle_does_not_make(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Racks come from dedicated capacity, and TPUs from Google."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            with_own(limits={"gpu-h200-count": 32}),
            None,
            "error: oci.limits.gpu-h200-count: AD-1 of us-chicago-1: train 8 x 8 = 64 GPUs; the limit is"
            " 32, short by 32\n"
            "  given:   32\n"
            "  allowed: 64 or more\n"
            "  fix:     ask Oracle to raise the service limit, or run fewer machines",
        ),
        (
            {
                **region(gpuClusters=GROUPS),
                "oci": {
                    **OWN,
                    "machines": {"train": {"image": IMAGE}, "eval": {"image": IMAGE}},
                    "limits": {"gpu-h200-count": 64},
                },
            },
            None,
            "error: oci.limits.gpu-h200-count: AD-1 of us-chicago-1: train 8 x 8 + eval 2 x 8 = 80 GPUs;"
            " the limit is 64, short by 16\n"
            "  given:   64\n"
            "  allowed: 80 or more\n"
            "  fix:     ask Oracle to raise the service limit, or run fewer machines",
        ),
        (
            with_own(limits={"gpu-h100-count": 8}),
            None,
            "warning: oci.limits.gpu-h200-count: nobody states it, and train 8 x 8 = 64 GPUs draw on it"
            " in AD-1\n"
            "  allowed: 64 or more\n"
            "  fix:     read it in the console, Limits, Quotas and Usage, and state it",
        ),
        (
            with_own(limits={"gpu-h200-count": 64, "gpu-h20-count": 8, "nothing": 1}),
            None,
            'warning: oci.limits.gpu-h20-count: whether Oracle has a limit "gpu-h20-count" is not known'
            " here; a wrong name stops the apply\n"
            "  given:   gpu-h20-count\n"
            "  allowed: gpu4-count, gpu-a100-v2-count, gpu-h100-count, gpu-h200-count, gpu-b200-count,"
            " gpu-mi300x-count, gpu-a10-count, gpu3-count\n"
            "  fix:     did you mean gpu-h200-count? get_shapes() tells the name as quota_names of the shape\n"
            'error: oci.limits.nothing: Oracle has no limit "nothing" that the catalog knows\n'
            "  given:   nothing\n"
            "  allowed: gpu4-count, gpu-a100-v2-count, gpu-h100-count, gpu-h200-count, gpu-b200-count,"
            " gpu-mi300x-count, gpu-a10-count, gpu3-count, compute-cluster-count, custom-image-count,"
            " cluster-network-count, config-count, pool-count, vcn-count, cluster-count,"
            " total-storage-gb, file-system-count, mount-target-count",
        ),
        (
            {
                **with_own(limits={"gpu-h200-count": 64, "gpu-h200-core-count-reservable": 16}),
                "reservations": {"held": HELD},
            },
            None,
            "warning: oci.limits.gpu-h200-core-count-reservable: AD-1 of us-chicago-1: reservations.held 4"
            " x 8 = 32 GPUs; the limit is 16, short by 16\n"
            "  given:   16\n"
            "  allowed: 32 or more\n"
            "  fix:     ask Oracle to raise the service limit, or run fewer machines,"
            " or state it in GPUs where Oracle counts it in OCPUs",
        ),
        (
            {**with_machines({"accelerator": "gb200", "nodes": 18}), "oci": {**OWN, "limits": {"gpu-h200-count": 64}}},
            None,
            "warning: oci.limits: which limit counts BM.GPU.GB200.4 is not public; 72 GPUs in AD-1 are"
            " not checked\n"
            "  fix:     look it up as quota_names of the shape (`oci compute shape list`), and write it"
            " as limit under oci.machines",
        ),
        (
            {
                **with_machines({"accelerator": "gb200", "nodes": 18}),
                "oci": {
                    **OWN,
                    "machines": {"train": {"image": IMAGE, "limit": "gpu-gb200-count"}},
                    "limits": {"gpu-gb200-count": 36},
                },
            },
            None,
            "error: oci.limits.gpu-gb200-count: AD-1 of us-chicago-1: train 18 x 4 = 72 GPUs; the limit"
            " is 36, short by 36\n"
            "  given:   36\n"
            "  allowed: 72 or more\n"
            "  fix:     ask Oracle to raise the service limit, or run fewer machines",
        ),
        (
            with_own(limits={"gpu-h200-count": 64}),
            None,
            "",
        ),
    ],
)
def test_limits_hold_what_the_stack_may_reach(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Counted in GPUs for each domain, with the sum spelled out."""
    assert "\n".join(rendered(values, stack)) == said


@pytest.mark.parametrize(
    ("values", "stack", "said"),
    [
        (
            region(
                gpuClusters={"train": GROUP, "Eval": GROUP},
                oci={**OWN, "machines": {"train": {"image": IMAGE}, "Eval": {"image": IMAGE}}},
            ),
            "oci-us-chicago-1",
            'error: gpuClusters.Eval: "oci-us-chicago-1-Eval" cannot be a node pool\n'
            "  given:   oci-us-chicago-1-Eval\n"
            "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit",
        ),
        (
            region(storage={"fileSystems": {"scratch-disk": {"kind": "lustre", "zone": "AD-1"}}}),
            "oci-us-chicago-1",
            'error: storage.fileSystems.scratch-disk: the DNS label "scratchdisk" cannot be one: it has'
            " 11 characters\n"
            "  given:   scratchdisk\n"
            "  allowed: a letter, then letters and digits, at most 8\n"
            "  fix:     shorten its parts",
        ),
        (
            {
                **with_own(buckets={"checkpoints-of-training": {"privateEndpoint": True}}),
                "storage": {"buckets": {"checkpoints-of-training": {}}},
            },
            "oci-us-chicago-1",
            'error: oci.buckets.checkpoints-of-training: the DNS label "checkpointsoftraining" cannot be'
            " one: it has 21 characters\n"
            "  given:   checkpointsoftraining\n"
            "  allowed: a letter, then letters and digits, at most 15\n"
            "  fix:     shorten its parts",
        ),
        (
            region(gpuFleets={"train": FLEET}, oci=OWN),
            "oci-us-chicago-1",
            "error: gpuFleets.train.image: stands in oci.machines.train too\n"
            "  given:   ocid1.image.oc1.us-chicago-1.aaaaroce\n"
            "  fix:     keep one of the two\n"
            "error: gpuFleets.train: has the name of gpuClusters.train\n"
            "  fix:     give one of them another name",
        ),
        (
            shared(),
            "Oci-Global",
            'error: oci.regions.us-chicago-1: "Oci-Global-us-chicago-1" cannot be a name\n'
            "  given:   Oci-Global-us-chicago-1\n"
            "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit\n"
            'error: stack: "Oci-Global-machines" cannot be a name\n'
            "  given:   Oci-Global-machines\n"
            "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit",
        ),
    ],
)
def test_names_fit_before_half_of_them_exist(values: dict[str, Any], stack: str | None, said: str) -> None:
    """Lustre is mounted by eight letters, and private endpoints are DNS labels."""
    assert "\n".join(rendered(values, stack)) == said
