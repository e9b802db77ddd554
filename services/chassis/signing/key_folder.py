"""The first keys of a city: one for each purpose, the authority, and the register that it signs.

Each stands in a folder of its own, so that each can be given to the one host that needs it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .key_register import KeyPurpose, KeyRegister
from .keys import SigningKey, create_key, load_key
from .register_file import write_register
from .rotation import rotated
from .suites import ED25519, Suite


@dataclass(frozen=True)
class KeyFolder:
    """Where each key of a city stands under a folder."""

    folder: Path

    @property
    def authority(self) -> Path:
        """Return where the private key of the authority is: to be kept off every host."""
        return self.folder / "authority" / "authority.pem"

    @property
    def authority_public(self) -> Path:
        """Return where its public key is."""
        return self.folder / "register" / "authority.pub"

    @property
    def register(self) -> Path:
        """Return where the register is."""
        return self.folder / "register" / "keys.note"

    def key(self, purpose: KeyPurpose) -> Path:
        """Return where the first private key for a purpose is."""
        return self.folder / purpose / f"{purpose}.pem"

    @property
    def settings(self) -> dict[str, str]:
        """Return the environment variables that name all of it but the authority's key."""
        return {
            "KEY_REGISTER": str(self.register),
            "KEY_AUTHORITY": str(self.authority_public),
            "SEALING_KEYS": str(self.key(KeyPurpose.SEALS)),
            "CERTIFICATE_KEYS": str(self.key(KeyPurpose.CERTIFICATES)),
            "BADGE_KEYS": str(self.key(KeyPurpose.BADGES)),
        }

    def set_up(
        self, origin: str, valid_from: date, valid_until: date, suite: Suite = ED25519
    ) -> KeyRegister:
        """Make what is missing, the register last, and return it.

        After an end in between it goes on with the keys that are there. Raises FileExistsError
        where there is a register; KeyUnusableError, RegisterError, SuiteMissingError.
        """
        if self.register.exists():
            raise FileExistsError(self.register)
        authority = _key(self.authority, suite)
        self.authority_public.parent.mkdir(parents=True, exist_ok=True)
        self.authority_public.write_text(authority.public.pem)
        register = KeyRegister(origin=origin, version=1, issued_on=valid_from, keys=())
        for purpose in KeyPurpose:
            key = _key(self.key(purpose), suite).public
            register = rotated(register, key, purpose, valid_from, valid_until, valid_from)
        write_register(self.register, register, authority)
        return register


def _key(file: Path, suite: Suite) -> SigningKey:
    file.parent.mkdir(parents=True, exist_ok=True)
    return load_key(file) if file.exists() else create_key(file, suite)
