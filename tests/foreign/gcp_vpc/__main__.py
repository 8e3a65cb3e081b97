"""After the examples of pulumi.com/registry/packages/gcp/api-docs/compute: network, subnetwork, firewall, route."""

import pulumi
import pulumi_gcp as gcp

network = gcp.compute.Network("backbone", auto_create_subnetworks=False, routing_mode="REGIONAL", mtu=1460)
web = gcp.compute.Subnetwork(
    "web",
    network=network.id,
    region="us-central1",
    ip_cidr_range="10.2.0.0/16",
    secondary_ip_ranges=[{"range_name": "pods", "ip_cidr_range": "192.168.10.0/24"}],
)
data = gcp.compute.Subnetwork(
    "data",
    network=network.id,
    region="us-east1",
    ip_cidr_range="10.3.0.0/16",
    log_config={"aggregation_interval": "INTERVAL_10_MIN", "flow_sampling": 0.5, "metadata": "INCLUDE_ALL_METADATA"},
)
gcp.compute.Firewall(
    "allow-web",
    network=network.name,
    allows=[{"protocol": "icmp"}, {"protocol": "tcp", "ports": ["80", "8080", "1000-2000"]}],
    source_tags=["web"],
)
gcp.compute.Route(
    "out", network=network.name, dest_range="15.0.0.0/24", next_hop_gateway="default-internet-gateway", priority=100
)
pulumi.export("network", network.self_link)
pulumi.export("gateway", web.gateway_address)
