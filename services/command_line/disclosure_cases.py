"""Worked cases of disclosure: records in, what is public out, as a jurist writes them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

import msgspec

from schemas.messages import EnterpriseDisclosed, RecordDisclosed
from schemas.topics import DISCLOSED_RECORDS, DISCLOSURES
from schemas.vocabulary.disclosed_record import DisclosedRecord
from services.disclosure.domain.rules.edition import DisclosureRules
from services.scoring.domain.packs.worked_case import CaseRecord

from .case_chain import CODE, Chain, days_of

Expected = str | bool | int | tuple[str, ...] | None


class DisclosureCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Records, and on some days what is public of them.

    By the number of a record it is the days between which it is public (`2026-05-31 to 2026-08-30`,
    without an end `2026-05-31 on`), followed by `, objected` while an objection is under way and by
    `, late` where it was made public later than the law wants; or why it is not public any more
    (`repaired`), or `none` where it never was. Beside them `grade`, `level`, `commitment`,
    `reasons` (the rules of those that are public), `further` (whether there are others) and
    `measures` stand for what the entry says of these.
    """

    case: str
    records: tuple[CaseRecord, ...]
    expect: Annotated[dict[date, dict[str, Expected]], msgspec.Meta(min_length=1)]


class DisclosureCases(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases about one subject. `of` tells them from other cases."""

    of: Literal["disclosure"]
    about: str
    cases: tuple[DisclosureCase, ...]


class OtherDisclosure(msgspec.Struct, frozen=True):
    """A day on which something else is public than a case expects."""

    case: str
    day: date
    what: str
    expected: Expected
    actual: Expected


def differences(
    case: DisclosureCase, editions: Sequence[DisclosureRules] | None = None
) -> Iterator[OtherDisclosure]:
    """Yield where what is public under editions (None: the shipped ones) differs from a case."""
    chain = Chain(disclosure=editions)
    for day in days_of(chain, case.records, max(case.expect)):
        if day not in case.expect:
            continue
        records, entry = _records(chain), _entry(chain)
        for what, expected in case.expect[day].items():
            actual = entry[what] if what in entry else records.get(what, "none")
            if actual != expected:
                yield OtherDisclosure(case.case, day, what, expected, actual)


def _entry(chain: Chain) -> Mapping[str, Expected]:
    """Return what the public entry says, by the names that cases use."""
    bodies = chain.published(DISCLOSURES)
    if not bodies:
        return dict.fromkeys(("grade", "level", "commitment", "reasons", "further", "measures"))
    latest = bodies[-1]
    if not isinstance(latest, EnterpriseDisclosed):
        raise TypeError(f"{type(latest).__name__} on {DISCLOSURES.name}")
    entry = latest.entry
    return {
        "grade": entry.grade,
        "level": entry.level,
        "commitment": entry.commitment,
        "reasons": tuple(reason.rule for reason in entry.reasons),
        "further": entry.further_reasons,
        "measures": tuple(measure.measure.value for measure in entry.measures),
    }


def _records(chain: Chain) -> Mapping[str, Expected]:
    """Return by the number of each record that was ever public when it is, or why not any more."""
    state: dict[str, Expected] = {}
    for body in chain.published(DISCLOSED_RECORDS):
        if isinstance(body, RecordDisclosed):
            number = body.record_id.removeprefix(f"{CODE}/")
            state[number] = body.ended if body.record is None else _days(body.record)
    return state


def _days(record: DisclosedRecord) -> str:
    days = f"{record.first_day} on"
    if record.last_day is not None:
        days = f"{record.first_day} to {record.last_day}"
    objected = ", objected" if record.objected_since is not None else ""
    return f"{days}{objected}{', late' if record.is_late else ''}"
