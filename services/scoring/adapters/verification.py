"""Verifying the decision log alone: from the grade changes, the seals and the public keys."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import msgspec

from schemas.decision_log import (
    change_hash,
    merkle_root,
    seal_hash,
    signature_bytes,
    signed_part,
)
from schemas.messages import DecisionsSealed, Fact, GradeChanged

from .signing import PublicKey

UNSEALED_DAYS = timedelta(days=2)  # the day that runs, and one whose seal is being made


class Break(msgspec.Struct, frozen=True):
    """Where the log does not hold: the place, the enterprise and number or the seal, and why."""

    where: str
    about: str
    what: str


class Logged(msgspec.Struct, frozen=True):
    """A grade change as it was found."""

    fact: Fact[GradeChanged]
    where: str

    @property
    def number(self) -> int:
        """Return its number among those of its enterprise."""
        return self.fact.body.number

    @property
    def hash(self) -> str:
        """Return its hash."""
        return self.fact.body.hash

    @property
    def day(self) -> date:
        """Return the day of the change."""
        return self.fact.body.day


class Sealed(msgspec.Struct, frozen=True):
    """A grade change, the seal that it is under, all hashes there, and its place among them."""

    change: Fact[GradeChanged]
    seal: DecisionsSealed
    hashes: tuple[str, ...]
    place: int


class Verifier:
    """Takes grade changes and seals as they come, in the order of their partitions.

    With no `keys` signatures are not checked. What came twice alike is one.
    """

    def __init__(self, keys: Mapping[str, PublicKey] | None = None) -> None:
        self._keys = keys
        self._changes: dict[str, list[Logged]] = {}
        self.seals: list[DecisionsSealed] = []
        self._last_where = ""

    @property
    def count(self) -> int:
        """How many grade changes were found."""
        return sum(map(len, self._changes.values()))

    def take(self, where: str, fact: Fact[Any]) -> Break | None:
        """Take a message that stood at a place; return what is wrong with it."""
        body = fact.body
        if isinstance(body, GradeChanged):
            return self._change(where, fact, body)
        if isinstance(body, DecisionsSealed):
            return self._seal(where, body)
        return None

    def finish(self) -> Break | None:
        """Return the first day whose changes do not fit its seal, when all was taken."""
        by_day: dict[date, list[tuple[str, Logged]]] = {}
        for code, logged in self._changes.items():
            for each in logged:
                by_day.setdefault(each.day, []).append((code, each))
        last = self.seals[-1].day if self.seals else None
        if last is None and by_day and self._keys is not None:
            first = min(by_day)
            code, each = by_day[first][0]
            return Break(each.where, f"{code} {each.number}", "no day is sealed: there is no seal")
        for seal in self.seals:
            found = sorted(by_day.pop(seal.day, []), key=lambda pair: (pair[0], pair[1].number))
            if (wrong := _misfit(seal, [each for _, each in found])) is not None:
                return wrong
        for day in sorted(by_day):
            if last is not None and day <= last:
                code, each = by_day[day][0]
                what = f"the day {day} lies before the last seal ({last}), and is not sealed"
                return Break(each.where, f"{code} {each.number}", what)
            if last is not None and day > last + UNSEALED_DAYS:
                code, each = by_day[day][0]
                what = f"the day {day} lies long after the last seal ({last}): not of this log"
                return Break(each.where, f"{code} {each.number}", what)
        return None

    @property
    def unsealed(self) -> list[str]:
        """The changes that are under no seal yet: nothing but their hashes speaks for them."""
        last = self.seals[-1].day if self.seals else date.min
        return [
            f"{code} {each.number} ({each.where})"
            for code, logged in sorted(self._changes.items())
            for each in logged
            if each.day > last
        ]

    def sealed(self, code: str, number: int) -> "Sealed | None":
        """Return a change with the seal that it is under, or None where it is under none (yet)."""
        chosen = next((e for e in self._changes.get(code, []) if e.number == number), None)
        seal = next((s for s in self.seals if chosen and s.day == chosen.day), None)
        if chosen is None or seal is None:
            return None
        under = sorted(
            (other, each.number, each.hash)
            for other, logged in self._changes.items()
            for each in logged
            if each.day == seal.day
        )
        place = under.index((code, number, chosen.hash))
        return Sealed(chosen.fact, seal, tuple(each[2] for each in under), place)

    def _change(self, where: str, fact: Fact[Any], body: GradeChanged) -> Break | None:
        code = fact.subject
        about = f"{code} {body.number}"
        if (reckoned := change_hash(code, fact.known_at, body)) != body.hash:
            return Break(where, about, f"its content has the hash {reckoned}, it says {body.hash}")
        logged = self._changes.setdefault(code, [])
        if body.number <= len(logged):
            if logged[body.number - 1].hash == body.hash:
                return None
            other = logged[body.number - 1]
            return Break(where, about, f"another change has this number, at {other.where}")
        if body.number != len(logged) + 1:
            return Break(where, about, f"number {len(logged) + 1} is missing before it")
        before = logged[-1].hash if logged else None
        if body.previous != before:
            return Break(where, about, f"it follows {body.previous}, the one before is {before}")
        logged.append(Logged(fact, where))
        return None

    def _seal(self, where: str, seal: DecisionsSealed) -> Break | None:
        about = f"seal {seal.number} of {seal.day}"
        problems = self._problems(seal)
        if seal.number <= len(self.seals):
            known = self.seals[seal.number - 1]
            return None if known == seal else Break(where, about, "another seal has this number")
        what = next(problems, None)
        if what is not None:
            return Break(where, about, what)
        self.seals.append(seal)
        return None

    def _problems(self, seal: DecisionsSealed) -> Iterator[str]:
        last = self.seals[-1] if self.seals else None
        number = 1 if last is None else last.number + 1
        if seal.number != number:
            yield f"seal {number} is missing before it"
        if last is not None and seal.day != last.day + timedelta(days=1):
            yield f"the seal before it is of {last.day}: a day is missing"
        if seal.previous != (None if last is None else last.hash):
            yield "it does not follow the seal before it"
        if (own := problem_of(seal, self._keys)) is not None:
            yield own


def problem_of(seal: DecisionsSealed, keys: Mapping[str, PublicKey] | None) -> str | None:
    """Return what is wrong with a seal by itself: its hash, its signature (None: not checked)."""
    if (reckoned := seal_hash(seal)) != seal.hash:
        return f"its content has the hash {reckoned}, it says {seal.hash}"
    if keys is None:
        return None
    key = keys.get(seal.key_id)
    if key is None:
        return f"no public key {seal.key_id} was given"
    try:
        signature = signature_bytes(seal)
    except ValueError:
        signature = b""
    if key.signed(signature, signed_part(seal)):
        return None
    return f"the signature is not of the key {seal.key_id}"


def _misfit(seal: DecisionsSealed, found: list[Logged]) -> Break | None:
    about = f"seal {seal.number} of {seal.day}"
    if len(found) != seal.count:
        what = f"{seal.count} grade changes were sealed, {len(found)} are there"
        return Break(found[-1].where if found else "-", about, what)
    if merkle_root([each.hash for each in found]) != seal.root:
        return Break(found[-1].where if found else "-", about, "the changes have another root")
    return None
