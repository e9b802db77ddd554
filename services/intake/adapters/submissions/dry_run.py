"""A dry run: what would become of reports, computed in this process; nothing is sent."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from schemas.messages import (
    Fact,
    FindingNormalized,
    ReportRejected,
    ReportSubmitted,
    ReportUndecided,
)
from services.chassis.clock import day_of
from services.chassis.processing.outcome import Outcome, Publication
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.handlers import build

from .submission import Submission


class Check:
    """Runs a submission's rows through the rules, and counts the outcomes.

    Each row runs against an empty state: codes and records of other files are not known.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._handlers = build(rulebook)
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()

    def run(self, submission: Submission) -> Iterator[ReportRejected]:
        """Yield the rejections that the sender would get, row by row."""
        for fact in submission.facts:
            rejected = self._rejection_for(fact)
            self.outcomes["fit" if rejected is None else rejected.outcome] += 1
            if rejected is not None:
                self.reasons[rejected.outcome, rejected.reason] += 1
                yield rejected

    def _rejection_for(self, fact: Fact[ReportSubmitted]) -> ReportRejected | None:
        published = self._handled(fact)
        rejected = _rejection(published)
        waits = [
            each
            for each in published
            if isinstance(each.body, ReportUndecided)
            or (isinstance(each.body, FindingNormalized) and each.subject == each.body.identifier)
        ]
        if rejected is None and waits:
            rejected = _rejection(self._handled(_as_fact(fact, waits[0])))
        return rejected

    def _handled(self, fact: Fact[Any]) -> list[Publication]:
        outcome: Outcome[IntakeState] = self._handlers[type(fact.body)](
            IntakeState(), fact, day_of(fact.known_at)
        )
        return [each for each in outcome.publish if isinstance(each, Publication)]


def _rejection(published: list[Publication]) -> ReportRejected | None:
    bodies = (each.body for each in published)
    return next((body for body in bodies if isinstance(body, ReportRejected)), None)


def _as_fact(cause: Fact[Any], publication: Publication) -> Fact[Any]:
    return Fact(
        id=cause.id,
        source=cause.source,
        subject=publication.subject,
        known_at=cause.known_at,
        occurred_at=cause.occurred_at,
        correlation_id=cause.correlation_id,
        body=publication.body,
    )
