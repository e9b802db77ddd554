"""The legal-basis gate: no measure without its basis, and none that its basis does not allow.

Zhejiang public-credit regulation (2017), articles 26 to 28. The gate stands at the load of an
edition: one that it refuses never gets as far as an enterprise.
"""

from collections.abc import Iterator

from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind

from .edition import MeasuresEdition, Nature
from .measure_rules import BasisLevel, MeasureRule, Preference, Purpose, RegulatedRule

NATURES: dict[MeasureKind, Nature] = {
    MeasureKind.INSURANCE_RATE: Nature.CHARGE,
    MeasureKind.TAX_REBATE_CANCELLED: Nature.BENEFIT_WITHDRAWN,
    MeasureKind.LOAN_LIMIT: Nature.CREDIT_LIMIT,
    MeasureKind.PROJECT_REFUSED: Nature.APPROVAL_LIMIT,
    MeasureKind.INTERVIEW: Nature.SUPERVISION,
    MeasureKind.QUALIFICATION_CANCELLED: Nature.MARKET_BAN,
    MeasureKind.LOAN_PREFERENCE: Nature.INCENTIVE,
    MeasureKind.BIDDING_LIMIT: Nature.PROCUREMENT_LIMIT,
    MeasureKind.PERFORMANCE_BOND: Nature.CHARGE,
    MeasureKind.BID_BOND: Nature.CHARGE,
    MeasureKind.WAGE_GUARANTEE: Nature.CHARGE,
    MeasureKind.INSPECTION_FREQUENCY: Nature.SUPERVISION,
    MeasureKind.PUBLIC_LISTING: Nature.PUBLIC_DISCLOSURE,
    MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: Nature.EVALUATION,
    MeasureKind.AWARD_PREFERENCE: Nature.INCENTIVE,
}
# What a measure of some nature can be for: nothing is an incentive that takes something away.
PURPOSES: dict[Nature, frozenset[Purpose]] = {
    Nature.CHARGE: frozenset({Purpose.FLOATING, Purpose.CONSTRAINT}),
    Nature.BENEFIT_WITHDRAWN: frozenset({Purpose.CONSTRAINT}),
    Nature.CREDIT_LIMIT: frozenset({Purpose.CONSTRAINT}),
    Nature.APPROVAL_LIMIT: frozenset({Purpose.CONSTRAINT}),
    Nature.PROCUREMENT_LIMIT: frozenset({Purpose.CONSTRAINT}),
    Nature.MARKET_BAN: frozenset({Purpose.CONSTRAINT}),
    Nature.SUPERVISION: frozenset({Purpose.FLOATING, Purpose.CONSTRAINT}),
    Nature.PUBLIC_DISCLOSURE: frozenset({Purpose.CONSTRAINT}),
    Nature.EVALUATION: frozenset({Purpose.FLOATING, Purpose.CONSTRAINT}),
    Nature.INCENTIVE: frozenset({Purpose.INCENTIVE}),
}
# These cut into what an enterprise has or may do: notice and defence come before the effect.
SEVERE = frozenset(
    {
        MeasureKind.TAX_REBATE_CANCELLED,
        MeasureKind.LOAN_LIMIT,
        MeasureKind.PROJECT_REFUSED,
        MeasureKind.BIDDING_LIMIT,
        MeasureKind.QUALIFICATION_CANCELLED,
    }
)
_STRENGTH = {level: strength for strength, level in enumerate(reversed(BasisLevel))}


class LegalBasisError(ValueError):
    """An edition holds a measure that its basis does not allow."""


def rules_of(edition: MeasuresEdition) -> dict[MeasureKind, MeasureRule]:
    """Return the rule of each kind of measure that the edition takes."""
    rules: dict[MeasureKind, MeasureRule | None] = {
        MeasureKind.INSURANCE_RATE: edition.insurance_rate,
        MeasureKind.TAX_REBATE_CANCELLED: edition.tax_rebate,
        MeasureKind.LOAN_LIMIT: edition.loan_limit,
        MeasureKind.PROJECT_REFUSED: edition.project_approval,
        MeasureKind.INTERVIEW: edition.interview,
        MeasureKind.QUALIFICATION_CANCELLED: edition.maintenance_qualification,
        MeasureKind.LOAN_PREFERENCE: edition.loan_preference,
        MeasureKind.BIDDING_LIMIT: edition.bidding_limit,
        MeasureKind.PERFORMANCE_BOND: edition.performance_bond,
        MeasureKind.BID_BOND: edition.bid_bond,
        MeasureKind.WAGE_GUARANTEE: edition.wage_guarantee,
        MeasureKind.INSPECTION_FREQUENCY: edition.inspection_frequency,
        MeasureKind.PUBLIC_LISTING: edition.public_listing,
        MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: edition.social_responsibility,
        MeasureKind.AWARD_PREFERENCE: edition.award_preference,
    }
    return {kind: rule for kind, rule in rules.items() if rule is not None}


def check(edition: MeasuresEdition) -> None:
    """Raise LegalBasisError naming every measure of the edition that may not be taken."""
    if faults := "; ".join(faults_of(edition)):
        raise LegalBasisError(f"edition {edition.edition}: {faults}")


def faults_of(edition: MeasuresEdition) -> Iterator[str]:
    """Yield each measure of an edition that may not be taken, and why."""
    for kind, rule in rules_of(edition).items():
        for fault in _faults(edition, kind, rule):
            yield f"{kind.value}: {fault}"


def _faults(edition: MeasuresEdition, kind: MeasureKind, rule: MeasureRule) -> Iterator[str]:
    yield from _of_the_basis(edition, kind, rule)
    yield from _of_the_purpose(edition, kind, rule)
    known = {department.code for department in departments()}
    named = {rule.agency}
    if isinstance(rule, RegulatedRule):
        named.update(rule.regulators.values())
    if unknown := sorted(named - known):
        yield f"no such department: {', '.join(unknown)}"


def _of_the_basis(edition: MeasuresEdition, kind: MeasureKind, rule: MeasureRule) -> Iterator[str]:
    basis, nature = rule.basis, NATURES[kind]
    if not basis.published:
        yield "its basis is not published, so that it may not be taken"
    if kind in SEVERE and basis.mark is Mark.OURS:
        yield "a severe measure can't rest on our own rule (mark: law or pub)"
    required = edition.required_levels.get(nature)
    if required is None:
        yield f"required_levels says nothing of {nature.value}"
    elif _STRENGTH[basis.level] < _STRENGTH[required.least]:
        yield (
            f"a {nature.value} needs a {required.least.value} ({required.article}), "
            f"its basis is a {basis.level.value} ({basis.article})"
        )


def _of_the_purpose(
    edition: MeasuresEdition, kind: MeasureKind, rule: MeasureRule
) -> Iterator[str]:
    nature, purpose = NATURES[kind], rule.purpose
    if kind in SEVERE and rule.takes_effect != "after_defence":
        yield "a severe measure takes effect after_defence only"
    if purpose not in PURPOSES[nature]:
        allowed = " or ".join(sorted(PURPOSES[nature]))
        yield f"a {nature.value} is no {purpose.value} (purpose: {allowed})"
    if purpose is Purpose.INCENTIVE and rule.takes_effect != "with_grade":
        yield "an incentive takes effect with_grade: nobody has to defend itself against it"
    if isinstance(rule, Preference) and (
        both := set(rule.preferred_at) & _constrained_grades(edition)
    ):
        yield f"prefers a grade that other measures constrain: {', '.join(sorted(both))}"


def _constrained_grades(edition: MeasuresEdition) -> set[str]:
    """Return the grades that lose a rebate, credit, an approval or their good name."""
    listed_at = edition.public_listing.listed_at if edition.public_listing else ()
    return {
        *edition.tax_rebate.cancelled_at,
        *edition.loan_limit.new_credit_percent,
        *edition.project_approval.refused_at,
        *listed_at,
    }
