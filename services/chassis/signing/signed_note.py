"""Signed notes (C2SP signed-note): a text, and a line for each signature under it."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from .keys import PublicKey, SigningKey

MOST_BYTES = 1_000_000  # of a note, signatures and all
_ID_BYTES = 4
_DASH = "\N{EM DASH}"
_SIGNATURE = re.compile(rf"{_DASH} (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+=*)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """What is no signed note, or is not signed as is demanded. The text says why."""


@dataclass(frozen=True)
class NoteSignature:
    """A signature under a note: who says that it is theirs, the id of the key, and the bytes."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """Return it as the line that stands under a note."""
        written = base64.b64encode(self.key_id + self.signature).decode()
        return f"{_DASH} {self.name} {written}\n"


@dataclass(frozen=True)
class SignedNote:
    """A text that ends in a newline, and its signatures."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __str__(self) -> str:
        """Return the note as it is written."""
        return self.text + "\n" + "".join(each.line for each in self.signatures)

    def with_signatures(self, *more: NoteSignature) -> "SignedNote":
        """Return the note with further signatures under it, each once."""
        return SignedNote(self.text, tuple(dict.fromkeys((*self.signatures, *more))))


def read_note(written: str) -> SignedNote:
    """Return the note that is written. Raises NoteError."""
    if len(written.encode()) > MOST_BYTES:
        raise NoteError(f"it has more than {MOST_BYTES} bytes")
    text, divided, under = written.rpartition("\n\n")
    if not divided or not under.endswith("\n") or _CONTROL.search(written):
        raise NoteError("it is no signed note")
    return SignedNote(f"{text}\n", tuple(map(read_signature, under[:-1].split("\n"))))


def read_signature(line: str) -> NoteSignature:
    """Return the signature that a line is. Raises NoteError."""
    match = _SIGNATURE.fullmatch(line.rstrip("\n"))
    try:
        data = base64.b64decode(match["signature"], validate=True) if match else b""
    except binascii.Error:
        data = b""
    if match is None or len(data) <= _ID_BYTES:
        raise NoteError(f"{line[:80]!r} is no line of a signature")
    return NoteSignature(match["name"], data[:_ID_BYTES], data[_ID_BYTES:])


def note_key_id(name: str, kind: bytes, raw: bytes) -> bytes:
    """Return the id that a key has in a note, by its name, the kind of signature and its bytes."""
    return hashlib.sha256(name.encode() + b"\n" + kind + raw).digest()[:_ID_BYTES]


def sign_note(text: str, name: str, key: SigningKey) -> NoteSignature:
    """Return the signature of a text."""
    return NoteSignature(name, _id_of(name, key.public), key.sign(text.encode()))


def signer_of(note: SignedNote, name: str, keys: Iterable[PublicKey]) -> PublicKey:
    """Return the key among some by which a note is signed.

    Raises NoteError where none of them has signed it, or one of them something else.
    """
    known = {_id_of(name, key): key for key in keys}
    signers = []
    for each in note.signatures:
        key = known.get(each.key_id) if each.name == name else None
        if key is None:
            continue  # of a stranger: it says nothing
        if not key.signed(each.signature, note.text.encode()):
            raise NoteError(f"the signature is not of the key {key.id}")
        signers.append(key)
    if not signers:
        raise NoteError(f"no key of {name!r} that is known has signed it")
    return signers[0]


def _id_of(name: str, key: PublicKey) -> bytes:
    return note_key_id(name, key.suite.note_type, key.part.raw)
