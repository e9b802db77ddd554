"""A record of a code that was succeeded, at the successor's: adopted, or met by the same one."""

import msgspec

from .admission import KnownRecord, Records, Verdict


def inherit(records: Records, record_id: str, moved: KnownRecord) -> tuple[Records, Verdict]:
    """Return the records known afterwards, and what the record that came over is among them.

    The verdicts are those of admission. Of two contents of one department the one that was known
    last holds; of two departments the record stays that of the one whose record it is here.
    """
    before = records.get(record_id)
    if before is None:
        return {**records, record_id: moved}, "accepted"
    if set(moved.reports) <= set(before.reports):
        return records, "known"
    seen = msgspec.structs.replace(
        before,
        reports=_union(before.reports, moved.reports),
        sheet_rows=_union(before.sheet_rows, moved.sheet_rows),
    )
    after, verdict = _met(seen, moved)
    return {**records, record_id: after}, verdict


def _met(before: KnownRecord, moved: KnownRecord) -> tuple[KnownRecord, Verdict]:
    same_words = before.content == moved.content
    another = before.department != moved.department
    same_day = before.occurred_on == moved.occurred_on
    if another and not same_words and (before.withdrawn or moved.withdrawn or not same_day):
        return before, "of_another"
    sources = tuple(dict.fromkeys((*before.sources, *moved.sources)))
    later = not another and not same_words and moved.said_at > before.said_at
    if later:
        return (
            msgspec.structs.replace(
                before,
                revision=max(before.revision, moved.revision) + 1,
                content=moved.content,
                submission=moved.submission,
                row=moved.row,
                occurred_on=moved.occurred_on,
                withdrawn=moved.withdrawn,
                said=moved.said,
                said_at=moved.said_at,
                sources=sources,
            ),
            "corrected",
        )
    if sources == before.sources:
        return before, "repeated" if same_words else "superseded"
    met = msgspec.structs.replace(before, revision=before.revision + 1, sources=sources)
    return met, "also_reported" if same_words else "reported_otherwise"


def _union(mine: tuple[bytes, ...], others: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*mine, *others)))
