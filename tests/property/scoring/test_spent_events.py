"""What is taken for spent has no effect on the day or later; what had one the day before is not."""

from datetime import date, timedelta
from random import Random  # noqa: TID251 - from a seed, it is the same each time

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.on_record.entry import LedgerEntry
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.standing.effects import effects_of
from services.scoring.domain.standing.spent_events import spent_events
from tests.support.dense_histories import dense_history
from tests.support.random_drafts import random_draft
from tests.support.random_histories import RULES

PACKS = [pack for packs in RULES.by_sector.values() for pack in packs]


def is_spent(entry: LedgerEntry, pack: Pack, on: date) -> bool:
    spent = spent_events(pack, on).get(type(entry.content))
    return spent is not None and spent[0](entry.content) < spent[1]


def last_days(entry: LedgerEntry, pack: Pack) -> list[date]:
    effects = effects_of(entry, pack)
    assert not effects.counted
    assert not effects.draws
    lines = (
        *effects.lines,
        *(line for _, line in effects.limited),
        *effects.overrides,
        *effects.overrides_without_level,
        *effects.statuses,
    )
    return [line.last_day or date.max for line in lines]


@settings(max_examples=300)
@given(st.integers(0, 2**32))
def test_what_is_spent_has_no_effect_any_more(seed: int) -> None:
    chance = Random(seed)
    pack = random_draft(chance, chance.choice(PACKS), RULES)
    entries = [row for row in dense_history(seed, 12) if isinstance(row, LedgerEntry)]
    for entry in entries:
        on = date(2026, 1, 1) + timedelta(days=chance.randrange(1200))
        if is_spent(entry, pack, on):
            assert max(last_days(entry, pack), default=date.min) < on


def test_an_event_is_spent_from_the_day_after_its_last_effect() -> None:
    exact = 0
    for seed in range(60):
        for entry in dense_history(seed, 12):
            if not isinstance(entry, LedgerEntry):
                continue
            for pack in PACKS:
                if is_spent(entry, pack, date(2199, 1, 1)) and (days := last_days(entry, pack)):
                    assert not is_spent(entry, pack, max(days))
                    exact += is_spent(entry, pack, max(days) + timedelta(days=1))
    assert exact > 20
