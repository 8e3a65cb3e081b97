"""What Kubernetes Engine fills in for a cluster.

Owns plausible, repeatable values: endpoint, certificate, versions, ranges. The addresses are from the documentation
blocks of RFC 5737, the certificate is text in base64 that no TLS library accepts.
"""

from __future__ import annotations

import base64
from ipaddress import ip_network

from podwright.catalog.regions import regions
from podwright.emulator.core import numbers, values
from podwright.emulator.core.cloud import Call, Identity
from podwright.emulator.core.store import Record
from podwright.emulator.core.wire import Secret, Values
from podwright.emulator.gcp import gke_versions, identities, links, ranges
from podwright.emulator.gcp.address import documentation_address

_ZONES = 3


def self_link(identity: Identity) -> str:
    """The API writes zones and regions differently here and ids alike."""
    path = identity.id
    if links.is_zone(identity.location):
        path = path.replace("/locations/", "/zones/", 1)
    return links.CONTAINER + path


def node_locations(location: str, inputs: Values) -> list[str]:
    """The zones of the nodes: as given, or the cluster's zone, or three zones of its region."""
    given = values.strings(inputs, "nodeLocations")
    if given:
        return given
    known = regions("gcp").get(location)
    return list(known.zones[:_ZONES]) if known else [location]


def cluster_outputs(call: Call, identity: Identity, inputs: Values, old: Record | None) -> Values:
    """Everything beside the common part."""
    network = links.network(values.string(inputs, "network") or "default", identity.project)
    wanted = values.string(inputs, "minMasterVersion")
    version = gke_versions.resolve(wanted, values.string(inputs, "releaseChannel.channel")) or gke_versions.DEFAULT
    before = values.string(old.outputs, "masterVersion") if old else None
    if before and gke_versions.parts(before) > gke_versions.parts(version):
        version = before  # a control plane is never downgraded
    found: Values = {
        "location": identity.location,
        "network": network,
        "selfLink": self_link(identity),
        "nodeLocations": [zone for zone in node_locations(identity.location, inputs) if zone != identity.location],
        "masterVersion": version,
        "nodeVersion": values.string(inputs, "nodeVersion") or version,
        "networkingMode": values.string(inputs, "networkingMode") or "VPC_NATIVE",
        "releaseChannel": {"channel": values.string(inputs, "releaseChannel.channel") or "REGULAR"},
        "loggingService": values.string(inputs, "loggingService") or "logging.googleapis.com/kubernetes",
        "monitoringService": values.string(inputs, "monitoringService") or "monitoring.googleapis.com/kubernetes",
        "masterAuth": {
            "clientCertificate": "",
            "clientCertificateConfig": {"issueClientCertificate": False},
            "clientKey": Secret(""),
            "clusterCaCertificate": old.outputs.get("masterAuth")
            and values.get(old.outputs, "masterAuth.clusterCaCertificate")
            if old
            else _certificate(call, identity),
        },
        **_endpoints(identity, inputs),
        **_ranges(call, identity, inputs),
    }
    subnet = values.string(inputs, "subnetwork")
    if subnet:
        region = links.region_of(identity.location)
        found["subnetwork"] = links.regional(subnet, identity.project, region, "subnetworks")
    return found


def _certificate(call: Call, identity: Identity) -> str:
    body = numbers.hex_digits(64, "certificate", identity.id, call.incarnation)
    return base64.b64encode(f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()).decode()


def _endpoints(identity: Identity, inputs: Values) -> Values:
    public = documentation_address("endpoint", identity.id)
    private = dict(values.mapping(inputs, "privateClusterConfig"))
    master = values.string(private, "masterIpv4CidrBlock")
    inner = str(ip_network(master)[2]) if master else "10.128.0.2"
    endpoint = inner if values.flag(private, "enablePrivateEndpoint") else public
    found: Values = {"endpoint": endpoint}
    found["privateClusterConfig"] = {**private, "privateEndpoint": inner, "publicEndpoint": public}
    dns = dict(values.mapping(inputs, "controlPlaneEndpointsConfig.dnsEndpointConfig"))
    region = links.region_of(identity.location)
    number = identities.project_number(identity.project)
    name = f"gke-{numbers.hex_digits(20, 'dns', identity.id)}-{number}.{region}.gke.goog"
    found["controlPlaneEndpointsConfig"] = {
        **values.mapping(inputs, "controlPlaneEndpointsConfig"),
        "dnsEndpointConfig": {"allowExternalTraffic": False, **dns, "endpoint": name},
    }
    return found


def _ranges(call: Call, identity: Identity, inputs: Values) -> Values:
    policy = dict(values.mapping(inputs, "ipAllocationPolicy"))
    text = values.string(inputs, "subnetwork")
    region = links.region_of(identity.location)
    subnet = text and call.tx.get(ranges.SUBNETWORK, links.regional(text, identity.project, region, "subnetworks"))
    blocks = values.blocks(subnet.outputs, "secondaryIpRanges") if subnet else []
    by_name = {str(block.get("rangeName")): str(block.get("ipCidrRange")) for block in blocks}
    pods = by_name.get(str(policy.get("clusterSecondaryRangeName"))) or policy.get("clusterIpv4CidrBlock")
    services = by_name.get(str(policy.get("servicesSecondaryRangeName"))) or policy.get("servicesIpv4CidrBlock")
    found: Values = {
        "clusterIpv4Cidr": pods or values.string(inputs, "clusterIpv4Cidr") or "",
        "servicesIpv4Cidr": services or "",
    }
    if policy:
        filled = {"clusterIpv4CidrBlock": pods, "servicesIpv4CidrBlock": services, "stackType": "IPV4"}
        found["ipAllocationPolicy"] = {**{key: value for key, value in filled.items() if value}, **policy}
    return found
