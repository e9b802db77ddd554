"""An edition of the rules on retention: how long each kind of record is kept, by which article."""

from typing import Annotated

import msgspec

from schemas.records import Content, Penalty
from schemas.vocabulary.periods import MONTHS_OF_A_YEAR
from schemas.vocabulary.record_kind import RecordKind
from schemas.vocabulary.rule_value import Edition, RuleValue

Months = RuleValue[Annotated[int, msgspec.Meta(ge=1)]]


class RetentionRules(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules in force from a day. A kind that is not named is kept without end.

    `kept` by kind and `minor_penalty` are reckoned from the decision, or from the day on which what
    is recorded was over. Nothing ends while the enterprise is on a list of the dishonest; a
    decision that does not say for how long lists for the `listing_term`.
    """

    kept: dict[RecordKind, Months]
    minor_penalty: Months
    listing_term: Months

    def __post_init__(self) -> None:
        """Refuse units in which no period is reckoned here."""
        for value in (*self.kept.values(), self.minor_penalty, self.listing_term):
            if value.unit not in {"months", "years"}:
                raise ValueError(f"a period of retention is of months or years, not {value.unit}")

    def rule_for(self, content: Content) -> Months | None:
        """Return how long a record is kept; None: without end."""
        if isinstance(content, Penalty) and content.severity == "minor":
            return self.minor_penalty
        return self.kept.get(RecordKind(str(content.__struct_config__.tag)))


def months_of(value: Months) -> int:
    """Return a period in months."""
    return value.value * (MONTHS_OF_A_YEAR if value.unit == "years" else 1)
