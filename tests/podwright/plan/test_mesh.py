"""Tunnels of a mesh: both sides agree, nothing overlaps, members that come and go move nobody, keys are apart."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podwright.errors import InputError
from podwright.plan.mesh import (
    CLOUDS,
    LEAST_KEY,
    RESERVED_ASNS,
    TUNNEL_RANGE,
    WINDOWS,
    Connection,
    Member,
    check_asn,
    check_secret,
    check_tunnel_range,
    inside_addresses,
    plan_mesh,
    takes_next,
    tunnel_key,
)

ALL = tuple(Member(f"{cloud}-stack", cloud, 64512 + place) for place, cloud in enumerate(CLOUDS))
members = st.lists(st.sampled_from(ALL), min_size=2, unique=True)
ranges = st.sampled_from(
    [
        str(block)
        for window in WINDOWS
        for prefix in (24, 25, 26)
        for block in IPv4Network(window).subnets(new_prefix=prefix)
    ]
)
secrets = st.text(st.characters(categories=["L", "N", "P"]), min_size=LEAST_KEY)


def tunnels(plan: dict[str, dict[str, Connection]]) -> list[IPv4Network]:
    """The /30 of each tunnel as each of its sides sees it."""
    return [
        IPv4Network(f"{each.address}/30", strict=False)
        for peers in plan.values()
        for connection in peers.values()
        for each in connection.tunnels
    ]


@given(members, ranges)
def test_both_sides_see_the_same_tunnels(found: list[Member], cidr: str) -> None:
    """What is a side's own is the other side's peer's, also the key."""
    plan = plan_mesh("mesh", found, cidr)
    for one, other in combinations(found, 2):
        near, far = plan[one.name][other.name], plan[other.name][one.name]
        assert (near.peer, far.peer) == (other, one)
        for here, there in zip(near.tunnels, far.tunnels, strict=True):
            assert (here.key, here.label) == (there.key, there.label)
            assert (here.interface, here.address) == (there.peer_interface, there.peer_address)
            assert (here.peer_interface, here.peer_address) == (there.interface, there.address)


@given(members, ranges)
def test_tunnels_never_overlap(found: list[Member], cidr: str) -> None:
    """Each /30 is that of one tunnel, lies in the range, and its two ends are hosts of it."""
    plan = plan_mesh("mesh", found, cidr)
    blocks = tunnels(plan)
    assert len(blocks) == 2 * len(set(blocks))
    assert all(block.subnet_of(IPv4Network(cidr)) for block in blocks)
    for peers in plan.values():
        for each in (tunnel for connection in peers.values() for tunnel in connection.tunnels):
            hosts = set(IPv4Network(f"{each.address}/30", strict=False).hosts())
            assert {IPv4Address(each.address), IPv4Address(each.peer_address)} == hosts


@given(members, st.permutations(ALL))
def test_a_new_member_moves_nobody(found: list[Member], everyone: list[Member]) -> None:
    """A tunnel whose addresses move is torn down."""
    some, whole = plan_mesh("mesh", found), plan_mesh("mesh", everyone)
    for name, peers in some.items():
        assert all(whole[name][peer] == connection for peer, connection in peers.items())


@given(members)
def test_every_pair_survives_the_loss_of_an_interface(found: list[Member]) -> None:
    """Two interfaces on either side, and a tunnel in either half of a rotation."""
    for peers in plan_mesh("mesh", found).values():
        for connection in peers.values():
            sides = (
                [each.interface for each in connection.tunnels],
                [each.peer_interface for each in connection.tunnels],
            )
            assert all(len(set(side)) >= 2 for side in sides)
            assert {takes_next(each.key) for each in connection.tunnels} == {True, False}


def test_each_end_of_an_ipsec_connection_leads_to_its_own_address() -> None:
    """Oracle makes a connection for one address of the other side, with two ends of its own."""
    plan = plan_mesh("mesh", ALL)
    shown = [(each.interface, each.peer_interface) for each in plan["oci-stack"]["azure-stack"].tunnels]
    assert shown == [(0, 0), (1, 0), (2, 1), (3, 1)]


def test_addresses_of_one_instance() -> None:
    """An Azure gateway has to know all inside addresses of an instance before it is made."""
    peers = plan_mesh("mesh", ALL)["azure-stack"].values()
    assert inside_addresses(peers, 0) == ["169.254.21.2", "169.254.21.33", "169.254.21.37"]
    assert inside_addresses(peers, 1) == ["169.254.21.6", "169.254.21.41", "169.254.21.45"]


@given(secrets, secrets)
def test_keys_are_apart(one: str, other: str) -> None:
    """Every tunnel of every mesh has its own, and another secret is another key."""
    labels = [
        each.label
        for mesh in ("mesh", "other")
        for peers in plan_mesh(mesh, ALL).values()
        for connection in peers.values()
        for each in connection.tunnels
    ]
    keys = {tunnel_key(one, label) for label in labels}
    assert len(keys) == len(set(labels)) == 20
    if one != other:
        assert not keys & {tunnel_key(other, label) for label in labels}


@given(secrets, st.text())
def test_all_clouds_take_a_key(secret: str, label: str) -> None:
    """Oracle takes only letters, digits and spaces; nobody takes more than 64 characters for sure."""
    key = tunnel_key(secret, label)
    assert len(key) == 64
    assert key.isascii()
    assert key.isalnum()
    assert secret not in key


def test_a_key_is_the_same_for_ever() -> None:
    """Another way to derive it would change all keys at the next update."""
    assert tunnel_key("s" * 32, "mesh/a/b/0") == "fdcea6a202bb6123bf0a543f37cb0aaf9996e7833d9deb852d6b33f3127e728e"


def test_secrets() -> None:
    """Long enough, and never in the message."""
    problem = check_secret("short and secret")
    assert problem is not None
    assert problem.render() == (
        "error: secret: is too short to derive keys from\n"
        "  given:   16 characters\n"
        "  allowed: at least 32 printable characters\n"
        "  fix:     make one: openssl rand -hex 32"
    )
    broken = check_secret("x" * 40 + "\n")
    assert broken is not None
    assert broken.message == "has characters that cannot be printed"
    assert check_secret("x" * 32) is None


@given(ranges)
def test_ranges_that_hold_a_mesh(cidr: str) -> None:
    """Every block of the right size inside of Azure's range."""
    assert check_tunnel_range(cidr) is None


@pytest.mark.parametrize(
    ("cidr", "message"),
    [
        (
            "169.254.30.0/26",
            "error: tunnelRange: 169.254.30.0/26 is not where an Azure VPN gateway takes inside addresses\n"
            "  given:   169.254.30.0/26\n"
            "  allowed: a /26 to /24 in 169.254.21.0/24 or 169.254.22.0/24\n"
            "  fix:     write 169.254.21.0/26, or leave it out",
        ),
        (
            "169.254.22.64/28",
            "error: tunnelRange: 169.254.22.64/28 is too small for the tunnels of three clouds\n"
            "  given:   169.254.22.64/28\n"
            "  allowed: a /26 to /24 in 169.254.21.0/24 or 169.254.22.0/24\n"
            "  fix:     write 169.254.22.64/26",
        ),
        (
            "169.254.21.1/26",
            'error: tunnelRange: "169.254.21.1/26" is not an IPv4 network\n'
            "  given:   169.254.21.1/26\n"
            "  allowed: a /26 to /24 in 169.254.21.0/24 or 169.254.22.0/24\n"
            "  fix:     write 169.254.21.0/26",
        ),
    ],
)
def test_ranges_that_do_not(cidr: str, message: str) -> None:
    """What is wrong and what would do."""
    with pytest.raises(InputError) as caught:
        plan_mesh("mesh", ALL, cidr)
    assert caught.value.problems[0].render() == message


@pytest.mark.parametrize("asn", [64512, 65534, 4200000000, 4294967294])
@pytest.mark.parametrize("cloud", ["gcp", "azure"])
def test_private_numbers(cloud: str, asn: int) -> None:
    """Both ends of both ranges."""
    assert check_asn(cloud, asn) is None


@pytest.mark.parametrize("asn", RESERVED_ASNS)
def test_reserved_numbers(asn: int) -> None:
    """Azure refuses them on either side."""
    problem = check_asn("gcp", asn)
    assert problem is not None
    assert problem.render() == (
        "error: asn: is reserved by Azure, which refuses it on either side of a connection\n"
        f"  given:   {asn}\n"
        "  allowed: 64512 to 65534 or 4200000000 to 4294967294, none of 65515, 65517, 65518, 65519, 65520"
    )


@pytest.mark.parametrize("asn", [0, 1, 16550, 23456, 31898, 64511, 65535, 65551, 4199999999, 4294967295])
def test_numbers_of_others(asn: int) -> None:
    """Google's own, Oracle's own, documentation's, and everybody else's."""
    problem = check_asn("gcp", asn)
    assert problem is not None
    assert problem.render() == (
        "error: asn: is not private: it may be somebody's on the internet\n"
        f"  given:   {asn}\n"
        "  allowed: 64512 to 65534 or 4200000000 to 4294967294"
    )


def test_oracle_has_its_own_number() -> None:
    """It cannot be chosen."""
    assert check_asn("oci", None) is None
    problem = check_asn("oci", 64512)
    assert problem is not None
    assert problem.render() == (
        "error: asn: is not Oracle's: its gateways have 31898 and no other\n"
        "  given:   64512\n"
        "  allowed: 31898\n"
        "  fix:     remove it"
    )


def test_the_usual_range() -> None:
    """What is taken where nothing is said."""
    assert check_tunnel_range(TUNNEL_RANGE) is None
