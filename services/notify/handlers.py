"""What notify does: pure functions from a fact to the alerts that it calls for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.messages import (
    ActAnswered,
    AlertRaised,
    Body,
    DeadlineAnnounced,
    EarlyWarningRaised,
    Fact,
    GradeChanged,
    MeasureChanged,
    ReceiptRecorded,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
)
from schemas.topics import ALERTS
from services.chassis.processing.outcome import Outcome, Publication
from services.chassis.processing.stage import Handler

from .domain.alert import alerts
from .domain.audience import Audience, audience_on
from .domain.occasion import Occasion
from .domain.wording import Wording
from .translation import (
    act_occasion,
    alert_raised,
    deadline_occasion,
    grade_occasion,
    measure_occasion,
    report_occasion,
    silence_occasion,
    warning_occasion,
)


class NoState(msgspec.Struct, frozen=True):
    """The state of notify: an alert depends on its one cause alone."""


def build(editions: Sequence[Audience], wording: Wording) -> Mapping[type[Body], Handler[NoState]]:
    """Return the handlers with these words, and the edition of the audience of each day."""

    def outcome_of(state: NoState, occasion: Occasion, day: date) -> Outcome[NoState]:
        raised = alerts(audience_on(editions, day), wording, occasion)
        publish = tuple(
            Publication(topic=ALERTS, subject=alert.recipient.name, body=alert_raised(alert, day))
            for alert in raised
        )
        return Outcome(state=state, publish=publish)

    def on_grade(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: GradeChanged = fact.body
        grades = audience_on(editions, body.day).grades
        return outcome_of(state, grade_occasion(fact.subject, body, grades, wording), body.day)

    def on_warning(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: EarlyWarningRaised = fact.body
        return outcome_of(state, warning_occasion(fact.subject, body, wording), body.day)

    def on_measure(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: MeasureChanged = fact.body
        return outcome_of(state, measure_occasion(fact.subject, body, wording), body.day)

    def on_deadline(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: DeadlineAnnounced = fact.body
        return outcome_of(state, deadline_occasion(fact.subject, body, wording), body.day)

    def on_answer(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: ActAnswered = fact.body
        return outcome_of(state, act_occasion(fact.subject, body, wording), body.day)

    def on_rejection(state: NoState, fact: Fact[Any], today: date) -> Outcome[NoState]:
        return outcome_of(state, report_occasion(fact.body), today)

    def on_silence(state: NoState, fact: Fact[Any], _today: date) -> Outcome[NoState]:
        body: SilenceBegan | SilenceEnded = fact.body
        return outcome_of(state, silence_occasion(body), body.day)

    def on_own(state: NoState, _fact: Fact[Any], _today: date) -> Outcome[NoState]:
        return Outcome(state=state)  # it is read for its views alone

    return {
        AlertRaised: on_own,
        ReceiptRecorded: on_own,
        GradeChanged: on_grade,
        EarlyWarningRaised: on_warning,
        MeasureChanged: on_measure,
        DeadlineAnnounced: on_deadline,
        ActAnswered: on_answer,
        ReportRejected: on_rejection,
        SilenceBegan: on_silence,
        SilenceEnded: on_silence,
    }
