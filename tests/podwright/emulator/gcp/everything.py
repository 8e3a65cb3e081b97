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
    "gcp:compute/router:Router": {"name": "r", "network": "net", "bgp": {"asn": 64514}},
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
    "gcp:storage/bucket:Bucket": {"name": "lab-models", "location": "EU"},
    "gcp:tpu/v2QueuedResource:V2QueuedResource": {"tpu": {"nodeSpecs": [_SPEC]}},
    "gcp:tpu/v2Vm:V2Vm": {
        "runtimeVersion": "r",
        "acceleratorType": "v6e-4",
        "networkConfig": {"network": "net"},
        "schedulingConfig": {"spot": False},
    },
    "gcp:storage/bucketObject:BucketObject": {
        "bucket": "lab-models",
        "name": "readme",
        "content": "hello",
        "customerEncryption": {"encryptionKey": "key"},
    },
    "gcp:storage/bucketIAMMember:BucketIAMMember": {"bucket": "lab-models", "role": "roles/x", "member": _AGENT},
    "gcp:artifactregistry/repository:Repository": {"repositoryId": "images", "format": "DOCKER", "labels": {"a": "b"}},
    "gcp:cloudrunv2/service:Service": {
        "name": "web",
        "location": "europe-west4",
        "deletionProtection": False,
        "template": {"containers": [{"image": "gcr.io/x/y"}]},
    },
    "gcp:compute/disk:Disk": {"name": "data", "zone": "europe-west4-a", "image": "debian-cloud/debian-12"},
    "gcp:compute/instance:Instance": {
        "name": "vm",
        "zone": "europe-west4-a",
        "machineType": "n2-standard-4",
        "bootDisk": {"diskEncryptionKeyRaw": "key", "initializeParams": {"image": "debian-cloud/debian-12"}},
        "attachedDisks": [{"source": "data"}],
        "networkInterfaces": [{"network": "net", "subnetwork": "nodes", "accessConfigs": [{}]}],
        "tags": ["ssh"],
    },
    "gcp:compute/instanceTemplate:InstanceTemplate": {
        "name": "template",
        "machineType": "n2-standard-4",
        "disks": [{"sourceImage": "debian-cloud/debian-12", "boot": True}],
        "networkInterfaces": [{"subnetwork": "nodes"}],
        "scheduling": {"provisioningModel": "SPOT", "preemptible": True, "automaticRestart": False},
    },
    "gcp:compute/healthCheck:HealthCheck": {"name": "alive", "httpHealthCheck": {"port": 80}},
    "gcp:compute/instanceGroupManager:InstanceGroupManager": {
        "name": "group",
        "zone": "europe-west4-a",
        "baseInstanceName": "vm",
        "targetSize": 2,
        "versions": [{"instanceTemplate": "template"}],
        "autoHealingPolicies": {"healthCheck": "alive", "initialDelaySec": 60},
    },
    "gcp:compute/resizeRequest:ResizeRequest": {
        "zone": "europe-west4-a",
        "instanceGroupManager": "group",
        "resizeBy": 2,
        "requestedRunDuration": {"seconds": "3600"},
    },
    "gcp:compute/futureReservation:FutureReservation": {
        "zone": "europe-west4-a",
        "planningStatus": "SUBMITTED",
        "timeWindow": {"startTime": "2026-06-01T00:00:00Z", "duration": {"seconds": "86400"}},
        "specificSkuProperties": {"totalCount": "2", "instanceProperties": {"machineType": "a3-highgpu-8g"}},
    },
    "gcp:compute/networkPeering:NetworkPeering": {
        "network": "net",
        "peerNetwork": "projects/other/global/networks/net",
    },
    "gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy": {"name": "rules", "region": "europe-west4"},
    "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule": {
        "firewallPolicy": "rules",
        "region": "europe-west4",
        "priority": 1000,
        "action": "allow",
        "direction": "INGRESS",
        "match": {"srcIpRanges": ["10.0.0.0/8"], "layer4Configs": [{"ipProtocol": "all"}]},
    },
    "gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation": {
        "name": "here",
        "region": "europe-west4",
        "firewallPolicy": "rules",
        "attachmentTarget": "projects/lab/global/networks/net",
    },
    "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy": {"name": "firewall"},
    "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule": {
        "firewallPolicy": "firewall",
        "priority": 1000,
        "action": "deny",
        "direction": "INGRESS",
        "enableLogging": True,
        "match": {"srcIpRanges": ["0.0.0.0/0"], "layer4Configs": [{"ipProtocol": "all"}]},
    },
    "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation": {
        "name": "there",
        "firewallPolicy": "firewall",
        "attachmentTarget": "projects/lab/global/networks/net",
    },
    "gcp:compute/haVpnGateway:HaVpnGateway": {"name": "vpn", "network": "net"},
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": {
        "name": "azure",
        "redundancyType": "SINGLE_IP_INTERNALLY_REDUNDANT",
        "interfaces": [{"id": 0, "ipAddress": "192.0.2.1"}],
    },
    "gcp:compute/vPNTunnel:VPNTunnel": {
        "name": "tunnel",
        "vpnGateway": "vpn",
        "vpnGatewayInterface": 0,
        "peerExternalGateway": "azure",
        "peerExternalGatewayInterface": 0,
        "sharedSecret": "hush",
        "router": "r",
    },
    "gcp:compute/routerInterface:RouterInterface": {
        "name": "session",
        "router": "r",
        "vpnTunnel": "tunnel",
        "ipRange": "169.254.21.2/30",
    },
    "gcp:compute/routerPeer:RouterPeer": {
        "name": "session",
        "router": "r",
        "interface": "session",
        "peerAsn": 65010,
        "peerIpAddress": "169.254.21.1",
        "md5AuthenticationKey": {"name": "key", "key": "hush"},
    },
    "gcp:compute/forwardingRule:ForwardingRule": {"region": "europe-west4", "target": "projects/lab/x", "labels": {}},
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": {
        "name": "apis",
        "target": "all-apis",
        "network": "net",
        "ipAddress": "10.255.0.2",
        "loadBalancingScheme": "",
    },
    "gcp:networkconnectivity/hub:Hub": {"name": "hub"},
    "gcp:networkconnectivity/group:Group": {
        "name": "default",
        "hub": "hub",
        "autoAccept": {"autoAcceptProjects": ["lab", "other"]},
    },
    "gcp:networkconnectivity/spoke:Spoke": {
        "hub": "projects/lab/locations/global/hubs/hub",
        "location": "global",
        "linkedVpcNetwork": {"uri": "projects/lab/global/networks/net"},
    },
    "gcp:servicenetworking/connection:Connection": {
        "network": "projects/lab/global/networks/net",
        "service": "servicenetworking.googleapis.com",
        "reservedPeeringRanges": [],
    },
    "gcp:dns/managedZone:ManagedZone": {"name": "zone", "dnsName": "lab.example."},
    "gcp:dns/policy:Policy": {
        "name": "asked",
        "enableLogging": True,
        "networks": [{"networkUrl": "projects/lab/global/networks/net"}],
    },
    "gcp:dns/recordSet:RecordSet": {
        "managedZone": "zone",
        "name": "www.lab.example.",
        "type": "A",
        "ttl": 300,
        "rrdatas": ["192.0.2.1"],
    },
    "gcp:iam/workloadIdentityPool:WorkloadIdentityPool": {"workloadIdentityPoolId": "ci-pool"},
    "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": {
        "workloadIdentityPoolId": "ci-pool",
        "workloadIdentityPoolProviderId": "github",
        "oidc": {"issuerUri": "https://token.actions.githubusercontent.com"},
    },
    "gcp:serviceaccount/key:Key": {"serviceAccountId": "nodes1@lab.iam.gserviceaccount.com"},
    "gcp:secretmanager/secret:Secret": {"secretId": "token", "replication": {"auto": {}}},
    "gcp:secretmanager/secretVersion:SecretVersion": {"secret": "projects/lab/secrets/token", "secretData": "hush"},
    "gcp:filestore/instance:Instance": {
        "location": "europe-west4-a",
        "tier": "BASIC_HDD",
        "fileShares": {"name": "share", "capacityGb": 1024},
        "networks": [{"network": "net", "modes": ["MODE_IPV4"]}],
    },
    "gcp:parallelstore/instance:Instance": {
        "instanceId": "scratch",
        "location": "europe-west4-a",
        "capacityGib": "12000",
        "network": "net",
    },
    "gcp:lustre/instance:Instance": {
        "instanceId": "lustre",
        "location": "europe-west4-a",
        "capacityGib": "18000",
        "filesystem": "data",
        "network": "projects/lab/global/networks/net",
    },
    "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember": {
        "repository": "images",
        "location": "europe-west4",
        "role": "roles/artifactregistry.reader",
        "member": _AGENT,
    },
    "gcp:bigquery/dataset:Dataset": {"datasetId": "costs", "location": "EU"},
    "gcp:bigquery/table:Table": {"datasetId": "costs", "tableId": "days"},
    "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": {
        "name": "regional",
        "region": "europe-west4",
        "machineType": "n2-standard-4",
        "disks": [{"sourceImage": "debian-cloud/debian-12", "boot": True}],
        "networkInterfaces": [{"subnetwork": "nodes"}],
        "scheduling": {"provisioningModel": "SPOT", "preemptible": True, "automaticRestart": False},
    },
    "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager": {
        "name": "regional",
        "region": "europe-west4",
        "baseInstanceName": "vm",
        "targetSize": 5,
        "versions": [{"instanceTemplate": "projects/lab/regions/europe-west4/instanceTemplates/regional"}],
    },
    "gcp:compute/regionResizeRequest:RegionResizeRequest": {
        "region": "europe-west4",
        "instanceGroupManager": "regional",
        "resizeBy": 2,
    },
    "gcp:compute/subnetworkIAMMember:SubnetworkIAMMember": {
        "subnetwork": "nodes",
        "region": "europe-west4",
        "role": "roles/compute.networkUser",
        "member": _AGENT,
    },
    "gcp:kms/keyRingIAMMember:KeyRingIAMMember": {
        "keyRingId": _RING,
        "role": "roles/cloudkms.viewer",
        "member": _AGENT,
    },
    "gcp:networkconnectivity/internalRange:InternalRange": {
        "name": "later",
        "network": "projects/lab/global/networks/net",
        "usage": "FOR_VPC",
        "peering": "FOR_SELF",
        "prefixLength": 20,
    },
    "gcp:organizations/folder:Folder": {"displayName": "research", "parent": "organizations/1", "tags": {"1/env": "x"}},
    "gcp:organizations/iAMMember:IAMMember": {"orgId": "1", "role": "roles/viewer", "member": _AGENT},
    "gcp:organizations/project:Project": {"projectId": "lab-new", "name": "lab-new", "orgId": "1"},
    "gcp:secretmanager/secretIamMember:SecretIamMember": {
        "secretId": "token",
        "role": "roles/secretmanager.secretAccessor",
        "member": _AGENT,
    },
    "gcp:pubsub/topic:Topic": {"name": "events"},
    "gcp:pubsub/subscription:Subscription": {"name": "reader", "topic": "events"},
}
"""Inputs of each modelled type, in an order in which they can be made; the cluster comes from its fixture."""


def everything(gcp: Client, cluster: Made, set_quota: SetQuota) -> list[Made]:
    """All of them, in project `lab`; `cluster` is the fixture's."""
    set_quota("TPUS-PER-TPU-FAMILY-per-project-region", {"region": "europe-west4", "tpu_family": "CT6E"}, 64)
    return [cluster, *(gcp.create(token, f"x{index}", inputs) for index, (token, inputs) in enumerate(INPUTS.items()))]
