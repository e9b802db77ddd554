"""Following in a group on the embedded broker: who has no room loses nothing, nor fetches again."""

import asyncio

from schemas.topics import GRADE_CHANGES
from services.chassis.kafka import group_follower
from services.chassis.kafka.group_follower import GroupFollower, Partitions
from tests.support.time_limits import within
from tests.support.webhooks import broker_with_key, change, publish

ONE = "91990105NBFJGG5F8J"


def test_who_has_no_room_keeps_what_was_fetched_and_later_gets_the_rest(tmp_path, monkeypatch):
    monkeypatch.setattr(group_follower, "POLLS_BEFORE_DISCARD", 3)

    async def ignore(_places: Partitions) -> None:
        """Nothing hangs on it."""

    async def run(settings) -> None:
        follower = GroupFollower(
            settings,
            [GRADE_CHANGES.name],
            "test",
            begins={},
            on_assigned=ignore,
            on_revoked=ignore,
        )
        await follower.start()
        try:
            read = []
            while not read:
                read = await follower.poll(10, 0.5)
            assert await follower.poll(0, 0.01) == []
            kept = await follower.poll(10, 0)  # does not wait: it was there
            assert len(kept) == 10
            read += kept
            for _ in range(5):
                assert await follower.poll(0, 0.01) == []  # given up meanwhile
            while len(read) < 100:
                read += await follower.poll(40, 0.5)
        finally:
            await follower.stop()
        offsets = [record.offset for record in read]
        assert offsets == sorted(offsets) == list(range(offsets[0], offsets[0] + 100))

    with broker_with_key(tmp_path) as settings:
        publish(settings, [change(str(n), ONE) for n in range(100)])
        asyncio.run(within(60, run(settings)))
