"""The exporter writes each day once it is over, and tries again what failed."""

from datetime import UTC, date, datetime
from pathlib import Path
from threading import Event

from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from services.chassis.processing.fold import Received
from services.disclosure import exporter
from services.disclosure.adapters.exports.published_log import PublishedLog
from tests.support.played_city import PlayedCity
from tests.support.public_facts import PublishedFacts
from tests.support.public_messages import CODE, OTHER, PublicLog, public_record


class Days:
    """A folder's days as they are asked for; the first time it fails."""

    def __init__(self, stop: Event) -> None:
        self.asked: list[date] = []
        self._stop = stop

    def __call__(self, folder: Path, day: date) -> None:
        """Fail once, then write, then have the loop end."""
        self.asked.append(day)
        if len(self.asked) == 1:
            raise ConnectionError("no broker answers")
        (folder / str(day)).mkdir()
        self._stop.set()


class StopAtOnce(Event):
    """An event whose waiting takes no time."""

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - of an event
        """Return at once."""
        return self.is_set()


def test_the_day_that_is_over_in_the_city_is_written_and_tried_again_until_it_is(
    tmp_path: Path,
) -> None:
    stop = StopAtOnce()
    days = Days(stop)
    # 17:00 in London is 01:00 of the next day in the city: 2026-11-30 is over there.
    exporter.export_days(tmp_path, days, stop, lambda: datetime(2026, 11, 30, 17, tzinfo=UTC))
    assert days.asked == [date(2026, 11, 30), date(2026, 11, 30)]
    assert [each.name for each in tmp_path.iterdir()] == ["2026-11-30"]


def test_the_last_message_of_each_key_is_read_in_order() -> None:
    city = PlayedCity()
    city.play()
    messages = [*city.log.all(DISCLOSURES.name), *city.log.all(DISCLOSED_RECORDS.name)]
    expected = PublishedFacts(city.facts(DISCLOSURES), city.facts(DISCLOSED_RECORDS))
    with PublishedLog(messages) as log:
        assert list(log.entries()) == list(expected.entries())
        assert list(log.records()) == list(expected.records())
        assert log.positions.startswith("disclosed-records/0:")


def test_a_message_of_a_record_takes_the_place_of_none_under_another_code() -> None:
    ended, public = PublicLog(), PublicLog()
    messages = [public.record(CODE, public_record("r")), ended.record(OTHER, "r")]
    for both in (messages, messages[::-1]):
        with PublishedLog(both) as log:
            shown = {body.code: body.record is not None for body in log.records()}
        assert shown == {CODE: True, OTHER: False}


def test_a_message_that_cannot_be_read_is_passed_over() -> None:
    city = PlayedCity()
    city.play()
    good = city.log.all(DISCLOSURES.name)[0]
    broken = Received(DISCLOSURES.name, 0, 10_000, b"OTHER", b"\x00{", good.timestamp)
    with PublishedLog([good, broken]) as log:
        ((code, body),) = log.entries()
    assert code == (good.key or b"").decode()
    assert body == city.facts(DISCLOSURES)[0].body
