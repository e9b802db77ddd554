"""An occasion to tell somebody: what happened, about whom, and the words' values."""

from typing import Literal

import msgspec

RecipientKind = Literal["enterprise", "department"]
Urgency = Literal["information", "warning", "urgent"]
Values = dict[str, str | None]


class Occasion(msgspec.Struct, frozen=True, kw_only=True):
    """What happened, from the particular to the general: `measure.interview.in_force`, then
    `measure.in_force`. `values` fill the wording in both languages, `values_chinese` and
    `values_english` in one; None leaves out the sentence that needs it.
    """  # noqa: D205 - one sentence

    events: tuple[str, ...]
    code: str | None = None
    agency: str | None = None
    department: str | None = None
    grade: str | None = None
    values: Values = msgspec.field(default_factory=dict)
    values_chinese: Values = msgspec.field(default_factory=dict)
    values_english: Values = msgspec.field(default_factory=dict)
