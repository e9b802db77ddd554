"""A record of a code that was succeeded, at the successor's: adopted, or met by the same one."""

import msgspec

from .admission import KnownRecord, Records, Verdict, standing


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
    mine, other = before.holding, moved.holding
    same_words = mine.content == other.content
    same_day = mine.occurred_on == other.occurred_on
    another = mine.department != other.department
    if another and not same_words and (before.withdrawn or moved.withdrawn or not same_day):
        return before, "of_another"
    voices = {voice.department: voice for voice in before.voices}
    for voice in moved.voices:
        said = voices.get(voice.department)
        if said is None or (voice.content != said.content and voice.said_at > said.said_at):
            voices[voice.department] = voice
    after = msgspec.structs.replace(before, voices=standing(voices.values()))
    if after.holding.content != mine.content:
        revision = max(before.revision, moved.revision) + 1
        return msgspec.structs.replace(after, revision=revision), "corrected"
    if after.sources == before.sources:
        return after, "repeated" if same_words else "superseded"
    met = msgspec.structs.replace(after, revision=before.revision + 1)
    return met, "also_reported" if same_words else "reported_otherwise"


def _union(mine: tuple[bytes, ...], others: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*mine, *others)))
