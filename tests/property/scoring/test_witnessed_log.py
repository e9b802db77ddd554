"""Whatever is done to the log by who holds its key, a witness's word shows it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.transparency.cosignature import Cosigner
from services.chassis.transparency.witness import NotWitnessedError, Witness
from services.chassis.transparency.witness_policy import read_policy
from services.scoring.adapters.decision_log.sealed_log import SealedLog, leaf_of
from services.scoring.adapters.decision_log.witnessed import (
    NotWitnessedLogError,
    statements_on,
    witnessed,
)
from tests.support.made_logs import (
    FIRST,
    Changes,
    Day,
    lines_of,
    made_changes,
    made_seals,
    verified,
)
from tests.support.signing_keys import REGISTER, key_of

NAME, KEY = "witness.test/a", key_of(30)
POLICY = read_policy(f"witness a {Cosigner(NAME, KEY.public).vkey}\nquorum a\n")
histories = st.lists(st.lists(st.sampled_from("ABCD"), max_size=4), min_size=1, max_size=6)


def log_of(changes: Changes, days: int) -> SealedLog:
    wrong, log = verified(lines_of(changes, made_seals(changes, days)))
    assert wrong is None
    return log


def noon(day: int) -> datetime:
    return datetime(2026, 3, 1, 12, tzinfo=UTC) + timedelta(days=day)


def word_on(log: SealedLog, at: datetime, folder: Path) -> str:
    """Let a witness that starts anew cosign a log; return its word."""
    witness = Witness(NAME, KEY, folder / "witness.note", REGISTER)
    request = log.request(0)
    assert request is not None
    witness.add(request, at)
    return (folder / "witness.note").read_text()


def verdict(log: SealedLog, word: str, days: int) -> str | None:
    _, statements = statements_on(word, POLICY, REGISTER)
    try:
        witnessed(log, statements, POLICY, FIRST + timedelta(days=days))
    except NotWitnessedLogError as error:
        return str(error)
    return None


@given(histories, st.data())
def test_a_log_that_goes_on_keeps_every_word_and_a_cut_or_rewritten_one_breaks_it(
    days: Sequence[Day], data: st.DataObject
) -> None:
    seen = data.draw(st.integers(1, len(days)), "days that the witness saw")
    changes = made_changes(days)
    before = log_of([f for f in changes if f.body.day < FIRST + timedelta(days=seen)], seen)
    with TemporaryDirectory() as folder:
        word = word_on(before, noon(seen), Path(folder))
    assert verdict(log_of(changes, len(days)), word, len(days)) is None
    cut = data.draw(st.integers(0, seen - 1), "days that are left")
    left = [f for f in changes if f.body.day < FIRST + timedelta(days=cut)]
    told = verdict(log_of(left, cut), word, len(days))
    assert told is not None
    assert "saw" in told
    if before.changes:
        other = log_of(made_changes(days, "C"), len(days))
        assert "the log was rewritten" in (verdict(other, word, len(days)) or "")


@given(histories, st.data())
def test_a_witness_follows_a_log_day_by_day_and_no_other(
    days: Sequence[Day], data: st.DataObject
) -> None:
    changes, other = made_changes(days), made_changes(days, "C")
    steps = sorted(data.draw(st.sets(st.integers(1, len(days)), min_size=1)))
    size = 0
    with TemporaryDirectory() as folder:
        witness = Witness(NAME, KEY, Path(folder) / "witness.note", REGISTER)
        for step in steps:
            until = FIRST + timedelta(days=step)
            log = log_of([f for f in changes if f.body.day < until], step)
            split = log_of([f for f in other if f.body.day < until], step)
            for forged in (split.request(size), split.request(0)) if size else ():
                assert forged is not None
                with pytest.raises(NotWitnessedError):
                    witness.add(forged, noon(step))
            request = log.request(size)
            assert request is not None
            assert witness.add(request, noon(step))
            size = len(log.changes)
            last = witness.last
            assert last is not None
            assert (last.size, last.day) == (size, until - timedelta(days=1))
        assert request.old <= size
        if request.old < size:
            with pytest.raises(NotWitnessedError, match="the last checkpoint here has"):
                witness.add(request, noon(9))


@given(histories, st.data())
def test_no_message_can_be_altered_left_out_or_put_elsewhere(
    days: Sequence[Day], data: st.DataObject
) -> None:
    changes = made_changes(days)
    lines = lines_of(changes, made_seals(changes, len(days)))
    assert verified(lines)[0] is None
    place = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[place]) - 1))
    flipped = bytearray(lines[place])
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    assert verified([*lines[:place], bytes(flipped), *lines[place + 1 :]])[0] is not None
    if place < len(lines) - 1:
        assert verified([*lines[:place], *lines[place + 1 :]])[0] is not None
    seals = lines[len(changes) :]
    if len(seals) > 1:
        swapped = data.draw(st.permutations(seals))
        if list(swapped) != seals:
            assert verified([*lines[: len(changes)], *swapped])[0] is not None


@given(histories)
def test_each_change_is_proved_under_each_checkpoint_that_has_it(days: Sequence[Day]) -> None:
    changes = made_changes(days)
    log = log_of(changes, len(days))
    for index, change in zip(count(), log.changes):
        proof = log.proof(change.subject, change.number)
        assert proof is not None
        assert proof.index == index
        for other in log.changes:
            assert proof.proves(leaf_of(other)) == (other is change)
        told = str(proof)
        assert not [o for o in log.changes if o is not change and o.hash in told]
