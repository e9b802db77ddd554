"""The qualification of a maintenance unit that did not mend after its interview was ordered."""

from schemas.records import RectificationChecked
from schemas.vocabulary.measure_kind import MeasureKind
from services.sanctions.domain.orders.dossier import Dossier
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import concerned, terms


def due(dossier: Dossier, edition: MeasuresEdition) -> list[Terms]:
    """Return the cancellation, where the latest check after the interview was not passed.

    Interview and check count as the agency of the measure reports them.
    """
    rule = edition.maintenance_qualification
    standing = concerned(dossier, rule)
    if standing is None or standing.fell_on is None or standing.grade not in rule.cancelled_at:
        return []
    interviewed_on = dossier.interviewed_on(rule.agency, standing.fell_on)
    checks = [
        (check.checked_on, record_id, check.passed)
        for record_id, check in dossier.records(RectificationChecked, rule.agency)
        if interviewed_on is not None and check.checked_on >= interviewed_on
    ]
    checked_on, _, passed = max(checks, default=(None, "", True))
    if checked_on is None or passed:
        return []
    return [
        terms(
            MeasureKind.QUALIFICATION_CANCELLED,
            rule,
            edition,
            standing,
            parameters={"not_rectified_on": checked_on.isoformat()},
        )
    ]
