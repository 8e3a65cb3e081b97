"""Accelerator machines of Azure and Oracle Cloud have private addresses, by their own words and by their networks."""

from __future__ import annotations

import pytest
from pulumi_policy import PolicyResource

from policies.rules.public_addresses import NO_PUBLIC_ADDRESS
from policies.rules.public_clouds import AGENT_POOL, AKS, FLEET, INSTANCE, SCALE_SET, TEMPLATE, VIRTUAL_MACHINE
from policies.rules.public_networks import INTERFACE, NO_PUBLIC_NETWORK, NODE_POOL, SUBNET
from tests.policies.rules.subjects import UNKNOWN, Props, resource, stack_violations, violations

H200 = "Standard_ND96isr_H200_v5"
BY_NAT = "and reach the internet through a NAT gateway"


def interfaces(*, public: bool) -> Props:
    address: Props = {"publicIPAddressConfiguration": {"name": "public"}} if public else {}
    return {"networkProfile": {"networkInterfaceConfigurations": [{"ipConfigurations": [{"subnet": {}}, address]}]}}


def nested(*, public: bool) -> Props:
    """The same in a fleet, whose interfaces and addresses have properties of their own."""
    address: Props = {"publicIPAddressConfiguration": {"name": "public"}} if public else {}
    addresses: list[Props] = [{"properties": {"subnet": {}}}, {"properties": address}]
    return {"networkProfile": {"networkInterfaceConfigurations": [{"properties": {"ipConfigurations": addresses}}]}}


def scale_set(size: str, *, public: bool) -> Props:
    return {"sku": {"name": size}, "virtualMachineProfile": interfaces(public=public)}


def fleet(*sizes: str, public: bool) -> Props:
    profile = nested(public=public)
    return {
        "vmSizesProfile": [{"name": size} for size in sizes],
        "computeProfile": {"baseVirtualMachineProfile": profile},
    }


def machine(size: str, *, public: bool) -> Props:
    return {"hardwareProfile": {"vmSize": size}, **interfaces(public=public)}


def template(shape: str, **vnic: object) -> Props:
    return {"instanceDetails": {"launchDetails": {"shape": shape, "createVnicDetails": {"subnetId": UNKNOWN, **vnic}}}}


@pytest.mark.parametrize(
    ("kind", "props"),
    [
        (AGENT_POOL, {"vmSize": H200, "enableNodePublicIP": False}),
        (AGENT_POOL, {"vmSize": H200}),
        (AGENT_POOL, {"vmSize": "Standard_D8s_v5", "enableNodePublicIP": True}),
        (AKS, {"agentPoolProfiles": [{"vmSize": "Standard_D8s_v5", "enableNodePublicIP": True}]}),
        (SCALE_SET, scale_set(H200, public=False)),
        (SCALE_SET, scale_set("Standard_D8s_v5", public=True)),
        (FLEET, fleet("Standard_NC24ads_A100_v4", public=False)),
        (FLEET, fleet("Standard_D8s_v5", public=True)),
        (VIRTUAL_MACHINE, machine(H200, public=False)),
        (INSTANCE, {"shape": "VM.GPU.A10.1", "createVnicDetails": {"assignPublicIp": "false"}}),
        (INSTANCE, {"shape": "VM.Standard.E5.Flex", "createVnicDetails": {"assignPublicIp": "true"}}),
        (TEMPLATE, template("BM.GPU.H100.8", assignPublicIp=False)),
        (TEMPLATE, template("VM.Standard.E5.Flex")),
        ("azure-native:network:PublicIPAddress", {"sku": {"name": "Standard"}}),
    ],
)
def test_private_machines(kind: str, props: Props) -> None:
    """Other machines are another rule's business, and the address of a gateway is nobody's way in."""
    assert violations(NO_PUBLIC_ADDRESS, kind, props) == []


@pytest.mark.parametrize("size", [H200, H200.upper(), "Standard_NC4as_T4_v3"])
def test_public_pools_of_azure(size: str) -> None:
    """Sizes are compared without regard to case, and all of the N series are accelerators."""
    pool: Props = {"vmSize": size, "enableNodePublicIP": True}
    assert violations(NO_PUBLIC_ADDRESS, AGENT_POOL, pool) == [
        f"it ({AGENT_POOL}) gives its accelerator nodes public addresses; set enableNodePublicIP to false {BY_NAT}"
    ]
    assert violations(NO_PUBLIC_ADDRESS, AKS, {"agentPoolProfiles": [{"vmSize": "Standard_D8s_v5"}, pool]}) == [
        f"it ({AKS}) gives the accelerator nodes of agentPoolProfiles[1] public addresses;"
        f" set agentPoolProfiles[1].enableNodePublicIP to false {BY_NAT}"
    ]


@pytest.mark.parametrize(
    ("kind", "props", "at"),
    [
        (SCALE_SET, scale_set(H200, public=True), "virtualMachineProfile."),
        (FLEET, fleet("Standard_D8s_v5", H200, public=True), "computeProfile.baseVirtualMachineProfile."),
        (VIRTUAL_MACHINE, machine(H200, public=True), ""),
        (
            FLEET,
            {
                **fleet(H200, public=False),
                "additionalLocationsProfile": {
                    "locationProfiles": [{"virtualMachineProfileOverride": nested(public=True)}]
                },
            },
            "additionalLocationsProfile.locationProfiles[0].virtualMachineProfileOverride.",
        ),
    ],
)
def test_public_interfaces_of_azure(kind: str, props: Props, at: str) -> None:
    """Interfaces that are made with the machine, wherever its type has them."""
    inside = ".properties" if kind == FLEET else ""
    assert violations(NO_PUBLIC_ADDRESS, kind, props) == [
        f"it ({kind}) gives interface 0 a public address; remove {at}networkProfile.networkInterfaceConfigurations[0]"
        f"{inside}.ipConfigurations[1]{inside}.publicIPAddressConfiguration {BY_NAT}"
    ]


@pytest.mark.parametrize("vnic", [{"assignPublicIp": True}, {}])
def test_public_machines_of_oracle_cloud(vnic: Props) -> None:
    """What is left open is the subnet's choice."""
    open_ = "gives its accelerator machine a public address, or leaves that to the subnet; set"
    assert violations(NO_PUBLIC_ADDRESS, TEMPLATE, template("BM.GPU.H100.8", **vnic)) == [
        f"it ({TEMPLATE}) {open_} instanceDetails.launchDetails.createVnicDetails.assignPublicIp to false {BY_NAT}"
    ]
    words = {key: str(value).lower() for key, value in vnic.items()}
    assert violations(NO_PUBLIC_ADDRESS, INSTANCE, {"shape": "BM.GPU.H100.8", "createVnicDetails": words}) == [
        f"it ({INSTANCE}) {open_} createVnicDetails.assignPublicIp to false {BY_NAT}"
    ]


def test_further_interfaces_of_a_template() -> None:
    """One public interface is enough to be reached."""
    props = template("BM.GPU.H100.8", assignPublicIp=False)
    props["instanceDetails"]["secondaryVnics"] = [{"createVnicDetails": {"assignPublicIp": True}}]
    assert violations(NO_PUBLIC_ADDRESS, TEMPLATE, props) == [
        f"it ({TEMPLATE}) gives its accelerator machine a public address, or leaves that to the subnet; set"
        f" instanceDetails.secondaryVnics[0].createVnicDetails.assignPublicIp to false {BY_NAT}"
    ]


@pytest.mark.parametrize(
    ("kind", "props", "path"),
    [
        (AGENT_POOL, {"vmSize": UNKNOWN}, "vmSize"),
        (AGENT_POOL, {"vmSize": H200, "enableNodePublicIP": UNKNOWN}, "enableNodePublicIP"),
        (INSTANCE, {"shape": UNKNOWN}, "shape"),
    ],
)
def test_an_unknown_machine_does_not_pass(kind: str, props: Props, path: str) -> None:
    """Whether it carries accelerators decides; not knowing it is not an answer."""
    assert violations(NO_PUBLIC_ADDRESS, kind, props) == [
        f"not evaluated: {path} of it ({kind}) is not known before the update; set it from plain text or from an"
        " output of a stack that is already applied, or apply what it comes from first"
    ]


def subnet(**props: object) -> PolicyResource:
    return resource(SUBNET, "nodes", dict(props))


def pool(shape: str, on: PolicyResource) -> PolicyResource:
    return resource(NODE_POOL, "train", {"nodeShape": shape}, nodeConfigDetails=on)


def test_nodes_of_oracle_cloud_in_a_public_subnet() -> None:
    """A pool cannot say that it wants no addresses: its subnet does."""
    public = subnet(prohibitPublicIpOnVnic=False)
    message = (
        f"train ({NODE_POOL}) puts its accelerator nodes into nodes ({SUBNET}), which gives machines public addresses;"
        " set prohibitPublicIpOnVnic of the subnet to true, or take a private one"
    )
    assert stack_violations(NO_PUBLIC_NETWORK, public, pool("BM.GPU.H200.8", public)) == [message]
    silent = subnet()
    assert stack_violations(NO_PUBLIC_NETWORK, silent, pool("BM.GPU.H200.8", silent)) == [message]


def test_nodes_of_oracle_cloud_in_a_private_subnet() -> None:
    """So are public subnets for load balancers, and nodes without accelerators."""
    private, public = subnet(prohibitPublicIpOnVnic=True), subnet(prohibitPublicIpOnVnic=False)
    resources = (private, public, pool("BM.GPU.H200.8", private), pool("VM.Standard.E5.Flex", public))
    assert stack_violations(NO_PUBLIC_NETWORK, *resources) == []


def test_a_pool_that_may_be_in_several_subnets() -> None:
    """A network hands out all its subnets at once: which one a pool is in is known by its id, once there is one."""
    private = resource(SUBNET, "nodes", {"id": "ocid1.subnet.nodes", "prohibitPublicIpOnVnic": True})
    public = resource(SUBNET, "public", {"id": "ocid1.subnet.public", "prohibitPublicIpOnVnic": False})

    def judged(subnet_id: str) -> list[str]:
        props: Props = {
            "nodeShape": "BM.GPU.H200.8",
            "nodeConfigDetails": {"placementConfigs": [{"subnetId": subnet_id}]},
        }
        train = resource(NODE_POOL, "train", props, nodeConfigDetails=private)
        train.property_dependencies["nodeConfigDetails"].append(public)
        return stack_violations(NO_PUBLIC_NETWORK, private, public, train)

    assert judged("ocid1.subnet.nodes") == []
    assert judged(UNKNOWN) == []
    assert judged("ocid1.subnet.public") == [
        f"train ({NODE_POOL}) puts its accelerator nodes into public ({SUBNET}), which gives machines public addresses;"
        " set prohibitPublicIpOnVnic of the subnet to true, or take a private one"
    ]


def test_machines_of_azure_with_a_public_interface() -> None:
    """The interface is a resource of its own, and says nothing of the machine it is for."""
    address: Props = {"subnet": {}, "publicIPAddress": {"id": UNKNOWN}}
    public = resource(INTERFACE, "nic", {"ipConfigurations": [{"subnet": {}}, address]})
    private = resource(INTERFACE, "inner", {"ipConfigurations": [{"subnet": {}}]})

    def vm(size: str, on: PolicyResource) -> PolicyResource:
        return resource(VIRTUAL_MACHINE, "dev", {"hardwareProfile": {"vmSize": size}}, networkProfile=on)

    assert stack_violations(NO_PUBLIC_NETWORK, public, vm(H200, public)) == [
        f"dev ({VIRTUAL_MACHINE}) gets a public address by nic ({INTERFACE}); remove ipConfigurations.publicIPAddress"
        f" of the interface {BY_NAT}"
    ]
    assert stack_violations(NO_PUBLIC_NETWORK, public, private, vm("Standard_D4s_v5", public), vm(H200, private)) == []


def test_an_unknown_subnet_does_not_pass() -> None:
    """What it gives is not known before the update."""
    unknown = subnet(prohibitPublicIpOnVnic=UNKNOWN)
    assert stack_violations(NO_PUBLIC_NETWORK, unknown, pool("BM.GPU.H200.8", unknown)) == [
        f"not evaluated: prohibitPublicIpOnVnic of nodes ({SUBNET}) is not known before the update; set it from plain"
        " text or from an output of a stack that is already applied, or apply what it comes from first"
    ]
