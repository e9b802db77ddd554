"""The register of keys: which key may sign what, and on which days.

It is public, and signed by one key that signs nothing else (the authority): who has that one can
tell of any key, also of those that come later, whether it was in force on a day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import msgspec

from .keys import KeyUnusableError, PublicKey, public_key

_ONE_DAY = timedelta(days=1)


class RegisterError(ValueError):
    """A register that can't be relied on, or a change that it does not take. The text says why."""


class NoKeyInForceError(LookupError):
    """On a day no key is in force for a purpose. The text says which."""


class KeyPurpose(StrEnum):
    """What a key may sign. Webhooks and views have secrets, which nobody else can check."""

    SEALS = "seals"
    CERTIFICATES = "certificates"
    BADGES = "badges"


class KeyState(StrEnum):
    """What a key is on a day."""

    UPCOMING = "upcoming"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    RETIRED = "retired"
    REVOKED = "revoked"


class Revocation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that somebody else may hold: known `on` a day, not believed `since` an earlier one."""

    on: date
    since: date
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]

    def __str__(self) -> str:
        """Say it after "revoked"."""
        return f" on {self.on}, not believed since {self.since}: {self.reason}"


class KeyEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key and its life: from its first to its last day, or until the day before it is retired."""

    id: str
    suite: str
    purpose: KeyPurpose
    valid_from: date
    valid_until: date
    retired_on: date | None = None
    revoked: Revocation | None = None
    public_key: str

    @property
    def last_day(self) -> date:
        """Return the last day on which it may sign."""
        ends = [self.valid_until]
        if self.retired_on is not None:
            ends.append(self.retired_on - _ONE_DAY)
        if self.revoked is not None:
            ends.append(self.revoked.since - _ONE_DAY)
        return min(ends)

    def state(self, day: date) -> KeyState:
        """Return what the key is on a day."""
        if self.revoked is not None and day >= self.revoked.since:
            return KeyState.REVOKED
        if day < self.valid_from:
            return KeyState.UPCOMING
        if self.retired_on is not None and day >= self.retired_on:
            return KeyState.RETIRED
        return KeyState.EXPIRED if day > self.valid_until else KeyState.IN_FORCE

    def problem(self, purpose: KeyPurpose, day: date) -> str | None:
        """Return why the key may not sign something on a day, or None where it may."""
        if self.purpose != purpose:
            return f"the key {self.id} is for {self.purpose}, not for {purpose}"
        ends = {
            KeyState.UPCOMING: f"valid from {self.valid_from}",
            KeyState.EXPIRED: f"valid until {self.valid_until}",
            KeyState.RETIRED: f"retired on {self.retired_on}",
            KeyState.REVOKED: f"revoked{self.revoked}",
        }
        why = ends.get(self.state(day))
        return why and f"the key {self.id} was not in force on {day}: {why}"


class KeyRegister(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All keys that there were, of one city: `origin` names it, as its log does."""

    origin: Annotated[str, msgspec.Meta(pattern=r"^[^\s+]{1,200}$")]
    version: Annotated[int, msgspec.Meta(ge=1)]
    issued_on: date
    keys: tuple[KeyEntry, ...]

    def __post_init__(self) -> None:
        """Raise RegisterError where an entry contradicts itself or another."""
        if (wrong := next(self._faults(), None)) is not None:
            raise RegisterError(wrong)

    def entry(self, key_id: str) -> KeyEntry | None:
        """Return the entry of a key."""
        return next((each for each in self.keys if each.id == key_id), None)

    def key(self, key_id: str) -> PublicKey | None:
        """Return a public key. Raises KeyUnusableError where its suite is not installed."""
        entry = self.entry(key_id)
        return None if entry is None else public_key(entry.public_key)

    def problem(self, key_id: str, purpose: KeyPurpose, day: date) -> str | None:
        """Return why a key may not sign something on a day, or None where it may.

        Of a day that nothing but the key's own word speaks for, ask `problem_of_claim`.
        """
        entry = self.entry(key_id)
        if entry is None:
            return f"the key {key_id} is not in the register"
        return entry.problem(purpose, day)

    def problem_of_claim(self, key_id: str, purpose: KeyPurpose, day: date) -> str | None:
        """Return the same of a day that the key alone states.

        Who has a revoked key can state any day with it: nothing that it signed is believed.
        """
        entry = self.entry(key_id)
        if entry is not None and entry.revoked is not None:
            return f"the key {key_id} was revoked{entry.revoked}"
        return self.problem(key_id, purpose, day)

    def of(self, purpose: KeyPurpose) -> tuple[KeyEntry, ...]:
        """Return the keys for a purpose, the newest first."""
        keys = [entry for entry in self.keys if entry.purpose == purpose]
        return tuple(sorted(keys, key=lambda entry: entry.valid_from, reverse=True))

    def in_force(self, purpose: KeyPurpose, day: date) -> KeyEntry:
        """Return the newest key that may sign something on a day. Raises NoKeyInForceError."""
        for entry in self.of(purpose):
            if entry.problem(purpose, day) is None:
                return entry
        raise NoKeyInForceError(f"no key is in force for {purpose} on {day}")

    def first_gap(self, purpose: KeyPurpose) -> date | None:
        """Return the first day without a key for a purpose, after the first with one."""
        covered: date | None = None
        for entry in reversed(self.of(purpose)):
            if covered is not None and entry.valid_from > covered + _ONE_DAY:
                break
            if entry.last_day >= entry.valid_from or covered is None:
                covered = max(covered or date.min, entry.last_day)
        return None if covered is None else covered + _ONE_DAY

    def _faults(self) -> Iterator[str]:
        if len({entry.id for entry in self.keys}) < len(self.keys):
            yield "it has a key twice"
        for entry in self.keys:
            try:
                key = public_key(entry.public_key)
            except KeyUnusableError as error:
                yield f"the key {entry.id}: {error}"
                continue
            if (key.id, key.suite.name) != (entry.id, entry.suite):
                yield f"the key {entry.id} is {key.id} of the suite {key.suite.name}"
            if entry.valid_until < entry.valid_from:
                yield f"the key {entry.id} ends before it begins"
            if entry.retired_on is not None and entry.retired_on < entry.valid_from:
                yield f"the key {entry.id} is retired before it begins"
            if entry.revoked is not None and entry.revoked.since > entry.revoked.on:
                yield f"the key {entry.id} is not believed since a day after its revocation"
