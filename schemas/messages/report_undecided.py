"""A report can't be understood before a person has read one of its statements."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from .base import Body
from .finding_normalized import Origin
from .report_submitted import Cell


class ReportUndecided(Body, frozen=True, kw_only=True):
    """Waits until a person says what a sentence in it means, for this report and all that have it.

    `statement` is `statement:`, the kind of record with its field, and a digest of the sentence;
    `field` the department's own field, `sentence` what is said there about the matter, in one form;
    `choices` is what it can be decided to say. `fields` is the report without personal data,
    `decided` what persons read its other statements to say, by identifier. `reported_on` is the
    day on which the report was known.
    """

    SUBJECT_ACTION: ClassVar[str] = "report-undecided"

    origin: Origin
    statement: str
    field: str
    sentence: str
    choices: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    fields: dict[str, Cell]
    reported_on: date
    decided: dict[str, str] = msgspec.field(default_factory=dict)
