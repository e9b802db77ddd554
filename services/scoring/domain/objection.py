"""Objections and credit repair: which records count no more, and which are in dispute."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec

from schemas.records import (
    ObjectionDecided,
    ObjectionFiled,
    Penalty,
    RepairGranted,
)
from schemas.records.base import Record

from .calendar_months import add_months
from .ledger import Entry
from .pack_parts import Repair

Named = tuple[str, str]  # a record's kind and document number
_BEARING = (ObjectionFiled, ObjectionDecided, RepairGranted)


class Disputes(msgspec.Struct, frozen=True):
    """The records to which an objection was upheld, those that are in dispute, those repaired.

    `disputed` has the first day of each, `repaired` the day on which repair was granted.
    """

    upheld: frozenset[Named] = frozenset()
    disputed: Mapping[Named, date] = {}
    repaired: Mapping[Named, date] = {}


NO_DISPUTES = Disputes()


def named(entry: Entry) -> Named:
    """Return by what an objection or a repair names the record of an entry."""
    return kind_of(entry.content), entry.document_number


def kind_of(content: Record) -> str:
    """Return the name of a record's kind."""
    return str(content.__struct_config__.tag)


def disputes_in(entries: Iterable[Entry]) -> Disputes:
    """Return what was objected to, and what was repaired.

    An objection is under way from the day on which it was filed until it is decided.
    """
    bearing = [entry for entry in entries if isinstance(entry.content, _BEARING)]
    if not bearing:
        return NO_DISPUTES
    filed: dict[str, tuple[Named, date]] = {}
    decided: set[str] = set()
    upheld: set[Named] = set()
    repaired: dict[Named, date] = {}
    for entry in bearing:
        content = entry.content
        if isinstance(content, ObjectionFiled):
            place = (str(content.record_kind), content.record_number)
            filed[entry.document_number] = (place, content.filed_on)
        elif isinstance(content, ObjectionDecided):
            decided.add(content.objection_number)
            if content.outcome == "upheld":
                upheld.add((str(content.record_kind), content.record_number))
        elif isinstance(content, RepairGranted) and content.granted:
            place = (str(content.record_kind), content.record_number)
            repaired[place] = min(content.decided_on, repaired.get(place, date.max))
    disputed: dict[Named, date] = {}
    for number, (place, day) in filed.items():
        if number not in decided:
            disputed[place] = min(day, disputed.get(place, date.max))
    return Disputes(frozenset(upheld), disputed, repaired)


def repaired_on(entry: Entry, granted_on: date, regimes: Sequence[Repair]) -> date:
    """Return the day from which a repaired record has no effect any more.

    A penalty has to have been public for a minimum of months, by the law in force when the repair
    was decided: before that no repair takes effect.
    """
    content = entry.content
    applying = [each for each in regimes if each.decided_from.value <= granted_on]
    if not isinstance(content, Penalty) or not applying:
        return granted_on
    minimum = applying[-1].minimum[content.severity].value
    return max(granted_on, add_months(content.decided_on, minimum)) if minimum else granted_on
