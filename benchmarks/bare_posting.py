"""Posting the same bodies, signed, with nothing of the dispatcher around it."""

import asyncio
import time
from collections.abc import Sequence

import aiohttp
import msgspec
import uvloop

from benchmarks.webhook_sink import Message
from services.chassis.clock import system_clock
from services.notify.adapters.webhooks.secret import signature_headers
from services.notify.adapters.webhooks.webhook import AT_ONCE

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLasw"  # of nobody: the example of Standard Webhooks


def bare_rate(url: str, bodies: Sequence[bytes]) -> float:
    """Return the posts a second to one receiver, as many at once as the dispatcher makes."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_post(url, bodies))


async def _post(url: str, bodies: Sequence[bytes]) -> float:
    identified = [(msgspec.json.decode(body, type=Message).id, body) for body in bodies]
    left = iter(identified)
    async with aiohttp.ClientSession() as session:

        async def sender() -> None:
            for identity, body in left:
                headers = {
                    "content-type": "application/cloudevents+json",
                    **signature_headers(identity, system_clock(), body, (SECRET,)),
                }
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()
                    assert answer.status == 204

        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for _ in range(AT_ONCE):
                group.create_task(sender())
        return len(bodies) / (time.monotonic() - began)
