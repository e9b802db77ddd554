"""The worker, dispatcher and API of notify are killed again and again while files go through."""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from threading import Event
from types import SimpleNamespace

import pytest

from development.demo.scenario import load_scenario
from development.local_system.credentials import READER
from development.webhook_receiver import WebhookReceiver
from schemas.codec import decode
from schemas.messages import AlertRaised, Fact, MeasureChanged
from schemas.topics import (
    ALERTS,
    DELIVERY_RECEIPTS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    NOTIFY,
    catalogue,
    dead_letters_of,
)
from services.chassis.processing.memory_log import MemoryLog, MemoryWorker
from services.notify.stage import build_stage
from tests.support.brokers import with_kafka
from tests.support.change_readers import FeedReader, StreamReader
from tests.support.changes import by_topic_and_enterprise
from tests.support.killable_system import APIS, DISPATCHER, WORKER, KillableCity
from tests.support.played_city import sample_reports
from tests.support.time_limits import LONG_SECONDS, until

KILLS = (DISPATCHER, WORKER, APIS, DISPATCHER, APIS, WORKER, DISPATCHER)
LETTERS_A_SECOND = 3  # by which a moment becomes a number of letters; at night only urgent ones go
LETTERS_TO = 40  # enterprises that stated where they are written to

pytestmark = [pytest.mark.kafka, with_kafka]


def moment(number: int) -> float:
    """Return 1 to 4 seconds that look random and are the same each time."""
    return 1.0 + 3.0 * sha256(b"kill %d" % number).digest()[0] / 255


def kill_at_a_letter(city: KillableCity, number: int, work: Callable[[], None]) -> None:
    """Kill the dispatcher when the mail server has taken a letter, and not answered yet."""
    killed, left = Event(), int(moment(number) * LETTERS_A_SECOND)

    def taken() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            city.system.kill(DISPATCHER)
            killed.set()

    city.boxes.after_letter = taken
    work()
    assert killed.wait(LONG_SECONDS), f"kill {number}: {left} letters more did not come"


def public(city: KillableCity) -> list[Fact]:
    """Return the public changes, each id once, in the order of their topics."""
    measures = [f for f in city.facts(MEASURE_CHANGES) if isinstance(f.body, MeasureChanged)]
    return [*city.facts(GRADE_CHANGES), *measures]


def alerts_of(city: KillableCity) -> dict[str, Fact[AlertRaised]]:
    """Return, by id, what notify makes in memory of the same messages, uninterrupted."""
    log = MemoryLog(city.system.settings.topic_partitions)
    everything = city.reader.everything()
    for topic in catalogue():
        if NOTIFY in topic.consumers and topic.producer != NOTIFY:
            for r in everything.get(topic.name, []):
                log.append_raw(r.topic, r.partition, r.key, r.value, r.timestamp)
    MemoryWorker(build_stage(), log).run()
    found = [decode(record.value or b"") for record in log.all(ALERTS.name)]
    return {fact.id: fact for fact in found}


def once(facts: Iterable[Fact]) -> list[Fact]:
    """Return each id once, as who keeps ids sees them."""
    return list({fact.id: fact for fact in facts}.values())


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Iterator[SimpleNamespace]:
    story = load_scenario()
    reports = list(sample_reports(story))
    codes = sorted({fact.subject for fact in reports[:LETTERS_TO]})
    size = -(-len(reports) // len(KILLS))
    with (
        KillableCity(tmp_path_factory.mktemp("city"), keep=True) as city,
        WebhookReceiver(()) as bank,
        WebhookReceiver(()) as portal,
    ):
        assert city.system.broker == "Apache Kafka"

        def connect():
            return city.notify(READER)

        city.subscribe(READER, bank, kinds=["grade-changed", "measure-changed"])
        city.subscribe(READER, portal, kinds=["alert-raised"])
        for code in codes:
            city.contact(code, "both", f"{code.lower()}@own.example")
        city.begin(story.files_known_on)
        city.quiet()
        with FeedReader(connect) as feed, StreamReader(connect) as stream:
            for number, name in enumerate(KILLS):
                part = reports[number * size : (number + 1) * size]
                if name == DISPATCHER:
                    kill_at_a_letter(city, number, lambda part=part: city.send(part))
                else:
                    city.send(part)
                    time.sleep(moment(number))
                    city.system.kill(name)
                city.system.start_again(name)
            city.quiet()
            changes, alerts = public(city), alerts_of(city)
            wanted = {fact.id for fact in changes}
            until(lambda: wanted <= {fact.id for fact in bank.received}, LONG_SECONDS)
            until(lambda: alerts.keys() <= {fact.id for fact in portal.received}, LONG_SECONDS)
            for reader in (feed, stream):
                until(lambda r=reader: wanted <= {f.id for f in r.facts}, LONG_SECONDS)
        until(city.ready)
        until(lambda: settled(city, alerts), LONG_SECONDS)
        recipients = {fact.body.recipient for fact in alerts.values()}
        yield SimpleNamespace(
            city=city,
            changes=changes,
            alerts=alerts,
            inboxes={each: city.inbox(each) for each in recipients},
            bank=bank,
            portal=portal,
            readers=(feed, stream),
            letters=list(city.boxes.taken),
            dead=city.facts(dead_letters_of(NOTIFY)),
        )


def settled(city: KillableCity, alerts: dict[str, Fact[AlertRaised]]) -> bool:
    """Say whether each urgent letter to who has an address is told by a receipt."""
    urgent = {
        fact.id
        for fact in alerts.values()
        if fact.body.urgency == "urgent" and fact.body.recipient_kind == "department"
    }
    return urgent <= {
        fact.body.message for fact in city.facts(DELIVERY_RECEIPTS) if fact.body.receiver == "mail"
    }


def test_each_subscriber_who_keeps_ids_has_each_change_once_and_in_order(played):
    expected = by_topic_and_enterprise(played.changes)
    assert len(played.changes) > 1000
    assert by_topic_and_enterprise(played.bank.received) == expected
    for reader in played.readers:
        assert by_topic_and_enterprise(once(reader.facts)) == expected
        assert reader.cuts >= KILLS.count(APIS)
    assert (played.bank.refused, played.portal.refused) == (0, 0)


def test_each_inbox_has_each_alert_once_and_none_that_is_not_called_for(played):
    by_recipient = defaultdict(set)
    for fact in played.alerts.values():
        by_recipient[fact.body.recipient].add(fact.id)
    assert len(played.alerts) > 1000
    for recipient, found in played.inboxes.items():
        assert len({each["id"] for each in found}) == len(found), recipient
        assert {each["id"] for each in found} == by_recipient[recipient], recipient
    assert {fact.id for fact in played.portal.received} == played.alerts.keys()
    assert {fact.id for fact in played.city.facts(ALERTS)} == played.alerts.keys()
    assert played.dead == []


def test_no_mailbox_got_a_letter_twice_but_for_one_a_kill(played):
    """Of what goes at once, of what waits for the morning and of the digest, one each."""
    timings = {
        f"<{each.body.delivery}@city.example>": played.alerts[each.body.message].body.timing
        for each in played.city.facts(DELIVERY_RECEIPTS)
        if each.body.receiver == "mail"
    }
    times: defaultdict[tuple[str, str | None], Counter[str]] = defaultdict(Counter)
    for letter in played.letters:
        identity = str(letter["Message-ID"])
        times[str(letter["To"]), timings.get(identity)][identity] += 1
    repeated = {lane: sum(found.values()) - len(found) for lane, found in times.items()}
    assert len(played.letters) > 50
    # Each kill fell on a letter that was taken and not answered: that one has to come again.
    assert sum(repeated.values()) >= KILLS.count(DISPATCHER)
    assert max(repeated.values()) <= KILLS.count(DISPATCHER)
