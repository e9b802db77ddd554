"""The public listing (公示) of who has a bad grade or is on a list."""

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.periods import period_end
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, on_lists, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the listing, with the lists that call for it beside the grade or without it.

    Because of a grade it ends by itself at the longest term; a list has a term of its own.
    """
    rule = edition.public_listing
    if rule is None or (standing := concerned(dossier, rule)) is None:
        return []
    listed = on_lists(standing, rule.lists)
    if standing.grade not in rule.listed_at and not listed:
        return []
    return [
        terms(
            MeasureKind.PUBLIC_LISTING,
            rule,
            edition,
            standing,
            until=None if listed else period_end(standing.grade_since, months=rule.longest.value),
            listed=listed,
            parameters={"shown_grade": standing.grade},
        )
    ]
