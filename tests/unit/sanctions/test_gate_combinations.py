"""Every forbidden combination is refused and every allowed one passes: generated, kind by kind."""

from itertools import product

import msgspec
import pytest

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.measures import BY_KIND, REGISTRY
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.legal_basis_gate import (
    PURPOSES,
    LegalBasisError,
    check,
    rules_of,
)
from services.sanctions.domain.rules.measure_rules import BasisLevel, MeasureRule, Nature, Purpose
from tests.support.dossiers import EDITION

LEVELS = list(BasisLevel)  # the strongest first
NATURES = {measure.kind: measure.nature for measure in REGISTRY}
SEVERE = {measure.kind for measure in REGISTRY if measure.severe}
RULES = {measure.kind: rule for measure, rule in rules_of(EDITION)}
# Zhejiang's regulation (2017), articles 26 to 28: they need a law or administrative regulation.
BY_LAW = (Nature.PROCUREMENT_LIMIT, Nature.MARKET_BAN, Nature.APPROVAL_LIMIT)


def changed(kind: MeasureKind, basis: dict | None = None, **more) -> MeasuresEdition:
    """Return the shipped edition with another rule for a kind."""
    rule: MeasureRule = RULES[kind]
    ground = msgspec.structs.replace(rule.basis, **(basis or {}))
    after = msgspec.structs.replace(rule, basis=ground, **more)
    return msgspec.structs.replace(EDITION, **{BY_KIND[kind].name: after})


def fault(edition: MeasuresEdition) -> str:
    """Return what the gate says, empty where it lets an edition pass."""
    try:
        check(edition)
    except LegalBasisError as error:
        return str(error)
    return ""


def test_every_kind_has_a_rule_and_every_nature_a_level_and_a_purpose():
    assert set(RULES) == set(NATURES) == set(MeasureKind)
    assert set(EDITION.required_levels) == set(PURPOSES) == set(Nature) == set(NATURES.values())


@pytest.mark.parametrize(("kind", "level"), list(product(MeasureKind, BasisLevel)))
def test_a_basis_weaker_than_the_nature_needs_is_refused(kind, level):
    nature = NATURES[kind]
    least = EDITION.required_levels[nature].least
    too_weak = LEVELS.index(level) > LEVELS.index(least)
    said = fault(changed(kind, {"level": level}))
    assert (f"{kind.value}: a {nature.value} needs a {least.value}" in said) is too_weak
    assert bool(said) is too_weak
    if nature in BY_LAW:
        assert too_weak is (LEVELS.index(level) > 1)


@pytest.mark.parametrize("kind", MeasureKind)
def test_what_is_not_published_may_not_be_taken(kind):
    assert f"{kind.value}: its basis is not published" in fault(changed(kind, {"published": False}))


@pytest.mark.parametrize("kind", MeasureKind)
def test_only_what_is_not_severe_may_take_effect_without_a_defence(kind):
    said = fault(changed(kind, takes_effect="with_grade"))
    assert ("takes effect after_defence only" in said) is (kind in SEVERE)
    assert bool(said) is (kind in SEVERE)


@pytest.mark.parametrize(("kind", "mark"), list(product(MeasureKind, Mark)))
def test_nothing_severe_rests_on_our_own_rule(kind, mark):
    refused = kind in SEVERE and mark is Mark.OURS
    assert bool(fault(changed(kind, {"mark": mark}))) is refused


@pytest.mark.parametrize(("kind", "purpose"), list(product(MeasureKind, Purpose)))
def test_nothing_is_marked_as_what_it_is_not(kind, purpose):
    refused = purpose not in PURPOSES[NATURES[kind]]
    assert ("(purpose: " in fault(changed(kind, purpose=purpose))) is refused
    takes_away = kind in SEVERE or NATURES[kind] in (Nature.PUBLIC_DISCLOSURE, Nature.SUPERVISION)
    if takes_away and purpose is Purpose.INCENTIVE:
        assert refused
    if RULES[kind].purpose is Purpose.INCENTIVE and purpose is not Purpose.INCENTIVE:
        assert refused


@pytest.mark.parametrize("kind", MeasureKind)
def test_nobody_is_to_defend_itself_against_an_incentive(kind):
    said = fault(changed(kind, takes_effect="after_defence"))
    assert bool(said) is (RULES[kind].purpose is Purpose.INCENTIVE)


@pytest.mark.parametrize(
    ("kind", "grade"),
    list(product((MeasureKind.LOAN_PREFERENCE, MeasureKind.AWARD_PREFERENCE), EDITION.grades)),
)
def test_no_incentive_is_for_a_grade_that_others_constrain(kind, grade):
    said = fault(changed(kind, preferred_at=(grade,)))
    assert bool(said) is (grade in ("C", "D"))


@pytest.mark.parametrize("kind", MeasureKind)
def test_a_measure_names_a_department(kind):
    assert "no such department: nobody" in fault(changed(kind, agency="nobody"))


@pytest.mark.parametrize("nature", Nature)
def test_a_nature_of_which_nothing_is_said_is_refused(nature):
    levels = {n: level for n, level in EDITION.required_levels.items() if n is not nature}
    edition = msgspec.structs.replace(EDITION, required_levels=levels)
    assert f"required_levels says nothing of {nature.value}" in fault(edition)
