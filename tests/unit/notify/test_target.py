"""Which targets a webhook may have: nothing but the public internet, however it is written."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.target import REASONS, TargetRefusedError, check_address, check_url

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
INTRANET = (ip_network("10.0.0.0/8"),)


def reason_of(url: str, allowed: tuple = ()) -> str | None:
    try:
        check_url(url, allowed)
    except TargetRefusedError as refused:
        return refused.reason
    return None


@pytest.mark.parametrize(
    "url",
    [
        "https://bank.example.com/hooks/safety?tenant=1",
        "https://BANK.example.com",
        "https://bank.example.com:443/",
        "https://bank.example.com:8443/",
        "https://bank.example.com:1024/",
        "https://bank.example.com:65535/",
        "https://xn--fiqs8s.xn--fiqs8s/",
        "https://bank.xn--fiqs8s:9443/a%20b",
        "https://8.8.8.8/",
        "https://[2606:4700:4700::1111]/",
        "https://[2606:4700:4700::1111]:8443/",
        "https://a-1.b2.cn/path/(x);y=1,2",
    ],
)
def test_a_public_target_is_permitted(url):
    check_url(url)
    check_url(url, INTRANET)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "url_form"),
        (" https://bank.example.com", "url_form"),
        ("https://bank.example.com/a b", "url_form"),
        ("https://bank.example.com\n/", "url_form"),
        ("https://bank.example.com\t/", "url_form"),
        ("https://bank.example.com\\@127.0.0.1/", "url_form"),
        ("https://１２７.０.０.１/", "url_form"),
        ("https://①②⑦.⓪.⓪.①/", "url_form"),
        ("https://127。0。0。1/", "url_form"),
        ("https://银行.中国/", "url_form"),
        ("https://ſecret.example.com/", "url_form"),
        ("https://bank.example.com/" + "a" * 2000, "url_form"),
        ("bank.example.com", "scheme"),
        ("//bank.example.com/", "scheme"),
        ("ftp://bank.example.com/", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("gopher://bank.example.com/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://bank.example.com/", "http_beyond_allowed_networks"),
        ("http://8.8.8.8/", "http_beyond_allowed_networks"),
        ("http://127.0.0.1/", "http_beyond_allowed_networks"),
        ("https://user@bank.example.com/", "user_info"),
        ("https://user:word@bank.example.com/", "user_info"),
        ("https://bank.example.com@127.0.0.1/", "user_info"),
        ("https://@bank.example.com/", "user_info"),
        ("https://bank.example.com/#", "fragment"),
        ("https://bank.example.com/#here", "fragment"),
        ("https:///path", "host_form"),
        ("https:bank.example.com", "host_form"),
        ("https://bank.example.com./", "host_form"),
        ("https://.example.com/", "host_form"),
        ("https://bank..example.com/", "host_form"),
        ("https://-bank.example.com/", "host_form"),
        ("https://bank-.example.com/", "host_form"),
        ("https://bank_1.example.com/", "host_form"),
        ("https://bank%2eexample.com/", "host_form"),
        ("https://127%2e0.0.1/", "host_form"),
        ("https://" + "a" * 64 + ".example.com/", "host_form"),
        ("https://" + "a." * 127 + "com/", "host_form"),
        ("https://bank.example.c0m1/", "host_form"),
        ("https://[::1/", "host_form"),
        ("https://[bank.example.com]/", "host_form"),
        ("https://localhost/", "host_local"),
        ("https://LOCALHOST/", "host_local"),
        ("https://a.localhost/", "host_local"),
        ("https://localhost.localdomain/", "host_local"),
        ("https://printer.local/", "host_local"),
        ("https://metadata.google.internal/", "host_local"),
        ("https://metadata/", "host_local"),
        ("https://router.home.arpa/", "host_local"),
        ("https://bank.example.com:0/", "port"),
        ("https://bank.example.com:22/", "port"),
        ("https://bank.example.com:25/", "port"),
        ("https://bank.example.com:80/", "port"),
        ("https://bank.example.com:1023/", "port"),
        ("https://bank.example.com:6379/", "port"),
        ("https://bank.example.com:9092/", "port"),
        ("https://bank.example.com:65536/", "port"),
        ("https://bank.example.com:-1/", "port"),
        ("https://bank.example.com:443x/", "port"),
        ("https://bank.example.com:/", "port"),
    ],
)
def test_what_is_no_target_is_refused_with_its_reason(url, reason):
    assert reason_of(url) == reason


@pytest.mark.parametrize(
    "host",
    [
        "2130706433",  # decimal
        "0x7f000001",  # hexadecimal
        "0x7f.1",
        "0x7f.0x0.0x0.0x1",
        "0177.0.0.1",  # octal
        "017700000001",
        "127.1",  # short forms
        "127.0.1",
        "0",
        "127.0.0.1.",
        "127.0.0.01",
        "256.0.0.1",
        "1.2.3.4.5",
        "[0:0:0:0:0:0:0:1]",
        "[2606:4700:4700:0:0:0:0:1111]",
        "[::1%25lo]",
        "[fe80::1%25eth0]",
        "[fe80::1%eth0]",
        "[::127.0.0.1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_an_address_in_disguise_is_refused_for_its_form(host):
    assert reason_of(f"https://{host}/") == "host_form"
    assert reason_of(f"https://{host}/", LOOPBACK) == "host_form"


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
    # Python writes some addresses that hold an IPv4 one in another way: refused for their form.
    assert reason_of(f"https://{host}/") in ("address_not_public", "host_form")
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


def test_an_allowed_network_is_reached_by_http_too_and_nothing_else_is():
    check_url("http://127.0.0.1:8088/", LOOPBACK)
    check_url("http://127.0.0.1/", LOOPBACK)
    check_url("http://127.0.0.1:80/", LOOPBACK)
    check_url("https://127.0.0.1:8443/", LOOPBACK)
    check_url("http://[::1]:8088/", LOOPBACK)
    assert reason_of("http://10.0.0.1/", LOOPBACK) == "http_beyond_allowed_networks"
    assert reason_of("https://10.0.0.1/", LOOPBACK) == "address_not_public"
    assert reason_of("http://8.8.8.8/", LOOPBACK) == "http_beyond_allowed_networks"
    assert reason_of("http://127.0.0.1:6379/", LOOPBACK) == "port"
    assert reason_of("http://127.0.0.1:443/", LOOPBACK) == "port"


def test_names_of_a_local_network_need_https_and_an_allowed_network():
    for name in ("tax.gov.internal", "receiver", "localhost"):
        check_url(f"https://{name}/", INTRANET)
        assert reason_of(f"http://{name}/", INTRANET) == "http_beyond_allowed_networks"
        assert reason_of(f"https://{name}/") == "host_local"


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


def test_a_refusal_says_what_to_do_in_both_languages_and_repeats_no_password():
    for url in (
        "https://user:hunter2@bank.example.com/",
        "ftp://user:hunter2@bank.example.com/",
        "https://user:hunter2@bank.example.com:99999/",
        "https://bank.example.com:22/?token=hunter2",
        "https://bank.example.com/?token=hunter2#",
        "https://user:hunter2@银行.中国/",
    ):
        with pytest.raises(TargetRefusedError) as found:
            check_url(url)
        assert "hunter2" not in str(found.value)
        assert found.value.reason in str(found.value)
        assert (found.value.chinese, found.value.english) == REASONS[found.value.reason]
    assert all(chinese and english for chinese, english in REASONS.values())
