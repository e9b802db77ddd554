"""From a report whose statement was decided to the fact that goes on."""

from schemas.messages import Body, Fact, ReportUndecided
from services.chassis.identity import derived_id
from services.chassis.outcome import Publication
from services.intake.domain.claims import Told

from .passing_on import passed_on


def read_as(fact: Fact[ReportUndecided], going: Publication, decision: Told) -> Fact[Body]:
    """Return what a report became as the fact that goes on.

    The same report with the same decision gives the same fact, whether it waited or not.
    """
    identity = derived_id("read", fact.id, decision.code, going.subject)
    return passed_on(
        fact, identity, going.subject, decision.known_at, going.body, going.occurred_at
    )
