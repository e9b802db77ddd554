"""What intake does with each message. Pure: a state and a fact in, an outcome out.

A module a hop: reports, statements, identifications, admissions, and the departments' own
receipts (silence).
"""

from collections.abc import Mapping
from datetime import date

from schemas.messages import (
    Body,
    CodeSucceeded,
    DoubleDecided,
    Fact,
    FindingNormalized,
    IdentifierLinked,
    IdentifierRefused,
    RecordInherited,
    ReportProcessed,
    ReportRejected,
    ReportsInherited,
    ReportSubmitted,
    ReportUndecided,
    StatementDecided,
)
from services.chassis.processing.outcome import Outcome
from services.chassis.processing.stage import Handler
from services.intake.domain.layouts.layout import Rulebook
from services.intake.domain.quality.completeness import FormFields
from services.intake.domain.state import IntakeState

from . import identifications, statements
from .admissions import admit_finding
from .answers import build_answer
from .double_decisions import decide_double
from .identifications import identify, take_link
from .reports import take_report
from .silence import build_keep_waiting, build_pulse
from .statements import wait_for_reading
from .successions import forward_to_successor, succeed, take_digests, take_over

__all__ = ["build", "build_answer"]


def build(rulebook: Rulebook) -> Mapping[type[Body], Handler[IntakeState]]:
    """Return the handlers over some data files."""
    forms = FormFields(rulebook)
    finding_goes_on = identifications.build_go_on(rulebook)
    report_goes_on = statements.build_go_on(rulebook, forms)

    def on_report(
        state: IntakeState, fact: Fact[ReportSubmitted], _today: date
    ) -> Outcome[IntakeState]:
        return Outcome(state=state, publish=take_report(rulebook, forms, state, fact))

    def on_finding(
        state: IntakeState, fact: Fact[FindingNormalized], _today: date
    ) -> Outcome[IntakeState]:
        if ":" in fact.subject:  # an identifier, of whatever kind; a unified code has none
            return identify(rulebook, state, fact)
        return admit_finding(rulebook, state, fact)

    def on_link(
        state: IntakeState,
        fact: Fact[IdentifierLinked] | Fact[IdentifierRefused],
        _today: date,
    ) -> Outcome[IntakeState]:
        return take_link(state, fact, finding_goes_on)

    def on_undecided(
        state: IntakeState, fact: Fact[ReportUndecided], _today: date
    ) -> Outcome[IntakeState]:
        return wait_for_reading(rulebook, report_goes_on, state, fact)

    def on_reading(
        state: IntakeState, fact: Fact[StatementDecided], _today: date
    ) -> Outcome[IntakeState]:
        return take_link(state, fact, report_goes_on)

    def on_succession(
        state: IntakeState, fact: Fact[CodeSucceeded], _today: date
    ) -> Outcome[IntakeState]:
        return succeed(rulebook, state, fact)

    def on_inheritance(
        state: IntakeState, fact: Fact[RecordInherited], _today: date
    ) -> Outcome[IntakeState]:
        return take_over(rulebook, state, fact)

    def on_double(
        state: IntakeState, fact: Fact[DoubleDecided], _today: date
    ) -> Outcome[IntakeState]:
        return forward_to_successor(state, fact) or decide_double(rulebook, state, fact)

    return {
        ReportSubmitted: on_report,
        ReportUndecided: on_undecided,
        StatementDecided: on_reading,
        IdentifierLinked: on_link,
        IdentifierRefused: on_link,
        FindingNormalized: on_finding,
        CodeSucceeded: on_succession,
        RecordInherited: on_inheritance,
        ReportsInherited: take_digests,
        DoubleDecided: on_double,
        ReportProcessed: build_pulse(rulebook),
        ReportRejected: build_keep_waiting(rulebook),
    }
