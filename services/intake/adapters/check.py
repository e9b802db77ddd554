"""What would become of reports, found out in this process; nothing is sent."""

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
from services.chassis.outcome import Outcome, Publication
from services.intake.domain.layout import Rulebook
from services.intake.domain.state import IntakeState
from services.intake.handlers import build

from .submission import Submission


class Check:
    """Runs a submission's rows through the rules, and counts what would become of them.

    What other files have told (registered codes, known records) is not known here.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self._handlers = build(rulebook)
        self.outcomes: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()

    def run(self, submission: Submission) -> Iterator[ReportRejected]:
        """Yield what senders would be told, row by row."""
        for fact in submission.facts:
            told = self._told(fact)
            self.outcomes["fit" if told is None else told.outcome] += 1
            if told is not None:
                self.reasons[told.outcome, told.reason] += 1
                yield told

    def _told(self, fact: Fact[ReportSubmitted]) -> ReportRejected | None:
        published = self._handled(fact)
        told = _rejection(published)
        waits = [
            each
            for each in published
            if isinstance(each.body, ReportUndecided)
            or (isinstance(each.body, FindingNormalized) and each.subject == each.body.identifier)
        ]
        if told is None and waits:
            told = _rejection(self._handled(_as_fact(fact, waits[0])))
        return told

    def _handled(self, fact: Fact[Any]) -> list[Publication]:
        outcome: Outcome[IntakeState] = self._handlers[type(fact.body)](
            IntakeState(), fact, day_of(fact.known_at)
        )
        return [each for each in outcome.publish if isinstance(each, Publication)]


def _rejection(published: list[Publication]) -> ReportRejected | None:
    bodies = (each.body for each in published)
    return next((body for body in bodies if isinstance(body, ReportRejected)), None)


def _as_fact(cause: Fact[Any], wish: Publication) -> Fact[Any]:
    return Fact(
        id=cause.id,
        source=cause.source,
        subject=wish.subject,
        known_at=cause.known_at,
        occurred_at=cause.occurred_at,
        correlation_id=cause.correlation_id,
        body=wish.body,
    )
