"""From a record to the situations that it shows."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    Accident,
    BlacklistDecision,
    Commitment,
    HiddenDanger,
    Inspection,
    Penalty,
    Permit,
    PublicTip,
    RectificationChecked,
    TrafficPoints,
    Training,
)
from schemas.records.base import Record
from schemas.vocabulary.note import Note
from schemas.vocabulary.periods import day_after
from services.scoring.domain.accidents.accident import AccidentPhases
from services.scoring.domain.packs.parts import Accidents

from .situation import Situation, event

Situations = Iterator[Situation]


def situations_of(entry: LedgerEntry) -> tuple[Situation, ...]:
    """Return all situations that a record shows, whenever they are so; an accident's need rules.

    A record that bears on others only through its own part of the rules (a certificate, an
    evaluation, a listing) shows none here.
    """
    content = entry.content
    reader = _SITUATIONS_OF_KIND.get(type(content))
    return () if reader is None else tuple(reader(entry, content))


def of_accident(event_: AccidentPhases, rules: Accidents) -> Situations:
    """Yield an accident as it is in each of its phases, and its concealment."""
    content = event_.content
    for phase in event_.phases:
        class_ = rules.classes[phase.rank].name
        yield Situation(
            name="accident",
            facts={
                "class": class_,
                "deaths": phase.deaths,
                "serious_injuries": phase.serious_injuries,
                "loss": content.loss,
                "responsibility": content.responsibility,
                "concealed": content.concealed,
                "nature": content.nature,
            },
            first_day=phase.first_day,
            since=event_.counts_from,
            ended_on=None if phase.last_day is None else day_after(phase.last_day),
            passes_on=phase.last_day is not None,
        )
    if content.concealed:
        facts = {"class": class_, "nature": content.nature}
        yield Situation("accident_concealed", facts, event_.day, event_.counts_from)


def _of_penalty(_entry: LedgerEntry, content: Penalty) -> Situations:
    yield event(
        "penalty",
        content.decided_on,
        severity=content.severity,
        fine=content.fine,
        rectified=content.rectified,
    )


def _of_danger(_entry: LedgerEntry, content: HiddenDanger) -> Situations:
    """Yield a danger: found, and overdue from the day after its term until it is removed.

    Once it is overdue it is no longer merely found.
    """
    facts = {"level": content.level, "listed": content.listed_by is not None}
    removed, found_on = content.removed_on, content.found_on
    overdue_from = max(day_after(content.due_on), found_on)
    in_time = removed is not None and removed <= content.due_on
    if in_time or found_on <= content.due_on:
        yield Situation(
            name="danger_found",
            facts=facts,
            first_day=found_on,
            since=found_on,
            ended_on=removed
            if in_time
            else (overdue_from if overdue_from > content.due_on else None),
            passes_on=not in_time,
            ends_when=None if in_time else "danger_removed",
            note=None if in_time else Note(kind="overdue_from", day=overdue_from),
        )
    if not in_time:
        yield Situation(
            name="danger_overdue",
            facts=facts,
            first_day=overdue_from,
            since=overdue_from,
            ended_on=removed,
            ends_when="danger_removed" if removed is None else None,
        )


def _of_commitment(entry: LedgerEntry, content: Commitment) -> Situations:
    if content.broken_on is not None:
        yield event("commitment_broken", content.broken_on)
    elif not content.made:
        yield event("commitment_not_made", entry.occurred_on)


def _of_rectification(_entry: LedgerEntry, content: RectificationChecked) -> Situations:
    name = "rectification_passed" if content.passed else "rectification_failed"
    yield event(name, content.checked_on)


def _of_inspection(_entry: LedgerEntry, content: Inspection) -> Situations:
    if content.order is not None:
        yield event(
            "site_finding",
            content.inspected_on,
            order=content.order,
            project=content.project or "",
        )
    name = "inspection_passed" if content.passed else "inspection_failed"
    yield event(name, content.inspected_on, subject=content.subject)


def _of_training(_entry: LedgerEntry, content: Training) -> Situations:
    missing = content.persons_due - content.persons_passed
    if missing > 0:
        yield event("training_incomplete", content.held_on, missing=missing)
    else:
        yield event("training_completed", content.held_on)


def _of_permit(_entry: LedgerEntry, content: Permit) -> Situations:
    if content.suspended_from is not None:
        until = content.suspended_until
        yield Situation(
            name="permit_suspended",
            facts={"permit": content.name},
            first_day=content.suspended_from,
            since=content.suspended_from,
            ended_on=None if until is None else day_after(until),
        )
    if content.revoked_on is not None:
        yield event("permit_revoked", content.revoked_on, permit=content.name)


def _of_tip(_entry: LedgerEntry, content: PublicTip) -> Situations:
    if content.verified == "confirmed":
        day = content.verified_on or content.received_on
        yield event("tip_confirmed", day, channel=content.channel)


def _of_traffic(_entry: LedgerEntry, content: TrafficPoints) -> Situations:
    name = f"traffic_points_{content.direction}"
    yield event(name, content.recorded_on, points=content.points)
    if content.crash is not None:
        crash = content.crash
        yield event(
            "crash",
            content.recorded_on,
            deaths=crash.deaths,
            injuries=crash.injuries,
            fault=crash.fault,
        )


_SITUATIONS_OF_KIND: Mapping[type[Record], Callable[[LedgerEntry, Any], Situations]] = {
    Commitment: _of_commitment,
    HiddenDanger: _of_danger,
    Inspection: _of_inspection,
    Penalty: _of_penalty,
    Permit: _of_permit,
    PublicTip: _of_tip,
    RectificationChecked: _of_rectification,
    TrafficPoints: _of_traffic,
    Training: _of_training,
}

# Of which kind the records are that show a situation: the rules about it bear on nobody else.
KIND_SHOWING: Mapping[str, type[Record]] = {
    "penalty": Penalty,
    "accident": Accident,
    "accident_concealed": Accident,
    "danger_found": HiddenDanger,
    "danger_overdue": HiddenDanger,
    "commitment_not_made": Commitment,
    "commitment_broken": Commitment,
    "rectification_failed": RectificationChecked,
    "rectification_passed": RectificationChecked,
    "inspection_failed": Inspection,
    "inspection_passed": Inspection,
    "site_finding": Inspection,
    "training_incomplete": Training,
    "training_completed": Training,
    "permit_suspended": Permit,
    "permit_revoked": Permit,
    "tip_confirmed": PublicTip,
    "traffic_points_added": TrafficPoints,
    "traffic_points_taken": TrafficPoints,
    "crash": TrafficPoints,
    "listed": BlacklistDecision,
}
