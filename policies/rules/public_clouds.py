"""How machines with accelerators get public addresses on Azure and Oracle Cloud, by what their own types say.

An address alone lets nobody in: those of NAT and VPN gateways must be public, as on Google Cloud. What gives a machine
one is looked at, and where that is another resource (an interface, a subnet) `public_networks` follows it there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from policies.rules.accelerators import azure_gpu, oracle_gpu
from policies.rules.evaluation import Props, block, blocks, text

AGENT_POOL = "azure-native:containerservice:AgentPool"
AKS = "azure-native:containerservice:ManagedCluster"
SCALE_SET = "azure-native:compute:VirtualMachineScaleSet"
VIRTUAL_MACHINE = "azure-native:compute:VirtualMachine"
FLEET = "azure-native:azurefleet:Fleet"
INSTANCE = "oci:Core/instance:Instance"
TEMPLATE = "oci:Core/instanceConfiguration:InstanceConfiguration"
_INTERFACES = "networkInterfaceConfigurations"
_BY_NAT = "and reach the internet through a NAT gateway"


def cloud_complaints(kind: str, props: Props) -> list[str]:
    """What is wrong with a machine, template or pool, to be said after its name; empty for other types."""
    reader = _READERS.get(kind)
    return list(reader(props)) if reader else []


def _agent_pool(props: Props) -> Iterator[str]:
    if not azure_gpu(text(props, "vmSize")):
        return
    # The prefix only says which addresses nodes take when they take some.
    if props.get("enableNodePublicIP") is True:
        yield f"gives its accelerator nodes public addresses; set enableNodePublicIP to false {_BY_NAT}"


def _aks(props: Props) -> Iterator[str]:
    for index, pool in enumerate(blocks(props, "agentPoolProfiles")):
        if azure_gpu(text(pool, "vmSize")) and pool.get("enableNodePublicIP") is True:
            at = f"agentPoolProfiles[{index}]"
            yield (
                f"gives the accelerator nodes of {at} public addresses; set {at}.enableNodePublicIP to false {_BY_NAT}"
            )


def _scale_set(props: Props) -> Iterator[str]:
    if azure_gpu(text(block(props, "sku"), "name")):
        yield from _interfaces(props, "virtualMachineProfile", "networkProfile")


def _virtual_machine(props: Props) -> Iterator[str]:
    """Interfaces that Azure makes with the machine; those that are resources are followed over the stack."""
    if azure_gpu(text(block(props, "hardwareProfile"), "vmSize")):
        yield from _interfaces(props, "networkProfile")


def _fleet(props: Props) -> Iterator[str]:
    """The profile of all machines, and what single locations have in its place."""
    if not any(azure_gpu(text(size, "name")) for size in blocks(props, "vmSizesProfile")):
        return
    yield from _interfaces(props, "computeProfile", "baseVirtualMachineProfile", "networkProfile")
    others = blocks(block(props, "additionalLocationsProfile"), "locationProfiles")
    for index, place in enumerate(others):
        for complaint in _interfaces(place, "virtualMachineProfileOverride", "networkProfile"):
            at = f"additionalLocationsProfile.locationProfiles[{index}]."
            yield complaint.replace("remove ", f"remove {at}", 1)


def _interfaces(props: Props, *path: str) -> Iterator[str]:
    """The addresses that machines get with their interfaces; an empty configuration asks for one of Azure's choice."""
    for index, interface in enumerate(blocks(block(props, *path), _INTERFACES)):
        said, at = _said(interface, f"{'.'.join(path)}.{_INTERFACES}[{index}]")
        for number, address in enumerate(blocks(said, "ipConfigurations")):
            found, place = _said(address, f"{at}.ipConfigurations[{number}]")
            if found.get("publicIPAddressConfiguration") is not None:
                yield (
                    f"gives interface {index} a public address; remove {place}.publicIPAddressConfiguration {_BY_NAT}"
                )


def _said(props: Props, at: str) -> tuple[Props, str]:
    """What an interface or an address says, and where: fleets write it one step further inside."""
    inside = props.get("properties")
    return (block(props, "properties"), f"{at}.properties") if inside is not None else (props, at)


def _instance(props: Props) -> Iterator[str]:
    if oracle_gpu(text(props, "shape")):
        yield from _vnic(props, "")


def _template(props: Props) -> Iterator[str]:
    launch = block(props, "instanceDetails", "launchDetails")
    if not oracle_gpu(text(launch, "shape")):
        return
    yield from _vnic(launch, "instanceDetails.launchDetails.")
    for index, more in enumerate(blocks(block(props, "instanceDetails"), "secondaryVnics")):
        yield from _vnic(more, f"instanceDetails.secondaryVnics[{index}].")


def _vnic(props: Props, at: str) -> Iterator[str]:
    """An interface must say that it wants none; what it leaves open is the subnet's choice."""
    given = block(props, "createVnicDetails").get("assignPublicIp")
    if str(given).lower() != "false":
        yield (
            "gives its accelerator machine a public address, or leaves that to the subnet;"
            f" set {at}createVnicDetails.assignPublicIp to false {_BY_NAT}"
        )


_READERS: Mapping[str, Callable[[Props], Iterator[str]]] = {
    AGENT_POOL: _agent_pool,
    AKS: _aks,
    SCALE_SET: _scale_set,
    VIRTUAL_MACHINE: _virtual_machine,
    FLEET: _fleet,
    INSTANCE: _instance,
    TEMPLATE: _template,
}
