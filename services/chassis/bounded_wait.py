"""Waiting for an event, but not for ever."""

import asyncio
from contextlib import suppress


async def wait_at_most(seconds: float, event: asyncio.Event) -> None:
    """Return as soon as an event is set, and after so many seconds if it is not."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
