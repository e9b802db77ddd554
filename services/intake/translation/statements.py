"""Conversion of a report whose statement was decided to the fact that goes on."""

from schemas.messages import Body, Fact, ReportUndecided
from services.chassis.processing.identity import derived_id
from services.chassis.processing.outcome import Publication
from services.intake.domain.identities.identifier_links import IdentifierOwner

from .forwarding import forwarded


def read_report(
    fact: Fact[ReportUndecided], publication: Publication, decision: IdentifierOwner
) -> Fact[Body]:
    """Return a report whose statement was decided, as the fact that goes on.

    The same report with the same decision gives the same fact, whether it waited or not.
    """
    identity = derived_id("read", fact.id, decision.code, publication.subject)
    return forwarded(
        fact,
        identity,
        publication.subject,
        decision.known_at,
        publication.body,
        publication.occurred_at,
    )
