"""A finding: one report in the common language."""

import re
from datetime import date

import msgspec

from schemas.records import Content
from schemas.vocabulary.canonical_text import half_width

from .cell import Cell

_YEAR_BRACKETS = re.compile(r"[\[(【〔]\s*((?:19|20)\d{2})\s*[\])】〕]")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says, about whom, under which document number.

    `code` is the unified code, where the report names one that is valid. `day_stated`: the report
    says when it happened; otherwise it is the day of the report. `assumed` are the fields of the
    content that the report does not state, though rules need them.
    """

    identifier: str
    identifier_field: str
    code: str | None
    name: str | None
    document_number: str
    occurred_on: date
    content: Content
    withdrawn: bool
    day_stated: bool = True
    assumed: tuple[str, ...] = ()


def tidy_document_number(number: Cell) -> str:
    """Return a document number in one form: half-width, no blanks, the year in 〔 〕."""
    text = "".join(half_width(str(number)).split())
    return _YEAR_BRACKETS.sub(r"〔\1〕", text)
