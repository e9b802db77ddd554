"""Changes of the register of keys: a key takes over from another, or is believed no longer."""

from datetime import date

import msgspec

from .key_register import KeyEntry, KeyPurpose, KeyRegister, RegisterError, Revocation
from .keys import PublicKey


def rotated(  # noqa: PLR0913, PLR0917 - a key, its life, and when this is done
    register: KeyRegister,
    key: PublicKey,
    purpose: KeyPurpose,
    valid_from: date,
    valid_until: date,
    today: date,
) -> KeyRegister:
    """Return the register with a key that takes over from the present one on a day.

    The present one is retired on that day: not before tomorrow, because today may be signed by it.
    It begins at the latest on the first day that would be without a key; in the place of a revoked
    key, as soon as that one is not believed any more. Raises RegisterError.
    """
    if register.entry(key.id) is not None:
        raise RegisterError(f"the key {key.id} is in the register: a key has one life, and one use")
    first = min((entry.valid_from for entry in register.of(purpose)), default=valid_from)
    if valid_from < first:
        raise RegisterError(f"the first key for {purpose} began on {first}: none begins before it")
    present = [
        entry
        for entry in register.of(purpose)
        if entry.revoked is None and entry.valid_from <= valid_from and entry.last_day >= today
    ]
    if present and valid_from <= today:
        raise RegisterError(
            f"{valid_from} is too early: {present[0].id} is in force today, and what it signs"
            " today must hold: from tomorrow at the earliest"
        )
    gap = register.first_gap(purpose)
    if gap is not None and valid_from > gap:
        raise RegisterError(f"no key would be in force on {gap}: let it begin then, or before")
    entry = KeyEntry(
        id=key.id,
        suite=key.suite.name,
        purpose=purpose,
        valid_from=valid_from,
        valid_until=valid_until,
        public_key=key.pem,
    )
    replaced = {each.id for each in present if each.last_day >= valid_from}
    keys = tuple(
        msgspec.structs.replace(each, retired_on=valid_from) if each.id in replaced else each
        for each in register.keys
    )
    return _next(register, (*keys, entry), today)


def revoked(
    register: KeyRegister, key_id: str, since: date, reason: str, today: date
) -> KeyRegister:
    """Return the register with a key that is not believed any more, since a day.

    A second revocation can only name an earlier day. Raises RegisterError.
    """
    entry = register.entry(key_id)
    if entry is None:
        raise RegisterError(f"the key {key_id} is not in the register")
    if since > today:
        raise RegisterError(f"{since} is to come: a key is retired, not revoked, on such a day")
    if entry.revoked is not None and since >= entry.revoked.since:
        raise RegisterError(f"the key {key_id} is not believed since {entry.revoked.since} already")
    without = msgspec.structs.replace(
        entry, revoked=Revocation(on=today, since=since, reason=reason.strip())
    )
    keys = tuple(without if each.id == key_id else each for each in register.keys)
    return _next(register, keys, today)


def _next(register: KeyRegister, keys: tuple[KeyEntry, ...], today: date) -> KeyRegister:
    return msgspec.structs.replace(
        register, keys=keys, version=register.version + 1, issued_on=today
    )
