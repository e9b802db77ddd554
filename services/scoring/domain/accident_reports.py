"""An accident with what was reported about it later, by whichever department.

Follow-up reports add their tolls, the finding on responsibility replaces what was known of it.
"""

from collections.abc import Sequence

import msgspec

from schemas.records import Accident, AccidentFollowUp, ResponsibilityDetermined

from .ledger import Entry


def with_later_reports(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Return the entries, each accident with the follow-ups and findings that name its number."""
    reports: dict[str, list[AccidentFollowUp | ResponsibilityDetermined]] = {}
    for entry in entries:
        if isinstance(entry.content, AccidentFollowUp | ResponsibilityDetermined):
            reports.setdefault(entry.content.accident_number, []).append(entry.content)
    if not reports:
        return entries
    return [
        _joined(entry, entry.content, reports[entry.document_number])
        if isinstance(entry.content, Accident) and entry.document_number in reports
        else entry
        for entry in entries
    ]


def _joined(
    entry: Entry,
    accident: Accident,
    reports: Sequence[AccidentFollowUp | ResponsibilityDetermined],
) -> Entry:
    followed = [each for each in reports if isinstance(each, AccidentFollowUp)]
    followed.sort(key=lambda each: each.toll.reported_on)
    accident = msgspec.structs.replace(
        accident, tolls=(*accident.tolls, *(each.toll for each in followed))
    )
    if losses := [each.loss for each in followed if each.loss is not None]:
        accident = msgspec.structs.replace(accident, loss=losses[-1])
    found = [each for each in reports if isinstance(each, ResponsibilityDetermined)]
    if found:
        finding = max(found, key=lambda each: each.determined_on)
        accident = msgspec.structs.replace(
            accident,
            responsibility=finding.responsibility,
            determined_on=finding.determined_on,
            concealed=accident.concealed or finding.concealed,
        )
    return msgspec.structs.replace(entry, content=accident)
