"""What intake knows of an enterprise's records: enough to tell new from corrected and repeated."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal

import msgspec

Verdict = Literal[
    "known",
    "accepted",
    "corrected",
    "repeated",
    "superseded",
    "sent_before",
    "also_reported",
    "reported_otherwise",
    "still_reported",
    "of_another",
]


class Voice(msgspec.Struct, frozen=True, array_like=True):
    """What one department says of a record now, and the row that last said it.

    `content` and `submission` are short digests; `said` is the whole finding, as it is kept,
    `said_at` when it was known. `withdrawn`: it takes back what it said.
    """

    department: str
    content: bytes
    submission: bytes
    row: int
    occurred_on: date
    withdrawn: bool
    said: bytes
    said_at: datetime


class Reported(msgspec.Struct, frozen=True):
    """One report as admission sees it: short digests of it and of its place, and what it says.

    `sheet_row` is the same for the same row of the same file, however often it is sent.
    """

    report: bytes
    sheet_row: bytes
    voice: Voice


class KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    """What departments say of a record, and all reports that it had.

    The words of the first of the `voices` hold. `revision` counts from 1 what was said of it: each
    other content, each other department among its sources. `reports` and `sheet_rows` are those
    of all its reports, in the order of their arrival.
    """

    revision: int
    voices: tuple[Voice, ...]
    reports: tuple[bytes, ...]
    sheet_rows: tuple[bytes, ...]

    @property
    def holding(self) -> Voice:
        """What holds of the record."""
        return self.voices[0]

    @property
    def withdrawn(self) -> bool:
        """Whether nobody says any more that it is so."""
        return self.voices[0].withdrawn

    @property
    def sources(self) -> tuple[str, ...]:
        """The departments that say it, first the one whose words hold."""
        return tuple(voice.department for voice in self.voices)

    def voice_of(self, department: str) -> Voice | None:
        """Return what a department says of the record, or None."""
        return next((voice for voice in self.voices if voice.department == department), None)


Records = Mapping[str, KnownRecord]


def admit(records: Records, record_id: str, reported: Reported) -> tuple[Records, Verdict]:
    """Return the records known afterwards, and what the report is.

    `known`: this very report was here before (a redelivery). `repeated`: nothing new, be it the
    same content. `sent_before`: the row of a file that was sent before, and was corrected since:
    what it said then, it said. `superseded`: a later row of the same
    submission said otherwise and was here first, because this row had to wait. `also_reported`,
    `reported_otherwise`: the same finding (its number, its enterprise, its day) from a further
    department, in the same words or others: it counts once, as its first department says, and both
    are its sources. `still_reported`: withdrawn, but another department says it too; then that
    one's words hold. `of_another`: a withdrawal, or another day, from a department whose record it
    is not.
    """
    before = records.get(record_id)
    if before is None:
        return {**records, record_id: first_of(reported)}, "accepted"
    if reported.report in before.reports:
        return records, "known"
    seen = msgspec.structs.replace(
        before,
        reports=(*before.reports, reported.report),
        sheet_rows=(*before.sheet_rows, reported.sheet_row),
    )
    after, verdict = _heard(seen, reported.sheet_row in before.sheet_rows, reported.voice)
    return {**records, record_id: after}, verdict


def _heard(before: KnownRecord, sent_before: bool, voice: Voice) -> tuple[KnownRecord, Verdict]:
    """Return the record after one more report, and what that is."""
    mine = before.voice_of(voice.department)
    if sent_before:  # the same file again: what it said then, it said
        unchanged = (mine or before.holding).content == voice.content
        return before, "repeated" if unchanged else "sent_before"
    if mine is None:
        return _from_another(before, voice)
    if mine.content == voice.content:
        same_submission = mine.submission == voice.submission
        row = max(mine.row, voice.row) if same_submission else voice.row
        again = msgspec.structs.replace(mine, submission=voice.submission, row=row)
        return _with(before, again, before.revision), "repeated"
    if mine.submission == voice.submission and voice.row < mine.row:
        return before, "superseded"
    return _said_otherwise(before, voice)


def _said_otherwise(before: KnownRecord, voice: Voice) -> tuple[KnownRecord, Verdict]:
    """Return the record after one of its departments says otherwise than before."""
    if voice.withdrawn and len(before.voices) > 1:
        return _with(before, voice, before.revision + 1), "still_reported"
    if voice.department == before.holding.department:
        return _with(before, voice, before.revision + 1), "corrected"
    if voice.occurred_on != before.holding.occurred_on:
        return before, "of_another"
    return _with(before, voice, before.revision), _beside(before, voice)


def _from_another(before: KnownRecord, voice: Voice) -> tuple[KnownRecord, Verdict]:
    """Return the record after the report of a department that is none of its sources."""
    if voice.withdrawn:
        return before, "of_another"
    if before.withdrawn:
        return _with(before, voice, before.revision + 1), "accepted"
    if voice.occurred_on != before.holding.occurred_on and voice.content != before.holding.content:
        return before, "of_another"
    return _with(before, voice, before.revision + 1), _beside(before, voice)


def _beside(before: KnownRecord, voice: Voice) -> Verdict:
    same_words = before.holding.content == voice.content
    return "also_reported" if same_words else "reported_otherwise"


def _with(before: KnownRecord, voice: Voice, revision: int) -> KnownRecord:
    """Return the record with what a department says of it now."""
    voices = {each.department: each for each in before.voices} | {voice.department: voice}
    return msgspec.structs.replace(before, revision=revision, voices=standing(voices.values()))


def standing(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """Return the voices that say that it is so; where none does, the first that takes it back."""
    heard = tuple(voices)
    return tuple(voice for voice in heard if not voice.withdrawn) or heard[:1]


def first_of(reported: Reported) -> KnownRecord:
    """Return what is known of a record after its first report."""
    return KnownRecord(1, (reported.voice,), (reported.report,), (reported.sheet_row,))
