"""Keys that sign in tests, their register, and a keyring in files."""

from datetime import date
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.chassis.signing.key_folder import KeyFolder
from services.chassis.signing.key_register import KeyEntry, KeyPurpose, KeyRegister
from services.chassis.signing.keyring import Keyring
from services.chassis.signing.keys import PublicKey, SigningKey
from services.chassis.signing.register_file import RegisterFile, write_register
from services.chassis.signing.suites import Ed25519Private

ORIGIN = "credit.test/decisions"
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)


def key_of(number: int) -> SigningKey:
    """Return the same key for the same number."""
    raw = number.to_bytes(32, "big")
    return SigningKey(Ed25519Private(Ed25519PrivateKey.from_private_bytes(raw)))


KEY, OTHER, CERTIFYING, AUTHORITY = map(key_of, (1, 2, 3, 4))


def entry_of(
    key: PublicKey, purpose: KeyPurpose = KeyPurpose.SEALS, first: date = FIRST, last: date = LAST
) -> KeyEntry:
    return KeyEntry(
        id=key.id,
        suite=key.suite.name,
        purpose=purpose,
        valid_from=first,
        valid_until=last,
        public_key=key.pem,
    )


def register_of(*entries: KeyEntry) -> KeyRegister:
    return KeyRegister(origin=ORIGIN, version=1, issued_on=FIRST, keys=entries)


REGISTER = register_of(
    entry_of(KEY.public), entry_of(CERTIFYING.public, purpose=KeyPurpose.CERTIFICATES)
)


def keyring_of(
    folder: Path,
    *keys: SigningKey,
    register: KeyRegister = REGISTER,
    purpose: KeyPurpose = KeyPurpose.SEALS,
) -> Keyring:
    """Return what signs with some keys, by a register that is written to a folder."""
    file = folder / "keys.note"
    write_register(file, register, AUTHORITY)
    return Keyring(purpose, RegisterFile(file, AUTHORITY.public), keys)


def change_entry(register: KeyRegister, key: PublicKey, **fields: object) -> KeyRegister:
    """Return a register with other fields in the entry of a key."""
    keys = tuple(
        msgspec.structs.replace(each, **fields) if each.id == key.id else each
        for each in register.keys
    )
    return msgspec.structs.replace(register, keys=keys)


def set_up(folder: Path) -> KeyFolder:
    """Make the first keys of a city in a folder, with a life that any test is in."""
    keys = KeyFolder(folder / "keys")
    keys.set_up(ORIGIN, FIRST, LAST)
    return keys
