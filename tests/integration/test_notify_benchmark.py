"""The benchmark of notify counts right."""

import urllib.request

import pytest

from benchmarks.alerts import codes
from benchmarks.notify import spread
from benchmarks.notify_rounds import WrongCountError, play, times
from benchmarks.report_to_webhook import waits
from benchmarks.webhook_sink import Arrival, Counted, Sinks
from tests.support.time_limits import LONG_SECONDS

ARRIVALS = {"a": Arrival("one", 1.0), "b": Arrival("two", 5.0), "c": Arrival("three", 3.0)}


def test_receivers_count_each_id_once_and_the_last_of_them_hang(tmp_path):
    with Sinks(tmp_path, 2, hanging=1) as sinks:
        for identity in ("a", "b", "a"):
            body = b'{"id":"%s","subject":"one","data":{}}' % identity.encode()
            with urllib.request.urlopen(sinks.urls[0], body, LONG_SECONDS) as answer:
                assert answer.status == 204
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(sinks.urls[1], b"{}", 0.3)
        well, hangs = sinks.counted(0, arrivals=True), sinks.counted(1)
    assert (well.asked, well.received, well.repeated) == (3, 2, 1)
    assert list(well.arrivals) == ["a", "b"]
    assert (hangs.asked, hangs.received) == (1, 0)


def test_a_tiny_round_of_which_a_receiver_hangs(tmp_path):
    found = play("tansu", 20, 3, 1, tmp_path)
    assert len(found.rates) == 2
    # From publication it takes longer; both together take as long as the slower one, or longer.
    assert 0 < 2 * found.whole < found.posts <= 2 * min(found.rates) * 1.000001
    assert len(set(found.bodies)) == 21


def test_the_times_of_a_round_are_those_behind_the_first_alert():
    counted = Counted(arrivals=ARRIVALS)
    assert times(counted, "one", ["two", "three"]) == (3.0, 5.0)
    for first, others in (("one", ["two"]), ("one", ["two", "four"])):
        with pytest.raises(WrongCountError):
            times(counted, first, others)
    with pytest.raises(WrongCountError, match="1 repeated"):
        times(Counted(arrivals=ARRIVALS, repeated=1), "one", ["two", "three"])


def test_waits_are_from_a_report_to_the_webhook_about_its_enterprise():
    assert waits([("two", 4.5), ("one", 0.75)], ARRIVALS) == (0.5, 0.25)
    assert spread([float(n) for n in range(101)]) == (50.0, 99.0, 0.0, 100.0)


def test_enterprises_differ_and_are_the_same_on_every_run():
    assert codes(50) == codes(50)
    assert len(set(codes(50))) == 50
