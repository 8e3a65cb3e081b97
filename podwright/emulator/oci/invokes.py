"""Functions of the Oracle Cloud provider: questions to the cloud that make nothing.

Owns the look-ups that programs need before they can make anything: domains, services, images, versions, the namespace.
Those about limits are in `invokes_limits.py`, about tunnels in
`invokes_vpn.py`. Any other function is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call
from podwright.emulator.core.errors import CloudError
from podwright.emulator.core.wire import Values
from podwright.emulator.oci import errors, invokes_limits, invokes_vpn, ocids, oke_versions
from podwright.emulator.oci.base import COMPARTMENT, region_of, tenancy_of
from podwright.emulator.oci.cluster import CLUSTER, kube_config, oke_image
from podwright.emulator.oci.gateways import services
from podwright.emulator.oci.regions import domain_names
from podwright.emulator.oci.shapes import shapes
from podwright.emulator.oci.storage import namespace_of
from podwright.emulator.oci.vcn import SUBNET, VCN

Function = Callable[[Call, Values], Values]
_IMAGES = (
    ("Oracle Linux", "8", "Oracle-Linux-8.10-"),
    ("Oracle Linux", "9", "Oracle-Linux-9.6-"),
    ("Canonical Ubuntu", "22.04", "Canonical-Ubuntu-22.04-"),
    ("Canonical Ubuntu", "24.04", "Canonical-Ubuntu-24.04-"),
)
"""Names as Oracle's platform images have them; the date is that of these facts."""
_BUILD = "2026.10.01-0"


def invoke(call: Call, token: str, args: Values) -> Values:
    """The result of a function; CloudError when it is not emulated."""
    found = FUNCTIONS.get(token)
    if found is None:
        raise CloudError(
            f"function {token} is not emulated", note=f"emulated functions: {', '.join(sorted(FUNCTIONS))}"
        )
    name = token.rsplit(":", 1)[-1].removeprefix("get")
    result = {**args, **found(call, args)}
    return {"id": f"{name}DataSource-{numbers.pick(2**31, token, sorted(map(str, args.items())))}", **result}


def filtered(items: Sequence[Values], args: Values) -> list[Values]:
    """What passes every filter of the arguments; filters may name properties in either spelling."""
    found = list(items)
    for each in values.blocks(args, "filters"):
        name = re.sub(r"_([a-z0-9])", lambda match: match[1].upper(), values.string(each, "name") or "")
        wanted, is_regex = values.strings(each, "values"), values.flag(each, "regex")
        found = [item for item in found if _passes(str(item.get(name)), wanted, is_regex=is_regex)]
    return found


def _passes(value: str, wanted: list[str], *, is_regex: bool) -> bool:
    return any(re.search(text, value) if is_regex else text == value for text in wanted)


def _domains(call: Call) -> list[Values]:
    region, tenancy = region_of(call.scope), tenancy_of(call.scope)
    return [
        {"compartmentId": tenancy, "id": ocids.make("availabilitydomain", region.realm, "", name), "name": name}
        for name in domain_names(tenancy, region)
    ]


def _availability_domains(call: Call, args: Values) -> Values:
    return {"availabilityDomains": filtered(_domains(call), args)}


def _availability_domain(call: Call, args: Values) -> Values:
    for number, each in enumerate(_domains(call), start=1):
        if values.number(args, "adNumber") == number or values.string(args, "id") == each["id"]:
            return {"id": each["id"], "name": each["name"], "adNumber": number}
    raise errors.not_found(f"the region has {len(_domains(call))} availability domains")


def _tenancy(call: Call, args: Values) -> Values:
    tenancy = tenancy_of(call.scope)
    if values.string(args, "tenancyId") != tenancy:
        raise errors.not_found(f"the tenancy here is {tenancy}")
    return {
        "id": tenancy,
        "name": "emulated",
        "description": "emulated",
        "homeRegionKey": region_of(call.scope).key,
        "definedTags": {},
        "freeformTags": {},
        "upiIdcsCompatibilityLayerEndpoint": "",
    }


def _all_compartments(call: Call) -> list[Values]:
    return [{**each.outputs, "id": each.id} for each in call.tx.records(COMPARTMENT, tenancy_of(call.scope))]


def _compartment(call: Call, args: Values) -> Values:
    wanted = values.string(args, "id")
    if wanted == tenancy_of(call.scope):
        return {"id": wanted, "compartmentId": "", "name": "emulated", "description": "emulated", "state": "ACTIVE"}
    found = next((each for each in _all_compartments(call) if each["id"] == wanted), None)
    if found is None:
        raise errors.not_found()
    return found


def _compartments(call: Call, args: Values) -> Values:
    root, deep = values.string(args, "compartmentId"), values.flag(args, "compartmentIdInSubtree")
    found = [
        {"inactiveState": "", **each}
        for each in _all_compartments(call)
        if (deep or each.get("compartmentId") == root)
        and all(values.string(args, name) in (None, each.get(name)) for name in ("name", "state"))
    ]
    return {"compartments": filtered(found, args)}


def _services(call: Call, args: Values) -> Values:
    found: list[Values] = [
        {"id": each.id, "name": each.name, "description": each.name, "cidrBlock": each.cidr_block}
        for each in services(region_of(call.scope))
    ]
    return {"services": filtered(found, args)}


def _images(call: Call, args: Values) -> Values:
    shape = shapes().get(values.string(args, "shape") or "")
    if values.given(args, "shape") and shape is None:
        raise errors.not_found(f'"{values.string(args, "shape")}" is no shape that the emulated cloud knows')
    kinds = ("aarch64-",) if shape and shape.is_arm else ("Gen2-GPU-",) if shape and shape.gpus else ("", "aarch64-")
    kinds = ("",) if shape and not shape.is_arm and not shape.gpus else kinds
    found = [_image(call, each, kind) for each in _IMAGES for kind in kinds]
    wanted = ("operatingSystem", "operatingSystemVersion", "displayName")
    found = [each for each in found if all(values.string(args, name) in (None, each.get(name)) for name in wanted)]
    return {"images": filtered(found, args)}


def _image(call: Call, image: tuple[str, str, str], kind: str) -> Values:
    region, (system, version, stem) = region_of(call.scope), image
    name = f"{stem}{kind}{_BUILD}"
    return {
        "id": ocids.make("image", region.realm, region.name, name),
        "displayName": name,
        "operatingSystem": system,
        "operatingSystemVersion": version,
        "compartmentId": "",
        "baseImageId": "",
        "createImageAllowed": True,
        "launchMode": "NATIVE",
        "listingType": "",
        "sizeInMbs": "47694",
        "billableSizeInGbs": "5",
        "state": "AVAILABLE",
        "timeCreated": "2026-10-01 00:00:00 +0000 UTC",
        "definedTags": {},
        "freeformTags": {},
        "instanceId": "",
        "agentFeatures": [],
        "imageSourceDetails": [],
        "launchOptions": [],
    }


def _kube_config(call: Call, args: Values) -> Values:
    cluster = call.tx.get(CLUSTER, values.string(args, "clusterId") or "")
    if cluster is None:
        raise errors.not_found()
    is_public = values.string(args, "endpoint") != "PRIVATE_ENDPOINT"
    return {
        "content": kube_config(cluster, values.string(args, "tokenVersion") or "2.0.0", public=is_public),
        "endpoint": values.string(args, "endpoint") or "",
        "expiration": values.number(args, "expiration") or 0,
        "tokenVersion": values.string(args, "tokenVersion") or "2.0.0",
    }


def _node_pool_option(call: Call, args: Values) -> Values:
    wanted = values.string(args, "nodePoolOptionId") or ""
    if wanted != "all" and call.tx.get(CLUSTER, wanted) is None:
        raise errors.not_found('nodePoolOptionId is "all" or the id of a cluster')
    only = (values.string(args, "nodePoolK8sVersion") or "").removeprefix("v")
    versions = [each for each in oke_versions.OFFERED if only in ("", each.removeprefix("v"))]
    region = region_of(call.scope).name
    found = [oke_image(region, version, kind) for version in versions for kind in ("", "aarch64-", "Gen2-GPU-")]
    sources: list[Values] = [
        {"imageId": image, "sourceName": name, "sourceType": "IMAGE"} for image, name in reversed(found)
    ]
    return {
        "kubernetesVersions": list(oke_versions.OFFERED),
        "shapes": sorted(shapes()),
        "sources": sources,
        "images": [str(each["sourceName"]) for each in sources],
    }


def _cluster_option(call: Call, args: Values) -> Values:
    del call, args
    kinds: list[Values] = [{"cniType": "FLANNEL_OVERLAY"}, {"cniType": "OCI_VCN_IP_NATIVE"}]
    return {"kubernetesVersions": list(oke_versions.OFFERED), "clusterPodNetworkOptions": kinds}


def _namespace(call: Call, args: Values) -> Values:
    del args
    return {"namespace": namespace_of(tenancy_of(call.scope))}


def _tunnels(call: Call, args: Values) -> Values:
    return {"ipSecConnectionTunnels": filtered(invokes_vpn.tunnels(call, args), args)}


def _by_id(token: str, argument: str) -> Function:
    def look_up(call: Call, args: Values) -> Values:
        found = call.tx.get(token, values.string(args, argument) or "")
        if found is None:
            raise errors.not_found()
        return {**found.outputs, "id": found.id}

    return look_up


FUNCTIONS: dict[str, Function] = {
    "oci:ContainerEngine/getClusterKubeConfig:getClusterKubeConfig": _kube_config,
    "oci:ContainerEngine/getClusterOption:getClusterOption": _cluster_option,
    "oci:ContainerEngine/getNodePoolOption:getNodePoolOption": _node_pool_option,
    "oci:Core/getImages:getImages": _images,
    "oci:Core/getIpsecConnectionTunnel:getIpsecConnectionTunnel": invokes_vpn.tunnel,
    "oci:Core/getIpsecConnectionTunnels:getIpsecConnectionTunnels": _tunnels,
    "oci:Core/getServices:getServices": _services,
    "oci:Core/getSubnet:getSubnet": _by_id(SUBNET, "subnetId"),
    "oci:Core/getVcn:getVcn": _by_id(VCN, "vcnId"),
    "oci:Identity/getAvailabilityDomain:getAvailabilityDomain": _availability_domain,
    "oci:Identity/getAvailabilityDomains:getAvailabilityDomains": _availability_domains,
    "oci:Identity/getCompartment:getCompartment": _compartment,
    "oci:Identity/getCompartments:getCompartments": _compartments,
    "oci:Identity/getTenancy:getTenancy": _tenancy,
    "oci:Limits/getLimitValues:getLimitValues": invokes_limits.limit_values,
    "oci:Limits/getResourceAvailability:getResourceAvailability": invokes_limits.resource_availability,
    "oci:ObjectStorage/getNamespace:getNamespace": _namespace,
}
