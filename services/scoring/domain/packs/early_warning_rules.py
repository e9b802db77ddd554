"""An edition of the rules on early warnings: how long before, and how near, an enterprise is told.

They are about when somebody is told, and change no standing.
"""

from datetime import timedelta
from functools import cached_property
from typing import Annotated

import msgspec

from schemas.vocabulary.rule_value import Edition, RuleValue

from .parts import Amount, Positive

Leads = RuleValue[tuple[Annotated[int, msgspec.Meta(ge=1)], ...]]


class EarlyWarningRules(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """The rules in force from a day.

    Days before the term of a hidden danger ends, before a standardization certificate expires (the
    longest first; each is told once), and before a deduction ends; and points above the least of
    its grade at which a score is near the lower one.

    (`dict`: what follows from an edition is found out once.)
    """

    danger_due: Positive
    certificate_expires: Leads
    deduction_ends: Positive
    near_lower_grade: Amount

    def __post_init__(self) -> None:
        """Refuse other units, leads out of order, and points that are none."""
        for name in ("danger_due", "certificate_expires", "deduction_ends"):
            unit = getattr(self, name).unit
            if unit != "days":
                raise ValueError(f"{name}: reckoned in days, not in {unit}")
        leads = self.certificate_expires.value
        if not leads or list(leads) != sorted(set(leads), reverse=True):
            raise ValueError("certificate_expires: one lead time or more, the longest first")
        points = self.near_lower_grade.value
        if not points.is_finite() or points < 0:
            raise ValueError("near_lower_grade: a negative number of points, or none")

    @cached_property
    def lead_of_dangers(self) -> timedelta:
        """How long before the term of a danger ends."""
        return timedelta(days=self.danger_due.value)

    @cached_property
    def leads_of_certificates(self) -> tuple[timedelta, ...]:
        """How long before a certificate expires, the longest first."""
        return tuple(timedelta(days=lead) for lead in self.certificate_expires.value)

    @cached_property
    def lead_of_deductions(self) -> timedelta:
        """How long before a deduction ends."""
        return timedelta(days=self.deduction_ends.value)
