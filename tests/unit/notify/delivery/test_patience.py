"""Waits double, with jitter, up to their most; a receiver that is away gets longer pauses."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.notify.domain.retry_policy import Breaker, RetryPolicy
from tests.support.deliveries import START

PATIENCE = RetryPolicy(wait=1, most_wait=3600, strikes=3, pause=5, most_pause=900)


@given(st.integers(1, 10_000), st.text())
def test_a_wait_lies_between_half_and_the_whole_of_the_doubled_one(
    failures: int, seed: str
) -> None:
    wait = PATIENCE.wait_after(failures, seed).total_seconds()
    whole = min(3600, 2.0 ** min(failures - 1, 30))
    assert whole / 2 <= wait <= whole
    assert PATIENCE.wait_after(failures, seed).total_seconds() == wait


def test_different_deliveries_wait_differently() -> None:
    assert len({PATIENCE.wait_after(5, str(seed)) for seed in range(50)}) > 25


def test_a_pause_begins_with_the_strikes_in_a_row_and_a_success_between_counts_anew() -> None:
    breaker = Breaker(name="bank")
    assert not breaker.failed(START, PATIENCE, None)
    assert not breaker.failed(START, PATIENCE, None)
    assert not breaker.answered(START)
    assert [breaker.failed(START, PATIENCE, None) for _ in range(3)] == [False, False, True]
    assert not breaker.allows(START)


def test_after_a_pause_one_is_tried_and_the_next_pause_is_longer_until_it_is_well() -> None:
    breaker, now, lengths = Breaker(name="bank"), START, []
    for _ in range(3):
        breaker.failed(now, PATIENCE, None)
    for _ in range(12):
        assert breaker.until is not None
        lengths.append((breaker.until - now).total_seconds())
        now = breaker.until
        assert breaker.allows(now)
        breaker.attempted()
        assert not breaker.allows(now)
        assert not breaker.failed(now, PATIENCE, None) or breaker.until > now
    assert lengths[:6] == sorted(lengths[:6])
    assert 450 <= lengths[-1] <= 900
    breaker.attempted()
    assert breaker.answered(now)
    assert breaker.allows(now)
    assert breaker.well_at == now


def test_what_was_under_way_when_a_pause_began_makes_it_no_longer() -> None:
    breaker = Breaker(name="bank")
    for _ in range(3):
        breaker.failed(START, PATIENCE, None)
    until = breaker.until
    assert not breaker.failed(START, PATIENCE, None)
    assert breaker.until == until


def test_a_receiver_that_asks_for_time_gets_it_at_once_within_reason() -> None:
    breaker = Breaker(name="bank")
    assert breaker.failed(START, PATIENCE, 120)
    assert breaker.until == START + timedelta(seconds=120)
    greedy = Breaker(name="bank")
    greedy.failed(START, PATIENCE, 10**9)
    assert greedy.until == START + timedelta(seconds=3600)
