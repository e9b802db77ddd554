"""Names are looked up by threads of each session's own."""

import asyncio
import socket
from collections.abc import Iterator
from threading import Event
from time import monotonic

import pytest
from aiohttp import ClientConnectionError

from services.notify.adapters.webhooks.guarded_connector import GuardedResolver, guarded_session
from tests.support.time_limits import PROMPT_SECONDS
from tests.support.webhooks import LOOPBACK

HANGING = "tarpit.example.com"
MORE_THAN_SHARED_THREADS = 40  # asyncio's own executor has at most 32


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """The system hangs at one name until it is released; all others are 127.0.0.1."""
    release = Event()
    asked = socket.getaddrinfo

    def look_up(host, *what, **how):
        if host == HANGING:
            release.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")
        return asked("127.0.0.1", *what, **how)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    yield release
    release.set()


@pytest.mark.usefixtures("released")
def test_a_name_that_hangs_for_one_session_holds_up_no_other():
    async def run() -> None:
        tarpit, other = GuardedResolver(LOOPBACK), GuardedResolver(LOOPBACK)
        hanging = [
            asyncio.create_task(tarpit.resolve(HANGING, 443))
            for _ in range(MORE_THAN_SHARED_THREADS)
        ]
        await asyncio.sleep(0)
        async with asyncio.timeout(PROMPT_SECONDS):
            (found,) = await other.resolve("good.example.com", 443)
        assert (found["hostname"], found["host"], found["port"]) == (
            "good.example.com",
            "127.0.0.1",
            443,
        )
        assert not any(each.done() for each in hanging)
        await other.close()
        await tarpit.close()
        for each in hanging:
            each.cancel()
        await asyncio.wait(hanging)

    asyncio.run(run())


def test_a_session_is_closed_without_waiting_for_a_name_that_hangs(released):
    async def run() -> None:
        session = guarded_session(LOOPBACK, 0.2, 2)
        with pytest.raises(TimeoutError):
            await session.post(f"https://{HANGING}/", data=b"x")
        names = session.connector._resolver
        began = monotonic()
        await session.close()
        assert monotonic() - began < PROMPT_SECONDS  # the name hangs for an hour
        with pytest.raises(RuntimeError, match="after shutdown"):
            await names.resolve("good.example.com", 443)

    asyncio.run(run())
    assert not released.is_set()


def test_a_name_that_nobody_has_is_no_refusal(released):
    released.set()

    async def run() -> None:
        async with guarded_session(LOOPBACK, 5, 2) as session:
            with pytest.raises(ClientConnectionError):
                await session.post(f"https://{HANGING}/", data=b"x")

    asyncio.run(run())
