"""How often the sector's regulator inspects: by grade, and at least so often who is on a list."""

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.measure_rules import InspectionFrequency
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the inspections a year of every enterprise that is rated."""
    rule = edition.inspection_frequency
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    listed = on_lists(standing, rule.lists)
    parameters = {"times_a_year": str(times_a_year(rule, standing.grade, listed=bool(listed)))}
    if listed:
        parameters["each_half_year"] = str(rule.listed_each_half.value)
    return [
        terms(
            MeasureKind.INSPECTION_FREQUENCY,
            rule,
            edition,
            standing,
            agency=rule.regulators.get(standing.sector),
            listed=listed,
            parameters=parameters,
        )
    ]


def times_a_year(rule: InspectionFrequency, grade: str, *, listed: bool) -> int:
    """Return how many inspections a year there are; a grade that is not named has the most."""
    most = max(each.value for each in rule.times.values())
    times = rule.times[grade].value if grade in rule.times else most
    return max(times, rule.listed_least.value) if listed else times
