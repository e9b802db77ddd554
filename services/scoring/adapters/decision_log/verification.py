"""Verifying the decision log alone: from the grade changes, the seals and the public keys."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from schemas.decision_entry import GradeChangeEntry, LogEntry, Seal, read_entry
from schemas.decision_log import (
    NotOfTheLogError,
    content_hash,
    merkle_root,
    signature_bytes,
    signed_part,
)
from services.chassis.signing.key_register import KeyPurpose, KeyRegister

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


class Sealed(msgspec.Struct, frozen=True):
    """A grade change, the seal that it is under, all hashes there, and its place among them."""

    change: GradeChangeEntry
    seal: Seal
    hashes: tuple[str, ...]
    index: int


class Verifier:
    """Takes grade changes and seals as they come, in the order of their partitions.

    With no `register` of keys signatures are not checked. What came twice alike is one.
    """

    def __init__(self, register: KeyRegister | None = None) -> None:
        self._register = register
        self._changes: dict[str, list[Logged]] = {}
        self.seals: list[Seal] = []

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
        by_day: dict[date, list[tuple[str, Logged]]] = {}
        for code, logged in self._changes.items():
            for each in logged:
                by_day.setdefault(each.change.day, []).append((code, each))
        last = self.seals[-1].day if self.seals else None
        if last is None and by_day and self._register is not None:
            first, newest = min(by_day), max(by_day)
            if first + UNSEALED_DAYS <= max(newest, today or newest):
                code, each = by_day[first][0]
                problem = f"no day is sealed: there is no seal, and the day {first} is long over"
                return Break(each.where, f"{code} {each.change.number}", problem)
        for seal in self.seals:
            sealed_day = sorted(
                by_day.pop(seal.day, []), key=lambda pair: (pair[0], pair[1].change.number)
            )
            if (wrong := _mismatch(seal, [each for _, each in sealed_day])) is not None:
                return wrong
        for day in sorted(by_day):
            if last is not None and day <= last:
                code, each = by_day[day][0]
                problem = f"the day {day} lies before the last seal ({last}), and is not sealed"
                return Break(each.where, f"{code} {each.change.number}", problem)
            if last is not None and day > last + UNSEALED_DAYS:
                code, each = by_day[day][0]
                problem = (
                    f"the day {day} lies long after the last seal ({last}): the sealer is behind,"
                    " or the change is not of this log"
                )
                return Break(each.where, f"{code} {each.change.number}", problem)
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

    def sealed(self, code: str, number: int) -> "Sealed | None":
        """Return a change with the seal that it is under, or None where it is under none (yet)."""
        logged = self._changes.get(code, [])
        chosen = next((e.change for e in logged if e.change.number == number), None)
        seal = next((s for s in self.seals if chosen and s.day == chosen.day), None)
        if chosen is None or seal is None:
            return None
        under = sorted(
            (other, each.change.number, each.change.hash)
            for other, logged in self._changes.items()
            for each in logged
            if each.change.day == seal.day
        )
        index = under.index((code, number, chosen.hash))
        return Sealed(chosen, seal, tuple(each[2] for each in under), index)

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


def altered(entry: LogEntry) -> str | None:
    """Return how a message differs from what its hash was taken of, or None."""
    try:
        reckoned = content_hash(entry.value, entry.hash)
    except NotOfTheLogError as error:
        return str(error)
    if reckoned == entry.hash:
        return None
    return f"its content has the hash {reckoned}, it says {entry.hash}"


def problem_of(seal: Seal, register: KeyRegister | None) -> str | None:
    """Return what is wrong with a seal by itself: its hash, its signature, its key on its day.

    With no register the signature and the key are not checked.
    """
    if (problem := altered(seal)) is not None or register is None:
        return problem
    return register.problem(seal.key_id, KeyPurpose.SEALS, seal.day) or _forged(seal, register)


def _forged(seal: Seal, register: KeyRegister) -> str | None:
    why = ""
    try:
        key = register.key(seal.key_id)
        part = signed_part(seal.value, seal.hash, seal.signature)
        if key is not None and key.signed(signature_bytes(seal.signature), part):
            return None
    except ValueError as error:  # no key of an installed suite, no base64
        why = f": {error}"
    return f"the signature is not of the key {seal.key_id}{why}"


def _mismatch(seal: Seal, logged: list[Logged]) -> Break | None:
    about = f"seal {seal.number} of {seal.day}"
    if len(logged) != seal.count:
        problem = f"{seal.count} grade changes were sealed, {len(logged)} are there"
        return Break(logged[-1].where if logged else "-", about, problem)
    if merkle_root([each.change.hash for each in logged]) != seal.root:
        return Break(logged[-1].where if logged else "-", about, "the changes have another root")
    return None
