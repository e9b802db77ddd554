"""The regulator's interview (约谈): one for each fall to a grade that calls for it."""

from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.dossier import Dossier
from services.sanctions.domain.edition import MeasuresEdition
from services.sanctions.domain.measure import Terms
from services.sanctions.domain.wanted import concerned, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the interview that the latest fall calls for, while the grade still does.

    An enterprise that mends from one such grade to a better one of them keeps the order, and the
    term, of its fall.
    """
    rule = edition.interview
    standing = concerned(dossier, rule)
    if standing is None or standing.grade not in rule.within:
        return []
    if standing.fell_on is None or standing.fell_to is None:
        return []
    within = rule.within.get(standing.fell_to, rule.within[standing.grade])
    return [
        terms(
            MeasureKind.INTERVIEW,
            rule,
            edition,
            standing,
            agency=rule.regulators.get(standing.sector),
            occasion=f"{standing.fell_on} {standing.fell_to}",
            within=within.value,
            parameters={"fell_to": standing.fell_to, "fell_on": standing.fell_on.isoformat()},
        )
    ]
