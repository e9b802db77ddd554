"""Which addresses are connected to: public unicast ones, and what the operator allows."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.target import TargetRefusedError, check_address, check_url

REFUSED = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:7f00:1",
    "::ffff:808:808",
    "::ffff:0:7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
AROUND = [
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "168.63.129.15",
    "2001:200::1",
    "2001:db7:ffff::1",
    "2001:db9::",
    "2003::1",
    "2606:4700:4700::1111",
    "3ffe:ffff::1",
]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_public_is_refused_in_a_url_and_at_the_connection(text):
    host = f"[{text}]" if ":" in text else text
    with pytest.raises(TargetRefusedError, match="address_not_public"):
        check_url(f"https://{host}/")
    with pytest.raises(TargetRefusedError, match="address_not_public"):
        check_address(ip_address(text))


@pytest.mark.parametrize("text", AROUND)
def test_the_neighbours_of_what_is_refused_are_public(text):
    check_address(ip_address(text))


def test_a_zone_makes_no_address_public():
    with pytest.raises(TargetRefusedError):
        check_address(ip_address("2606:4700:4700::1111%eth0"))


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_whatever_is_permitted_is_global_unicast_to_the_library_too(address):
    try:
        check_address(address)
    except TargetRefusedError:
        return
    assert address.is_global
    assert not address.is_multicast
    assert not address.is_reserved
    assert not address.is_loopback


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
def test_no_ipv4_address_is_reached_through_an_ipv6_one(address):
    whole = int(address)
    for inside in (
        whole,
        0xFFFF << 32 | whole,
        0xFFFF << 48 | whole,
        0x0064FF9B << 96 | whole,
        0x2002 << 112 | whole << 80,
        0x20010000 << 96 | (whole ^ 0xFFFFFFFF),
    ):
        with pytest.raises(TargetRefusedError):
            check_address(IPv6Address(inside))


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "fd00:ec2::254",
        "fe80::1",
        "::ffff:7f00:1",
        "224.0.0.1",
        "0.0.0.0",
    ],
)
def test_metadata_and_what_is_no_host_stay_refused_whatever_is_allowed(text):
    everything = (ip_network("0.0.0.0/0"), ip_network("::/0"))
    with pytest.raises(TargetRefusedError):
        check_address(ip_address(text), everything)
    check_address(ip_address("10.0.0.1"), everything)
