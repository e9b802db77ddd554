"""What was assessed and is not needed any more is freed at once: a day assesses everybody."""

import gc
import weakref
from datetime import date

from benchmarks.work import work
from schemas.codec import decode
from schemas.on_record.admitted import entry_of
from services.scoring.domain.live.live_assessment import LiveAssessment
from services.scoring.domain.records.ledger import Ledger
from services.scoring.stage import load_rulebooks


def test_a_live_assessment_is_in_no_cycle_of_references() -> None:
    ledger = Ledger()
    for received in work(1, 20, 1):
        ledger = ledger.with_entry(entry_of(decode(received.value or b"")))
    live = LiveAssessment(ledger, load_rulebooks(), date(2026, 3, 21))
    seen = weakref.ref(live)
    assert live.sheet.total
    gc.disable()
    try:
        del live
        assert seen() is None
    finally:
        gc.enable()
