"""A record of a code that was succeeded, at the successor's: adopted, or met by the same one."""

import msgspec

from .admission import (
    Heard,
    KnownRecord,
    Records,
    Verdict,
    Voice,
    arranged,
    everyone,
    said_now,
    with_voice,
)


def inherit(
    records: Records, record_id: str, moved: KnownRecord, heard: Heard = everyone
) -> tuple[Records, tuple[Voice, ...]]:
    """Return the records known afterwards, and what of the record that came over is refused.

    These very records where it was here before. Each department's word of the two that was known
    last holds, and is taken as admission takes it; what it says of another department's record
    here (another day) is refused. Who was refused elsewhere has said nothing.
    """
    taken = (voice for voice in moved.voices if not voice.refused)
    moved = msgspec.structs.replace(moved, voices=arranged(taken, heard))
    before = records.get(record_id)
    if before is None:
        return {**records, record_id: moved}, ()
    if set(moved.reports) <= set(before.reports):
        return records, ()
    after, refused = _met(before, moved, heard)
    after = msgspec.structs.replace(
        after,
        reports=_union(before.reports, moved.reports),
        sheet_rows=_union(before.sheet_rows, moved.sheet_rows),
    )
    return {**records, record_id: after}, refused


def _met(
    before: KnownRecord, moved: KnownRecord, heard: Heard
) -> tuple[KnownRecord, tuple[Voice, ...]]:
    """Return the record after all that is said of it elsewhere, and which of that is refused."""
    after = before
    waiting = sorted(moved.voices, key=lambda voice: not voice.withdrawn)
    while waiting:
        refused = []
        for voice in waiting:
            after, verdict = _heard_elsewhere(after, voice, heard)
            if verdict == "of_another":
                refused.append(voice)
        if len(refused) == len(waiting):
            return after, tuple(refused)
        waiting = refused  # what another one took back or corrected may have stood in the way
    return after, ()


def _heard_elsewhere(
    before: KnownRecord, voice: Voice, heard: Heard
) -> tuple[KnownRecord, Verdict]:
    said = before.voice_of(voice.department)
    if said is not None and not _is_later(voice, said):
        return before, "superseded"
    if voice.withdrawn and (said is None or said.refused):  # it took back what it said elsewhere
        return with_voice(before, voice, before.revision, heard), "superseded"
    return said_now(before, voice, heard)


def _is_later(voice: Voice, said: Voice) -> bool:
    if voice.submission == said.submission:
        return voice.row > said.row
    return said.refused or voice.said_at > said.said_at


def _union(mine: tuple[bytes, ...], others: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys((*mine, *others)))
