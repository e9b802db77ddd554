"""The legal-basis gate: no measure without its basis, and none that its basis does not allow.

Zhejiang public-credit regulation (2017), articles 26 to 28. The gate stands at the load of an
edition: one that it refuses never gets as far as an enterprise.
"""

from collections.abc import Iterator
from typing import Any

from schemas.vocabulary.department import departments
from schemas.vocabulary.legal_basis import Mark
from services.sanctions.domain.measures import REGISTRY
from services.sanctions.domain.measures.measure import Measure

from .edition import MeasuresEdition
from .measure_rules import BasisLevel, MeasureRule, Nature, Preference, Purpose, RegulatedRule

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
_STRENGTH = {level: strength for strength, level in enumerate(reversed(BasisLevel))}


class LegalBasisError(ValueError):
    """An edition holds a measure that its basis does not allow."""


def rules_of(edition: MeasuresEdition) -> list[tuple[Measure[Any], MeasureRule]]:
    """Return the measures that the edition takes, each with its rule."""
    rules = ((measure, edition.rule(measure)) for measure in REGISTRY)
    return [(measure, rule) for measure, rule in rules if rule is not None]


def check(edition: MeasuresEdition) -> None:
    """Raise LegalBasisError naming every measure of the edition that may not be taken."""
    if faults := "; ".join(faults_of(edition)):
        raise LegalBasisError(f"edition {edition.edition}: {faults}")


def faults_of(edition: MeasuresEdition) -> Iterator[str]:
    """Yield each measure of an edition that may not be taken, and why."""
    for measure, rule in rules_of(edition):
        for fault in _faults(edition, measure, rule):
            yield f"{measure.kind.value}: {fault}"


def _faults(edition: MeasuresEdition, measure: Measure[Any], rule: MeasureRule) -> Iterator[str]:
    yield from _of_the_basis(edition, measure, rule)
    yield from _of_the_purpose(edition, measure, rule)
    known = {department.code for department in departments()}
    named = {rule.agency}
    if isinstance(rule, RegulatedRule):
        named.update(rule.regulators.values())
    if unknown := sorted(named - known):
        yield f"no such department: {', '.join(unknown)}"


def _of_the_basis(
    edition: MeasuresEdition, measure: Measure[Any], rule: MeasureRule
) -> Iterator[str]:
    basis, nature = rule.basis, measure.nature
    if not basis.published:
        yield "its basis is not published, so that it may not be taken"
    if measure.severe and basis.mark is Mark.OURS:
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
    edition: MeasuresEdition, measure: Measure[Any], rule: MeasureRule
) -> Iterator[str]:
    nature, purpose = measure.nature, rule.purpose
    if measure.severe and rule.takes_effect != "after_defence":
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
    return {
        grade for measure, rule in rules_of(edition) for grade in measure.constrained_grades(rule)
    }
