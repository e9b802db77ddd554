"""Two records of an enterprise may be one, under two document numbers."""

from datetime import date
from typing import Annotated, ClassVar, Literal

import msgspec

from schemas.records.base import RecordPart
from schemas.vocabulary.record_kind import RecordKind

from .base import Body

DoubleStatus = Literal["suspected", "differing", "one", "two", "ended"]


class RecordNamed(RecordPart, frozen=True, kw_only=True):
    """A record by its kind and document number, with the department whose words hold."""

    record_id: str
    kind: RecordKind
    document_number: str
    department: str


class DoubleSuspected(Body, frozen=True, kw_only=True):
    """Where the question stands whether two records of an enterprise are one.

    `double` is the identifier by which a person decides. `suspected`: it is to be decided, and both
    count. `differing`: decided to be one, and corrected since so that they differ; they count as
    one until it is decided anew. `one`, `two`: decided. `ended`: no longer a question, because one
    was withdrawn or corrected, or counts already as another record. `rule` is the rule of intake's
    rulebook that both fit (None: they fit none together any more), on `day`, in what is the `same`,
    by the record's field. `counts` is the record that counts of two that are `one` or `differing`.
    `revision` counts what was published of this pair, from 1; the highest holds.
    """

    SUBJECT_ACTION: ClassVar[str] = "double-suspected"

    double: str
    revision: Annotated[int, msgspec.Meta(ge=1)]
    status: DoubleStatus
    rule: str | None
    day: date | None
    same: dict[str, str]
    records: tuple[RecordNamed, RecordNamed]
    counts: str | None = None

    @property
    def open(self) -> bool:
        """Whether a person is to decide."""
        return self.status in {"suspected", "differing"}
