"""Verifying the decision log alone: from the grade changes, the seals and the public keys."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from schemas.decision_entry import GradeChangeEntry, Seal, read_entry
from schemas.decision_log import NotOfTheLogError
from services.chassis.signing.key_register import KeyRegister
from services.chassis.transparency.merkle_tree import CompactRange

from .seal_check import altered, problem_of
from .sealed_log import SealedLog, leaf_of
from .sealing import tree_of

UNSEALED_DAYS = timedelta(days=2)  # the day that runs, and one whose seal is being made


class Break(msgspec.Struct, frozen=True):
    """Where the log does not hold: the place, the enterprise and number or the seal, and why."""

    where: str
    about: str
    problem: str


class Logged(msgspec.Struct, frozen=True):
    """A grade change as it was found, and where."""

    change: GradeChangeEntry
    where: str


class Verifier:
    """Takes grade changes and seals as they come, in the order of their partitions.

    With no `register` of keys signatures are not checked. What came twice alike is one.
    """

    def __init__(self, register: KeyRegister | None = None) -> None:
        self._register = register
        self._changes: dict[str, list[Logged]] = {}
        self.seals: list[Seal] = []
        self.log = SealedLog((), ())  # all that is sealed, when it was found to hold

    @property
    def count(self) -> int:
        """How many grade changes were found."""
        return sum(map(len, self._changes.values()))

    def add(self, where: str, value: bytes) -> Break | None:
        """Take a message that stood at a place; return what is wrong with it."""
        try:
            entry = read_entry(value)
        except NotOfTheLogError as error:
            return Break(where, "a message", str(error))
        return (
            self._change(where, entry)
            if isinstance(entry, GradeChangeEntry)
            else self._seal(where, entry)
        )

    def finish(self, today: date | None = None) -> Break | None:
        """Return the first day whose changes do not fit its seal, when all was taken.

        A day is sealed when it is over; before that nothing is missing. `today` is the city's;
        where it is not known, as of an export, the last day of the log stands for it.
        """
        by_day: dict[date, list[Logged]] = {}
        for code in sorted(self._changes):
            for each in self._changes[code]:
                by_day.setdefault(each.change.day, []).append(each)
        sealed: list[GradeChangeEntry] = []
        tree = CompactRange()
        for seal in self.seals:
            of_day = by_day.pop(seal.day, [])
            tree = tree.extended(leaf_of(each.change) for each in of_day)
            if (wrong := _mismatch(seal, of_day, tree)) is not None:
                return wrong
            sealed += [each.change for each in of_day]
        self.log = SealedLog(tuple(self.seals), tuple(sealed))
        return self._unsealed_too_long(by_day, today)

    def _unsealed_too_long(
        self, by_day: dict[date, list[Logged]], today: date | None
    ) -> Break | None:
        """Return the first change that is under no seal, where it should be under one by now."""
        if not by_day:
            return None
        first, newest = min(by_day), max(by_day)
        if not self.seals:
            overdue = first + UNSEALED_DAYS <= max(newest, today or newest)
            if self._register is None or not overdue:
                return None
            problem = f"no day is sealed: there is no seal, and the day {first} is long over"
            return _unsealed(by_day[first][0], problem)
        last = self.seals[-1].day
        if first <= last:
            problem = f"the day {first} lies before the last seal ({last}), and is not sealed"
            return _unsealed(by_day[first][0], problem)
        if newest > last + UNSEALED_DAYS:
            problem = (
                f"the day {newest} lies long after the last seal ({last}): the sealer is behind,"
                " or the change is not of this log"
            )
            return _unsealed(by_day[newest][0], problem)
        return None

    def outlived(self, on: date) -> Break | None:
        """Return the last seal where its key can't speak for the log on a day.

        Who has a key that was retired or revoked can sign its old days anew, and the log up to
        there. What it can't sign is what comes after: so the last seal has to be of a key that is
        in force, or was until its day could be sealed.
        """
        last = self.seals[-1] if self.seals else None
        entry = self._register.entry(last.key_id) if last and self._register else None
        if last is None or entry is None:
            return None
        if entry.revoked is not None:
            problem = f"its key {entry.id} was revoked, and no seal of another key stands over it"
        elif on > entry.last_day + UNSEALED_DAYS:
            problem = (
                f"the log ends here, and its key {entry.id} has ended on {entry.last_day}: on {on}"
                " there have to be seals of another key"
            )
        else:
            return None
        return Break("-", f"seal {last.number} of {last.day}", problem)

    @property
    def unsealed(self) -> list[str]:
        """The changes that are under no seal yet: nothing but their hashes speaks for them."""
        last = self.seals[-1].day if self.seals else date.min
        return [
            f"{code} {each.change.number} ({each.where})"
            for code, logged in sorted(self._changes.items())
            for each in logged
            if each.change.day > last
        ]

    def has(self, code: str, number: int) -> bool:
        """Say whether a change is in the log, sealed or not."""
        return 1 <= number <= len(self._changes.get(code, []))

    def _change(self, where: str, change: GradeChangeEntry) -> Break | None:
        code = change.subject
        about = f"{code} {change.number}"
        if (problem := altered(change)) is not None:
            return Break(where, about, problem)
        logged = self._changes.setdefault(code, [])
        if change.number <= len(logged):
            if logged[change.number - 1].change.hash == change.hash:
                return None
            other = logged[change.number - 1]
            return Break(where, about, f"another change has this number, at {other.where}")
        if change.number != len(logged) + 1:
            return Break(where, about, f"number {len(logged) + 1} is missing before it")
        before = logged[-1].change.hash if logged else None
        if change.previous != before:
            return Break(where, about, f"it follows {change.previous}, the one before is {before}")
        logged.append(Logged(change, where))
        return None

    def _seal(self, where: str, seal: Seal) -> Break | None:
        about = f"seal {seal.number} of {seal.day}"
        if seal.number <= len(self.seals):
            known = self.seals[seal.number - 1]
            return None if known == seal else Break(where, about, "another seal has this number")
        problem = next(self._problems(seal), None)
        if problem is not None:
            return Break(where, about, problem)
        self.seals.append(seal)
        return None

    def _problems(self, seal: Seal) -> Iterator[str]:
        last = self.seals[-1] if self.seals else None
        number = 1 if last is None else last.number + 1
        if seal.number != number:
            yield f"seal {number} is missing before it"
        if last is not None and seal.day != last.day + timedelta(days=1):
            yield f"the seal before it is of {last.day}: a day is missing"
        if seal.previous != (None if last is None else last.hash):
            yield "it does not follow the seal before it"
        if (own := problem_of(seal, self._register)) is not None:
            yield own


def _unsealed(logged: Logged, problem: str) -> Break:
    return Break(logged.where, f"{logged.change.subject} {logged.change.number}", problem)


def _mismatch(seal: Seal, logged: list[Logged], tree: CompactRange) -> Break | None:
    about, where = f"seal {seal.number} of {seal.day}", logged[-1].where if logged else "-"
    if len(logged) != seal.count:
        problem = f"{seal.count} grade changes were sealed, {len(logged)} are there"
        return Break(where, about, problem)
    if tree != tree_of(seal):
        return Break(where, about, "the changes have another root")
    return None
