"""Cosignatures (C2SP tlog-cosignature): a witness saw that a checkpoint continues what it knew."""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.chassis.signing.keys import PublicKey, SigningKey
from services.chassis.signing.signed_note import NoteSignature, SignedNote, note_key_id
from services.chassis.signing.suites import ED25519, Ed25519Public

_TYPE = b"\x04"
_TIME_BYTES = 8
_RAW_BYTES = 32


class CosignatureError(ValueError):
    """What is no key of a witness, or no cosignature of it. The text says why."""


@dataclass(frozen=True)
class Cosigner:
    """A witness: its name, by which the lines of its signatures begin, and its key (Ed25519)."""

    name: str
    key: PublicKey

    def __post_init__(self) -> None:
        """Raise CosignatureError where the format has no such name or key."""
        if self.key.suite is not ED25519:
            raise CosignatureError(f"the format has no cosignatures of {self.key.suite.name}")
        if not self.name or "+" in self.name or self.name.split() != [self.name]:
            raise CosignatureError(f"{self.name!r} is no name of a witness: no blank, no +")

    @property
    def key_id(self) -> bytes:
        """Return the id of its key in notes."""
        return note_key_id(self.name, _TYPE, self.key.part.raw)

    @property
    def vkey(self) -> str:
        """Return name and key in one word, as a policy has them."""
        written = base64.b64encode(_TYPE + self.key.part.raw).decode()
        return f"{self.name}+{self.key_id.hex()}+{written}"

    def time_of(self, note: SignedNote) -> datetime | None:
        """Return when it cosigned a note at last, or None where it did not.

        Raises CosignatureError where a line with its name and key is not its own.
        """
        times = [
            self._time(each, note.text)
            for each in note.signatures
            if (each.name, each.key_id) == (self.name, self.key_id)
        ]
        return max(times, default=None)

    def _time(self, line: NoteSignature, text: str) -> datetime:
        stamp, signature = line.signature[:_TIME_BYTES], line.signature[_TIME_BYTES:]
        seconds = int.from_bytes(stamp, "big")
        if not self.key.signed(signature, _message(text, seconds)):
            raise CosignatureError(f"the cosignature is not of the witness {self.name}")
        try:
            return datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise CosignatureError(f"the witness {self.name} names no time") from error


def cosign(text: str, name: str, key: SigningKey, now: datetime) -> NoteSignature:
    """Return a witness's signature of the text of a checkpoint."""
    seconds = int(now.timestamp())
    signature = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(_message(text, seconds))
    return NoteSignature(name, Cosigner(name, key.public).key_id, signature)


def read_vkey(vkey: str) -> Cosigner:
    """Return the witness that a word names. Raises CosignatureError."""
    name, _, rest = vkey.partition("+")
    key_id, _, written = rest.partition("+")
    try:
        data = base64.b64decode(written, validate=True)
    except ValueError:  # not ASCII, or no base64
        data = b""
    if data[:1] != _TYPE or len(data) != 1 + _RAW_BYTES:
        raise CosignatureError(f"{vkey!r} is no key of a witness (C2SP, type 0x04)")
    public = PublicKey(Ed25519Public(Ed25519PublicKey.from_public_bytes(data[1:])))
    witness = Cosigner(name, public)
    if witness.key_id.hex() != key_id:
        raise CosignatureError(f"{vkey!r}: its id is {witness.key_id.hex()}")
    return witness


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
