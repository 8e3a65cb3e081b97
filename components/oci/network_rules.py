"""What may reach what in a network on Oracle Cloud: the rules of its network security groups. Pure, no Pulumi.

Owns what OKE with VCN-native pods, a private endpoint and private nodes needs, and nothing more. Sources: Oracle
documentation, "Example Network Resource Configurations", "Configuring VCN Security Rules for File Storage" and the
security rules that File Storage with Lustre asks for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Ports = tuple[int, int]
"""From and to; of ICMP type and code."""
API, CONTROL, KUBELET = (6443, 6443), (12250, 12250), (10250, 10250)
NODE_PORTS, HEALTH, HTTPS = (30000, 32767), (10256, 10256), (443, 443)
NFS, PORTMAPPER, LUSTRE = (2048, 2050), (111, 111), (988, 988)
PATH_DISCOVERY = (3, 4)
SERVICES = "services"
"""The other side of a rule: all Oracle services of the region."""
ANYWHERE = "0.0.0.0/0"
TCP, UDP, ICMP, ALL = "6", "17", "1", "all"
GROUPS = ("endpoint", "nodes", "pods", "internal", "storage")


@dataclass(frozen=True, slots=True)
class OciRule:
    """One rule of a network security group."""

    group: str
    key: str
    """Its identity in the group."""
    direction: str
    """INGRESS or EGRESS."""
    other: str
    """A group, an address range, or `services`."""
    protocol: str
    ports: Ports | None
    """None: all."""
    why: str


@dataclass(frozen=True, slots=True)
class OciFlow:
    """What one group may send another; a rule at each end, as a group lets nothing out by itself either."""

    source: str
    group: str
    key: str
    protocol: str
    ports: Ports | None
    why: str

    def rules(self) -> tuple[OciRule, OciRule]:
        """Into the group and out of the source."""
        return (
            OciRule(self.group, f"in-{self.key}", "INGRESS", self.source, self.protocol, self.ports, self.why),
            OciRule(
                self.source, f"out-{self.group}-{self.key}", "EGRESS", self.group, self.protocol, self.ports, self.why
            ),
        )


CLUSTER = (
    OciFlow("nodes", "endpoint", "api", TCP, API, "Kubelets reach the API"),
    OciFlow("nodes", "endpoint", "control", TCP, CONTROL, "Nodes reach the control plane"),
    OciFlow("nodes", "endpoint", "path", ICMP, PATH_DISCOVERY, "Path discovery"),
    OciFlow("pods", "endpoint", "api-pods", TCP, API, "Pods reach the API"),
    OciFlow("pods", "endpoint", "control-pods", TCP, CONTROL, "Pods reach the control plane"),
    OciFlow("endpoint", "nodes", "kubelet", TCP, KUBELET, "The API reaches kubelets"),
    OciFlow("endpoint", "nodes", "path", ICMP, PATH_DISCOVERY, "Path discovery"),
    OciFlow("endpoint", "pods", "webhooks", ALL, None, "The API reaches webhooks"),
    OciFlow("nodes", "nodes", "nodes", ALL, None, "Nodes reach each other"),
    OciFlow("nodes", "pods", "nodes", ALL, None, "Nodes reach pods"),
    OciFlow("pods", "nodes", "pods", ALL, None, "Pods reach nodes"),
    OciFlow("pods", "pods", "pods", ALL, None, "Pods reach each other"),
    OciFlow("internal", "nodes", "balanced", TCP, NODE_PORTS, "Load balancers reach node ports"),
    OciFlow("internal", "nodes", "health", TCP, HEALTH, "Load balancers ask for health"),
)
STORAGE = (
    OciFlow("nodes", "storage", "nfs", TCP, NFS, "File Storage"),
    OciFlow("nodes", "storage", "nfs-udp", UDP, (2048, 2048), "File Storage"),
    OciFlow("nodes", "storage", "portmapper", TCP, PORTMAPPER, "File Storage"),
    OciFlow("nodes", "storage", "portmapper-udp", UDP, PORTMAPPER, "File Storage"),
    OciFlow("nodes", "storage", "lustre", TCP, LUSTRE, "Lustre"),
    OciFlow("pods", "storage", "objects", TCP, HTTPS, "Private endpoints of Object Storage"),
)
PUBLIC = (
    OciFlow("public", "nodes", "public", TCP, NODE_PORTS, "Public load balancers reach node ports"),
    OciFlow("public", "nodes", "public-health", TCP, HEALTH, "Public load balancers ask for health"),
)


def rules(access: Mapping[str, str], *, public: bool) -> tuple[OciRule, ...]:
    """All rules; `access` are private ranges that reach the API and internal load balancers.

    What may reach a public load balancer is the affair of the service behind it, and no rule here.
    """
    flows = (*CLUSTER, *STORAGE, *(PUBLIC if public else ()))
    return (
        *(rule for flow in flows for rule in flow.rules()),
        *_out("nodes"),
        *_out("pods"),
        OciRule("endpoint", "services", "EGRESS", SERVICES, TCP, HTTPS, "The control plane reaches OKE"),
        *(rule for key, cidr in access.items() for rule in _access(key, cidr)),
    )


def _out(group: str) -> tuple[OciRule, OciRule]:
    return (
        OciRule(group, "services", "EGRESS", SERVICES, TCP, HTTPS, "Oracle's services, by the service gateway"),
        OciRule(group, "internet", "EGRESS", ANYWHERE, TCP, None, "Images and packages, by NAT"),
    )


def _access(key: str, cidr: str) -> tuple[OciRule, OciRule]:
    return (
        OciRule("endpoint", f"from-{key}", "INGRESS", cidr, TCP, API, f"People from {key}"),
        OciRule("internal", f"from-{key}", "INGRESS", cidr, TCP, HTTPS, f"Users from {key}"),
    )
