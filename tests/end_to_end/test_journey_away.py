"""Journey 3: a bank is away for a day; it misses nothing, and nobody else is the slower for it."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from applications.made_city.enterprises import code_of
from development.webhook_receiver import FAIL, HANG_UP, WebhookReceiver
from schemas.codec import decode
from schemas.messages import ReceiptRecorded, ReceiverPaused
from schemas.topics import DELIVERIES, DELIVERY_RECEIPTS
from services.chassis.clock import system_clock
from services.chassis.kafka.reader import read_from_beginning
from services.notify.adapters.delivery.dispatcher import COMMIT_SECONDS
from services.notify.adapters.webhooks.webhook import AT_ONCE
from services.notify.domain.retry_policy import RetryPolicy
from services.notify.settings import NotifySettings
from tests.support.brokers import BROKERS
from tests.support.fast_dispatcher import SPEED, FastClock
from tests.support.time_limits import until
from tests.support.webhooks import (
    DispatcherProcess,
    broker_with_key,
    change,
    in_order,
    publish,
    secret_of,
    state,
    subscription,
)

CODES = [code_of(number, 5) for number in range(1, 41)]
DAY = timedelta(days=1)
BEFORE, UNTIL_KILLED = 4, 6  # rounds
MODULE = "tests.support.fast_dispatcher"


@pytest.fixture(params=BROKERS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NotifySettings]:
    with broker_with_key(tmp_path, request.param, delivery_most_pause_seconds=7200.0) as found:
        yield found


class Changes:
    """Changes of all enterprises, round by round; `seconds` is how long each took to arrive."""

    def __init__(self, settings: NotifySettings, well: WebhookReceiver) -> None:
        self._settings, self._well = settings, well
        self.rounds = 0

    def go_on(self) -> float:
        """Publish a round; return how many seconds it took to reach who is well."""
        facts = [change(f"{code}-{self.rounds}", code) for code in CODES]
        self.rounds += 1
        began = time.monotonic()
        publish(self._settings, facts)
        until(lambda: len(self._well.received) == self.count)
        return time.monotonic() - began

    @property
    def count(self) -> int:
        return self.rounds * len(CODES)


def most_attempts(retry_policy: RetryPolicy, length: timedelta, restarts: int) -> int:
    """Return how often a receiver may be tried: if each pause were as short as it may be."""
    passed, pauses = timedelta(), 0
    while passed < length:
        pauses += 1
        whole = min(retry_policy.most_pause, retry_policy.pause * 2 ** (pauses - 1))
        passed += timedelta(seconds=whole / 2)
    return pauses + retry_policy.strikes + AT_ONCE + restarts


def pauses(settings: NotifySettings) -> list[ReceiverPaused]:
    records = read_from_beginning(settings, DELIVERIES.name)
    bodies = [decode(each.value).body for each in records if each.value]
    return [body for body in bodies if isinstance(body, ReceiverPaused)]


def until_time(clock: Callable[[], datetime], end: datetime) -> None:
    until(lambda: clock() >= end)


def test_a_day_away_over_a_crash_costs_few_attempts_and_loses_nothing(settings, tmp_path):
    clock, log = FastClock(system_clock()), tmp_path / "dispatcher.log"
    arrived: list[datetime] = []
    came: list[float] = []
    with (
        WebhookReceiver(
            secret_of(settings, "well"), listener=lambda _fact: came.append(time.monotonic())
        ) as well,
        WebhookReceiver(
            secret_of(settings, "bank"), listener=lambda _fact: arrived.append(clock())
        ) as bank,
    ):
        state(settings, subscription("well", well.url), subscription("bank", bank.url))
        process = DispatcherProcess(settings, log, MODULE, **clock.environment)
        try:
            changes = Changes(settings, well)
            changes.go_on()  # the groups find together
            quick = [changes.go_on() for _ in range(BEFORE)]
            until(lambda: len(bank.received) == changes.count)

            bank.instead.extend([HANG_UP, FAIL] * 5000)
            gone_at, asked = clock(), bank.requests
            committed_by = time.monotonic() + 2 * COMMIT_SECONDS  # all that the bank had
            meanwhile = [changes.go_on() for _ in range(UNTIL_KILLED)]
            while time.monotonic() < committed_by:
                meanwhile.append(changes.go_on())
            process.kill()
            killed = time.monotonic()
            process = DispatcherProcess(settings, log, MODULE, **clock.environment)
            changes.go_on()  # the dead one's partitions become free
            while clock() < gone_at + DAY:
                meanwhile.append(changes.go_on())
                time.sleep(0.5)
            attempts, back_at = bank.requests - asked, clock()
            assert len(arrived) == (1 + BEFORE) * len(CODES)
            bank.instead.clear()
            until(lambda: len(bank.received) == changes.count)
            assert process.stop() == 0
        finally:
            process.kill()

    # Nobody else was slowed.
    assert sorted(meanwhile)[len(meanwhile) // 2] < 3 * sorted(quick)[BEFORE // 2] + 0.2
    # What comes again after the crash is what came since offsets were last committed.
    assert well.repeated <= sum(killed - 2 * COMMIT_SECONDS < at <= killed for at in came)
    # It was tried a few times, not once for each change, and until the end.
    allowed = most_attempts(settings.retry_policy, back_at - gone_at, restarts=1)
    assert DAY.total_seconds() / settings.retry_policy.most_pause < attempts <= allowed
    assert allowed < (changes.count - len(CODES)) / 4
    # Once it is back, its pause has an end, at the latest after the longest.
    last = pauses(settings)[-1]
    assert last.receiver == "bank"
    assert last.until - back_at <= timedelta(seconds=settings.retry_policy.most_pause)
    first = arrived[(1 + BEFORE) * len(CODES)]
    late = (first - max(last.until, back_at)).total_seconds() / SPEED
    assert late < 5 + 10 * max(*quick, *meanwhile)  # of this machine, which has more to do
    # It has everything once, in order.
    assert (bank.repeated, bank.refused) == (0, 0)
    for code in CODES:
        assert in_order(bank, code) == [f"{code}-{number}" for number in range(changes.rounds)]
    receipts = [
        decode(each.value).body for each in read_from_beginning(settings, DELIVERY_RECEIPTS.name)
    ]
    assert all(
        isinstance(each, ReceiptRecorded) and each.status == "delivered" for each in receipts
    )
    told = {each.message for each in receipts if each.receiver == "bank"}
    assert told == {fact.id for fact in bank.received}
