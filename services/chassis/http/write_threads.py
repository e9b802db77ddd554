"""Threads for what waits for Kafka or works on a file, so that who reads waits for none of it."""

from collections.abc import Awaitable, Callable
from functools import partial, wraps
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar

AT_ONCE = 40
P = ParamSpec("P")
T = TypeVar("T")
_threads: RunVar[CapacityLimiter] = RunVar("write_threads")


async def run_in_write_thread(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """Return what some work returns that waits, or takes long; it runs in a thread for writing."""
    limiter = _threads.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        _threads.set(limiter)
    return await to_thread.run_sync(partial(work, *args, **named), limiter=limiter)


def in_write_threads(route: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """Let a route that is no coroutine run in the threads for writing."""

    @wraps(route)
    async def run(*args: P.args, **named: P.kwargs) -> T:
        return await run_in_write_thread(route, *args, **named)

    return run
