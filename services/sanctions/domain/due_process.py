"""Due process: notice, defence, effect, acknowledgement, lifting, each on its day.

Severe measures are noticed first and take effect on the day after the last day of the defence, if
the cause still stands; the others take effect with the grade. All end in the step that ends their
cause. A measure that gets stricter while in force is noticed anew, and the milder terms hold until
then.
"""

from datetime import date

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.working_days import deadline_after

from .dossier import Dossier
from .edition import MeasuresEdition
from .measure import Measure, Pending, Status, Step, Terms
from .measures import tax_rebate

# An order that is done once it is carried out: there is nothing left to lift.
_DONE_WHEN_CARRIED_OUT = frozenset({MeasureKind.INTERVIEW})


class Proceeding(msgspec.Struct, frozen=True):
    """What a step depends on besides the measure: the dossier, the edition, the day."""

    dossier: Dossier
    edition: MeasuresEdition
    today: date

    def advance(self, measure: Measure, wanted: Terms | None) -> tuple[Measure, tuple[Step, ...]]:
        """Return a measure after all steps that are due on the day, and these steps."""
        if not measure.is_open:
            return self.begin(wanted, measure.status) if wanted else (measure, ())
        if wanted is None:
            return self._end(measure)
        if wanted.occasion != measure.terms.occasion:
            return self.begin(wanted, measure.status)
        measure, effect = self._let_take_effect(measure)
        measure, adapted = self._adapt(measure, wanted)
        measure, acknowledged = self._acknowledge(measure)
        return measure, (*effect, *adapted, *acknowledged)

    def begin(self, terms: Terms, before: Status | None) -> tuple[Measure, tuple[Step, ...]]:
        """Return a measure that begins: noticed, or in force at once."""
        if terms.after_defence:
            after = self._noticed(terms)
            return after, (self._step(before, after),)
        after = self._in_force(terms)
        acknowledged, more = self._acknowledge(after)
        return acknowledged, (self._step(before, after), *more)

    def _noticed(self, terms: Terms) -> Measure:
        term = deadline_after(self.today, self.edition.defence.value)
        return Measure(
            terms=terms,
            status="noticed",
            since=self.today,
            deadline=term.day,
            deadline_note=term.note,
        )

    def _in_force(self, terms: Terms) -> Measure:
        term = None if terms.within is None else deadline_after(self.today, terms.within)
        return Measure(
            terms=terms,
            status="in_force",
            since=self.today,
            deadline=term.day if term else None,
            deadline_note=term.note if term else None,
        )

    def _end(self, measure: Measure) -> tuple[Measure, tuple[Step, ...]]:
        terms = measure.terms
        if measure.status == "carried_out" and terms.kind in _DONE_WHEN_CARRIED_OUT:
            return measure, ()
        if measure.status == "noticed":
            after = Measure(terms=terms, status="dropped", since=self.today)
        else:
            if terms.kind is MeasureKind.TAX_REBATE_CANCELLED:
                terms = tax_rebate.at_end(terms, self.today)
            after = Measure(terms=terms, status="lifted", since=self.today)
        return after, (self._step(measure.status, after),)

    def _let_take_effect(self, measure: Measure) -> tuple[Measure, tuple[Step, ...]]:
        if measure.defence_ends is None or self.today <= measure.defence_ends:
            return measure, ()
        after = self._in_force(measure.pending.terms if measure.pending else measure.terms)
        return after, (self._step("noticed", after),)

    def _adapt(self, measure: Measure, wanted: Terms) -> tuple[Measure, tuple[Step, ...]]:
        """Take over terms that changed."""
        latest = measure.pending.terms if measure.pending else measure.terms
        if wanted.same_substance(latest):
            return measure, ()
        if not wanted.after_defence:
            after = self._in_force(wanted)
        elif measure.status == "noticed" and self._stricter(wanted, latest):
            after = self._noticed(wanted)
        elif measure.status == "noticed":
            after = msgspec.structs.replace(measure, terms=wanted)
        else:
            return self._adapt_in_force(measure, wanted)
        return after, (self._step(measure.status, after),)

    def _adapt_in_force(self, measure: Measure, wanted: Terms) -> tuple[Measure, tuple[Step, ...]]:
        before = measure.pending
        if self._stricter(wanted, measure.terms):
            noticed = self._noticed(wanted)
            if before and not self._stricter(wanted, before.terms):
                noticed = msgspec.structs.replace(
                    noticed, deadline=before.deadline, deadline_note=before.deadline_note
                )
            pending = Pending(
                terms=wanted,
                deadline=noticed.deadline or self.today,
                deadline_note=noticed.deadline_note,
            )
            after = msgspec.structs.replace(measure, pending=pending)
            return after, (self._step(measure.status, noticed),)
        steps: tuple[Step, ...] = ()
        if before:
            dropped = Measure(terms=before.terms, status="dropped", since=self.today)
            steps = (self._step("noticed", dropped),)
        if wanted.same_substance(measure.terms):
            after = msgspec.structs.replace(measure, pending=None)
        else:
            after = self._in_force(wanted)
        return after, (*steps, self._step(measure.status, after))

    def _acknowledge(self, measure: Measure) -> tuple[Measure, tuple[Step, ...]]:
        """Follow the agency's acknowledgement, also where it is withdrawn again."""
        if measure.status not in ("in_force", "carried_out"):
            return measure, ()
        done = self.dossier.carried_out(measure.terms.kind, measure.terms.agency, measure.since)
        status: Status = "carried_out" if done else "in_force"
        if status == measure.status:
            return measure, ()
        after = msgspec.structs.replace(measure, status=status)
        return after, (self._step(measure.status, after),)

    def _stricter(self, terms: Terms, than: Terms) -> bool:
        """Say whether terms need a notice of their own: a worse grade, or other rules."""
        rank = self.edition.rank
        return rank(terms.grade) > rank(than.grade) or terms.edition != than.edition

    def _step(self, before: Status | None, after: Measure) -> Step:
        standing, terms = self.dossier.standing, after.terms
        grade, cause = terms.grade, terms.cause
        if standing is not None and not after.is_open:
            grade = standing.grade
            cause = f"grade {grade}"
            if grade == terms.grade:
                cause += " stands, but the records no longer call for the measure"
        return Step(
            terms=terms,
            from_status=before,
            to_status=after.status,
            grade=grade,
            cause=cause,
            deadline=after.deadline,
            deadline_note=after.deadline_note,
        )
