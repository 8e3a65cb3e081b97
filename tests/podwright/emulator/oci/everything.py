"""One of each modelled type, for tests that must hold for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from podwright.emulator.core.wire import Values
from podwright.emulator.oci import ocids
from podwright.emulator.oci.gateways import services
from podwright.emulator.oci.regions import regions
from podwright.emulator.oci.storage import namespace_of
from tests.podwright.emulator.client import Client, Made

TENANCY = ocids.EMULATED_TENANCY
IMAGE = ocids.make("image", "oc1", "eu-amsterdam-1", "any")
SERVICE = services(regions()["eu-amsterdam-1"])[1]

RULE = {"protocol": "6", "source": "10.0.0.0/8", "tcpOptions": {"min": 443, "max": 443}}
RACK = "rack"
"""A second instance configuration, since a rack's machines are of another shape."""
LAUNCH = {"shape": "BM.GPU.H200.8", "sourceDetails": {"sourceType": "image", "imageId": IMAGE}}


def inputs_of(made: Mapping[str, Made], domain: str) -> dict[str, Values]:
    """Inputs of each modelled type but those in `made`, by token, with the ids of those that are made already."""

    def of(title: str, output: str | None = None) -> str:
        named = (each for key, each in made.items() if key != RACK and each.token.endswith(f":{title}"))
        found = next(named, None)
        return "" if found is None else str(found.out(output)) if output else found.id

    here = {"compartmentId": of("Compartment")}
    inside = {**here, "vcnId": of("Vcn")}
    placed = {**here, "availabilityDomain": domain}
    route = {"networkEntityId": of("InternetGateway"), "destination": "0.0.0.0/0"}
    found: dict[str, Mapping[str, object]] = {
        "Identity/dynamicGroup:DynamicGroup": {
            "compartmentId": TENANCY,
            "name": "nodes",
            "description": "d",
            "matchingRule": "ALL {instance.compartment.id = 'x'}",
        },
        "Identity/policy:Policy": {
            "compartmentId": TENANCY,
            "name": "p",
            "description": "d",
            "statements": ["Allow dynamic-group nodes to {CLUSTER_JOIN} in compartment ml"],
        },
        "Identity/domain:Domain": {
            **here,
            "description": "d",
            "displayName": "d",
            "homeRegion": "eu-amsterdam-1",
            "licenseType": "free",
        },
        "Limits/quota:Quota": {
            "compartmentId": TENANCY,
            "name": "q",
            "description": "d",
            "statements": ["set compute-core quota gpu-h200-count to 640 in compartment ml"],
        },
        "Core/internetGateway:InternetGateway": inside,
        "Core/natGateway:NatGateway": inside,
        "Core/serviceGateway:ServiceGateway": {**inside, "services": [{"serviceId": SERVICE.id}]},
        "Core/routeTable:RouteTable": {**inside, "routeRules": [route]},
        "Core/defaultRouteTable:DefaultRouteTable": {
            "manageDefaultResourceId": of("Vcn", "defaultRouteTableId"),
            "routeRules": [route],
        },
        "Core/securityList:SecurityList": {**inside, "ingressSecurityRules": [RULE]},
        "Core/defaultSecurityList:DefaultSecurityList": {
            "manageDefaultResourceId": of("Vcn", "defaultSecurityListId"),
            "ingressSecurityRules": [RULE],
        },
        "Core/dhcpOptions:DhcpOptions": {
            **inside,
            "options": [{"type": "DomainNameServer", "serverType": "VcnLocalPlusInternet"}],
        },
        "Core/defaultDhcpOptions:DefaultDhcpOptions": {
            "manageDefaultResourceId": of("Vcn", "defaultDhcpOptionsId"),
            "options": [{"type": "DomainNameServer", "serverType": "VcnLocal"}],
        },
        "Core/networkSecurityGroup:NetworkSecurityGroup": inside,
        "Core/networkSecurityGroupSecurityRule:NetworkSecurityGroupSecurityRule": {
            "networkSecurityGroupId": of("NetworkSecurityGroup"),
            "direction": "EGRESS",
            "protocol": "all",
            "destination": "0.0.0.0/0",
        },
        "Core/drg:Drg": here,
        "Core/drgAttachment:DrgAttachment": {"drgId": of("Drg"), "networkDetails": {"type": "VCN", "id": of("Vcn")}},
        "Core/cpe:Cpe": {**here, "ipAddress": "192.0.2.1"},
        "Core/ipsec:Ipsec": {**here, "cpeId": of("Cpe"), "drgId": of("Drg"), "staticRoutes": ["10.1.0.0/16"]},
        "Core/ipsecConnectionTunnelManagement:IpsecConnectionTunnelManagement": {
            "ipsecId": of("Ipsec"),
            "tunnelId": ocids.make("ipsectunnel", "oc1", "eu-amsterdam-1", 1, of("Ipsec")),
            "routing": "BGP",
            "bgpSessionInfo": {
                "customerBgpAsn": "64514",
                "customerInterfaceIp": "169.254.21.1/30",
                "oracleInterfaceIp": "169.254.21.2/30",
            },
            "sharedSecret": "hush",
        },
        "Kms/vault:Vault": {**here, "displayName": "v", "vaultType": "DEFAULT"},
        "Kms/key:Key": {
            **here,
            "displayName": "k",
            "keyShape": {"algorithm": "AES", "length": 32},
            "managementEndpoint": of("Vault", "managementEndpoint"),
        },
        "Core/computeCluster:ComputeCluster": placed,
        "Core/computeCapacityReservation:ComputeCapacityReservation": {
            **placed,
            "instanceReservationConfigs": [{"instanceShape": "BM.GPU.H200.8", "reservedCount": "2"}],
        },
        "Core/instance:Instance": {
            **placed,
            "shape": "VM.Standard.E5.Flex",
            "shapeConfig": {"ocpus": 2},
            "sourceDetails": {"sourceType": "image", "sourceId": IMAGE},
            "createVnicDetails": {"subnetId": of("Subnet")},
        },
        "Core/instanceConfiguration:InstanceConfiguration": {
            **here,
            "instanceDetails": {"instanceType": "compute", "launchDetails": LAUNCH},
        },
        "Core/instancePool:InstancePool": {
            **here,
            "instanceConfigurationId": of("InstanceConfiguration"),
            "size": 1,
            "placementConfigurations": [{"availabilityDomain": domain, "primarySubnetId": of("Subnet")}],
        },
        "Core/clusterNetwork:ClusterNetwork": {
            **here,
            "instancePools": [{"instanceConfigurationId": of("InstanceConfiguration"), "size": 1}],
            "placementConfiguration": {"availabilityDomain": domain, "primarySubnetId": of("Subnet")},
        },
        "Core/computeGpuMemoryCluster:ComputeGpuMemoryCluster": {
            **placed,
            "computeClusterId": of("ComputeCluster"),
            "instanceConfigurationId": made[RACK].id if RACK in made else "",
            "size": "2",
        },
        "Core/volume:Volume": {**placed, "sizeInGbs": "100"},
        "FileStorage/fileSystem:FileSystem": placed,
        "FileStorage/mountTarget:MountTarget": {**placed, "subnetId": of("Subnet")},
        "ObjectStorage/bucket:Bucket": {**here, "namespace": namespace_of(TENANCY), "name": "b"},
        "ObjectStorage/storageObject:StorageObject": {
            "namespace": namespace_of(TENANCY),
            "bucket": "b",
            "object": "readme",
            "content": "hello",
        },
        "Logging/logGroup:LogGroup": {**here, "displayName": "flow"},
        "Logging/log:Log": {
            "displayName": "flow",
            "logGroupId": of("LogGroup"),
            "logType": "SERVICE",
            "configuration": {
                "source": {
                    "category": "subnet",
                    "resource": of("Subnet"),
                    "service": "flowlogs",
                    "sourceType": "OCISERVICE",
                }
            },
        },
        "ContainerEngine/nodePool:NodePool": {
            **here,
            "clusterId": of("Cluster"),
            "name": "cpu",
            "nodeShape": "VM.Standard.E5.Flex",
            "nodeShapeConfig": {"ocpus": 4, "memoryInGbs": 48},
            "nodeConfigDetails": {
                "size": 3,
                "placementConfigs": [{"availabilityDomain": domain, "subnetId": of("Subnet")}],
            },
        },
    }
    return {f"oci:{name}": dict(inputs) for name, inputs in found.items()}


def everything(oci: Client, first: list[Made], domain: str, set_limit: Callable[..., None]) -> list[Made]:
    """All of them; `first` holds compartment, VCN, subnet and cluster from their fixtures."""
    for name in ("gpu-h200-count", "gpu-h200-core-count-reservable", "gpu-gb200-count"):
        set_limit(name, 64)
    made = {each.token: each for each in first}
    rack = {"instanceType": "compute", "launchDetails": {**LAUNCH, "shape": "BM.GPU.GB200.4"}}
    configuration = {"compartmentId": first[0].id, "instanceDetails": rack}
    made[RACK] = oci.create("oci:Core/instanceConfiguration:InstanceConfiguration", "rack", configuration)
    for token in inputs_of(made, domain):
        made[token] = oci.create(token, "x", inputs_of(made, domain)[token])
    return list(made.values())
