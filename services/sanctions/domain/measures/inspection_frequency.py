"""How often the sector's regulator inspects: by grade, and at least so often who is on a list."""

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from schemas.vocabulary.rule_value import RuleValue
from services.sanctions.domain.rules.measure_rules import Nature, RegulatedRule
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, on_lists, terms

from .measure import Measure


class InspectionFrequency(RegulatedRule, frozen=True, kw_only=True):
    """Inspections a year by grade; who is on one of the `lists` has at least `listed_least`.

    Of these at least `listed_each_half` fall in each half year.
    """

    times: dict[str, RuleValue[int]]
    listed_least: RuleValue[int]
    listed_each_half: RuleValue[int]
    lists: tuple[str, ...]


def due(case: Case, rule: InspectionFrequency) -> list[Terms]:
    """Return the inspections a year of every enterprise that is rated."""
    standing = case.standing
    listed = on_lists(standing, rule.lists)
    return [
        terms(
            case,
            rule,
            agency=rule.regulators.get(standing.sector),
            listed=listed,
            parameters=MeasureParameters(
                times_a_year=times_a_year(rule, standing.grade, listed=bool(listed)),
                each_half_year=rule.listed_each_half.value if listed else None,
            ),
        )
    ]


def times_a_year(rule: InspectionFrequency, grade: str, *, listed: bool) -> int:
    """Return how many inspections a year there are; a grade that is not named has the most."""
    most = max(each.value for each in rule.times.values())
    times = rule.times[grade].value if grade in rule.times else most
    return max(times, rule.listed_least.value) if listed else times


MEASURE = Measure(
    kind=MeasureKind.INSPECTION_FREQUENCY,
    name="inspection_frequency",
    rule=InspectionFrequency,
    nature=Nature.SUPERVISION,
    due=due,
)
