"""The legal-basis gate: no measure without its basis, and none that its basis does not allow.

Zhejiang public-credit regulation (2017), articles 26 to 28. The gate stands at the load of an
edition: one that it refuses never gets as far as an enterprise.
"""

from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind

from .edition import BasisLevel, Interview, MeasureRule, MeasuresEdition, Nature

NATURES: dict[MeasureKind, Nature] = {
    MeasureKind.INSURANCE_RATE: Nature.CHARGE,
    MeasureKind.TAX_REBATE_CANCELLED: Nature.BENEFIT_WITHDRAWN,
    MeasureKind.LOAN_LIMIT: Nature.CREDIT_LIMIT,
    MeasureKind.PROJECT_REFUSED: Nature.APPROVAL_LIMIT,
    MeasureKind.INTERVIEW: Nature.SUPERVISION,
    MeasureKind.QUALIFICATION_CANCELLED: Nature.MARKET_BAN,
}
# These cut into what an enterprise has or may do: notice and defence come before the effect.
SEVERE = frozenset(
    {
        MeasureKind.TAX_REBATE_CANCELLED,
        MeasureKind.LOAN_LIMIT,
        MeasureKind.PROJECT_REFUSED,
        MeasureKind.QUALIFICATION_CANCELLED,
    }
)
_STRENGTH = {level: strength for strength, level in enumerate(reversed(BasisLevel))}


class LegalBasisError(ValueError):
    """An edition holds a measure that its basis does not allow."""


def rules_of(edition: MeasuresEdition) -> dict[MeasureKind, MeasureRule]:
    """Return the rule of each kind of measure."""
    return {
        MeasureKind.INSURANCE_RATE: edition.insurance_rate,
        MeasureKind.TAX_REBATE_CANCELLED: edition.tax_rebate,
        MeasureKind.LOAN_LIMIT: edition.loan_limit,
        MeasureKind.PROJECT_REFUSED: edition.project_approval,
        MeasureKind.INTERVIEW: edition.interview,
        MeasureKind.QUALIFICATION_CANCELLED: edition.maintenance_qualification,
    }


def check(edition: MeasuresEdition) -> None:
    """Raise LegalBasisError naming every measure of the edition that may not be taken."""
    faults = [
        f"{kind.value}: {fault}"
        for kind, rule in rules_of(edition).items()
        for fault in _faults(edition, kind, rule)
    ]
    if faults:
        raise LegalBasisError(f"edition {edition.edition}: " + "; ".join(faults))


def _faults(edition: MeasuresEdition, kind: MeasureKind, rule: MeasureRule) -> list[str]:
    basis, nature = rule.basis, NATURES[kind]
    faults = []
    if not basis.published:
        faults.append("its basis is not published, so that it may not be taken")
    if kind in SEVERE and basis.mark is Mark.OURS:
        faults.append("a severe measure can't rest on our own rule (mark: law or pub)")
    if kind in SEVERE and rule.takes_effect != "after_defence":
        faults.append("a severe measure takes effect after_defence only")
    required = edition.required_levels.get(nature)
    if required is None:
        faults.append(f"required_levels says nothing of {nature.value}")
    elif _STRENGTH[basis.level] < _STRENGTH[required.least]:
        faults.append(
            f"a {nature.value} needs a {required.least.value} ({required.article}), "
            f"its basis is a {basis.level.value} ({basis.article})"
        )
    known = {department.code for department in departments()}
    named = {rule.agency}
    if isinstance(rule, Interview):
        named.update(rule.regulators.values())
    if unknown := sorted(named - known):
        faults.append(f"no such department: {', '.join(unknown)}")
    return faults
