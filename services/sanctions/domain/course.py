"""The course of an order: the statuses that it reached by a day, from its acts and its terms.

A pure function of when the order was opened and of the acts on record, so that one that is told
late, corrected or withdrawn sets the course right by itself.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_status import ENDED, MeasureStatus, Reached
from schemas.vocabulary.working_days import deadline_after

from .acts import Act
from .edition import MeasuresEdition
from .measure import Order
from .procedure import AFTER_EFFECT, AMENDED, LAPSED, TAKEN, after

_DAY = timedelta(days=1)


class Course(msgspec.Struct, frozen=True):
    """The statuses reached, and the acts that could not be taken, with the reason."""

    reached: tuple[Reached, ...]
    refused: tuple[tuple[str, ActRefusal], ...]


def course_of(order: Order, acts: Sequence[Act], edition: MeasuresEdition, today: date) -> Course:
    """Return the course of an order by a day. `acts` are those about it, in their order."""
    return _Course(order, edition).run(acts, today)


class _Course:
    def __init__(self, order: Order, edition: MeasuresEdition) -> None:
        self.order = order
        self.edition = edition
        self.reached: list[Reached] = []
        self.refused: list[tuple[str, ActRefusal]] = []
        self.decided_by: str | None = None
        self.before_suspension: MeasureStatus = "in_force"
        self.amended = order.amended_on

    def run(self, acts: Sequence[Act], today: date) -> Course:
        opened_on, ended = self.order.opened_on, self.order.ended
        self.reach("proposed" if self.order.terms.after_defence else "in_force", opened_on)
        for act in acts:
            if ended is not None and act.day > ended.day:
                self.refused.append((act.record_id, ActRefusal.IMPOSSIBLE_STEP))
                continue
            self.pass_until(act.day)
            self.take(act)
        self.pass_until(today if ended is None else min(ended.day, today))
        if ended is not None and self.status not in ENDED:
            # What ended before it took effect was dropped, however late an act was told.
            began = any(each.status in AFTER_EFFECT for each in self.reached)
            status = ended.status
            if status in {"lifted", "reversed", "expired"} and not began:
                status = "dropped"
            elif status == "dropped" and began:
                status = "lifted"
            self.reach(status, ended.day)
        return Course(tuple(self.reached), tuple(self.refused))

    @property
    def status(self) -> MeasureStatus:
        return self.reached[-1].status

    def reach(self, status: MeasureStatus, day: date, act: Act | None = None) -> None:
        days = self._days_of_term(status)
        term = None if days is None else deadline_after(day, days)
        self.reached.append(
            Reached(
                status=status,
                since=day,
                deadline=term.day if term else None,
                deadline_note=term.note if term else None,
                act=act.record_id if act else None,
                office=act.office if act else None,
            )
        )

    def pass_until(self, day: date) -> None:
        """Take the steps that come by themselves until a day begins, this day included."""
        while (step := self._by_itself()) is not None and step[1] <= day:
            self.reach(*step)
        if self.amended is not None and self.amended <= day:
            to = after(self.status, AMENDED, self.before_suspension)
            if to is not None:
                self.reach(to, self.amended)
            self.amended = None

    def _by_itself(self) -> tuple[MeasureStatus, date] | None:
        last, rules = self.reached[-1], self.edition.procedure
        if last.status == "proposed" and rules.notice == "system":
            return "noticed", last.since
        if last.status == "noticed" and rules.undefended == "system" and last.deadline:
            to = after("noticed", LAPSED, self.before_suspension)
            return None if to is None else (to, last.deadline + _DAY)
        if last.status == "decided" and rules.service == "system":
            return "served", last.since
        if last.status == "served":
            return "in_force", last.since
        return None

    def take(self, act: Act) -> None:
        """Take an act, or refuse it."""
        to = after(self.status, act.by, self.before_suspension)
        if to is None:
            self.refused.append((act.record_id, ActRefusal.IMPOSSIBLE_STEP))
            return
        defence_ends = self.reached[-1].deadline if self.status == "noticed" else None
        if act.by == TAKEN and defence_ends is not None and act.day <= defence_ends:
            # Nobody decides against an enterprise before its defence is over.
            self.refused.append((act.record_id, ActRefusal.IMPOSSIBLE_STEP))
            return
        if act.kind == "objection_decided" and act.officer == self.decided_by:
            self.refused.append((act.record_id, ActRefusal.SAME_OFFICER))
            return
        if act.kind == "decided":
            self.decided_by = act.officer
        if to == "suspended":
            self.before_suspension = self.status
        self.reach(to, act.day, act)

    def _days_of_term(self, status: MeasureStatus) -> int | None:
        """Return the working days of the term that begins with a status (None: none)."""
        rules = self.edition.procedure
        if status == "in_force":
            return self.order.terms.within
        terms: dict[MeasureStatus, int] = {
            "proposed": rules.notice_within.value,
            "noticed": self.edition.defence.value,
            "defended": rules.decide_within.value,
            "decided": rules.serve_within.value,
            "suspended": rules.decide_objection_within.value,
        }
        return terms.get(status)
