"""Where a sector pack contradicts itself, beyond what its types can say."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from schemas.vocabulary.rule_value import RuleValue
from services.scoring.domain.records.situation import SITUATIONS
from services.scoring.domain.standing.titles import BASE_TITLES, BEYOND_LIMIT, LEVEL

from .conditions import words_of
from .parts import BaseByLevel, Count

if TYPE_CHECKING:
    from .pack import Pack
    from .rule import Rule

_OF_ACCIDENTS = frozenset({"accident", "accident_concealed"})


def problems_of(pack: Pack) -> Iterator[str]:
    """Yield where a pack contradicts itself: `path: what`."""
    for path in _no_numbers(pack, ""):
        yield f"{path}: a negative number, or none"
    for path, period, unit in _units(pack):
        if period is not None and period.unit != unit:
            yield f"{path}: reckoned in {unit}, not in {period.unit}"
    yield from _of_grades(pack)
    yield from _of_base(pack)
    yield from _of_missing_parts(pack)
    yield from _of_names(pack)
    yield from _of_parts(pack)


def _of_parts(pack: Pack) -> Iterator[str]:
    for name, rule in pack.rules.items():
        for problem in _of_rule(pack, rule):
            yield f"rules.{name}.{problem}"
    for name, budget in pack.budgets.items():
        if budget.per not in SITUATIONS.get(budget.of, {}):
            yield f"budgets.{name}: there is no {budget.of} with {budget.per!r}"
    for name, list_ in pack.lists.items():
        leave = list_.leave_after
        if leave is not None and leave.value > list_.term.value:
            yield f"lists.{name}.leave_after: later than the end of the term"
    regimes = [each.decided_from.value for each in pack.repair]
    if regimes != sorted(set(regimes)):
        yield "repair: the earliest first, no day twice"


def _of_grades(pack: Pack) -> Iterator[str]:
    floors = [band.at_least.value for band in pack.grades]
    names = [band.name for band in pack.grades]
    if floors != sorted(set(floors), reverse=True) or not floors:
        yield "grades: best first, no two from the same points on"
    elif floors[-1] > pack.score.least.value:
        yield f"grades: none for {pack.score.least.value} to {floors[-1]} points"
    elif floors[0] > pack.score.greatest.value:
        yield f"grades: {names[0]} begins beyond the greatest score"
    if len(set(names)) < len(names):
        yield "grades: a name stands twice"


def _of_base(pack: Pack) -> Iterator[str]:
    base, score = pack.base, pack.score
    points = {"none": base.none}
    if isinstance(base, BaseByLevel):
        points |= {f"levels.{index}.points": row.points for index, row in enumerate(base.levels)}
    for path, each in points.items():
        if not score.least.value <= each.value <= score.greatest.value:
            yield (
                f"base.{path}: {each.value} is not within the score, "
                f"{score.least.value} to {score.greatest.value}"
            )


def _of_missing_parts(pack: Pack) -> Iterator[str]:
    """Yield what speaks of certificates or accidents in a pack that leaves these out."""
    if pack.accidents is None:
        if pack.certificate is not None:
            yield "certificate: accidents revoke it, and `accidents` is left out"
        for name, rule in pack.rules.items():
            if of := _OF_ACCIDENTS.intersection(rule.situations):
                yield f"rules.{name}.of: {', '.join(sorted(of))} needs `accidents`"
    if pack.certificate is None:
        yield from _of_certificates(pack)


def _of_certificates(pack: Pack) -> Iterator[str]:
    if isinstance(pack.base, BaseByLevel):
        yield "base.by: a base by level needs `certificate`"
    for name, rule in pack.rules.items():
        if rule.without_level:
            yield f"rules.{name}.without_level: needs `certificate`"
    for name, list_ in pack.lists.items():
        if list_.revokes_certificate is not None:
            yield f"lists.{name}.revokes_certificate: needs `certificate`"


def _of_names(pack: Pack) -> Iterator[str]:
    """Yield the rules whose lines could be taken for others."""
    for name in pack.rules:
        if name in pack.lists:
            yield f"rules.{name}: a list has the same name"
        if name in BASE_TITLES or name.startswith(LEVEL):
            yield f"rules.{name}: so the line of the base score is named"
        if name.removesuffix(BEYOND_LIMIT) in pack.rules.keys() - {name}:
            yield f"rules.{name}: so a line of the rule that is limited is named"


def _of_rule(pack: Pack, rule: Rule) -> Iterator[str]:
    if rule.to is not None and rule.to.value not in {band.name for band in pack.grades}:
        yield f"to: {rule.to.value!r} is none of the grades"
    if rule.drawn is not None:
        budget = pack.budgets.get(rule.drawn.budget)
        if budget is None or rule.situations != (budget.of,):
            yield f"drawn: no budget {rule.drawn.budget!r} of {', '.join(rule.situations)}"
    if rule.proposes is not None and rule.proposes.value not in pack.lists:
        yield f"proposes: no list {rule.proposes.value!r}"
    classes = {each.name for each in pack.accidents.classes} if pack.accidents else set[str]()
    for name in words_of(rule.where.get("class")):
        if name not in classes:
            yield f"where.class: no class {name!r} of accidents"
    for name in words_of(rule.where.get("list")):
        if name not in pack.lists:
            yield f"where.list: no list {name!r}"


def _units(pack: Pack) -> Iterator[tuple[str, Count | None, str]]:
    """Yield the periods of a pack beside its rules, with the unit in which each is reckoned."""
    if pack.certificate is not None:
        yield "certificate.validity", pack.certificate.validity, "months"
        yield "certificate.window", pack.certificate.window, "months"
    yield "sufficiency.recorded_within", pack.sufficiency.recorded_within, "months"
    for nature, days in pack.accidents.follow_up.items() if pack.accidents else ():
        yield f"accidents.follow_up.{nature}", days, "days"
    for name, list_ in pack.lists.items():
        yield f"lists.{name}.term", list_.term, "months"
        yield f"lists.{name}.listed_again", list_.listed_again, "months"
        yield f"lists.{name}.leave_after", list_.leave_after, "months"
    for index, each in enumerate(pack.repair):
        for severity, months in each.minimum.items():
            yield f"repair.{index}.minimum.{severity}", months, "months"


def _no_numbers(part: object, path: str) -> Iterator[str]:
    """Yield the paths of the rule values below nothing: what is taken is written as positive."""
    if isinstance(part, RuleValue):
        value = part.value
        if isinstance(value, (int, Decimal)) and (not Decimal(value).is_finite() or value < 0):
            yield path
    elif isinstance(part, msgspec.Struct):
        for name, value in msgspec.structs.asdict(part).items():
            yield from _no_numbers(value, f"{path}.{name}".lstrip("."))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _no_numbers(value, f"{path}.{name}")
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from _no_numbers(value, f"{path}.{index}")
