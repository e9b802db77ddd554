"""The decision log: whatever is done to it afterwards is found, and where."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import decode, encode
from schemas.decision_log import hashed, signed
from schemas.messages import (
    StandingAssessed,
)
from services.chassis.processing.fold import day_began
from services.chassis.signing.key_register import KeyRegister
from services.scoring.adapters.decision_log.sealing import DayBook
from services.scoring.adapters.decision_log.verification import Break, Verifier
from tests.support.decision_logs import (
    ASSESSMENTS,
    CHANGES,
    LAST,
    LOG,
    SEALS,
    Log,
    days_until_the_last,
    lines_verified,
    played,
)
from tests.support.safety_records import CODE
from tests.support.signing_keys import KEY, ORIGIN, OTHER, REGISTER, entry_of, register_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def verified(log: Log, register: KeyRegister | None = REGISTER) -> Break | None:
    return lines_verified([encode(fact) for fact in log], register)


def what(log: Log, register: KeyRegister | None = REGISTER) -> str:
    wrong = verified(log, register)
    assert wrong is not None
    return f"{wrong.where}: {wrong.about}: {wrong.problem}"


def changed(log: Log, place: int, **fields: object) -> Log:
    body = msgspec.structs.replace(log[place].body, **fields)
    return [*log[:place], msgspec.structs.replace(log[place], body=body), *log[place + 1 :]]


def test_each_change_follows_the_one_before_and_names_its_standing() -> None:
    assert [fact.body.number for fact in CHANGES] == [1, 2, 3]
    assert [fact.body.previous for fact in CHANGES] == [None, *(f.body.hash for f in CHANGES[:-1])]
    standings = [
        fact for fact in map(decode, ASSESSMENTS) if isinstance(fact.body, StandingAssessed)
    ]
    decided = [fact for fact in standings if fact.body.decision]
    assert [f.body.decision.hash for f in decided] == [fact.body.hash for fact in CHANGES]
    for standing, change in zip(decided, CHANGES, strict=True):
        same = msgspec.structs.replace(standing, id=change.id, body=change.body)
        assert same == change
    assert len({fact.id for fact in (*decided, *CHANGES)}) == 2 * len(CHANGES)


def test_as_it_is_it_holds_also_where_each_message_came_twice() -> None:
    assert verified(LOG) is None
    assert verified([fact for fact in LOG for _ in range(2)]) is None
    assert [seal.body.day for seal in SEALS][-1] == LAST - timedelta(days=1)
    assert sum(seal.body.count for seal in SEALS) == len(CHANGES)


def test_a_replay_makes_the_same_log() -> None:
    assert played()[0] == LOG


def test_sealing_goes_on_where_the_last_seal_is() -> None:
    half = len(SEALS) // 2
    book = DayBook(ORIGIN, 1, SEALS[half].body)
    for fact in (*map(decode, ASSESSMENTS), *days_until_the_last(SEALS[0].body.day)):
        book.add(0, fact)
    assert list(book.seals(lambda _: KEY)) == SEALS[half + 1 :]


def test_no_day_is_sealed_before_it_is_over_in_every_partition() -> None:
    book = DayBook(ORIGIN, 2, None)
    for day in (1, 2, 3):
        book.add(0, day_began(date(2026, 3, day), 0))
    assert list(book.seals(lambda _: KEY)) == []
    book.add(1, day_began(date(2026, 3, 1), 1))
    assert list(book.seals(lambda _: KEY)) == []
    book.add(1, day_began(date(2026, 3, 2), 1))
    assert [seal.body.day for seal in book.seals(lambda _: KEY)] == [date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (changed(LOG, 1, score=100), "line 1: {code} 2: its content has the hash"),
        (changed(LOG, 1, standing_digest="0" * 64), "line 1: {code} 2: its content has the hash"),
        ([LOG[0], *LOG[2:]], "line 1: {code} 3: number 2 is missing before it"),
        ([*CHANGES[:-1], *SEALS], "1 grade changes were sealed, 0 are there"),
        ([*CHANGES, *SEALS[:3], *SEALS[4:]], "seal 5 of {day}: seal 4 is missing before it"),
        ([CHANGES[1], CHANGES[0], *LOG[2:]], "line 0: {code} 2: number 1 is missing before it"),
        (
            [msgspec.structs.replace(LOG[0], known_at=NOW), *LOG[1:]],
            "line 0: {code} 1: its content",
        ),
        ([msgspec.structs.replace(LOG[0], subject="X"), *LOG[1:]], "line 0: X 1: its content"),
        (CHANGES, "line 0: {code} 1: no day is sealed"),
        (changed(LOG, len(CHANGES), count=5), "seal 1 of {first}: its content has the hash"),
    ],
)
def test_what_was_done_to_it_is_found_and_where(log: Log, told: str) -> None:
    wanted = told.format(code=CODE, day=SEALS[4].body.day, first=SEALS[0].body.day)
    assert wanted in what(log)


def test_a_change_that_was_slipped_in_with_right_hashes_is_found_by_the_seal() -> None:
    last = CHANGES[-1].body
    slipped = msgspec.structs.replace(
        last, number=4, previous=last.hash, from_grade="D", to_grade="A", day=last.day
    )
    log = [*CHANGES, hashed(msgspec.structs.replace(CHANGES[-1], body=slipped)), *SEALS]
    assert "1 grade changes were sealed, 2 are there" in what(log)
    other = msgspec.structs.replace(last, to_grade="A")
    log = [*CHANGES[:-1], hashed(msgspec.structs.replace(CHANGES[-1], body=other)), *SEALS]
    assert "the changes have another root" in what(log)


def test_what_is_under_no_seal_is_told_apart_and_must_be_of_the_last_days() -> None:
    last = CHANGES[-1].body

    def appended(day: date) -> Log:
        body = msgspec.structs.replace(
            last, number=4, previous=last.hash, from_grade="D", to_grade="A", day=day
        )
        return [*CHANGES, hashed(msgspec.structs.replace(CHANGES[-1], body=body)), *SEALS]

    verifier = Verifier(REGISTER)
    for fact in appended(LAST):
        assert verifier.add("a line", encode(fact)) is None
    assert verifier.finish() is None
    assert verifier.unsealed == [f"{CODE} 4 (a line)"]
    assert "lies long after the last seal" in what(appended(LAST + timedelta(days=9)))


def test_a_day_that_is_not_over_needs_no_seal() -> None:
    first = CHANGES[0].body.day

    def wrong_on(today: date | None, log: Log = CHANGES[:1]) -> str | None:
        verifier = Verifier(REGISTER)
        for fact in log:
            assert verifier.add("a line", encode(fact)) is None
        assert verifier.unsealed == [f"{CODE} 1 (a line)"] * len(log)
        found = verifier.finish(today)
        return found and found.problem

    for today in (None, first, first + timedelta(days=1)):  # its seal is being made the day after
        assert wrong_on(today) is None
        assert wrong_on(today, []) is None
    late = wrong_on(first + timedelta(days=2))
    assert late == f"no day is sealed: there is no seal, and the day {first} is long over"
    assert wrong_on(first + timedelta(days=99), []) is None, "nobody's grade changed"


def test_a_seal_of_another_key_or_without_a_signature_is_found() -> None:
    for signature in (OTHER.sign(b"x"), b"no signature"):
        log = [*CHANGES, signed(SEALS[0], signature)]
        assert "the signature is not of the key" in what(log)
    body = msgspec.structs.replace(SEALS[0].body, signature="no base64", hash="")
    log = [*CHANGES, hashed(msgspec.structs.replace(SEALS[0], body=body))]
    assert "the signature is not of the key" in what(log)
    assert "is not in the register" in what(LOG, register_of(entry_of(OTHER.public)))


@given(st.data())
def test_no_single_alteration_of_a_history_goes_unseen(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LOG) - 1))
    body = LOG[place].body
    field = data.draw(st.sampled_from(body.__struct_fields__))
    value = getattr(body, field)
    other: object
    if isinstance(value, str):
        other = value[:-1] + ("0" if value[-1:] != "0" else "1")
    elif isinstance(value, date):
        other = value + timedelta(days=data.draw(st.integers(1, 900)))
    elif value is None or isinstance(value, tuple):
        other = "x" if value is None else (*value, "x")
    else:
        other = value + data.draw(st.integers(1, 9))
    assert verified(changed(LOG, place, **{field: other})) is not None


@given(st.data())
def test_no_message_can_be_left_out_but_from_the_end(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(LOG) - 2))
    assert verified([*LOG[:place], *LOG[place + 1 :]]) is not None
