"""Nothing is connected to but what was checked, whatever a name or a receiver says."""

import asyncio
from collections.abc import Awaitable, Callable
from ipaddress import ip_network

import pytest
from aiohttp import ClientConnectionError, ClientConnectorError, ClientSession, web
from aiohttp.abc import AbstractResolver

from services.notify.adapters.webhooks import guarded_connector
from services.notify.adapters.webhooks.guarded_connector import (
    GuardedResolver,
    RedirectRefusedError,
    guarded_session,
    read_answer,
)
from services.notify.domain.target import TargetRefusedError
from tests.support.fake_internet import FakeNames, Server
from tests.support.time_limits import PROMPT_SECONDS

LOOPBACK = (ip_network("127.0.0.1/32"),)
PUBLIC = "8.8.8.8"


async def well(_request: web.Request) -> web.StreamResponse:
    return web.Response(text="well")


def with_server(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    use: Callable[[Server, ClientSession], Awaitable[object]],
    allowed: tuple = LOOPBACK,
    names: AbstractResolver | None = None,
    seconds: float = PROMPT_SECONDS,
) -> Server:
    async def run() -> Server:
        async with (
            Server(handler) as server,
            guarded_session(allowed, seconds, 2, names) as session,
        ):
            await use(server, session)
            return server

    return asyncio.run(run())


def test_an_allowed_receiver_is_reached_and_its_answer_read():
    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert (answer.status, await read_answer(answer)) == (200, b"well")

    assert len(with_server(well, use).asked) == 1


def test_an_address_inside_is_not_connected_to():
    async def use(server, session):
        for url in (server.url, server.url.replace("http", "https")):
            with pytest.raises(TargetRefusedError):
                await session.post(url, data=b"x")

    assert with_server(well, use, allowed=()).asked == []


def test_a_name_that_resolves_to_another_address_at_its_second_use_gains_nothing():
    """The first answer is public, the second 127.0.0.1 (rebinding)."""
    names = FakeNames((PUBLIC,), ("127.0.0.1",))

    async def use(server, _session):
        resolver = GuardedResolver((), names)
        (first,) = await resolver.resolve("rebind.example.com", 443)
        assert first["host"] == PUBLIC
        async with guarded_session((), 5, 2, names) as session:
            url = f"https://rebind.example.com:{server.port}/"
            with pytest.raises(TargetRefusedError, match=r"127\.0\.0\.1: address_not_public"):
                await session.post(url, data=b"x")
        assert names.asked == ["rebind.example.com"] * 2

    assert with_server(well, use).asked == []


def test_a_name_is_resolved_anew_for_each_connection_and_never_after_the_check(monkeypatch):
    """What is connected to is what the resolver gave: no second look-up comes between."""
    connected = []

    async def connect(addr_infos, **_how):
        connected.extend(place[4][0] for place in addr_infos)
        raise OSError("as far as it goes")

    monkeypatch.setattr("aiohttp.connector.aiohappyeyeballs.start_connection", connect)
    names = FakeNames((PUBLIC,), ("1.1.1.1",), ("10.0.0.1",))

    async def use(_server, session):
        for error in (ClientConnectorError, ClientConnectorError, TargetRefusedError):
            with pytest.raises(error):
                await session.post("https://xn--fiqs8s.xn--fiqs8s/", data=b"x")

    with_server(well, use, allowed=(), names=names)
    assert connected == [PUBLIC, "1.1.1.1"]
    assert names.asked == ["xn--fiqs8s.xn--fiqs8s"] * 3


@pytest.mark.parametrize(
    "addresses",
    [
        (PUBLIC, "10.0.0.1"),
        ("169.254.169.254", PUBLIC),
        (PUBLIC, "::1"),
        (PUBLIC, "::ffff:127.0.0.1"),
        ("2606:4700:4700::1111", "fe80::1%eth0"),
        (PUBLIC, "no address"),
    ],
)
def test_a_name_with_one_good_and_one_private_address_is_refused_entirely(addresses):
    resolver = GuardedResolver((), FakeNames(addresses))
    with pytest.raises(TargetRefusedError):
        asyncio.run(resolver.resolve("both.example.com", 443))


def test_the_socket_is_checked_even_if_nothing_before_it_was(monkeypatch):
    monkeypatch.setattr(guarded_connector, "check_url", lambda *_: None)

    async def use(server, session):
        with pytest.raises(TargetRefusedError, match="address_not_public"):
            await session.post(server.url, data=b"x")

    assert with_server(well, use, allowed=()).asked == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "http://169.254.169.254/latest/"})

    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert answer.status == status
        with pytest.raises(RedirectRefusedError, match=str(status)):
            await session.post(server.url, data=b"x")

    assert len(with_server(elsewhere, use).asked) == 2


def test_a_redirect_to_a_permitted_place_is_not_followed_either():
    async def to_itself(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": "/again"})

    async def use(server, session):
        with pytest.raises(RedirectRefusedError):
            await session.post(server.url, data=b"x")

    assert [request.path for request in with_server(to_itself, use).asked] == ["/"]


def test_cookies_are_neither_kept_nor_sent():
    async def baking(_request: web.Request) -> web.StreamResponse:
        return web.Response(headers={"Set-Cookie": "who=you"})

    async def use(server, session):
        for _ in range(2):
            async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
                assert answer.status == 200

    asked = with_server(baking, use).asked
    assert [request.headers.get("Cookie") for request in asked] == [None, None]


def test_no_proxy_of_the_environment_is_asked(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")

    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert answer.status == 200

    assert len(with_server(well, use).asked) == 1


def test_of_a_long_answer_only_the_beginning_is_read():
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b"x" * 65536)
            sent += 65536

    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert await read_answer(answer, 1000) == b"x" * 1000
            assert answer.closed

    with_server(endless, use)
    assert sent < 16 * 1024 * 1024


def test_an_answer_that_is_just_long_enough_is_whole():
    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert await read_answer(answer, 4) == b"well"
            assert await read_answer(answer, 4) == b""

    with_server(well, use)


def test_a_packed_answer_is_not_unpacked():
    packed = b"\x1f\x8b no gzip at all"

    async def bomb(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=packed, headers={"Content-Encoding": "gzip"})

    async def use(server, session):
        async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
            assert await read_answer(answer) == packed

    with_server(bomb, use)


def test_one_that_hangs_is_left_after_the_time_allowed():
    async def hanging(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while request.transport is not None and not request.transport.is_closing():
            await answer.write(b".")  # drop by drop, so that no single read takes long
            await asyncio.sleep(0.05)
        return answer

    async def use(server, session):
        with pytest.raises(TimeoutError):
            async with session.post(server.url, data=b"x", allow_redirects=False) as answer:
                await read_answer(answer)

    with_server(hanging, use, seconds=0.3)


def test_a_name_that_is_not_there_is_no_refusal():
    class Nobody(FakeNames):
        async def resolve(self, host, *_: object, **__: object):
            raise OSError(None, f"{host}: no such name")

    async def use(_server, session):
        with pytest.raises(ClientConnectionError):
            await session.post("https://nobody.example.com/", data=b"x")

    with_server(well, use, names=Nobody())
