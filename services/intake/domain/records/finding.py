"""A finding: one report in the common language."""

from datetime import date

import msgspec

from schemas.records import Content


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says, about whom, under which document number.

    The document number is shown as it was written; records are told apart by its canonical form.
    `code` is the unified code, where the report names one without flaw; `placeholder` what stands
    in place of a code, where the report has no other than that. `day_stated`: the report says when
    it happened; otherwise it is the day of the report. `assumed` are the fields of the content that
    the report does not state, though rules need them.
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
    placeholder: str | None = None
    assumed: tuple[str, ...] = ()
