"""An edition of the rules on linked measures: the rule of each measure, in force from a day."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.rule_value import Edition, RuleValue, Term

from .contract_rules import BiddingLimit, Bond, PerformanceBond, WageGuarantee
from .measure_rules import (
    BasisLevel,
    InspectionFrequency,
    InsuranceRate,
    Interview,
    LoanLimit,
    MaintenanceQualification,
    Preference,
    ProjectApproval,
    PublicListing,
    SocialResponsibilityItem,
    TaxRebateRule,
)
from .procedure_rules import Procedure


class Nature(StrEnum):
    """What a measure does to an enterprise; the gate asks a basis level for each."""

    CHARGE = "charge"
    BENEFIT_WITHDRAWN = "benefit_withdrawn"
    CREDIT_LIMIT = "credit_limit"
    APPROVAL_LIMIT = "approval_limit"
    PROCUREMENT_LIMIT = "procurement_limit"
    MARKET_BAN = "market_ban"
    SUPERVISION = "supervision"
    PUBLIC_DISCLOSURE = "public_disclosure"
    EVALUATION = "evaluation"
    INCENTIVE = "incentive"


class RequiredLevel(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The weakest source that may carry a measure of some nature."""

    least: BasisLevel


class MeasuresEdition(Edition, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rules in force from a day. `grades` are the grades' names, the best first.

    A measure whose rule an edition leaves out (None) is not taken under it.
    `deregistered` are the statuses in the registry of who is no more: all measures end.
    """

    grades: tuple[str, ...]
    defence: Term
    procedure: Procedure
    deregistered: RuleValue[tuple[str, ...]]
    required_levels: dict[Nature, RequiredLevel]
    insurance_rate: InsuranceRate
    tax_rebate: TaxRebateRule
    loan_limit: LoanLimit
    project_approval: ProjectApproval
    interview: Interview
    maintenance_qualification: MaintenanceQualification
    loan_preference: Preference | None = None
    bidding_limit: BiddingLimit | None = None
    performance_bond: PerformanceBond | None = None
    bid_bond: Bond | None = None
    wage_guarantee: WageGuarantee | None = None
    inspection_frequency: InspectionFrequency | None = None
    public_listing: PublicListing | None = None
    social_responsibility: SocialResponsibilityItem | None = None
    award_preference: Preference | None = None

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
