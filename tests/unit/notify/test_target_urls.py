"""Which URLs a webhook may have: those of the public internet, written in one way."""

from ipaddress import ip_network

import pytest

from services.notify.domain.target import REASONS, TargetRefusedError, check_url

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
