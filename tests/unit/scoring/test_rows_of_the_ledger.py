"""Each revision of a record is a row of its own: what a record costs does not grow with others."""

import pytest

from services.chassis.state.codec import StateUnreadableError
from services.chassis.state.store import parts_of
from tests.support.fatal_accident import CERTIFIED, FATAL, REGISTERED
from tests.support.safety_records import CODE, Scoring


def test_each_record_is_a_row_and_one_more_writes_that_row_and_the_head() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED, CERTIFIED)
    before = scoring.worker.states
    scoring.take(FATAL)
    after = scoring.worker.states
    changed = {key for key, value in after.items() if before.get(key) != value}
    assert {parts_of(key)[0] for _, key in changed} == {CODE.encode()}
    rows = [parts_of(key)[1] for _, key in changed]
    assert sorted(row_id is None for row_id in rows) == [False, True]
    assert len([key for _, key in after if parts_of(key)[1] is not None]) == 3


def test_a_row_that_is_not_of_this_program_stops_the_worker() -> None:
    scoring = Scoring()
    scoring.take(REGISTERED)
    (row,) = (key for _, key in scoring.worker.states if parts_of(key)[1] is not None)
    scoring.worker.store.apply(0, {row: b"\xc1"})
    scoring.worker.restart()
    with pytest.raises(StateUnreadableError, match="row b'e"):
        scoring.take(FATAL)
