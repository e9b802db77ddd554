"""The qualification of a maintenance unit that did not mend after its interview was ordered."""

from schemas.records import RectificationChecked
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.rules.measure_rules import MeasureRule, Nature
from services.sanctions.domain.terms.measure import Terms
from services.sanctions.domain.terms.required import Case, terms

from .measure import Measure


class MaintenanceQualification(MeasureRule, frozen=True, kw_only=True):
    """The grades at which a failed check after the interview costs the qualification."""

    cancelled_at: tuple[str, ...]


def due(case: Case, rule: MaintenanceQualification) -> list[Terms]:
    """Return the cancellation, where the latest check after the interview was not passed.

    Interview and check count as the agency of the measure reports them.
    """
    standing = case.standing
    if standing.fell_on is None or standing.grade not in rule.cancelled_at:
        return []
    interviewed_on = case.dossier.interviewed_on(rule.agency, standing.fell_on)
    checks = [
        (check.checked_on, record_id, check.passed)
        for record_id, check in case.dossier.records(RectificationChecked, rule.agency)
        if interviewed_on is not None and check.checked_on >= interviewed_on
    ]
    checked_on, _, passed = max(checks, default=(None, "", True))
    if checked_on is None or passed:
        return []
    return [
        terms(
            case,
            rule,
            parameters=MeasureParameters(not_rectified_on=checked_on),
        )
    ]


MEASURE = Measure(
    kind=MeasureKind.QUALIFICATION_CANCELLED,
    name="maintenance_qualification",
    rule=MaintenanceQualification,
    nature=Nature.MARKET_BAN,
    due=due,
    in_every_edition=True,
    severe=True,
)
