"""The dispatcher as a process whose clock runs fast, so that a day of its pauses passes soon.

It signs by the real clock, as receivers verify by theirs.
"""

import asyncio
import os
import signal
from datetime import datetime, timedelta
from functools import partial

from services.chassis.clock import system_clock
from services.chassis.observability import configure_logging
from services.chassis.views.store import MemoryViews
from services.notify.adapters.delivery.dispatcher import NAME, Dispatcher
from services.notify.dispatcher import receivers_of
from services.notify.settings import NotifySettings

SPEED = 3600.0  # an hour a second
_BEFORE = timedelta(days=3)  # so that it stays behind the brokers' clock, which refuses the future
BEGAN = "FAST_CLOCK_BEGAN"


class FastClock:
    """Goes `SPEED` times as fast since `began`, the same in each process."""

    def __init__(self, began: datetime) -> None:
        self.began = began

    def __call__(self) -> datetime:
        return self.began - _BEFORE + (system_clock() - self.began) * SPEED

    @property
    def environment(self) -> dict[str, str]:
        """Return what gives a process this clock."""
        return {BEGAN: self.began.isoformat()}


async def _serve() -> None:
    settings, views = NotifySettings(), MemoryViews()
    receivers = partial(receivers_of, settings, views, system_clock)
    clock = FastClock(datetime.fromisoformat(os.environ[BEGAN]))
    dispatcher = Dispatcher(settings, settings.retry_policy, receivers, clock)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, dispatcher.stop)
    await dispatcher.run()


if __name__ == "__main__":
    configure_logging(NAME, "INFO")
    asyncio.run(_serve())
