"""Doubles: in whatever order reports and decisions come, the same is asked and the same counts."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.intake.domain.doubles.compared_records import (
    ComparedRecord,
    Doubles,
    PairDecision,
    ProposalStatus,
)
from services.intake.domain.doubles.doubles import (
    pair_key,
    pair_of_key,
    statuses_of,
    with_compared,
    with_roots,
    with_statuses,
)
from services.intake.domain.doubles.name import DoubleName, double_named, letters_of, pair_of
from tests.support.doubles import CODE, START, A, B, TwoRooms, accident, decision

NUMBERS = "abcd"
LIMITS = (3, 40)
numbers = st.sampled_from(NUMBERS)
records = st.dictionaries(
    numbers,
    st.tuples(
        st.integers(0, 3),  # hours at which it was known
        st.sets(st.sampled_from(["same1", "same2", "*apart"])),
        st.booleans(),  # whether it stands
        st.sampled_from(["fire", "port"]),
    ),
    min_size=2,
)
decisions = st.lists(
    st.tuples(numbers, numbers, st.booleans(), st.none() | numbers).filter(
        lambda each: each[0] != each[1]
    ),
    max_size=5,
)


def letters(number: str) -> str:
    return letters_of("accident", number)


def with_decision(
    doubles: Doubles, said: tuple[str, str, bool, str | None], place: int
) -> tuple[Doubles, set[str]]:
    one, other, is_one, holds = said
    pair = pair_of(letters(one), letters(other))
    known_at = START + timedelta(hours=10 + place)
    new = PairDecision(known_at, is_one, holds, None, "科", b"", date(2026, 3, 2), str(place))
    before = doubles.decisions.get(pair_key(pair))
    kept = new if before is None or before.known_at < new.known_at else before
    after = doubles.with_decision(pair, kept)
    keys = {key for each in pair if each in after.compared for key in after.compared[each].keys}
    return after, keys


def asked(doubles: Doubles, touched: set[str], changed: set[str]) -> Doubles:
    """Return what is known after a step, as the handler keeps it."""
    doubles, moved = with_roots(doubles, changed)
    keys = touched | {key for each in moved for key in doubles.compared[each].keys}
    statuses = statuses_of(doubles, LIMITS, keys, changed | moved)
    kept = {
        pair: ProposalStatus(1, status)
        for pair, status in statuses.items()
        if pair in doubles.proposals or status != "ended"
    }
    return with_statuses(doubles, kept)


@settings(max_examples=300)
@given(records, decisions, st.data())
def test_the_order_of_arrival_changes_nothing(
    known: dict[str, tuple[int, set[str], bool, str]],
    said: list[tuple[str, str, bool, str | None]],
    data: st.DataObject,
) -> None:
    steps: list[object] = [*known, *range(len(said))]
    outcomes = []
    for order in (steps, data.draw(st.permutations(steps))):
        doubles = Doubles()
        for step in order:
            if isinstance(step, int):
                doubles, touched = with_decision(doubles, said[step], step)
                changed = set(pair_of(letters(said[step][0]), letters(said[step][1])))
            else:
                hours, keys, stands, department = known[str(step)]
                at = START + timedelta(hours=hours)
                record = ComparedRecord(
                    record_id=str(step),
                    kind="accident",
                    known_at=at,
                    keys=tuple(sorted(keys)) if stands else (),
                    keyed_at=at,
                    stands=stands,
                    departments=(department,),
                )
                doubles, touched = with_compared(doubles, letters(str(step)), record)
                changed = {letters(str(step))}
            doubles = asked(doubles, touched, changed)
        now = {
            pair: each.status for pair, each in doubles.proposals.items() if each.status != "ended"
        }
        outcomes.append((now, dict(doubles.counted_as)))
    assert outcomes[0] == outcomes[1]
    now, roots = outcomes[0]
    for pair, status in now.items():
        one, other = pair_of_key(pair)
        if status == "suspected":
            assert one not in roots
            assert other not in roots


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_pair_is_named_in_one_way(one: str, other: str) -> None:
    mine, others = letters_of("penalty", one), letters_of("penalty", other)
    if mine != others:
        name = DoubleName(CODE, pair_of(mine, others))
        assert name == DoubleName(CODE, pair_of(others, mine))
        assert double_named(str(name)) == name


@settings(max_examples=15)
@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.lists(st.sampled_from(["accept", "refuse"]), max_size=3),
)
def test_taken_back_it_is_as_if_never_decided(deaths: int, others: int, said: list[str]) -> None:
    rooms = TwoRooms().registered()
    rooms.take(accident(A, deaths=deaths), accident(B, deaths=others, hours=1, department="port"))
    on = date(2026, 6, 1)
    before = rooms.standing(on)
    waiting = rooms.waiting()
    assert len(waiting) == (deaths == others)
    for pair in waiting:
        for place, choice in enumerate((*said, "refuse")):
            rooms.take(decision(pair.identifier, choice, hours=100 + place))
    after = rooms.standing(on)
    assert (after.score, after.grade) == (before.score, before.grade)
    assert [line.points for line in after.lines] == [line.points for line in before.lines]
    assert [line.effect for line in after.overrides] == [line.effect for line in before.overrides]
