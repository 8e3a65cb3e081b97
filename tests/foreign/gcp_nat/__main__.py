"""After pulumi.com/registry/packages/gcp/api-docs/compute/routernat: NAT with addresses of one's own."""

import pulumi
import pulumi_gcp as gcp

network = gcp.compute.Network("inside", auto_create_subnetworks=False)
subnet = gcp.compute.Subnetwork("inside", network=network.id, ip_cidr_range="10.0.0.0/16", region="us-central1")
router = gcp.compute.Router("edge", network=network.id, region=subnet.region, bgp={"asn": 64514})
addresses = [gcp.compute.Address(f"out-{number}", region=subnet.region) for number in range(2)]
gcp.compute.RouterNat(
    "out",
    router=router.name,
    region=router.region,
    nat_ip_allocate_option="MANUAL_ONLY",
    nat_ips=[address.self_link for address in addresses],
    source_subnetwork_ip_ranges_to_nat="LIST_OF_SUBNETWORKS",
    subnetworks=[{"name": subnet.id, "source_ip_ranges_to_nats": ["ALL_IP_RANGES"]}],
)
pulumi.export("addresses", [address.address for address in addresses])
