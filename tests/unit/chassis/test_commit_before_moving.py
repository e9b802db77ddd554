"""What is done is committed before partitions move, also while an earlier commit is under way."""

import asyncio
from types import SimpleNamespace

from faust.types import TP

from services.chassis.kafka.faust_shell.application import StageConsumer

PLACE = TP("safety-records", 0)


class Leaving(StageConsumer):
    """The part of the consumer that gives partitions back, without a broker."""

    def __init__(self, done: int) -> None:
        self.app = SimpleNamespace(
            client_only=False, runner=SimpleNamespace(interrupt=lambda: None)
        )
        self.loop = asyncio.get_running_loop()
        self._done = {PLACE: done}
        self._batch = None
        self._commit_fut = None
        self.begun = asyncio.Event()
        self.answered = asyncio.Event()
        self.committed: list[int] = []

    async def force_commit(self, *_topics, **_options) -> bool:
        offset = self._done[PLACE]
        self.begun.set()
        await self.answered.wait()
        self.committed.append(offset)
        return True


async def _committed_while_another_is_under_way() -> list[int]:
    consumer = Leaving(done=719)
    earlier = asyncio.create_task(consumer.commit())
    await consumer.begun.wait()
    consumer._done[PLACE] = 957
    leaving = asyncio.create_task(consumer.wait_empty())
    await asyncio.sleep(0)
    consumer.answered.set()
    await asyncio.gather(earlier, leaving)
    return consumer.committed


def test_a_commit_under_way_may_be_of_less_than_is_done() -> None:
    assert asyncio.run(_committed_while_another_is_under_way()) == [719, 957]
