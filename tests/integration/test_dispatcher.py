"""The dispatcher on the embedded broker: who is away, who hangs, who is killed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from development.webhook_receiver import HANG, REFUSE, WebhookReceiver
from schemas.codec import decode
from schemas.messages import ReceiptRecorded
from schemas.topics import DELIVERY_RECEIPTS, GRADE_CHANGES
from services.chassis.kafka.positions import ends_of
from services.chassis.kafka.reader import read_from_beginning
from services.notify.settings import NotifySettings
from tests.support.hanging_names import HANGING, HANGS
from tests.support.time_limits import until
from tests.support.webhooks import (
    DispatcherProcess,
    broker_with_key,
    change,
    dead,
    dispatching,
    in_order,
    kept,
    publish,
    secret_of,
    state,
    subscription,
)

ONE, OTHER = "91990105NBFJGG5F8J", "91990102NB4D7P3C0U"


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[NotifySettings]:
    quick = {
        "delivery_pause_seconds": 0.2,
        "delivery_most_pause_seconds": 1,
        "delivery_wait_seconds": 0.1,
        "webhook_timeout_seconds": 0.5,
    }
    with broker_with_key(tmp_path, **quick) as found:
        yield found


def receipts(settings: NotifySettings) -> list[ReceiptRecorded]:
    found = read_from_beginning(settings, DELIVERY_RECEIPTS.name)
    return [decode(record.value or b"").body for record in found]


def test_who_is_away_or_hangs_slows_nobody_and_gets_everything_in_order(settings):
    with (
        WebhookReceiver(secret_of(settings, "well")) as well,
        WebhookReceiver(secret_of(settings, "away"), failing=8) as away,
        WebhookReceiver(secret_of(settings, "hangs"), instead=[HANG] * 10) as hangs,
    ):
        receivers = {"well": well, "away": away, "hangs": hangs}
        state(settings, *(subscription(name, each.url) for name, each in receivers.items()))
        facts = [change(f"{code}-{n}", code) for n in range(10) for code in (ONE, OTHER)]
        publish(settings, facts)
        with dispatching(settings):
            until(lambda: len(well.received) == 20)
            assert len(hangs.received) == 0
            until(lambda: len(away.received) == len(hangs.received) == 20)
        for receiver in receivers.values():
            assert in_order(receiver, ONE) == [f"{ONE}-{n}" for n in range(10)]
            assert in_order(receiver, OTHER) == [f"{OTHER}-{n}" for n in range(10)]
            assert receiver.refused == 0
        # Who is back is told from where it stopped, not from the beginning.
        publish(settings, [change("later", ONE)])
        with dispatching(settings):
            until(lambda: all(len(each.received) == 21 for each in receivers.values()))
        assert well.repeated == 0
    told = receipts(settings)
    assert {each.status for each in told} == {"delivered"}
    assert len({(each.receiver, each.message) for each in told}) == 63
    assert {each.attempts for each in told if each.receiver == "well"} == {1}


def test_a_subscription_that_is_paused_resumed_changed_and_ended(settings):
    with (
        WebhookReceiver(secret_of(settings, "bank")) as first,
        WebhookReceiver(secret_of(settings, "bank")) as second,
        dispatching(settings) as dispatcher,
    ):
        state(settings, subscription("bank", first.url))
        publish(settings, [change("1", ONE)])
        until(lambda: len(first.received) == 1)
        state(settings, subscription("bank", first.url, state="paused"))
        until(lambda: not dispatcher.dispatches)
        publish(settings, [change("2", ONE)])
        state(settings, subscription("bank", second.url))
        until(lambda: [got.id for got in second.received] == ["2"])
        second.instead.append(REFUSE)
        publish(settings, [change("3", ONE)])
        until(lambda: len(dispatcher.deferred.everything()) == 1)
        state(settings, subscription("bank", second.url, state="ended"))
        until(lambda: not dispatcher.dispatches)
        until(lambda: not dispatcher.deferred.everything())


def test_who_subscribes_from_now_on_gets_all_after_that_and_nothing_of_before(settings):
    publish(settings, [change(f"before {n}", ONE) for n in range(3)])
    begins = ends_of(settings, [GRADE_CHANGES.name])
    # It is published before the dispatcher has heard of the subscription.
    publish(settings, [change("after", ONE)])
    with WebhookReceiver(secret_of(settings, "bank")) as bank, dispatching(settings):
        state(settings, subscription("bank", bank.url, begins=begins))
        until(lambda: [got.id for got in bank.received] == ["after"])


def test_killed_again_and_again_nothing_is_lost_and_each_is_seen_once(settings, tmp_path):
    codes = [f"9199010{n}NB4D7P3C0U" for n in range(6)]
    with WebhookReceiver(secret_of(settings, "bank"), instead=[REFUSE], failing=3) as bank:
        state(settings, subscription("bank", bank.url))
        publish(settings, [change("refused", ONE)])
        sent = 0
        for round_ in range(2):
            with DispatcherProcess(settings, tmp_path / "dispatcher.log"):
                until(lambda: bool(dead(settings)))
                facts = [change(f"{code} {round_}.{n}", code) for n in range(40) for code in codes]
                publish(settings, facts)
                sent += len(facts)
                had = len(bank.received)
                until(lambda had=had: len(bank.received) > had + 20)
        with DispatcherProcess(settings, tmp_path / "dispatcher.log") as process:
            until(lambda: len(bank.received) == sent)
            assert process.stop() == 0
        for code in codes:
            mine = in_order(bank, code)
            order = [tuple(map(int, got.split()[1].split("."))) for got in mine]
            assert order == sorted(order)
    # The one that was refused stands on the topic, to be resent; nothing else does.
    (refused,) = kept(settings)
    assert dead(settings) == [refused]
    assert (refused.message_id, refused.fault) == ("refused", "status 400")


def test_it_ends_although_the_look_up_of_a_name_hangs(settings, tmp_path):
    log = tmp_path / "dispatcher.log"
    with WebhookReceiver(secret_of(settings, "well")) as well:
        state(settings, subscription("tarpit", f"https://{HANGING}/"))
        state(settings, subscription("well", well.url))
        publish(settings, [change(f"{n}", ONE) for n in range(3)])
        process = DispatcherProcess(settings, log, "tests.support.hanging_names")
        try:
            until(lambda: HANGS in log.read_text() and len(well.received) == 3)
            assert process.stop() == 0
        finally:
            process.kill()
