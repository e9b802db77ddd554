"""The live assessment: what a ledger amounts to today, kept up record by record and day by day.

It is `assess` of the whole ledger, without a look at all of it (law 10). For what changes what
other records bring about (an objection, a double, a sector, an edition) the whole is read again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain

from schemas.on_record.disputes import disputes_in, record_key
from schemas.on_record.doubles import joined
from schemas.on_record.entry import LedgerEntry
from schemas.on_record.later_reports import with_later_reports
from schemas.records import Commitment, Registration
from schemas.vocabulary.explanation import BudgetLine, StandingLine
from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.records.double_lines import lines_of, marked
from services.scoring.domain.records.ledger import Ledger, LedgerRow, Suspicion
from services.scoring.domain.records.open_suspicions import OpenSuspicions
from services.scoring.domain.standing.assessment import (
    Rating,
    evaluated_name,
    flagged,
    latest_registration,
    objected_records,
    sector_of,
)
from services.scoring.domain.standing.base_score import base_line
from services.scoring.domain.standing.contributions import Records, without_effect_from
from services.scoring.domain.standing.effects import effects_of
from services.scoring.domain.standing.grading import clamped, grade_of
from services.scoring.domain.standing.standardization import CertificateTerm, best_certificate
from services.scoring.domain.standing.validity import Validity

from .bounded_lines import bounded
from .contributing_records import WITHOUT_LEVEL, ContributingRecords, in_force
from .danger_terms import DangerTerms
from .interdependence import Interdependence
from .sheet import Sheet
from .sources import BASE, SourceKey, Sources

_DOUBLES: SourceKey = ("doubles",)  # of lines of records that count as another one


class LiveAssessment:
    """What a ledger amounts to on the day `on`, with its sheet.

    It changes in place: `version` tells whether it is still of the ledger that knows it.
    """

    def __init__(self, ledger: Ledger, rulebooks: Rulebooks, on: date) -> None:
        self.rulebooks, self.on, self.version = rulebooks, on, 0
        self.certificate: CertificateTerm | None = None
        self.sheet, self.dangers = Sheet(), DangerTerms()
        self._latest: dict[str, LedgerEntry] = {}
        self._successors: dict[str, Registration] = {}
        for entry in ledger.entries:  # of each record the last revision holds
            self._latest[entry.record_id] = entry
        on_record = [entry for entry in self._latest.values() if not entry.withdrawn]
        for entry in on_record:
            self._put_on_record(entry)
        current, doubles = joined(on_record)
        self._disputes = disputes_in(current)
        if self._disputes.upheld:
            current = [e for e in current if record_key(e) not in self._disputes.upheld]
        records = Records(with_later_reports(current))
        self._suspicions = OpenSuspicions(self._latest, ledger.last_suspicions(), doubles)
        self._interdependence = Interdependence(on_record)
        registration = latest_registration(records.registrations)
        self._sector, self._assumed = sector_of(registration, bool(records.evaluations), rulebooks)
        self.pack = rulebooks.at(self._sector, on)
        self._lasting = Validity(on)  # as long as nothing of what is looked at here changes
        for other in rulebooks.by_sector[self._sector]:
            self._lasting.note(other.effective_from)
        self._objected = objected_records(records.entries, self._disputes, self._lasting)
        self._sources = Sources(self.sheet)
        self._records = ContributingRecords(self.pack, self._sources)
        for entry in records.entries:
            self._count(entry, records.promised_on)
        self._double_lines = tuple(lines_of(doubles, self._disputes, self.pack))
        self._sources.touch(_DOUBLES)
        self._sources.touch(BASE)
        self._update()

    @property
    def succession(self) -> Registration | None:
        """The registration that says which code succeeded this one, if one does."""
        return self._successors[min(self._successors)] if self._successors else None

    def succession_with(self, entry: LedgerEntry) -> Registration | None:
        """Return the registration that will say so once the ledger has an entry more."""
        before = self._latest.get(entry.record_id)
        if before is not None and before.revision > entry.revision:
            return self.succession
        content = entry.content
        names = not entry.withdrawn and isinstance(content, Registration) and content.succeeded_by
        others = {key: each for key, each in self._successors.items() if key != entry.record_id}
        if names and isinstance(content, Registration):
            others[entry.record_id] = content
        return others[min(others)] if others else None

    @property
    def changes_next_on(self) -> date | None:
        """The next day on which it changes by itself."""
        days = (self._lasting.next_day, self._evidence_until, self._sources.next_day)
        return min((day for day in days if day is not None), default=None)

    @property
    def rating(self) -> Rating:
        """What it amounts to, without the lines."""
        registration = self._records.registration
        score = clamped(self.sheet.total, self.pack)
        evaluations = self._records.evaluations.values()
        return Rating(
            day=self.on,
            name=registration.name if registration else evaluated_name(evaluations),
            sector=self._sector,
            score=score,
            grade=grade_of(score, self.sheet.effects, self.pack),
            base_grade=grade_of(clamped(self.sheet.base_line.points, self.pack), {}, self.pack),
            level=self.certificate.level if self.certificate else None,
            edition=self.pack.edition,
            registration=registration,
            changes_next_on=self.changes_next_on,
            thin_data=self._assumed + self._too_little,
            certificate=self.certificate,
        )

    def followed(
        self, ledger: Ledger, rows: Iterable[LedgerRow], on: date, *, less: bool = False
    ) -> "LiveAssessment":
        """Return the assessment of the ledger that has these rows more, on a day not before.

        `less`: it has others no more.
        """
        self.version += 1
        alone = all(
            self._follow(row) if isinstance(row, LedgerEntry) else self._suspect(row)
            for row in rows
        )
        lasts = self._lasting.next_day is None or on < self._lasting.next_day
        if not less and alone and lasts and on >= self.on and self._same_sector():
            self.on = on
            self._update()
            return self
        again = LiveAssessment(ledger, self.rulebooks, on)
        again.sheet.count_from(self.sheet)
        again.version = self.version
        return again

    def _follow(self, entry: LedgerEntry) -> bool:
        """Take a revision; say whether it bears on its own record alone."""
        before = self._latest.get(entry.record_id)
        if before is not None and before.revision > entry.revision:
            return not self._interdependence.has(entry)
        if self._interdependence.has(entry) or self._changes_promises(entry):
            return False
        if before is not None:
            if self._interdependence.has(before) or self._changes_promises(before):
                return False
            self._take_off_record(before)
        self._latest[entry.record_id] = entry
        if not entry.withdrawn:
            self._put_on_record(entry)
            self._count(entry, self._records.promised_on)
        if partners := self._suspicions.partners_of(entry.record_id):
            self._mark_anew((entry.record_id, *partners))
        return True

    def _suspect(self, suspicion: Suspicion) -> bool:
        """Take a question; say whether it only marks the lines of its records."""
        if self._interdependence.is_of_doubles(suspicion):
            return False
        self._suspicions.put(suspicion)
        self._mark_anew(suspicion.record_ids)
        return True

    def _mark_anew(self, record_ids: Iterable[str]) -> None:
        self._records.touch(record_ids)
        self._sources.touch(_DOUBLES)

    def _is_marked(self, record_ids: Mapping[str, object]) -> bool:
        """Say whether a line on these records may be marked, so that it has to name them all."""
        marked_ones = chain(self._objected, self._suspicions)
        return any(each in record_ids for each in marked_ones)

    def _changes_promises(self, entry: LedgerEntry) -> bool:
        """Say whether a promise ends that others were not made."""
        content = entry.content
        return isinstance(content, Commitment) and content.made and self._records.not_promised > 0

    def _same_sector(self) -> bool:
        evaluated = bool(self._records.evaluations)
        sector = sector_of(self._records.registration, evaluated, self.rulebooks)
        return sector == (self._sector, self._assumed)

    def _put_on_record(self, entry: LedgerEntry) -> None:
        self.dangers.put(entry)
        content = entry.content
        if isinstance(content, Registration) and content.succeeded_by:
            self._successors[entry.record_id] = content

    def _take_off_record(self, entry: LedgerEntry) -> None:
        self.dangers.take_off(entry)
        self._successors.pop(entry.record_id, None)
        self._records.take_off(entry.record_id)

    def _count(self, entry: LedgerEntry, promised_on: Iterable[date]) -> None:
        over_on = without_effect_from(entry, promised_on, self._disputes, self.pack)
        self._records.put(entry, effects_of(entry, self.pack, over_on))

    def _update(self) -> None:
        self._records.combine()
        self._sources.update(self.on, self._lines_of)
        validity = Validity(self.on)
        self._too_little = self._records.evidence.too_little(validity)
        self._evidence_until = validity.next_day

    def _lines_of(self, key: SourceKey, validity: Validity) -> Iterator[StandingLine]:
        if key == _DOUBLES:
            lines: Iterator[StandingLine] = in_force(self._double_lines, validity)
        elif key == BASE:
            lines = self._base_lines(validity)
        elif key == WITHOUT_LEVEL:
            lines = self._lines_without_level(validity)
        else:
            lines = self._records.lines_of(key, validity, self._is_marked)
        for line in lines:
            if isinstance(line, BudgetLine):
                yield bounded(line)
                continue
            noted = flagged(line, self._objected) if self._objected and key != _DOUBLES else line
            yield bounded(marked(noted, self._suspicions) if self._suspicions else noted)

    def _base_lines(self, validity: Validity) -> Iterator[StandingLine]:
        certificates = self._records.certificates
        terms = [] if certificates is None else certificates.terms(self.on)
        best = best_certificate(terms, validity)
        if (best is None) != (self.certificate is None) and self._records.without_level:
            self._sources.touch(WITHOUT_LEVEL)
        self.certificate = best
        evaluations = tuple(self._records.evaluations.values())
        yield base_line(self.pack, terms, best, evaluations, validity)

    def _lines_without_level(self, validity: Validity) -> Iterator[StandingLine]:
        if self.certificate is None:
            for lines in self._records.without_level.values():
                yield from in_force(lines, validity)
