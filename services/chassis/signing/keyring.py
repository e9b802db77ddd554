"""What a process signs with: its private keys for one purpose, each in its life by the register."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from .key_register import KeyPurpose, KeyRegister, NoKeyInForceError
from .keys import SigningKey, load_key, load_public_key
from .register_file import RegisterFile


class Keyring:
    """Signs for one purpose, each day with the key that is in force on it.

    A register that was changed is read again: a rotation needs no restart of who has the next key
    beforehand.
    """

    def __init__(
        self, purpose: KeyPurpose, register: RegisterFile, keys: Iterable[SigningKey]
    ) -> None:
        self.purpose = purpose
        self._register = register
        self._keys = {key.public.id: key for key in keys}

    @classmethod
    def of_files(
        cls, purpose: KeyPurpose, register: Path, authority: Path, keys: Iterable[Path]
    ) -> "Keyring":
        """Return that of some files. Raises KeyUnusableError, RegisterError."""
        file = RegisterFile(register, load_public_key(authority))
        file.signed()
        return cls(purpose, file, map(load_key, keys))

    @property
    def register(self) -> KeyRegister:
        """Return the register as it is now. Raises RegisterError."""
        return self._register.signed()[0]

    def on(self, day: date) -> SigningKey:
        """Return the key that signs on a day. Raises NoKeyInForceError, RegisterError."""
        entry = self.register.in_force(self.purpose, day)
        key = self._keys.get(entry.id)
        if key is None:
            raise NoKeyInForceError(
                f"on {day} the key {entry.id} is in force for {self.purpose}, and this process"
                " does not have it"
            )
        return key
