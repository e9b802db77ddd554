"""What notify does: pure functions from a fact to the alerts that it calls for."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import msgspec

from schemas.messages import (
    ActAnswered,
    Body,
    DeadlineAnnounced,
    EarlyWarningRaised,
    Fact,
    GradeChanged,
    MeasureChanged,
    ReportRejected,
    SilenceBegan,
    SilenceEnded,
)
from schemas.topics import ALERTS
from services.chassis.outcome import Outcome, Publication
from services.chassis.stage import Handler

from .domain.alert import alerts
from .domain.audience import Audience, in_force
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


class Nothing(msgspec.Struct, frozen=True):
    """The state of notify: an alert depends on its one cause alone."""


def build(editions: Sequence[Audience], wording: Wording) -> Mapping[type[Body], Handler[Nothing]]:
    """Return the handlers with these words, and the edition of the audience of each day."""

    def told(state: Nothing, occasion: Occasion, day: date) -> Outcome[Nothing]:
        raised = alerts(in_force(editions, day), wording, occasion)
        publish = tuple(
            Publication(topic=ALERTS, subject=alert.recipient.name, body=alert_raised(alert, day))
            for alert in raised
        )
        return Outcome(state=state, publish=publish)

    def on_grade(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: GradeChanged = fact.body
        grades = in_force(editions, body.day).grades
        return told(state, grade_occasion(fact.subject, body, grades, wording), body.day)

    def on_warning(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: EarlyWarningRaised = fact.body
        return told(state, warning_occasion(fact.subject, body, wording), body.day)

    def on_measure(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: MeasureChanged = fact.body
        return told(state, measure_occasion(fact.subject, body, wording), body.day)

    def on_deadline(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: DeadlineAnnounced = fact.body
        return told(state, deadline_occasion(fact.subject, body, wording), body.day)

    def on_answer(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: ActAnswered = fact.body
        return told(state, act_occasion(fact.subject, body, wording), body.day)

    def on_rejection(state: Nothing, fact: Fact[Any], today: date) -> Outcome[Nothing]:
        return told(state, report_occasion(fact.body), today)

    def on_silence(state: Nothing, fact: Fact[Any], _today: date) -> Outcome[Nothing]:
        body: SilenceBegan | SilenceEnded = fact.body
        return told(state, silence_occasion(body), body.day)

    return {
        GradeChanged: on_grade,
        EarlyWarningRaised: on_warning,
        MeasureChanged: on_measure,
        DeadlineAnnounced: on_deadline,
        ActAnswered: on_answer,
        ReportRejected: on_rejection,
        SilenceBegan: on_silence,
        SilenceEnded: on_silence,
    }
