"""Credit repair (信用修复) by the rules of a pack."""

from collections.abc import Iterable, Sequence
from datetime import date

from schemas.on_record import disputes
from schemas.on_record.entry import LedgerEntry
from schemas.records.penalty import Severity
from services.scoring.domain.packs.parts import Repair


def repaired_on(
    entry: LedgerEntry, granted_on: Iterable[date], regimes: Sequence[Repair]
) -> date | None:
    """Return the day from which a repaired record has no effect any more; None: it has.

    As long as a penalty has to have been public by the regime under which it was decided.
    """

    def minimum(severity: Severity, decided_on: date) -> int:
        applying = [each for each in regimes if each.decided_from.value <= decided_on]
        return applying[-1].minimum[severity].value if applying else 0

    return disputes.repaired_on(entry, granted_on, minimum)
