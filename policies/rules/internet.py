"""Which address ranges are the internet's, for every rule that asks who may come in."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

_WIDEST_PRIVATE = {4: 8, 6: 7}
"""Prefix length of the widest private range (10.0.0.0/8, fc00::/7): whatever is wider reaches into the internet."""
_WIDEST_PUBLIC = {4: 24, 6: 48}
"""Prefix length of the widest public range that can be somebody's office: a /24, or the /48 of one site."""


def _networks(*ranges: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(each) for each in ranges)


_NOT_INTERNET = _networks(
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16"),
    *("fc00::/7", "fe80::/10"),
)
_ALSO_NOT = {
    "gcp": _networks(
        # What Google Cloud takes as private besides those (VPC documentation, valid IPv4 ranges).
        *("198.18.0.0/15", "240.0.0.0/4"),
        "35.235.240.0/20",  # Identity-Aware Proxy, which lets in whom IAM lets in
    )
}
"""What is somebody's door on one cloud is a stranger on the others."""


def is_internet(source: str, cloud: str = "gcp") -> bool:
    """Whether a range is wider than what is private or one office; what cannot be read cannot be called safe."""
    try:
        network = ip_network(source, strict=False)
    except ValueError:
        return True
    if network.prefixlen < _WIDEST_PRIVATE[network.version]:
        return True
    return network.prefixlen < _WIDEST_PUBLIC[network.version] and not any(
        _inside(network, each) for each in (*_NOT_INTERNET, *_ALSO_NOT.get(cloud, ()))
    )


def _inside(network: IPv4Network | IPv6Network, other: IPv4Network | IPv6Network) -> bool:
    if isinstance(network, IPv4Network):
        return isinstance(other, IPv4Network) and network.subnet_of(other)
    return isinstance(other, IPv6Network) and network.subnet_of(other)
