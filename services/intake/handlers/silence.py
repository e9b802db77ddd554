"""Each department's pulse: updated by its receipts, checked on the day on which it is due."""

from datetime import date

import msgspec

from schemas.messages import (
    DayBegan,
    Fact,
    ReportProcessed,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
)
from schemas.topics import SOURCE_ALARMS
from schemas.vocabulary.department import Rhythm
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.processing.stage import Handler, Wake
from services.intake.domain.layouts.layout import DECISION_LAYOUT, Rulebook
from services.intake.domain.quality.silence import Pulse, pulse_after_report, pulse_before_reports
from services.intake.domain.state import IntakeState
from services.intake.translation.receipts import reported_day


def build_pulse(rulebook: Rulebook) -> Handler[IntakeState]:
    """Return what is done with a receipt: only the first of a day's reports changes anything."""

    def on_receipt(
        state: IntakeState, fact: Fact[ReportProcessed], _today: date
    ) -> Outcome[IntakeState]:
        member = rulebook.departments.get(fact.subject)
        if member is None:  # it left the conference, and nothing is expected of it
            return Outcome(state=state)
        reported_on, before = reported_day(fact), state.pulse
        if fact.body.origin.layout == DECISION_LAYOUT:  # it tells of no enterprise
            return _as_before(state, member.rhythm)
        if before is not None and before.covers(reported_on):
            return _as_before(state, member.rhythm)
        outcome = _with_pulse(state, pulse_after_report(reported_on), member.rhythm)
        if before is None or before.silent_since is None:
            return outcome
        ended = SilenceEnded(
            department=fact.subject,
            day=reported_on,
            silent_since=before.silent_since,
            last_reported_on=before.last_reported_on,
        )
        return msgspec.structs.replace(outcome, publish=(_alarm(fact.subject, ended),))

    return on_receipt


def build_keep_waiting(rulebook: Rulebook) -> Handler[IntakeState]:
    """Return the handler of a rejection, which is read for its view alone: its receipt counts."""

    def on_rejection(
        state: IntakeState, fact: Fact[ReportRejected], _today: date
    ) -> Outcome[IntakeState]:
        member = rulebook.departments.get(fact.subject)
        return Outcome(state=state) if member is None else _as_before(state, member.rhythm)

    return on_rejection


def build_wake(rulebook: Rulebook) -> Wake[IntakeState]:
    """Return what is done on the day on which a department counts as silent.

    It is called on the first day of all too, for departments that have never reported.
    """

    def wake(state: IntakeState, subject: str, fact: Fact[DayBegan]) -> Outcome[IntakeState]:
        member, pulse, day = rulebook.departments.get(subject), state.pulse, fact.body.day
        if member is None:
            return Outcome(state=state)
        if pulse is None:
            return _with_pulse(state, pulse_before_reports(day), member.rhythm)
        due = pulse.due_on(member.rhythm)
        if due is None or due > day:  # its rhythm was changed since it asked to be woken
            return Outcome(state=state, wake_on=due)
        began = SilenceBegan(
            department=subject,
            day=day,
            last_reported_on=pulse.last_reported_on,
            expected_by=pulse.expected_by(member.rhythm),
        )
        silent = msgspec.structs.replace(pulse, silent_since=day)
        outcome = _with_pulse(state, silent, member.rhythm)
        return msgspec.structs.replace(outcome, publish=(_alarm(subject, began),))

    return wake


def _as_before(state: IntakeState, rhythm: Rhythm) -> Outcome[IntakeState]:
    """Return the outcome of what changes nothing; who waits to be woken goes on waiting."""
    return Outcome(state=state, wake_on=state.pulse.due_on(rhythm) if state.pulse else None)


def _with_pulse(state: IntakeState, pulse: Pulse, rhythm: Rhythm) -> Outcome[IntakeState]:
    return Outcome(state=state.with_pulse(pulse), wake_on=pulse.due_on(rhythm))


def _alarm(department: str, body: SilenceBegan | SilenceEnded) -> Publication:
    return Publication(topic=SOURCE_ALARMS, subject=department, body=body)
