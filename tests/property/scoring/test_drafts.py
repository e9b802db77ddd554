"""What follows from a standing under a draft is what the whole assessment gives, for any change."""

from collections import Counter
from datetime import date, timedelta
from random import Random  # noqa: TID251 - from a seed, it is the same each time

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.on_record.disputes import kind_of
from schemas.on_record.entry import LedgerEntry
from services.scoring.domain.outlook.policy_trial import Trial, trial_of
from services.scoring.domain.records.ledger import Ledger, Suspicion, ledger_from
from services.scoring.domain.records.recorded_situations import KIND_SHOWING, situations_of
from services.scoring.domain.records.situation import SITUATIONS
from services.scoring.domain.standing.assessment import Standing
from tests.support.dense_histories import dense_history
from tests.support.random_drafts import random_draft
from tests.support.random_histories import RULES

SEEDS = st.integers(0, 2**32)


def ledger_of(seed: int) -> Ledger:
    rows = dense_history(seed, Random(seed).choice((2, 6, 12, 30)))
    return ledger_from(
        [row for row in rows if isinstance(row, LedgerEntry)],
        [row for row in rows if isinstance(row, Suspicion)],
    )


def trial_and_ledger(seed: int) -> tuple[Trial, Ledger]:
    """Return a draft of the sector in which the enterprise is, as it stands on a day."""
    chance, ledger = Random(-seed), ledger_of(seed)
    on = date(2025, 7, 1) + timedelta(days=chance.randrange(700))
    sector = trial_of(RULES, (), on).before(ledger).sector
    draft = random_draft(chance, RULES.at(sector, on), RULES)
    return trial_of(RULES, [draft], on), ledger


def kinds_of(ledger: Ledger) -> set[str]:
    return {kind_of(entry.content) for entry in ledger.entries}


def without_forecast(standing: Standing) -> Standing:
    return msgspec.structs.replace(standing, changes_next_on=None)


@settings(max_examples=800)  # there are many parts of a pack
@given(SEEDS)
def test_what_follows_from_a_standing_is_what_the_assessment_gives(seed: int) -> None:
    trial, ledger = trial_and_ledger(seed)
    derived = trial.derived(trial.before(ledger), kinds_of(ledger))
    if derived is not None:
        assert without_forecast(derived) == without_forecast(trial.after(ledger))


def test_some_follow_and_some_are_assessed_and_of_both_some_differ() -> None:
    counted: Counter[tuple[bool, bool]] = Counter()
    for seed in range(300):
        trial, ledger = trial_and_ledger(seed)
        before = trial.before(ledger)
        derived = trial.derived(before, kinds_of(ledger))
        counted[derived is not None, trial.after(ledger).score != before.score] += 1
    assert len(counted) == 4
    assert min(counted.values()) >= 5


def test_every_situation_is_shown_by_a_kind_and_by_no_other() -> None:
    assert KIND_SHOWING.keys() == SITUATIONS.keys()
    shown = {
        (situation.name, type(entry.content))
        for seed in range(200)
        for entry in ledger_of(seed).entries
        for situation in situations_of(entry)
    }
    assert len(shown) > 12
    assert all(KIND_SHOWING[name] is kind for name, kind in shown)
