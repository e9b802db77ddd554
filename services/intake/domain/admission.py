"""What intake knows of an enterprise's records: enough to tell new from corrected and repeated."""

from collections.abc import Callable, Iterable, Mapping
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
    `said_at` when it was last known. `withdrawn`: it takes back what it said; `refused`: what it
    never said. That is kept too, so that an earlier row which comes late says nothing after it.
    """

    department: str
    content: bytes
    submission: bytes
    row: int
    occurred_on: date
    withdrawn: bool
    said: bytes
    said_at: datetime
    refused: bool = False


Heard = Callable[[Voice], bool]


def everyone(_voice: Voice) -> bool:
    """Say that the words of all departments weigh the same."""
    return True


class Reported(msgspec.Struct, frozen=True):
    """One report as admission sees it: short digests of it and of its place, and what it says.

    `sheet_row` is the same for the same row of the same file, however often it is sent.
    """

    report: bytes
    sheet_row: bytes
    voice: Voice


class KnownRecord(msgspec.Struct, frozen=True, array_like=True):
    """What departments say of a record, and all reports that it had.

    Of the `voices` those stand first that say that it is so, in the order in which they began to;
    behind them those that took it back, the last one first. The words of the first of all hold.
    `revision` counts from 1 what was said of it: each other content, each other department among
    its sources. `reports` and `sheet_rows` are those of all its reports, in the order of their
    arrival; the sheets' rows only where they were taken.
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
        return self.holding.withdrawn

    @property
    def sources(self) -> tuple[str, ...]:
        """The departments that say it, first the one whose words hold.

        Where none does, the one that was the last to take it back.
        """
        standing = (voice.department for voice in self.voices if not voice.withdrawn)
        return tuple(standing) or (self.holding.department,)

    def voice_of(self, department: str) -> Voice | None:
        """Return what a department says of the record, or None."""
        return next((voice for voice in self.voices if voice.department == department), None)


Records = Mapping[str, KnownRecord]


def admit(
    records: Records, record_id: str, reported: Reported, heard: Heard = everyone
) -> tuple[Records, Verdict]:
    """Return the records known afterwards, and what the report is.

    `heard` says which voices count for such a record: their words go before all others.

    `known`: this very report was here before (a redelivery). `repeated`: nothing new, be it the
    same content. `sent_before`: the row of a file that was sent before, and was corrected since:
    what it said then, it said. `superseded`: a later row of the same
    submission said otherwise and was here first, because this row had to wait. `also_reported`,
    `reported_otherwise`: the same finding (its number, its enterprise, its day) from a further
    department, in the same words or others: it counts once, as its first department says, and both
    are its sources. `still_reported`: withdrawn, but another department says it too; then that
    one's words hold. `of_another`: a withdrawal, or another day, from a department whose record it
    is not; the same row may be sent again once it is.
    """
    before = records.get(record_id)
    if before is None:
        return {**records, record_id: first_of(reported)}, "accepted"
    if reported.report in before.reports:
        return records, "known"
    sent_before = reported.sheet_row in before.sheet_rows
    after, verdict = _heard(before, sent_before, reported.voice, heard)
    rows = () if verdict == "of_another" else (reported.sheet_row,)
    after = msgspec.structs.replace(
        after,
        reports=(*before.reports, reported.report),
        sheet_rows=(*before.sheet_rows, *rows),
    )
    return {**records, record_id: after}, verdict


def _heard(
    before: KnownRecord, sent_before: bool, voice: Voice, heard: Heard
) -> tuple[KnownRecord, Verdict]:
    """Return the record after one more report, and what that is."""
    mine = before.voice_of(voice.department)
    if sent_before:  # the same file again: what it said then, it said
        unchanged = (mine or before.holding).content == voice.content
        return before, "repeated" if unchanged else "sent_before"
    late = mine and mine.submission == voice.submission and voice.row < mine.row
    if late and mine and not says_the_same(mine, voice):
        return before, "superseded"
    if late and mine:
        voice = msgspec.structs.replace(voice, row=mine.row)
    return said_now(before, voice, heard)


def said_now(
    before: KnownRecord, voice: Voice, heard: Heard = everyone
) -> tuple[KnownRecord, Verdict]:
    """Return the record after a department says something of it, and what that is."""
    mine = before.voice_of(voice.department)
    if mine is not None and not mine.refused and says_the_same(mine, voice):
        again = msgspec.structs.replace(
            mine, submission=voice.submission, row=voice.row, said_at=voice.said_at
        )
        return with_voice(before, again, before.revision, heard), "repeated"
    if mine is not None and (not mine.withdrawn or mine is before.holding):
        return _said_otherwise(before, voice, heard)
    return _from_another(before, voice, heard)


def says_the_same(mine: Voice, voice: Voice) -> bool:
    """Say whether a department repeats itself; what it takes back it may name in any words."""
    return mine.content == voice.content or (mine.withdrawn and voice.withdrawn)


def _said_otherwise(before: KnownRecord, voice: Voice, heard: Heard) -> tuple[KnownRecord, Verdict]:
    """Return the record after one of its departments says otherwise than before."""
    after = with_voice(before, voice, before.revision + 1, heard)
    if voice.withdrawn:
        return after, "corrected" if after.withdrawn else "still_reported"
    if after.holding is voice:
        return after, "corrected"
    if voice.occurred_on != after.holding.occurred_on:
        return before, "of_another"
    if after.holding is before.holding:  # what is told of the record stays as it was
        after = msgspec.structs.replace(after, revision=before.revision)
    return after, _beside(after, voice)


def _from_another(before: KnownRecord, voice: Voice, heard: Heard) -> tuple[KnownRecord, Verdict]:
    """Return the record after the report of a department that is none of its sources."""
    if voice.withdrawn:
        unheard_of = msgspec.structs.replace(voice, refused=True)
        return with_voice(before, unheard_of, before.revision, heard), "of_another"
    after = with_voice(before, voice, before.revision + 1, heard)
    if before.withdrawn:
        return after, "accepted"
    if after.holding is voice:  # it is heard, and who said it before is not
        return after, "corrected"
    if voice.occurred_on != before.holding.occurred_on and voice.content != before.holding.content:
        return before, "of_another"
    return after, _beside(after, voice)


def _beside(after: KnownRecord, voice: Voice) -> Verdict:
    same_words = after.holding.content == voice.content
    return "also_reported" if same_words else "reported_otherwise"


def with_voice(
    before: KnownRecord, voice: Voice, revision: int, heard: Heard = everyone
) -> KnownRecord:
    """Return the record with what a department says of it now."""
    voices = {each.department: each for each in before.voices} | {voice.department: voice}
    return msgspec.structs.replace(
        before, revision=revision, voices=arranged(voices.values(), heard)
    )


def arranged(voices: Iterable[Voice], heard: Heard = everyone) -> tuple[Voice, ...]:
    """Return the voices in the order in which they hold.

    Those that say that it is so, first the ones that are heard; then those that take it back. Who
    changes over comes to stand between the two: behind who stands, before who took it back.
    """

    def place(voice: Voice) -> int:
        return 2 if voice.withdrawn else int(not heard(voice))

    return tuple(sorted(voices, key=place))


def first_of(reported: Reported) -> KnownRecord:
    """Return what is known of a record after its first report."""
    return KnownRecord(1, (reported.voice,), (reported.report,), (reported.sheet_row,))
