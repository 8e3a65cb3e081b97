"""What a network may be asked for: every refusal in full, and what is fine."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from podwright.catalog.regions import regions
from podwright.errors import InputError
from podwright.plan.names import endpoint_name, region_code
from podwright.plan.network_options import NetworkOptions, check_options

OWN = "projects/lab/global/networks/gcp-europe-west4-net"


def judged(**options: Any) -> str:
    """All problems of options that are otherwise the defaults."""
    usual = NetworkOptions(cidr="10.32.0.0/14", nodes_needed=40, network_id=OWN)
    return "\n".join(problem.render() for problem in check_options(replace(usual, **options)))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"flow_logs": 0},
        {"flow_logs": 1},
        {"nat_addresses": 1, "nat_min_ports": 1024, "nat_max_ports": 65536},
        {"private_services": True, "cidr": "10.0.0.0/17"},
        {"dns_zone": "nl.lab.internal"},
        {"dns_zone": "eu4.example.com"},
        {"peers": {"one": "projects/lab/global/networks/n", "two": "projects/example.com:p/global/networks/n"}},
        {"allow_from": {"tokyo": "10.48.0.0/14", "office": "192.168.4.0/24", "carrier": "100.64.0.0/10"}},
    ],
)
def test_what_is_fine(options: dict[str, object]) -> None:
    """Borders included."""
    assert judged(**options) == ""


def test_ports_without_a_maximum_above() -> None:
    """Google takes powers of two, and dynamic allocation needs room above the minimum."""
    assert judged(nat_min_ports=48, nat_max_ports=131072) == (
        "error: nat.minPorts: 48 is no number of ports that NAT can give a machine\n"
        "  given:   48\n"
        "  allowed: a power of two from 32 to 32768\n"
        "error: nat.maxPorts: 131072 is no number of ports that NAT can give a machine\n"
        "  given:   131072\n"
        "  allowed: a power of two from 64 to 65536"
    )


def test_static_addresses_must_serve_all_machines() -> None:
    """A machine without ports has no way out, and nothing says so when it is made."""
    assert judged(nat_addresses=2, nat_min_ports=4096, nat_max_ports=8192) == (
        "error: nat.addresses: with 4096 ports a machine they serve 31 machines, the pools may reach 40\n"
        "  given:   2\n"
        "  allowed: 3 or more\n"
        "  fix:     write 3"
    )


@pytest.mark.parametrize("zone", ["", "lab", "-x.internal", "a..b", "x_y.internal", f"{'a' * 64}.internal"])
def test_a_zone_is_a_domain(zone: str) -> None:
    """Cloud DNS would refuse it halfway through an apply."""
    assert judged(dns_zone=zone) == (
        f"error: dnsZone: {zone or 'an empty text'} is no name of a private DNS zone\n"
        f"  given:   {zone}\n"
        "  allowed: two or more labels of lower-case letters, digits and dashes, such as nl.lab.internal"
    )


@pytest.mark.parametrize("zone", ["google.internal", "c.google.internal", "pkg.dev", "europe-west4-docker.pkg.dev"])
def test_a_zone_must_not_hide_googles_own_names(zone: str) -> None:
    """A zone of google.internal takes the metadata server away from every machine."""
    taken = "google.internal" if zone.endswith("internal") else "pkg.dev"
    assert judged(dns_zone=zone) == (
        f"error: dnsZone: {zone} would hide Google's own names under {taken} from the machines of the region\n"
        f"  given:   {zone}\n"
        "  allowed: a domain of your own\n"
        f"  fix:     write {zone.split('.', maxsplit=1)[0]}.lab.internal"
    )


def test_ranges_that_may_connect_are_apart_from_ours() -> None:
    """Both names, and the next free block of that size."""
    assert judged(allow_from={"tokyo": "10.32.0.0/14", "bridge": "172.17.1.0/24"}) == (
        "error: allowFrom.bridge: allowFrom.bridge 172.17.1.0/24 overlaps 172.17.0.0/16, the docker bridge of every"
        " node; traffic to it never leaves a node\n"
        "  given:   172.17.1.0/24\n"
        "  fix:     the next free /24 is 10.0.0.0/24\n"
        "error: allowFrom.tokyo: allowFrom.tokyo 10.32.0.0/14 is the same range as cidr\n"
        "  given:   10.32.0.0/14\n"
        "  fix:     the next free /14 is 10.0.0.0/14"
    )


def test_short_forms_of_regions_are_all_different() -> None:
    """Two regions of one project would otherwise fight over one endpoint."""
    known = regions("gcp")
    assert len({region_code(region) for region in known}) == len(known)
    assert [region_code(each) for each in ("europe-west4", "us-central1", "northamerica-northeast1")] == [
        "euw4",
        "usc1",
        "nane1",
    ]


@pytest.mark.parametrize("region", regions("gcp"))
def test_every_region_has_an_endpoint_name(region: str) -> None:
    """The longest region's own name would not fit into 20 characters."""
    assert endpoint_name(f"gcp-{region}", region) == f"gcp{region_code(region)}"


def test_a_prefix_that_is_no_endpoint_name() -> None:
    """A digit first, as well as too many letters."""
    with pytest.raises(InputError) as caught:
        endpoint_name("4-labs", "europe-west4")
    assert str(caught.value) == (
        'error: name: the endpoint name "4labs" does not start with a letter and end with a letter or digit\n'
        "  given:   4labs\n"
        "  allowed: lower-case letters, digits and dashes, from a letter to a letter or digit\n"
        "  fix:     write labs"
    )
