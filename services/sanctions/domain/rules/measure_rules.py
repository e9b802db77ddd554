"""The rules of the measures that follow from grade and list: typed values, each with its article.

`edition` puts them together; `contract_rules` has those that are reckoned by a contract's sum.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.rule_value import RuleValue, Term

Percent = RuleValue[Decimal]


class EditionPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of an edition."""


class BasisLevel(StrEnum):
    """What kind of source a basis is, the strongest first."""

    NATIONAL_LAW = "national_law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    LOCAL_REGULATION = "local_regulation"
    DEPARTMENT_DOCUMENT = "department_document"
    SOURCE_DOCUMENT = "source_document"


class Purpose(StrEnum):
    """Whether a measure favours (激励), limits (约束), or does either by grade (浮动)."""

    INCENTIVE = "incentive"
    CONSTRAINT = "constraint"
    FLOATING = "floating"


class Ground(Basis, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The legal basis of a measure; a measure that is not published may not be taken."""

    level: BasisLevel
    published: bool


class MeasureRule(EditionPart, frozen=True, kw_only=True):
    """What all measures have: who carries it out, when it takes effect, its purpose and its basis.

    `sectors` are those whose enterprises it applies to (empty: all), `least_employees` the size
    from which on it does (None: any; who has no size on record is concerned).
    """

    agency: str
    takes_effect: Literal["with_grade", "after_defence"]
    purpose: Purpose
    basis: Ground
    sectors: tuple[str, ...] = ()
    least_employees: RuleValue[int] | None = None


class RegulatedRule(MeasureRule, frozen=True, kw_only=True):
    """A measure of the sector's own regulator: `regulators` names it, else it is the `agency`."""

    regulators: dict[str, str]


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

    def __post_init__(self) -> None:
        """Refuse a share that is none of the published tiers."""
        for tiers in (self.tiers, *self.tiers_of_class.values()):
            for share in (self.standard_percent, *self.raised_percent.values()):
                if share.value not in tiers.value:
                    raise ValueError(f"{share.value} % is no tier: {tiers.article}")


class TaxRebateRule(MeasureRule, frozen=True, kw_only=True):
    """The grades at which rebates of later periods are cancelled."""

    cancelled_at: tuple[str, ...]


class LoanLimit(MeasureRule, frozen=True, kw_only=True):
    """New credit by grade, in percent of the line; grades that are not named are not limited."""

    new_credit_percent: dict[str, Percent]


class Preference(MeasureRule, frozen=True, kw_only=True):
    """The grades that are preferred; not who is on one of the `lists`."""

    preferred_at: tuple[str, ...]
    lists: tuple[str, ...]


class ProjectApproval(MeasureRule, frozen=True, kw_only=True):
    """The grades at which no project is approved."""

    refused_at: tuple[str, ...]


class Interview(RegulatedRule, frozen=True, kw_only=True):
    """Within how many working days of a fall to a grade the interview is to be held.

    `first_rating_counts` are the sectors in which the first rating counts as a fall; elsewhere who
    begins at such a grade (as by mere registration) has not fallen. Who is on one of the `lists` is
    interviewed `listed_yearly` times a year of the listing.
    """

    within: dict[str, Term]
    first_rating_counts: RuleValue[tuple[str, ...]]
    listed_yearly: RuleValue[Annotated[int, msgspec.Meta(ge=1, le=12)]]
    lists: tuple[str, ...]


class MaintenanceQualification(MeasureRule, frozen=True, kw_only=True):
    """The grades at which a failed check after the interview costs the qualification."""

    cancelled_at: tuple[str, ...]


class InspectionFrequency(RegulatedRule, frozen=True, kw_only=True):
    """Inspections a year by grade; who is on one of the `lists` has at least `listed_least`.

    Of these at least `listed_each_half` fall in each half year.
    """

    times: dict[str, RuleValue[int]]
    listed_least: RuleValue[int]
    listed_each_half: RuleValue[int]
    lists: tuple[str, ...]


class PublicListing(MeasureRule, frozen=True, kw_only=True):
    """Who is shown to the public: by grade (for `longest` months), and who is on a list."""

    listed_at: tuple[str, ...]
    longest: RuleValue[int]
    lists: tuple[str, ...]


class SocialResponsibilityItem(MeasureRule, frozen=True, kw_only=True):
    """How safety counts in the evaluation of social responsibility, by grade; else it is passed.

    Who is on one of the `lists` failed.
    """

    outstanding_at: tuple[str, ...]
    failed_at: tuple[str, ...]
    lists: tuple[str, ...]
