"""Whether a standing rests on too little: what was recorded of late, and by how many."""

from collections.abc import Iterable, Mapping
from datetime import date

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    BlacklistDecision,
    CreditLine,
    InterviewHeld,
    MeasureAct,
    ObjectionDecided,
    ObjectionFiled,
    ProjectApplication,
    PublicTip,
    Registration,
    RepairApplied,
    RepairGranted,
    TaxRebate,
    WageArrears,
)
from schemas.vocabulary.periods import counts_until, day_after
from schemas.vocabulary.thin_data import ThinData
from services.scoring.domain.packs.parts import Sufficiency

from .validity import Validity

# The enterprise itself, what follows from its standing, and what nobody has verified: none of
# these shows that a department looked at how safely it works.
NO_EVIDENCE = frozenset(
    {
        BlacklistDecision,
        CreditLine,
        InterviewHeld,
        MeasureAct,
        ObjectionDecided,
        ObjectionFiled,
        ProjectApplication,
        PublicTip,
        Registration,
        RepairApplied,
        RepairGranted,
        TaxRebate,
        WageArrears,
    }
)
_ANY = ("any",)


def too_little_recorded(
    entries: Iterable[LedgerEntry], rules: Sufficiency, validity: Validity
) -> tuple[ThinData, ...]:
    """Return why the records are too few on the day, and note when that may change."""
    latest: dict[str, date] = {}
    for entry in entries:
        day = entry.occurred_on
        for name in evidence_of(entry, rules):
            if day > validity.on:
                validity.note(day)
            elif name not in latest or day > latest[name]:
                latest[name] = day
    return sufficient(latest, rules, validity)


def evidence_of(entry: LedgerEntry, rules: Sufficiency) -> tuple[str, ...]:
    """Return the departments that looked at how safely it works, as a record shows.

    Where one department is enough, it does not matter which: this is asked very often.
    """
    if type(entry.content) in NO_EVIDENCE:
        return ()
    return (entry.sources or (entry.department,)) if rules.departments.value > 1 else _ANY


def sufficient(
    latest: Mapping[str, date], rules: Sufficiency, validity: Validity
) -> tuple[ThinData, ...]:
    """Return why these are too few: the latest day of each department's records.

    A record counts as long as the window of so many months before the day has it.
    """
    on, needed, months = validity.on, rules.departments.value, rules.recorded_within.value
    in_force = [last for day in latest.values() if (last := counts_until(day, months=months)) >= on]
    if not in_force:
        return (ThinData.NOTHING_RECORDED,)
    in_force.sort(reverse=True)
    if len(in_force) < needed:
        validity.note(day_after(in_force[0]))
        return (ThinData.FEW_DEPARTMENTS,)
    validity.note(day_after(in_force[needed - 1]))
    return ()
