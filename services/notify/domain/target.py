"""Which addresses a webhook may be sent to: public ones, so that no subscriber reaches inside.

The networks are those of the IANA special-purpose address registries (RFC 6890 and its
successors), named here and not asked of the language's library, whose answers changed between
patch releases. What else an address could be written as (a decimal or octal number, an IPv4
address inside an IPv6 one) is refused for its form: one address, one way to write it.
"""

import re
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import SplitResult, urlsplit

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
TargetReason = Literal[
    "url_form",
    "scheme",
    "user_info",
    "fragment",
    "host_form",
    "host_local",
    "port",
    "address_not_public",
    "http_beyond_allowed_networks",
]

REASONS: dict[TargetReason, tuple[str, str]] = {
    "url_form": (
        "网址须为不超过2000个字符的ASCII文本，不含空白、引号和反斜杠。",
        "Write the URL in at most 2000 ASCII characters, without blanks, quotes and backslashes.",
    ),
    "scheme": ("网址须以https://开头。", "The URL has to begin with https://."),
    "user_info": (
        "网址不得含用户名或密码：签名即为凭证。",
        "Leave out user and password: the signature is the proof.",
    ),
    "fragment": ("请去掉“#”及其后的部分。", "Leave out `#` and what follows it."),
    "host_form": (
        "主机须为完整域名（国际化域名写成xn--形式，末尾不加点）或标准写法的IP地址。",
        "Name the host by its full domain name (an international one as xn--…, no dot at the end)"
        " or by an IP address in its standard form.",
    ),
    "host_local": (
        "该主机名只在本地网络内有意义，请使用公网域名。",
        "The name means something only inside a network: use one of the public internet.",
    ),
    "port": (
        "端口须为443，或1024及以上且不属于其他协议。",
        "The port has to be 443, or one from 1024 on that is not another protocol's.",
    ),
    "address_not_public": (
        "该地址不是公网单播地址，不予投递。",
        "The address is not a public unicast one: nothing is sent there.",
    ),
    "http_beyond_allowed_networks": (
        "只有运营方允许的网络中的IP地址可以用http，其余请用https。",
        "Use https; http is only for IP addresses in networks that the operator allows.",
    ),
}
_LONGEST = 2000
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+")  # printable ASCII but blank and " < > \ ^ ` { | }
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# The last label is a word, never a number: 127.1, 0x7f.1 and 2130706433 are no names.
_NAME = re.compile(
    rf"(?=.{{1,253}}$)(?:{_LABEL}\.)*(?:[a-z]{{2,63}}|xn--[a-z0-9-]{{1,58}}[a-z0-9])"
)
_LOCAL = re.compile(
    r"localhost|.*\.(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan"
    r"|home\.arpa)"
)
_DEFAULT_PORTS = {"https": 443, "http": 80}
_FIRST_FREE_PORT = 1024
# Ports from 1024 on that browsers refuse as another protocol's (WHATWG, Fetch: port blocking), and
# those of stores and control planes that take commands from whoever connects.
_PORTS_OF_OTHERS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566}
    | {6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
    | {1433, 1521, 2181, 2375, 2376, 2379, 3306, 3389, 5432, 5672, 5900, 6379, 9092, 9200, 10250}
    | {11211, 27017}
)
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # this network (RFC 791)
            "10.0.0.0/8",  # private (RFC 1918)
            "100.64.0.0/10",  # shared by a provider's customers (RFC 6598)
            "127.0.0.0/8",  # loopback (RFC 1122)
            "169.254.0.0/16",  # link-local, the metadata of clouds (RFC 3927)
            "172.16.0.0/12",  # private (RFC 1918)
            "192.0.0.0/24",  # protocol assignments (RFC 6890)
            "192.0.2.0/24",  # documentation (RFC 5737)
            "192.31.196.0/24",  # AS112 (RFC 7535)
            "192.52.193.0/24",  # AMT (RFC 7450)
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "192.168.0.0/16",  # private (RFC 1918)
            "192.175.48.0/24",  # AS112 (RFC 7534)
            "198.18.0.0/15",  # benchmarking (RFC 2544)
            "198.51.100.0/24",  # documentation (RFC 5737)
            "203.0.113.0/24",  # documentation (RFC 5737)
            "224.0.0.0/4",  # multicast (RFC 5771)
            "240.0.0.0/4",  # reserved, broadcast (RFC 1112)
            "168.63.129.16/32",  # the wire server of Azure: public by form, internal by use
            "2001::/23",  # protocol assignments, Teredo, ORCHID, benchmarking (RFC 2928)
            "2001:db8::/32",  # documentation (RFC 3849)
            "2002::/16",  # 6to4: an IPv4 address inside (RFC 3056)
            "2620:4f:8000::/48",  # AS112 (RFC 7534)
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
# All else of IPv6 is unassigned, local, multicast, or has an IPv4 address inside: ::/96,
# ::ffff:0:0/96, 64:ff9b::/96, 64:ff9b:1::/48, fc00::/7, fe80::/10, ff00::/8 (RFC 4291).
_GLOBAL_UNICAST = ip_network("2000::/3")
# Nobody's receiver, even where an operator allows a network that has it.
_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "169.254.0.0/16",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "100.100.100.200/32",  # the metadata of Alibaba Cloud
            "168.63.129.16/32",
            "::/128",
            "::ffff:0:0/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "2002::/16",
            "fd00:ec2::254/128",  # the metadata of Amazon's and
            "fd20:ce::254/128",  # of Google's cloud
            "fe80::/10",
            "ff00::/8",
        ),
    )
)


class TargetRefusedError(ValueError):
    """A target to which nothing is sent.

    `reason` is its code, `chinese` and `english` say what to do. The text names the target without
    what may be secret in it: user, password and query.
    """

    def __init__(self, reason: TargetReason, target: str) -> None:
        self.reason = reason
        self.chinese, self.english = REASONS[reason]
        redacted = re.split(r"[?#]", target, maxsplit=1)[0].rpartition("@")[2]
        super().__init__(f"{redacted}: {reason}: {self.english}")


def check_url(url: str, allowed: tuple[Network, ...] = ()) -> None:
    """Check that a URL may be a receiver's, as far as it shows without resolving its name.

    `allowed` are networks that may be reached besides the public internet. Where there are any,
    names of a local network may be used, and http where the host is an address in one of them.
    `check_address` has to be asked at each connection what a name resolves to. Raises
    TargetRefusedError.
    """
    if len(url) > _LONGEST or not _PLAIN.fullmatch(url.lower()):
        raise TargetRefusedError("url_form", ascii(url[:_LONGEST]))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:  # brackets that hold no IPv6 address, a port that is no number
        reason: TargetReason = "port" if "Port" in str(error) else "host_form"
        raise TargetRefusedError(reason, url) from error
    if parts.scheme not in _DEFAULT_PORTS:
        raise TargetRefusedError("scheme", url)
    if "@" in parts.netloc:
        raise TargetRefusedError("user_info", url)
    if "#" in url:
        raise TargetRefusedError("fragment", url)
    address = _address(host or "", url, bool(allowed))
    if parts.scheme == "http" and not (address and _within(address, allowed)):
        raise TargetRefusedError("http_beyond_allowed_networks", url)
    if address is not None:
        check_address(address, allowed)
    _check_authority(parts, host or "", port)


def check_address(address: Address, allowed: tuple[Network, ...] = ()) -> None:
    """Check that something may be sent to an address. Raises TargetRefusedError."""
    zoned = isinstance(address, IPv6Address) and address.scope_id is not None
    if zoned or _within(address, _NEVER):
        raise TargetRefusedError("address_not_public", str(address))
    if _within(address, allowed):
        return
    inside = isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST
    if inside or _within(address, _NOT_PUBLIC):
        raise TargetRefusedError("address_not_public", str(address))


def _address(host: str, url: str, local_names: bool) -> Address | None:
    """Return the address that a host is (None: it is a name). Raises TargetRefusedError."""
    try:
        address = ip_address(host)
    except ValueError as error:
        if not _NAME.fullmatch(host):
            raise TargetRefusedError("host_form", url) from error
        if not local_names and ("." not in host or _LOCAL.fullmatch(host)):
            raise TargetRefusedError("host_local", url) from error
        return None
    if str(address) != host or "%" in host:
        raise TargetRefusedError("host_form", url)
    return address


def _check_authority(parts: SplitResult, host: str, port: int | None) -> None:
    """Check the port, and that nothing else stands beside the host: other readers might take it."""
    beside = parts.netloc.lower().removeprefix(f"[{host}]" if ":" in host else host)
    if beside == "":
        return
    if not beside.startswith(":"):
        raise TargetRefusedError("host_form", parts.geturl())
    if port is None or beside != f":{port}":
        raise TargetRefusedError("port", parts.geturl())
    usual = port == _DEFAULT_PORTS[parts.scheme]
    if not usual and (port < _FIRST_FREE_PORT or port in _PORTS_OF_OTHERS):
        raise TargetRefusedError("port", parts.geturl())


def _within(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)
