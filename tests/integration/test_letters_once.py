"""A letter is not sent again while the worker, which writes its receipt into the views, lags."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from kafka import KafkaConsumer, TopicPartition
from kafka.structs import OffsetAndMetadata

from development.local_system.system import LOOPBACK
from schemas.codec import decode, encode
from schemas.messages import AlertRaised, Fact, Text
from schemas.topics import ALERTS, DELIVERY_RECEIPTS, NOTIFY
from services.chassis.kafka.admin import admin_of
from services.chassis.kafka.connection import connection
from services.chassis.kafka.positions import ends_of
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning, read_unhandled
from services.notify.adapters.delivery.dispatcher import GROUP, Dispatcher
from services.notify.settings import NotifySettings
from tests.support.enterprise import fact
from tests.support.living_city import CHANNELS
from tests.support.mailboxes import Mailboxes, controller
from tests.support.notices import DAY
from tests.support.time_limits import until
from tests.support.webhooks import broker_with_key, dispatching

TAX = "tax"  # its office is written to, as its department's file says
TEXT = Text(title_chinese="标题", title_english="title", chinese="正文。", english="text.")


@pytest.fixture
def boxes() -> Iterator[tuple[Mailboxes, int]]:
    made = Mailboxes()
    server = controller(made)
    server.start()
    yield made, server.port
    server.stop()


@pytest.fixture
def settings(tmp_path: Path, boxes: tuple[Mailboxes, int]) -> Iterator[NotifySettings]:
    channels = tmp_path / "channels.yaml"
    channels.write_text(CHANNELS.format(host=LOOPBACK, port=boxes[1]), "utf-8")
    channels.chmod(0o600)
    with broker_with_key(tmp_path, channels_file=channels) as found:
        yield found


def alert(identity: str) -> Fact[Any]:
    body = AlertRaised(
        recipient_kind="department",
        recipient=TAX,
        about="91990105NBFJGG5F8J",
        template="grade.worse",
        urgency="urgent",
        day=DAY,
        text=TEXT,
        channels=("mail",),
        timing="at_once",
    )
    return msgspec.structs.replace(fact(body, DAY, identity, TAX), subject=TAX)


def publish(settings: NotifySettings, *alerts: Fact[Any]) -> None:
    with Publisher(settings) as publisher:
        for each in alerts:
            publisher.publish(ALERTS.name, TAX.encode(), encode(each), 1)


def committed(settings: NotifySettings) -> int | None:
    """Return how far letters are on record, over all partitions (None: the group is new)."""
    group = f"{GROUP}-mail"
    named = [TopicPartition(ALERTS.name, each) for each in range(settings.topic_partitions)]
    with admin_of(settings) as admin:
        offsets = [each.offset for each in admin.list_group_offsets({group: named})[group].values()]
    return None if min(offsets) < 0 else sum(offsets)


def receipts(settings: NotifySettings) -> list[str]:
    return [
        decode(record.value or b"").body.message
        for record in read_from_beginning(settings, DELIVERY_RECEIPTS.name)
    ]


def test_who_was_killed_after_a_letter_and_is_back_before_the_worker_sends_it_once(
    settings: NotifySettings, boxes: tuple[Mailboxes, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def killed_before(*_: object) -> None:
        """Commit nothing: the process is killed when the receipt is on the log."""

    with monkeypatch.context() as patch:
        patch.setattr(Dispatcher, "_commit", killed_before)
        with dispatching(settings):
            until(lambda: committed(settings) is not None)
            publish(settings, alert("first"))
            until(lambda: receipts(settings) == ["first"])
    assert committed(settings) == 0
    with dispatching(settings):  # no worker has written the receipt into the views
        until(lambda: committed(settings) == 1)
        publish(settings, alert("first"), alert("second"))  # a worker came back, too
        until(lambda: committed(settings) == 3)
        publish(settings, alert("second"))
        until(lambda: committed(settings) == 4)
    assert len(boxes[0].taken) == 2, "one of each alert"


def test_only_what_the_worker_may_not_have_handled_is_read(settings: NotifySettings) -> None:
    topic, numbers = ALERTS.name, range(settings.topic_partitions)

    def unhandled(*of: int) -> list[str]:
        records = read_unhandled(settings, NOTIFY, topic, of or numbers)
        return [decode(record.value or b"").id for record in records]

    assert unhandled() == []
    publish(settings, *(alert(str(number)) for number in range(4)))
    (home,) = (number for number, end in enumerate(ends_of(settings, [topic])[topic]) if end)
    assert unhandled() == unhandled(home) == ["0", "1", "2", "3"]
    assert unhandled(1 - home) == []
    for offset, left in ((3, ["3"]), (4, [])):
        commit(settings, TopicPartition(topic, home), offset)
        assert unhandled() == left, offset


def commit(settings: NotifySettings, partition: TopicPartition, offset: int) -> None:
    consumer = KafkaConsumer(**connection(settings), group_id=NOTIFY, enable_auto_commit=False)
    consumer.assign([partition])
    consumer.commit({partition: OffsetAndMetadata(offset, "", -1)})
    consumer.close()
