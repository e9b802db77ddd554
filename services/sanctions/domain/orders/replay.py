"""The history of an order: the statuses that it reached by a day, from its acts and its terms.

A pure function of when the order was opened and of the acts on record, so that an act that is
reported late, corrected or withdrawn corrects the history by itself.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import msgspec

from schemas.vocabulary.act_refusal import ActRefusal
from schemas.vocabulary.measure_status import ENDED, MeasureStatus, Reached
from schemas.vocabulary.working_days import Assumed, Deadline, deadline_after
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.terms.measure import Ended, Order

from .acts import Act
from .procedure import AMENDED, LAPSED, MEASURE_DECIDED, UPHELD, after, status_at_end

_DAY = timedelta(days=1)


class History(msgspec.Struct, frozen=True):
    """The statuses reached, and the acts that could not be taken, with the reason."""

    reached: tuple[Reached, ...]
    refused: tuple[tuple[str, ActRefusal], ...]


def history_of(
    order: Order,
    acts: Sequence[Act],
    edition: MeasuresEdition,
    today: date,
    replaced_on: date | None = None,
) -> History:
    """Return the history of an order by a day. `acts` are those about it, in their order.

    `replaced_on` is the day on which its successor took effect (None: it has not).
    """
    ended = order.ended
    if replaced_on is not None and (ended is None or replaced_on < ended.day):
        ended = Ended(by="replaced", day=replaced_on)
    return _HistoryBuilder(order, edition, today).run(acts, ended)


class _HistoryBuilder:
    def __init__(self, order: Order, edition: MeasuresEdition, today: date) -> None:
        self.order = order
        self.edition = edition
        self.today = today
        self.before = order.history
        self.reached: list[Reached] = []
        self.refused: list[tuple[str, ActRefusal]] = []
        self.decided_by: tuple[str | None, str | None] | None = None
        self.before_suspension: MeasureStatus = "in_force"
        self.defence_ends: date | None = None
        self.amendments = [version.since for version in order.versions[1:]]

    def run(self, acts: Sequence[Act], ended: Ended | None) -> History:
        self.reach(
            "proposed" if self.order.terms.after_defence else "in_force", self.order.opened_on
        )
        before, after_end = list(acts), []
        if ended is not None:
            before = [act for act in acts if act.day <= ended.day]
            after_end = [act for act in acts if act.day > ended.day]
        for day, of_the_day in groupby(before, key=lambda act: act.day):
            self.pass_until(day)
            self.apply_all(list(of_the_day))
        self.pass_until(self.today if ended is None else min(ended.day, self.today))
        if ended is not None:
            self.end(ended)
        self.apply_all(after_end)
        return History(tuple(self.reached), tuple(self.refused))

    def end(self, ended: Ended) -> None:
        """Reach the end that came from outside, if no act ended it before."""
        if self.status in ENDED:
            return
        status = status_at_end(self.status, ended.by)
        if self.status == "suspended" and status == "lifted":
            self.before_suspension = "lifted"  # the objection is still to be decided
        self.reach(status, ended.day)

    @property
    def status(self) -> MeasureStatus:
        return self.reached[-1].status

    def reach(self, status: MeasureStatus, day: date, act: Act | None = None) -> None:
        days = self._days_of_term(status)
        term = None if days is None else self._term(status, day, days)
        if status == "in_force" and self.order.terms.due_by is not None:
            term = Deadline(self.order.terms.due_by)
        if status == "noticed" and term is not None:
            self.defence_ends = term.day
        self.reached.append(
            Reached(
                status=status,
                since=day,
                deadline=term.day if term else None,
                deadline_assumes=term.assumes if term else None,
                act=act.record_id if act else None,
                document=act.document if act else None,
                office=act.office if act else None,
            )
        )

    def pass_until(self, day: date) -> None:
        """Take the steps that come by themselves until a day begins, this day included."""
        while (step := self._by_itself()) is not None and step[1] <= day:
            self.reach(*step)
        while self.amendments and self.amendments[0] <= day:
            amended_on = self.amendments.pop(0)
            if self.status == "suspended":
                self.before_suspension = "in_force"
            to = after(self.status, AMENDED, self.before_suspension)
            if to is not None:
                self.reach(to, amended_on)

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

    def apply_all(self, acts: list[Act]) -> None:
        """Take the acts of a day in any sequence in which they are possible; refuse the others."""
        while acts:
            refusals = [self.refusal(act) for act in acts]
            possible = next((n for n, refusal in enumerate(refusals) if refusal is None), None)
            if possible is None:
                self.refused += [(a.record_id, r) for a, r in zip(acts, refusals, strict=True) if r]
                return
            self.apply(acts.pop(possible))

    def refusal(self, act: Act) -> ActRefusal | None:
        """Return why an act can't be taken now (None: it can)."""
        if self._to(act) is None:
            return ActRefusal.IMPOSSIBLE_STEP
        if (
            act.by == MEASURE_DECIDED
            and self.defence_ends is not None
            and act.day <= self.defence_ends
        ):
            return ActRefusal.IMPOSSIBLE_STEP  # nobody decides before the defence is over
        if act.kind == "objection_decided" and (act.office, act.officer) == self.decided_by:
            return ActRefusal.SAME_OFFICER
        return None

    def apply(self, act: Act) -> None:
        to = self._to(act)
        if to is None:
            raise ValueError(f"act {act.record_id} is not possible in status {self.status}")
        if act.kind == "decided":
            self.decided_by = act.office, act.officer
        if to == "suspended":
            self.before_suspension = self.status
        self.reach(to, act.day, act)

    def _to(self, act: Act) -> MeasureStatus | None:
        if self.status == "lifted" and self.before_suspension == "lifted":
            return "reversed" if act.by == UPHELD else None
        return after(self.status, act.by, self.before_suspension)

    def _term(self, status: MeasureStatus, day: date, working_days: int) -> Deadline:
        """Return the end of a term, as far as the day's calendars tell it.

        What they do not tell is assumed in favour of the party: it has the defence, and waits for
        all else, which an agency has to do. A calendar that was installed late ends no term on a
        day that is over: what was reckoned before holds.
        """
        assumed: Assumed = "latest" if status == "noticed" else "earliest"
        term = deadline_after(day, working_days, assumed=assumed, known_on=self.today)
        before = next((r for r in self.before if (r.status, r.since) == (status, day)), None)
        if before is None or before.deadline is None:
            return term
        if term.day < min(self.today, before.deadline):
            return Deadline(before.deadline, before.deadline_assumes)
        return term

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
