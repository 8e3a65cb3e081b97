"""One of each modelled type, for tests that must hold for all of them."""

from __future__ import annotations

from tests.podwright.emulator.client import Client, Made
from tests.podwright.emulator.gcp.types import SetQuota

Inputs = dict[str, object]

_RING = "projects/lab/locations/europe-west4/keyRings/k"
_AGENT = "serviceAccount:service-1@gcp-sa-x.iam.gserviceaccount.com"
_MACHINE: Inputs = {"machineType": "n2-standard-4"}
_NODE: Inputs = {"acceleratorType": "v6e-4", "runtimeVersion": "r", "networkConfig": {"network": "net"}}
_SPEC: Inputs = {"parent": "projects/lab/locations/europe-west4-a", "nodeId": "n", "node": _NODE}

INPUTS: dict[str, Inputs] = {
    "gcp:cloudquota/sQuotaPreference:SQuotaPreference": {
        "name": "v6e",
        "parent": "projects/lab",
        "service": "tpu.googleapis.com",
        "quotaId": "TPUV6EPerProjectPerZoneForTPUAPI",
        "dimensions": {"zone": "europe-west4-a"},
        "quotaConfig": {"preferredValue": "8"},
    },
    "gcp:compute/address:Address": {"labels": {"a": "b"}},
    "gcp:compute/firewall:Firewall": {
        "network": "net",
        "direction": "INGRESS",
        "sourceRanges": ["10.0.0.0/8"],
        "allows": [{"protocol": "all"}],
    },
    "gcp:compute/globalAddress:GlobalAddress": {"addressType": "EXTERNAL"},
    "gcp:compute/network:Network": {"autoCreateSubnetworks": False},
    "gcp:compute/reservation:Reservation": {
        "zone": "europe-west4-a",
        "specificReservation": {"count": 1, "instanceProperties": _MACHINE},
    },
    "gcp:compute/resourcePolicy:ResourcePolicy": {"workloadPolicy": {"type": "HIGH_THROUGHPUT"}},
    "gcp:compute/route:Route": {"network": "net", "destRange": "0.0.0.0/0", "nextHopIp": "10.0.0.9"},
    "gcp:compute/router:Router": {"name": "r", "network": "net"},
    "gcp:compute/routerNat:RouterNat": {
        "router": "r",
        "sourceSubnetworkIpRangesToNat": "ALL_SUBNETWORKS_ALL_IP_RANGES",
        "natIpAllocateOption": "AUTO_ONLY",
        "enableDynamicPortAllocation": True,
        "minPortsPerVm": 64,
    },
    "gcp:compute/subnetwork:Subnetwork": {"network": "net", "ipCidrRange": "10.60.0.0/20"},
    "gcp:container/nodePool:NodePool": {
        "cluster": "projects/lab/locations/europe-west4/clusters/train",
        "nodeLocations": ["europe-west4-a"],
        "initialNodeCount": 0,
        "autoscaling": {"minNodeCount": 0, "maxNodeCount": 4, "locationPolicy": "ANY"},
        "management": {"autoRepair": False},
        "placementPolicy": {"type": "COMPACT", "tpuTopology": "4x4"},
        "nodeConfig": {"machineType": "ct6e-standard-4t", "flexStart": True, "maxRunDuration": "3600s"},
    },
    "gcp:kms/keyRing:KeyRing": {"name": "k", "location": "europe-west4"},
    "gcp:kms/cryptoKey:CryptoKey": {"name": "k", "keyRing": _RING, "rotationPeriod": "7776000s"},
    "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember": {
        "cryptoKeyId": f"{_RING}/cryptoKeys/k",
        "role": "roles/x",
        "member": _AGENT,
    },
    "gcp:serviceaccount/account:Account": {"accountId": "nodes1"},
    "gcp:serviceaccount/iAMMember:IAMMember": {
        "serviceAccountId": "projects/lab/serviceAccounts/nodes1@lab.iam.gserviceaccount.com",
        "role": "roles/x",
        "member": _AGENT,
    },
    "gcp:projects/iAMMember:IAMMember": {"project": "lab", "role": "roles/x", "member": _AGENT},
    "gcp:projects/service:Service": {"service": "compute.googleapis.com"},
    "gcp:projects/serviceIdentity:ServiceIdentity": {"service": "container.googleapis.com"},
    "gcp:storage/bucket:Bucket": {"location": "EU"},
    "gcp:tpu/v2QueuedResource:V2QueuedResource": {"tpu": {"nodeSpecs": [_SPEC]}},
    "gcp:tpu/v2Vm:V2Vm": {
        "runtimeVersion": "r",
        "acceleratorType": "v6e-4",
        "networkConfig": {"network": "net"},
        "schedulingConfig": {"spot": False},
    },
}
"""Inputs of each modelled type, in an order in which they can be made; the cluster comes from its fixture."""


def everything(gcp: Client, cluster: Made, set_quota: SetQuota) -> list[Made]:
    """All of them, in project `lab`; `cluster` is the fixture's."""
    set_quota("TPUS-PER-TPU-FAMILY-per-project-region", {"region": "europe-west4", "tpu_family": "CT6E"}, 64)
    return [cluster, *(gcp.create(token, f"x{index}", inputs) for index, (token, inputs) in enumerate(INPUTS.items()))]
