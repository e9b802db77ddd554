"""A record of which nobody is rated alone bears on who is rated, where it shows a situation."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from schemas.on_record.entry import LedgerEntry
from schemas.records import CreditLine
from services.scoring.domain.records import recorded_situations
from services.scoring.domain.records.situation import Situation, event
from tests.support.fatal_accident import REGISTERED
from tests.support.safety_records import Scoring, admitted

DAY = date(2026, 3, 2)
LINE = CreditLine(amount=Decimal(1), bank="X市商业银行", granted_on=DAY)


def fined(_entry: LedgerEntry, _content: CreditLine) -> Iterator[Situation]:
    yield event("penalty", DAY, severity="minor", fine=Decimal(1), rectified=False)


def taken(monkeypatch: pytest.MonkeyPatch, *, shows: bool) -> list[Decimal]:
    """Return the scores that are published of who is registered, and then has a credit line."""
    if shows:
        table = dict(recorded_situations._SITUATIONS_OF_KIND)
        monkeypatch.setattr(
            recorded_situations, "_SITUATIONS_OF_KIND", {**table, CreditLine: fined}
        )
    scoring = Scoring()
    scoring.take(REGISTERED)
    scoring.take(admitted(LINE, number="XD-1", known_on=DAY))
    return [body.score for body in scoring.on("standings")]


def test_it_bears_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = taken(monkeypatch, shows=True)
    assert second < first


def test_a_kind_that_shows_none_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(taken(monkeypatch, shows=False)) == 1
