"""One of each modelled type, for tests that must hold for all of them."""

from __future__ import annotations

from podwright.emulator.azure.azure import SUBSCRIPTION, TENANT
from tests.podwright.emulator.client import Client, Made

Inputs = dict[str, object]

_P = "azure-native:"
_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/lab"
_NETWORK = f"{_GROUP}/providers/Microsoft.Network"
_IN: Inputs = {"resourceGroupName": "lab"}
_GUID = "11111111-2222-4333-8444-555555555555"
_SUBNET = f"{_NETWORK}/virtualNetworks/net/subnets/nodes"

INPUTS: dict[str, Inputs] = {
    f"{_P}azurefleet:Fleet": {
        **_IN,
        "fleetName": "batch",
        "vmSizesProfile": [{"name": "Standard_D2s_v5"}],
        "regularPriorityProfile": {"capacity": 1},
        "spotPriorityProfile": {"capacity": 0},
        "computeProfile": {
            "baseVirtualMachineProfile": {
                "networkProfile": {
                    "networkApiVersion": "2020-11-01",
                    "networkInterfaceConfigurations": [
                        {
                            "name": "primary",
                            "properties": {
                                "primary": True,
                                "ipConfigurations": [{"name": "p", "properties": {"subnet": {"id": _SUBNET}}}],
                            },
                        }
                    ],
                }
            }
        },
    },
    f"{_P}containerservice:MaintenanceConfiguration": {
        **_IN,
        "resourceName": "train",
        "configName": "default",
        "timeInWeek": [{"day": "Sunday", "hourSlots": [1, 2]}],
    },
    f"{_P}storagecache:AmlFilesystem": {
        **_IN,
        "amlFilesystemName": "scratch",
        "filesystemSubnet": _SUBNET,
        "storageCapacityTiB": 16,
        "maintenanceWindow": {"dayOfWeek": "Monday", "timeOfDayUTC": "03:00"},
        "sku": {"name": "AMLFS-Durable-Premium-125"},
        "zones": ["1"],
    },
    f"{_P}network:RouteTable": {
        **_IN,
        "routeTableName": "rt",
        "routes": [{"name": "out", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}],
    },
    f"{_P}network:NetworkSecurityGroup": {**_IN, "networkSecurityGroupName": "nsg", "tags": {"a": "b"}},
    f"{_P}network:SecurityRule": {
        **_IN,
        "networkSecurityGroupName": "nsg",
        "securityRuleName": "ssh",
        "access": "Deny",
        "direction": "Inbound",
        "protocol": "Tcp",
        "priority": 200,
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "22",
    },
    f"{_P}network:PublicIPAddress": {
        **_IN,
        "publicIpAddressName": "ip",
        "publicIPAllocationMethod": "Static",
        "sku": {"name": "Standard"},
        "zones": ["1", "2", "3"],
    },
    f"{_P}network:NatGateway": {
        **_IN,
        "natGatewayName": "nat",
        "sku": {"name": "Standard"},
    },
    f"{_P}network:Subnet": {
        **_IN,
        "virtualNetworkName": "net",
        "subnetName": "more",
        "addressPrefix": "10.1.8.0/24",
        "natGateway": {"id": f"{_NETWORK}/natGateways/nat"},
        "networkSecurityGroup": {"id": f"{_NETWORK}/networkSecurityGroups/nsg"},
        "routeTable": {"id": f"{_NETWORK}/routeTables/rt"},
        "delegations": [{"name": "d", "serviceName": "Microsoft.ContainerInstance/containerGroups"}],
        "serviceEndpoints": [{"service": "Microsoft.Storage"}],
    },
    f"{_P}network:VirtualNetwork": {
        **_IN,
        "virtualNetworkName": "far",
        "addressSpace": {"addressPrefixes": ["10.2.0.0/16"]},
        "subnets": [
            {"name": "one", "addressPrefix": "10.2.0.0/24"},
            {"name": "GatewaySubnet", "addressPrefix": "10.2.255.0/27"},
        ],
    },
    f"{_P}network:VirtualNetworkGateway": {
        **_IN,
        "virtualNetworkGatewayName": "vpn",
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
        "enableBgp": True,
        "bgpSettings": {
            "asn": 65010,
            "bgpPeeringAddresses": [
                {
                    "ipconfigurationId": f"{_NETWORK}/virtualNetworkGateways/vpn/ipConfigurations/one",
                    "customBgpIpAddresses": ["169.254.21.1"],
                }
            ],
        },
        "ipConfigurations": [
            {
                "name": "one",
                "subnet": {"id": f"{_NETWORK}/virtualNetworks/far/subnets/GatewaySubnet"},
                "publicIPAddress": {"id": f"{_NETWORK}/publicIPAddresses/ip"},
            }
        ],
    },
    f"{_P}network:LocalNetworkGateway": {
        **_IN,
        "localNetworkGatewayName": "google",
        "gatewayIpAddress": "192.0.2.1",
        "bgpSettings": {"asn": 64514, "bgpPeeringAddress": "169.254.21.2"},
    },
    f"{_P}network:VirtualNetworkGatewayConnection": {
        **_IN,
        "virtualNetworkGatewayConnectionName": "google",
        "connectionType": "IPsec",
        "virtualNetworkGateway1": {"id": f"{_NETWORK}/virtualNetworkGateways/vpn"},
        "localNetworkGateway2": {"id": f"{_NETWORK}/localNetworkGateways/google"},
        "sharedKey": "hush",
        "enableBgp": True,
    },
    f"{_P}network:VirtualNetworkPeering": {
        **_IN,
        "virtualNetworkName": "net",
        "virtualNetworkPeeringName": "to-far",
        "remoteVirtualNetwork": {"id": f"{_NETWORK}/virtualNetworks/far"},
    },
    f"{_P}keyvault:Vault": {
        **_IN,
        "vaultName": "lab-vault",
        "properties": {"tenantId": TENANT, "sku": {"family": "A", "name": "standard"}, "enablePurgeProtection": True},
    },
    f"{_P}keyvault:Key": {**_IN, "vaultName": "lab-vault", "keyName": "disk", "properties": {"kty": "RSA"}},
    f"{_P}storage:StorageAccount": {
        **_IN,
        "accountName": "labdata",
        "kind": "StorageV2",
        "sku": {"name": "Standard_LRS"},
        "identity": {"type": "SystemAssigned"},
    },
    f"{_P}storage:BlobContainer": {**_IN, "accountName": "labdata", "containerName": "models"},
    f"{_P}containerregistry:Registry": {**_IN, "registryName": "labimages", "sku": {"name": "Premium"}},
    f"{_P}managedidentity:FederatedIdentityCredential": {
        **_IN,
        "resourceName": "runner",
        "federatedIdentityCredentialResourceName": "train",
        "audiences": ["api://AzureADTokenExchange"],
        "issuer": "https://issuer.example",
        "subject": "system:serviceaccount:default:train",
    },
    f"{_P}authorization:RoleAssignment": {
        "scope": _GROUP,
        "principalId": _GUID,
        "principalType": "ServicePrincipal",
        "roleAssignmentName": "22222222-2222-4333-8444-555555555555",
        "roleDefinitionId": f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{_GUID}",
    },
    f"{_P}network:PrivateEndpoint": {
        **_IN,
        "privateEndpointName": "blob",
        "subnet": {"id": _SUBNET},
        "privateLinkServiceConnections": [
            {
                "name": "blob",
                "groupIds": ["blob"],
                "privateLinkServiceId": f"{_GROUP}/providers/Microsoft.Storage/storageAccounts/labdata",
            }
        ],
    },
    f"{_P}privatedns:PrivateZone": {
        **_IN,
        "privateZoneName": "privatelink.blob.core.windows.net",
        "location": "Global",
    },
    f"{_P}privatedns:VirtualNetworkLink": {
        **_IN,
        "privateZoneName": "privatelink.blob.core.windows.net",
        "virtualNetworkLinkName": "net",
        "location": "Global",
        "virtualNetwork": {"id": f"{_NETWORK}/virtualNetworks/net"},
    },
    f"{_P}network:FlowLog": {
        "resourceGroupName": "NetworkWatcherRG",
        "networkWatcherName": "NetworkWatcher_westeurope",
        "flowLogName": "net",
        "targetResourceId": f"{_NETWORK}/virtualNetworks/net",
        "storageId": f"{_GROUP}/providers/Microsoft.Storage/storageAccounts/labdata",
    },
    f"{_P}compute:DiskEncryptionSet": {
        **_IN,
        "diskEncryptionSetName": "disks",
        "identity": {"type": "SystemAssigned"},
        "activeKey": {
            "keyUrl": "https://lab-vault.vault.azure.net/keys/disk/1",
            "sourceVault": {"id": f"{_GROUP}/providers/Microsoft.KeyVault/vaults/lab-vault"},
        },
    },
    f"{_P}compute:ProximityPlacementGroup": {**_IN, "proximityPlacementGroupName": "near"},
    f"{_P}compute:CapacityReservationGroup": {**_IN, "capacityReservationGroupName": "kept", "zones": ["1"]},
    f"{_P}compute:CapacityReservation": {
        **_IN,
        "capacityReservationGroupName": "kept",
        "capacityReservationName": "small",
        "zones": ["1"],
        "sku": {"name": "Standard_D2s_v5", "capacity": 2},
    },
    f"{_P}compute:VirtualMachineScaleSet": {
        **_IN,
        "vmScaleSetName": "batch",
        "sku": {"name": "Standard_D2s_v5", "capacity": 2, "tier": "Standard"},
        "virtualMachineProfile": {
            "networkProfile": {
                "networkInterfaceConfigurations": [
                    {"name": "nic", "ipConfigurations": [{"name": "ip", "subnet": {"id": _SUBNET}}]}
                ]
            }
        },
    },
    f"{_P}containerservice:AgentPool": {
        **_IN,
        "resourceName": "train",
        "agentPoolName": "cpu",
        "count": 1,
        "vmSize": "Standard_D4s_v5",
        "vnetSubnetID": _SUBNET,
        "enableAutoScaling": True,
        "minCount": 1,
        "maxCount": 3,
        "upgradeSettings": {"maxSurge": "1"},
    },
    f"{_P}quota:GroupQuota": {
        "managementGroupId": "lab",
        "groupQuotaName": "accelerators",
        "properties": {"displayName": "Accelerators"},
    },
    f"{_P}quota:GroupQuotaSubscription": {"managementGroupId": "lab", "groupQuotaName": "accelerators"},
}


def everything(azure: Client, *there: Made) -> list[Made]:
    """All of `there`, and one of each other modelled type, in an order in which each finds what it needs."""
    return [
        *there,
        *(azure.create(token, token.rsplit(":", 1)[-1].lower(), inputs) for token, inputs in INPUTS.items()),
    ]
