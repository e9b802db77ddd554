"""What the rules of all measures have: agency, purpose, basis; the rest is each measure's own."""

from decimal import Decimal
from enum import StrEnum
from typing import Literal

import msgspec

from schemas.vocabulary.legal_basis import Basis
from schemas.vocabulary.rule_value import RuleValue

Percent = RuleValue[Decimal]
Yuan = RuleValue[Decimal]


class EditionPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
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
    PROCUREMENT_LIMIT = "procurement_limit"
    MARKET_BAN = "market_ban"
    SUPERVISION = "supervision"
    PUBLIC_DISCLOSURE = "public_disclosure"
    EVALUATION = "evaluation"
    INCENTIVE = "incentive"


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


class Preference(MeasureRule, frozen=True, kw_only=True):
    """The grades that are preferred; not who is on one of the `lists`."""

    preferred_at: tuple[str, ...]
    lists: tuple[str, ...]
