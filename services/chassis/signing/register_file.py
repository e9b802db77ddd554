"""The register of keys as a file: a note (C2SP signed-note) that its authority has signed."""

from pathlib import Path

import msgspec

from services.chassis.durable_files import written

from .key_register import KeyRegister, RegisterError
from .keys import PublicKey, SigningKey
from .signed_note import NoteError, read_note, sign_note, signer_of
from .signed_note import SignedNote as Note

_TITLE = "safety-credit/key-register/v1\n"
_AUTHORITY = "/keys"


def signed_register(register: KeyRegister, authority: SigningKey) -> str:
    """Return a register as the text of its note, signed."""
    content = msgspec.json.format(msgspec.json.encode(register), indent=2).decode()
    text = f"{_TITLE}{content}\n"
    return str(Note(text, (sign_note(text, register.origin + _AUTHORITY, authority),)))


def read_register(note: str, authority: PublicKey) -> KeyRegister:
    """Return the register that is in a note. Raises RegisterError where it can't be relied on."""
    try:
        read = read_note(note)
        if not read.text.startswith(_TITLE):
            raise RegisterError("it is no register of keys")
        register = msgspec.json.decode(read.text.removeprefix(_TITLE), type=KeyRegister)
        signer_of(read, register.origin + _AUTHORITY, [authority])
    except (NoteError, msgspec.DecodeError) as error:
        raise RegisterError(f"no register of keys of this authority: {error}") from error
    return register


def load_register(file: Path, authority: PublicKey) -> KeyRegister:
    """Return the register in a file. Raises RegisterError, which names the file."""
    return load_signed_register(file, authority)[0]


def load_signed_register(file: Path, authority: PublicKey) -> tuple[KeyRegister, str]:
    """Return the register in a file, and the note that it is. Raises RegisterError."""
    try:
        note = file.read_text("utf-8")
        return read_register(note, authority), note
    except (OSError, UnicodeDecodeError, RegisterError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise RegisterError(f"{file}: {why}") from error


def write_register(file: Path, register: KeyRegister, authority: SigningKey) -> None:
    """Write a register to its file, whole or not at all."""
    with written(file) as out:
        out.write(signed_register(register, authority))


class RegisterFile:
    """A register in a file, read again when the file has changed."""

    def __init__(self, file: Path, authority: PublicKey) -> None:
        self._file = file
        self._authority = authority
        self._version: tuple[int, int, int] | None = None
        self._signed: tuple[KeyRegister, str]

    def signed(self) -> tuple[KeyRegister, str]:
        """Return the register as it is now, and the note that it is. Raises RegisterError."""
        try:
            at = self._file.stat()
        except OSError as error:
            raise RegisterError(f"{self._file}: {error.strerror}") from error
        version = (at.st_ino, at.st_mtime_ns, at.st_size)
        if version != self._version:
            self._signed = load_signed_register(self._file, self._authority)
            self._version = version
        return self._signed
