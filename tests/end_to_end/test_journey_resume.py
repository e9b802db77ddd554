"""Journey 4: subscribers that are cut off go on where they were, and one moves to a webhook."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from development.demo.scenario import load_scenario
from development.local_system.credentials import READER
from development.webhook_receiver import WebhookReceiver
from schemas.messages import Fact, MeasureChanged
from schemas.topics import GRADE_CHANGES, MEASURE_CHANGES
from tests.support.change_readers import FeedReader, StreamReader
from tests.support.changes import by_topic_and_enterprise
from tests.support.killable_system import APIS, KillableCity
from tests.support.played_city import sample_reports
from tests.support.time_limits import until

PARTS = 6
KINDS = ["grade-changed", "measure-changed"]


def public(city: KillableCity) -> list[Fact]:
    measures = [f for f in city.facts(MEASURE_CHANGES) if isinstance(f.body, MeasureChanged)]
    return [*city.facts(GRADE_CHANGES), *measures]


@pytest.fixture(scope="module")
def resumed(tmp_path_factory) -> Iterator[SimpleNamespace]:
    """The sample files go through in parts; after each the API process is killed, or not."""
    story = load_scenario()
    reports = list(sample_reports(story))
    size = -(-len(reports) // PARTS)
    parts = [reports[n : n + size] for n in range(0, len(reports), size)]
    with (
        KillableCity(tmp_path_factory.mktemp("city")) as city,
        WebhookReceiver(()) as whole,
        WebhookReceiver(()) as rest,
    ):

        def connect():
            return city.notify(READER)

        city.begin(story.files_known_on)
        city.quiet()
        with FeedReader(connect) as feed, StreamReader(connect) as stream:
            with FeedReader(connect) as moving:
                for number, part in enumerate(parts):
                    city.send(part)
                    if number in (1, 3):
                        seen = len(feed.facts)
                        until(lambda seen=seen: len(feed.facts) > seen)
                        city.system.kill(APIS)
                        city.system.start_again(APIS)
                        until(city.ready)
                    elif number == PARTS - 2:
                        until(lambda: moving.facts)  # the process was killed under this one too
                        before = len(moving.facts)
                        city.subscribe(READER, whole, kinds=KINDS)
                        city.subscribe(READER, rest, kinds=KINDS, from_beginning=False)
                        asked = moving.asked
                        until(lambda asked=asked: moving.ended > asked)
                        moving.leave()
            city.quiet()
            count = len(public(city))
            until(lambda: len(feed.facts) >= count and len(stream.facts) >= count)
        until(lambda: len(whole.received) >= count)
        overlap = {fact.id for fact in moving.facts}
        until(lambda: len(overlap | {fact.id for fact in rest.received}) >= count)
        yield SimpleNamespace(
            all=public(city),
            feed=feed,
            stream=stream,
            moving=moving.facts,
            whole=whole.received,
            rest=rest.received,
            before=before,
            refused=whole.refused + rest.refused,
        )


def test_feed_and_stream_cut_off_have_every_change_once_and_in_order(resumed):
    expected = by_topic_and_enterprise(resumed.all)
    assert len(resumed.all) > 1000
    for reader in (resumed.feed, resumed.stream):
        assert len({fact.id for fact in reader.facts}) == len(reader.facts) == len(resumed.all)
        assert by_topic_and_enterprise(reader.facts) == expected
    assert resumed.feed.cuts >= 2  # the process was killed twice under it
    assert resumed.stream.cuts > len(resumed.all) / 97 - 1


def test_what_was_read_is_what_is_on_the_topics_byte_for_byte(resumed):
    on_topics = {fact.id: fact for fact in resumed.all}
    for facts in (resumed.feed.facts, resumed.stream.facts, resumed.whole):
        assert {fact.id: fact for fact in facts} == on_topics


def test_a_webhook_from_the_beginning_has_everything(resumed):
    assert by_topic_and_enterprise(resumed.whole) == by_topic_and_enterprise(resumed.all)
    assert resumed.refused == 0


def test_who_moves_to_a_webhook_from_now_on_and_reads_on_until_nothing_comes_loses_nothing(resumed):
    had = {fact.id for fact in resumed.moving[: resumed.before]}
    came = {fact.id for fact in resumed.rest}
    assert had
    assert came
    assert had & came == set()  # nothing of before it subscribed
    last = [fact for fact in resumed.moving if fact.id not in came]
    assert by_topic_and_enterprise([*last, *resumed.rest]) == by_topic_and_enterprise(resumed.all)
