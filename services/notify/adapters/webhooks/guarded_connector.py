"""HTTP to receivers that others name: nothing but permitted addresses is ever connected to.

A name is resolved by us, once a connection; where one of its addresses is refused the whole name
is. The socket is made for an address that was checked there and then, so a name that resolves to
another address a moment later gains nothing, and neither does a host that is an address itself, for
which no resolver is asked. Names are asked for by threads of each session's own: one receiver's
slow name server holds up no other receiver.
"""

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from types import SimpleNamespace

from aiohttp import (
    AddrInfoType,
    ClientHandlerType,
    ClientRequest,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    TraceConfig,
    TraceRequestRedirectParams,
)
from aiohttp.abc import AbstractResolver, ResolveResult

from services.notify.domain.target import (
    Network,
    TargetRefusedError,
    check_address,
    check_url,
)

MOST_ANSWER_BYTES = 16 * 1024
_MOST_CONNECTIONS = 1000
_LOOK_UPS = 2  # of a session at once


class RedirectRefusedError(RuntimeError):
    """A receiver answered with another address. It is not followed."""


class SystemNames(AbstractResolver):
    """Asks the system for the addresses of a name, in a few threads of its own.

    A thread can't be stopped: a look-up that nobody waits for any more holds its thread until the
    system gives it up.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_LOOK_UPS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses. Raises OSError (no such name)."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _looked_up, host, port, family)

    async def close(self) -> None:
        """Give the threads back, without waiting for those that hang."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class GuardedResolver(AbstractResolver):
    """Gives the addresses of a name if all of them are permitted."""

    def __init__(self, allowed: tuple[Network, ...], inner: AbstractResolver | None = None) -> None:
        self._allowed = allowed
        self._inner = inner or SystemNames()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the addresses. Raises OSError (no such name) or TargetRefusedError."""
        results = await self._inner.resolve(host, port, family)
        for each in results:
            _check(each["host"], self._allowed)
        return results

    async def close(self) -> None:
        """Give back what the inner resolver holds."""
        await self._inner.close()


class _Connector(TCPConnector):
    """Closes its names with it: aiohttp leaves a resolver that it was given open."""

    async def close(self, *, abort_ssl: bool = False) -> None:
        await super().close(abort_ssl=abort_ssl)
        await self._resolver.close()


def guarded_session(
    allowed: tuple[Network, ...],
    timeout_seconds: float,
    connections_per_host: int,
    resolver: AbstractResolver | None = None,
) -> ClientSession:
    """Return a session for posting to receivers; to be made and closed on the loop that uses it.

    `allowed` are networks besides the public internet, `timeout_seconds` is the longest time of a
    request from its start to the end of its answer; `resolver` replaces the system's. It asks no
    proxy, keeps no cookie, unpacks nothing. A request raises TargetRefusedError where its target is
    not permitted; one that does not say `allow_redirects=False` raises RedirectRefusedError where a
    receiver sends it elsewhere. Read answers by `read_answer`.
    """

    async def check_request(request: ClientRequest, handler: ClientHandlerType) -> ClientResponse:
        check_url(str(request.url), allowed)
        return await handler(request)

    def checked_socket(info: AddrInfoType) -> socket.socket:
        family, kind, protocol, _, socket_address = info
        _check(str(socket_address[0]), allowed)
        return socket.socket(family, kind, protocol)

    redirects = TraceConfig()
    redirects.on_request_redirect.append(_refuse_redirect)
    connector = _Connector(
        resolver=GuardedResolver(allowed, resolver),
        use_dns_cache=False,
        limit=_MOST_CONNECTIONS,
        limit_per_host=connections_per_host,
        socket_factory=checked_socket,
    )
    return ClientSession(
        connector=connector,
        timeout=ClientTimeout(total=timeout_seconds),
        cookie_jar=DummyCookieJar(),
        auto_decompress=False,
        trust_env=False,
        trace_configs=[redirects],
        middlewares=(check_request,),
    )


async def read_answer(answer: ClientResponse, most: int = MOST_ANSWER_BYTES) -> bytes:
    """Return the beginning of an answer's body, at most so many bytes.

    Of an answer that is longer the connection is closed instead of read to its end.
    """
    read = bytearray()
    async for part in answer.content.iter_chunked(most + 1):
        read += part
        if len(read) > most:
            answer.close()
            break
    return bytes(read[:most])


async def _refuse_redirect(
    _session: ClientSession, _context: SimpleNamespace, params: TraceRequestRedirectParams
) -> None:
    raise RedirectRefusedError(f"status {params.response.status}: redirects are not followed")


def _looked_up(host: str, port: int, family: socket.AddressFamily) -> list[ResolveResult]:
    """Return the addresses of a name, as numbers."""
    entries = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return [
        ResolveResult(
            hostname=host,
            host=str(socket_address[0]),
            port=port,
            family=kind,
            proto=protocol,
            flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
        )
        for kind, _, protocol, _, socket_address in entries
    ]


def _check(text: str, allowed: Iterable[Network]) -> None:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise TargetRefusedError("host_form", text) from error
    check_address(address, tuple(allowed))
