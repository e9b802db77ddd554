"""An edition of the rules on linked measures: typed values, each number with its article."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.rule_value import Edition, RuleValue

from .procedure_rules import Procedure

Percent = RuleValue[Decimal]


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of an edition."""


class BasisLevel(StrEnum):
    """What kind of source a basis is, the strongest first."""

    NATIONAL_LAW = "national_law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_DOCUMENT = "department_document"
    SOURCE_DOCUMENT = "source_document"


class Nature(StrEnum):
    """What a measure does to an enterprise; the gate asks a basis level for each."""

    CHARGE = "charge"
    BENEFIT_WITHDRAWN = "benefit_withdrawn"
    CREDIT_LIMIT = "credit_limit"
    APPROVAL_LIMIT = "approval_limit"
    SUPERVISION = "supervision"
    MARKET_BAN = "market_ban"


class Ground(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The legal basis of a measure; a measure that is not published may not be taken."""

    level: BasisLevel
    published: bool


class MeasureRule(Rule, frozen=True, kw_only=True):
    """What all measures have: who carries it out, when it takes effect, and its basis."""

    agency: str
    takes_effect: Literal["with_grade", "after_defence"]
    basis: Ground


class LowestTier(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who pays the lowest tier: a standardization level and (or: or) a grade."""

    level: int
    grade: str
    combine: Literal["and", "or"]


class InsuranceRate(MeasureRule, frozen=True, kw_only=True):
    """Work-injury insurance: the base by industry risk class, the tier by safety credit.

    `base_percent` (by risk class) is in percent of payroll. The tiers are in percent of the base,
    the lowest first; `tiers_of_class` are those of classes that differ.
    """

    base_percent: RuleValue[dict[str, Decimal]]
    tiers: RuleValue[tuple[Decimal, ...]]
    tiers_of_class: dict[str, RuleValue[tuple[Decimal, ...]]]
    standard_percent: Percent
    tiers_down: dict[str, RuleValue[int]]
    raised_percent: dict[str, Percent]
    lowest_tier: LowestTier


class TaxRebateRule(MeasureRule, frozen=True, kw_only=True):
    """The grades at which rebates of later periods are cancelled."""

    cancelled_at: tuple[str, ...]


class LoanLimit(MeasureRule, frozen=True, kw_only=True):
    """New credit by grade, in percent of the line; grades that are not named are not limited."""

    new_credit_percent: dict[str, Percent]


class ProjectApproval(MeasureRule, frozen=True, kw_only=True):
    """The grades at which no project is approved."""

    refused_at: tuple[str, ...]


class Interview(MeasureRule, frozen=True, kw_only=True):
    """Within how many working days of a fall to a grade the interview is to be held, and by whom.

    `first_rating_counts` are the sectors in which the first rating counts as a fall; elsewhere who
    begins at such a grade (as by mere registration) has not fallen. `regulators` names the agency
    of a sector; other sectors are the rule's `agency`.
    """

    within: dict[str, RuleValue[int]]
    first_rating_counts: RuleValue[tuple[str, ...]]
    regulators: dict[str, str]


class MaintenanceQualification(MeasureRule, frozen=True, kw_only=True):
    """The sectors and grades in which a failed check after the interview costs qualification."""

    sectors: tuple[str, ...]
    cancelled_at: tuple[str, ...]


class PerformanceBond(Rule, frozen=True, kw_only=True):
    """The performance bond by grade, in percent of the contract sum; who has another pays `most`.

    It is no measure of an agency, but what a tender asks for: a policy trial reckons it for the
    projects that were applied for in the last `counts_for` days.
    """

    most: Percent
    percent: dict[str, Percent]
    counts_for: RuleValue[int]

    def __post_init__(self) -> None:
        """Refuse a share beyond the most that the law allows."""
        for grade, share in self.percent.items():
            if share.value > self.most.value:
                raise ValueError(f"percent.{grade}: {share.value} is more than {self.most.value}")


class RequiredLevel(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weakest source that may carry a measure of some nature."""

    least: BasisLevel


class MeasuresEdition(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules in force from a day. `grades` are the grades' names, the best first.

    `deregistered` are the statuses in the registry of who is no more: all measures end.
    """

    grades: tuple[str, ...]
    defence: RuleValue[int]
    procedure: Procedure
    deregistered: RuleValue[tuple[str, ...]]
    required_levels: dict[Nature, RequiredLevel]
    insurance_rate: InsuranceRate
    tax_rebate: TaxRebateRule
    loan_limit: LoanLimit
    project_approval: ProjectApproval
    interview: Interview
    maintenance_qualification: MaintenanceQualification
    performance_bond: PerformanceBond | None = None

    def rank(self, grade: str) -> int:
        """Return how bad a grade is (0: the best).

        Raises ValueError for one that the edition does not know: nobody may escape by a name.
        """
        if grade not in self.grades:
            raise ValueError(f"edition {self.edition} knows no grade {grade!r}: {self.grades}")
        return self.grades.index(grade)


def edition_on(editions: Sequence[MeasuresEdition], day: date) -> MeasuresEdition | None:
    """Return the edition in force on a day, or None before the first."""
    return max(
        (edition for edition in editions if edition.effective_from <= day),
        key=lambda edition: edition.effective_from,
        default=None,
    )
