"""What the cloud refuses of the types that programs of other people use most."""

from __future__ import annotations

import pytest

from podwright.emulator.core.wire import Secret
from podwright.emulator.gcp.google import GoogleCloud
from podwright.emulator.sdk.index import SdkIndex
from tests.podwright.emulator.client import Client, Made, refused
from tests.podwright.emulator.gcp.everything import Inputs

NETWORK, SUBNETWORK = "gcp:compute/network:Network", "gcp:compute/subnetwork:Subnetwork"
VM, GROUP = "gcp:compute/instance:Instance", "gcp:compute/instanceGroupManager:InstanceGroupManager"
POLICY = "gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy"
ASSOCIATION = "gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation"
BUCKET, OBJECT = "gcp:storage/bucket:Bucket", "gcp:storage/bucketObject:BucketObject"
MANAGED_ZONE, RECORDS = "gcp:dns/managedZone:ManagedZone", "gcp:dns/recordSet:RecordSet"
POOL = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool"


def _vm(*interfaces: Inputs, **more: object) -> Inputs:
    return {
        "name": "v",
        "machineType": "n2-standard-4",
        "bootDisk": {"initializeParams": {"image": "debian-12"}},
        "networkInterfaces": list(interfaces),
        **more,
    }


@pytest.fixture
def rdma(gcp: Client) -> Made:
    """An RDMA network of europe-west4-b with one subnetwork."""
    profile = "projects/lab/global/networkProfiles/europe-west4-b-vpc-roce"
    made = gcp.create(NETWORK, "rdma", {"name": "rdma", "autoCreateSubnetworks": False, "networkProfile": profile})
    gcp.create(SUBNETWORK, "rdma", {"name": "rdma", "network": "rdma", "ipCidrRange": "192.168.0.0/20"})
    return made


def test_a_custom_network_needs_a_subnetwork(gcp: Client, network: Made) -> None:
    """There is none to pick."""
    assert refused(lambda: gcp.create(VM, "v", _vm({"network": "net"}))) == (
        "Error creating instance: googleapi: Error 400: Invalid value for field 'resource.networkInterfaces[0]':"
        " 'projects/lab/global/networks/net'. Network interface must specify a subnet if the network resource is in"
        " custom subnet mode., invalid"
    )


def test_a_vm_is_in_the_region_of_its_subnetwork(gcp: Client, subnetwork: Made) -> None:
    """A subnetwork of another region is out of reach."""
    far = _vm({"subnetwork": subnetwork.id}, zone="us-east5-a")
    assert refused(lambda: gcp.create(VM, "v", far)) == (
        "Error creating instance: googleapi: Error 400: Invalid value for field"
        " 'resource.networkInterfaces[0].subnetwork': 'projects/lab/regions/europe-west4/subnetworks/nodes'. The"
        " referenced subnetwork resource must be in the region us-east5 of the instance., invalid"
    )


def test_an_rdma_network_is_of_one_zone(gcp: Client, rdma: Made) -> None:
    """All its VMs are there."""
    interface: Inputs = {"subnetwork": "rdma", "nicType": "MRDMA"}
    assert refused(lambda: gcp.create(VM, "v", _vm(interface))) == (
        "Error creating instance: googleapi: Error 400: Invalid value for field"
        " 'resource.networkInterfaces[0].network': 'projects/lab/global/networks/rdma'. Network profile"
        " europe-west4-b-vpc-roce is of another zone than europe-west4-a: all VMs of the network must be in its zone.,"
        " invalid"
    )
    assert gcp.create(VM, "v", _vm(interface, zone="europe-west4-b")).out("currentStatus") == "RUNNING"


def test_an_rdma_network_takes_rdma_interfaces_only(gcp: Client, rdma: Made) -> None:
    """Ordinary interfaces go to ordinary networks."""
    wrong = _vm({"subnetwork": "rdma"}, zone="europe-west4-b")
    assert refused(lambda: gcp.create(VM, "v", wrong)) == (
        "Error creating instance: googleapi: Error 400: Invalid value for field"
        " 'resource.networkInterfaces[0].nicType': 'GVNIC'. Network rdma has network profile europe-west4-b-vpc-roce.,"
        " invalid"
    )


def test_a_firewall_policy_must_fit_the_network(gcp: Client, rdma: Made) -> None:
    """An RDMA network takes a policy of its own type."""
    gcp.create(POLICY, "p", {"name": "p"})
    gcp.create(POLICY, "q", {"name": "q", "policyType": "RDMA_ROCE_POLICY"})
    attached: Inputs = {"name": "a", "firewallPolicy": "p", "attachmentTarget": rdma.id}
    assert refused(lambda: gcp.create(ASSOCIATION, "a", attached)) == (
        "Error creating RegionNetworkFirewallPolicyAssociation: googleapi: Error 400: Firewall policy 'p' of type"
        " VPC_POLICY cannot be associated with network 'rdma' with network profile europe-west4-b-vpc-roce: it takes"
        " policies of type RDMA_ROCE_POLICY., invalid"
    )
    assert gcp.create(ASSOCIATION, "a", {**attached, "firewallPolicy": "q"}).out("shortName") == "q"


def test_a_network_takes_one_global_firewall_policy(gcp: Client, network: Made) -> None:
    """The second is refused, and a policy that is attached stays."""
    policy = "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy"
    association = "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation"
    first = gcp.create(policy, "p", {"name": "p"})
    gcp.create(policy, "q", {"name": "q"})
    attached = gcp.create(association, "a", {"name": "a", "firewallPolicy": "p", "attachmentTarget": network.id})
    assert attached.id == "projects/lab/global/firewallPolicies/p/associations/a"
    second: Inputs = {"name": "b", "firewallPolicy": "q", "attachmentTarget": network.id}
    assert refused(lambda: gcp.create(association, "b", second)) == (
        "Error creating NetworkFirewallPolicyAssociation: googleapi: Error 400: Network"
        " 'projects/lab/global/networks/net' is already associated with the firewall policy 'p'., invalid"
    )
    assert refused(lambda: gcp.delete(first)) == (
        "Error deleting NetworkFirewallPolicy: googleapi: Error 400: The firewall policy resource"
        " 'projects/lab/global/firewallPolicies/p' is already being used by"
        " 'projects/lab/global/firewallPolicies/p/associations/a', resourceInUseByAnotherResource"
    )


def test_an_rdma_network_takes_no_global_firewall_policy(gcp: Client, rdma: Made) -> None:
    """Only a regional one of its own type."""
    gcp.create("gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy", "p", {"name": "p"})
    attached: Inputs = {"name": "a", "firewallPolicy": "p", "attachmentTarget": rdma.id}
    token = "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation"
    assert refused(lambda: gcp.create(token, "a", attached)) == (
        "Error creating NetworkFirewallPolicyAssociation: googleapi: Error 400: Firewall policy 'p' of type VPC_POLICY"
        " cannot be associated with network 'rdma' with network profile europe-west4-b-vpc-roce., invalid"
    )


def test_a_network_has_one_dns_policy(gcp: Client, network: Made) -> None:
    """The second is refused, however it spells the network."""
    policy = "gcp:dns/policy:Policy"
    gcp.create(policy, "p", {"name": "p", "networks": [{"networkUrl": network.id}]})
    gcp.create(policy, "r", {"name": "r", "enableLogging": True})
    assert refused(lambda: gcp.create(policy, "q", {"name": "q", "networks": [{"networkUrl": "net"}]})) == (
        "Error creating Policy: googleapi: Error 409: The network 'projects/lab/global/networks/net' is already bound"
        " to the policy 'p'., alreadyExists"
    )


def test_a_hub_with_spokes_stays(gcp: Client, network: Made) -> None:
    """Its groups go with it, its spokes must go before."""
    hub = gcp.create("gcp:networkconnectivity/hub:Hub", "h", {"name": "hub"})
    group = gcp.create("gcp:networkconnectivity/group:Group", "g", {"name": "default", "hub": hub.id})
    assert group.id == "projects/lab/locations/global/hubs/hub/groups/default"
    linked: Inputs = {"name": "s", "hub": hub.id, "location": "global", "linkedVpcNetwork": {"uri": network.id}}
    spoke = gcp.create("gcp:networkconnectivity/spoke:Spoke", "s", linked)
    assert refused(lambda: gcp.delete(hub)) == (
        "Error deleting Hub: googleapi: Error 400: The hub resource 'projects/lab/locations/global/hubs/hub' is already"
        " being used by 'projects/lab/locations/global/spokes/s', resourceInUseByAnotherResource"
    )
    gcp.delete(spoke)
    gcp.delete(hub)


def test_a_group_needs_its_template(gcp: Client) -> None:
    """By name, id or link."""
    group: Inputs = {"name": "g", "baseInstanceName": "v", "versions": [{"instanceTemplate": "t"}]}
    assert refused(lambda: gcp.create(GROUP, "g", group)) == (
        "Error creating InstanceGroupManager: googleapi: Error 404: The resource"
        " 'projects/lab/global/instanceTemplates/t' was not found, notFound"
    )


def test_an_endpoint_for_googles_apis_has_a_short_name(gcp: Client) -> None:
    """No dash in it."""
    rule: Inputs = {"name": "google-apis", "target": "all-apis"}
    assert refused(lambda: gcp.check("gcp:compute/globalForwardingRule:GlobalForwardingRule", "r", rule)) == (
        'name: must be 1 to 20 lowercase letters and digits for Google\'s APIs, got "google-apis"'
    )


def test_a_bucket_with_objects_in_it_stays(gcp: Client) -> None:
    """The provider's own word."""
    bucket = gcp.create(BUCKET, "b", {"name": "lab-models", "location": "EU"})
    made = gcp.create(OBJECT, "o", {"bucket": "lab-models", "name": "readme", "content": "hello"})
    assert made.out("md5hash") == "XUFAKrxLKna5cZ2REBfFkg=="
    assert refused(lambda: gcp.delete(bucket)) == (
        "Error trying to delete bucket lab-models containing objects without force_destroy set to true"
    )
    gcp.delete(made)
    gcp.delete(bucket)


def test_a_record_belongs_into_its_zone(gcp: Client) -> None:
    """A name of another domain is refused, and a zone with records stays."""
    zone = gcp.create(MANAGED_ZONE, "z", {"name": "zone", "dnsName": "lab.example."})
    records: Inputs = {"managedZone": "zone", "type": "A", "ttl": 300, "rrdatas": ["192.0.2.1"]}
    assert refused(lambda: gcp.create(RECORDS, "r", {**records, "name": "www.other.example."})) == (
        "Error creating RecordSet: googleapi: Error 400: Invalid value for"
        " 'entity.change.additions[www.other.example.][A].name': 'www.other.example.', invalid"
    )
    gcp.create(RECORDS, "r", {**records, "name": "www.lab.example."})
    assert refused(lambda: gcp.delete(zone)) == (
        "Error deleting ManagedZone: googleapi: Error 400: The resource named 'zone' cannot be deleted because it"
        " contains one or more 'resource records'., containerNotEmpty"
    )


def test_a_deleted_identity_pool_keeps_its_id(gcp: Client) -> None:
    """For 30 days, in which a second create fails."""
    gcp.delete(gcp.create(POOL, "p", {"workloadIdentityPoolId": "ci-pool"}))
    assert refused(lambda: gcp.create(POOL, "p", {"workloadIdentityPoolId": "ci-pool"})) == (
        "Error creating WorkloadIdentityPool: googleapi: Error 409: WorkloadIdentityPool"
        " projects/lab/locations/global/workloadIdentityPools/ci-pool already exists.\n"
        "  note: a deleted one keeps its id for 30 days: undelete it (gcloud iam workload-identity-pools undelete) and"
        ' take it over with the resource option import_="projects/lab/locations/global/workloadIdentityPools/ci-pool",'
        " or use another id"
    )


def test_a_service_connection_stays_while_it_is_used(gcp: Client, network: Made) -> None:
    """The classic of every teardown."""
    link = gcp.create(
        "gcp:servicenetworking/connection:Connection",
        "psa",
        {"network": network.id, "service": "servicenetworking.googleapis.com", "reservedPeeringRanges": []},
    )
    where: Inputs = {"location": "europe-west4-a", "network": network.id}
    lustre: Inputs = {**where, "instanceId": "data", "capacityGib": "18000", "filesystem": "data"}
    used = gcp.create("gcp:lustre/instance:Instance", "data", lustre)
    assert refused(lambda: gcp.delete(link)) == (
        "Unable to remove Service Networking Connection, err: Error waiting for Delete Service Networking Connection:"
        " Error code 9, message: Failed to delete connection; Producer services (e.g. CloudSQL, Cloud Memstore, etc.)"
        " are still using this connection.\n"
        "  note: projects/lab/locations/europe-west4-a/instances/data uses it"
    )
    gcp.delete(used)
    gcp.delete(link)


def test_a_run_service_is_locked_until_it_is_unlocked(gcp: Client) -> None:
    """On by default, as with clusters."""
    inputs: Inputs = {"name": "web", "location": "europe-west4", "template": {"containers": [{"image": "x"}]}}
    made = gcp.create("gcp:cloudrunv2/service:Service", "web", inputs)
    assert refused(lambda: gcp.delete(made)) == (
        "cannot destroy service without setting deletion_protection=false and running `pulumi up`"
    )
    gcp.delete(gcp.update(made, {**inputs, "deletionProtection": False}))


def test_nested_keys_are_secret(gcp: Client) -> None:
    """The SDK marks top-level properties only, the provider's schema says which nested ones are."""
    encrypted: Inputs = {"name": "d", "diskEncryptionKey": {"rawKey": "key"}}
    made = gcp.create("gcp:compute/disk:Disk", "d", encrypted)
    assert made.outputs["diskEncryptionKey"] == {"rawKey": Secret("key")}


def test_a_program_finds_what_is_there(gcp: Client, subnetwork: Made) -> None:
    """A network with its subnetworks, a subnetwork with its ranges."""
    network = gcp.invoke("gcp:compute/getNetwork:getNetwork", {"name": "net"})
    assert network["subnetworksSelfLinks"] == [subnetwork.out("selfLink")]
    found = gcp.invoke("gcp:compute/getSubnetwork:getSubnetwork", {"name": "nodes", "region": "europe-west4"})
    assert (found["ipCidrRange"], found["gatewayAddress"]) == ("10.0.0.0/20", "10.0.0.1")
    missing: Inputs = {"name": "nowhere"}
    assert refused(lambda: gcp.invoke("gcp:compute/getNetwork:getNetwork", missing)) == (
        "googleapi: Error 404: The resource 'projects/lab/global/networks/nowhere' was not found, notFound"
    )


@pytest.mark.parametrize(
    ("token", "args"),
    [
        ("gcp:compute/getImage:getImage", {"family": "debian-12", "project": "debian-cloud"}),
        ("gcp:compute/getNetwork:getNetwork", {"name": "net"}),
        ("gcp:compute/getSubnetwork:getSubnetwork", {"name": "nodes"}),
        ("gcp:compute/getDefaultServiceAccount:getDefaultServiceAccount", {}),
        ("gcp:organizations/getProject:getProject", {}),
        ("gcp:storage/getProjectServiceAccount:getProjectServiceAccount", {}),
    ],
)
def test_a_function_gives_everything_that_the_sdk_promises(
    gcp: Client, gcp_index: SdkIndex, subnetwork: Made, token: str, args: Inputs
) -> None:
    """What is left out would be None where a program reads text."""
    function = gcp_index.function(token)
    assert function is not None
    assert set(function.outputs) - set(gcp.invoke(token, args)) == set()


@pytest.mark.parametrize(
    ("token", "name", "kept"),
    [
        (NETWORK, "mtu", True),
        (NETWORK, "description", False),
        ("gcp:container/nodePool:NodePool", "nodeCount", True),
        ("gcp:container/nodePool:NodePool", "autoscaling", False),
        (NETWORK, "deletionPolicy", False),
        (SUBNETWORK, "network", False),
    ],
)
def test_what_the_cloud_keeps_when_it_is_left_out(gcp_index: SdkIndex, token: str, name: str, kept: bool) -> None:
    """Optional and computed: the SDK tells it by an output that is always there."""
    assert GoogleCloud(gcp_index).keeps(token, (name,)) is kept
