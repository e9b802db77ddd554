"""An occasion to tell somebody: what happened, about whom, and the words' values."""

from functools import cached_property
from typing import Literal

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.sentences import Values

RecipientKind = Literal["enterprise", "department"]
Urgency = Literal["information", "warning", "urgent"]


class DocumentToServe(msgspec.Struct, frozen=True, kw_only=True):
    """The document of an order that the enterprise gets by being told: notice, or decision."""

    order: str
    measure: MeasureKind
    agency: str
    act: Literal["noticed", "served"]


class Occasion(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What happened, from the particular to the general: `measure.interview.in_force`, then
    `measure.in_force`. `values` fill the wording in both languages, `values_chinese` and
    `values_english` in one; None leaves out the sentence that needs it. `serves` is the document
    that the enterprise gets by it.
    """  # noqa: D205 - one sentence

    events: tuple[str, ...]
    code: str | None = None
    agency: str | None = None
    department: str | None = None
    grade: str | None = None
    values: Values = msgspec.field(default_factory=dict)
    values_chinese: Values = msgspec.field(default_factory=dict)
    values_english: Values = msgspec.field(default_factory=dict)
    serves: DocumentToServe | None = None

    @cached_property
    def chinese(self) -> Values:
        """What fills the Chinese text."""
        return self.values | self.values_chinese

    @cached_property
    def english(self) -> Values:
        """What fills the English text."""
        return self.values | self.values_english
