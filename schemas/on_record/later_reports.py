"""An accident with what was reported about it later, by its reporters or the lead department.

Follow-up reports add their tolls, the finding on responsibility replaces what was known of it.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import Accident, AccidentFollowUp, ResponsibilityDetermined
from schemas.vocabulary.canonical_text import canonical
from schemas.vocabulary.city_day import city_day
from schemas.vocabulary.department import lead

FollowUp = tuple[LedgerEntry, AccidentFollowUp]
Finding = tuple[LedgerEntry, ResponsibilityDetermined]


class _Reports(msgspec.Struct):
    follow_ups: list[FollowUp] = msgspec.field(default_factory=list)
    findings: list[Finding] = msgspec.field(default_factory=list)


def with_later_reports(entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
    """Return the entries, each accident with the follow-ups and findings that name its number."""
    reports: dict[str, _Reports] = {}
    for entry in entries:
        content = entry.content
        if isinstance(content, AccidentFollowUp):
            of_accident = reports.setdefault(canonical(content.accident_number), _Reports())
            of_accident.follow_ups.append((entry, content))
        elif isinstance(content, ResponsibilityDetermined):
            of_accident = reports.setdefault(canonical(content.accident_number), _Reports())
            of_accident.findings.append((entry, content))
    if not reports:
        return entries
    return [_with_its_reports(entry, reports) for entry in entries]


def _with_its_reports(entry: LedgerEntry, reports: Mapping[str, _Reports]) -> LedgerEntry:
    if not isinstance(entry.content, Accident):
        return entry
    of_accident = reports.get(canonical(entry.document_number))
    return entry if of_accident is None else _joined(entry, entry.content, of_accident)


def _joined(entry: LedgerEntry, accident: Accident, reports: _Reports) -> LedgerEntry:
    """Return an accident's entry with its reports: of two of one day the one known last holds.

    What adds to it is said by one of those who reported the accident, or by the lead department
    (whether first or beside another); what is dated before the accident is about another one.
    """
    reporters = {*entry.sources, entry.department, lead().code}
    happened_on = city_day(accident.happened_at)
    follow_ups = [
        content
        for report, content in sorted(reports.follow_ups, key=_reported)
        if _is_reported_by(reporters, report) and content.toll.reported_on >= happened_on
    ]
    tolls = (*accident.tolls, *(each.toll for each in follow_ups))
    losses = [each.loss for each in follow_ups if each.loss is not None]
    accident = msgspec.structs.replace(
        accident, tolls=tolls, loss=losses[-1] if losses else accident.loss
    )
    findings = [
        (report, content)
        for report, content in sorted(reports.findings, key=_determined)
        if _is_reported_by(reporters, report) and content.determined_on >= happened_on
    ]
    return msgspec.structs.replace(entry, content=_determined_by(findings, accident))


def _is_reported_by(reporters: AbstractSet[str], report: LedgerEntry) -> bool:
    return not reporters.isdisjoint({report.department, *report.sources})


def _determined_by(findings: Sequence[Finding], accident: Accident) -> Accident:
    """Return an accident with what was found last, its own report (where it is dated) included.

    Of one day the separate finding holds: it is the investigation's own document, and a new
    revision of the accident (another department reports it too) determines nothing anew.
    """
    if not findings:
        return accident
    own, (_, last) = accident.determined_on, findings[-1]
    stated = [each.concealed for _, each in findings if each.concealed is not None]
    concealed = stated[-1] if stated else accident.concealed
    if own is not None and own > last.determined_on:
        return msgspec.structs.replace(accident, concealed=accident.concealed or concealed)
    return msgspec.structs.replace(
        accident,
        responsibility=last.responsibility,
        determined_on=last.determined_on,
        concealed=concealed,
    )


def _reported(pair: FollowUp) -> tuple[date, datetime, str]:
    entry, content = pair
    return content.toll.reported_on, entry.known_at, entry.record_id


def _determined(pair: Finding) -> tuple[date, datetime, str]:
    entry, content = pair
    return content.determined_on, entry.known_at, entry.record_id
