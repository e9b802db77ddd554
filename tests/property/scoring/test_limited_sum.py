"""A sum with a limit that is kept up is the one that is made of all its lines."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from schemas.vocabulary.explanation import PointsLine
from services.scoring.domain.live.limited_sum import LimitedSum
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.standing.limited_points import limited_lines
from services.scoring.domain.standing.validity import Validity
from tests.support.random_histories import RULES

RULE = "traffic_points_taken"
FIRST = date(2026, 1, 1)
PACK: Pack = RULES.at("transport", FIRST)
LIMIT = PACK.rules[RULE].limit
DAYS = st.integers(0, 20).map(lambda days: FIRST + timedelta(days=days))
LINES = st.builds(
    lambda record, points, first_day, last_day: PointsLine(
        rule=RULE,
        chinese="",
        english="",
        points=-Decimal(points),
        article="",
        mark="ours",
        record_id=str(record),
        document_number=str(record),
        departments=(),
        first_day=first_day,
        last_day=last_day,
    ),
    st.integers(0, 99),
    st.integers(0, 15),
    DAYS,
    st.none() | st.just(date.max) | DAYS,
)


@given(st.lists(LINES, unique_by=lambda line: line.record_id), st.lists(DAYS), st.data())
def test_it_gives_the_lines_of_all_and_the_same_next_day(
    lines: list[PointsLine], days: list[date], data: st.DataObject
) -> None:
    assert LIMIT is not None
    kept, held = LimitedSum(), list[PointsLine]()
    for line in lines:
        kept.put(0, line)
        held.append(line)
    for on in sorted(days):
        if held and data.draw(st.booleans()):
            gone = held.pop(data.draw(st.integers(0, len(held) - 1)))
            kept.take_off(0, gone)
        now, whole = Validity(on), Validity(on)
        expected = list(limited_lines(PACK, [(RULE, line) for line in held], whole))
        assert kept.lines(LIMIT.value, now) == expected
        assert now.next_day == whole.next_day


def test_the_limit_is_met() -> None:
    assert LIMIT is not None
    line = msgspec.structs.replace(LINE, points=-LIMIT.value)
    kept = LimitedSum()
    kept.put(0, line)
    kept.put(0, msgspec.structs.replace(line, record_id="2"))
    counted, beyond = kept.lines(LIMIT.value, Validity(FIRST))
    assert counted.points == -LIMIT.value
    assert beyond.note is not None
    assert (beyond.points, beyond.note.records) == (0, 1)


LINE = PointsLine(
    rule=RULE,
    chinese="",
    english="",
    points=Decimal(),
    article="",
    mark="ours",
    record_id="1",
    document_number="1",
    departments=(),
    first_day=FIRST,
    last_day=None,
)
