"""Private keys that live in a token (PKCS #11), and never leave it.

A file names such a key by its URI (RFC 7512), in the place of the key itself. The library is
installed apart (`safety-credit[token]`); the token's own module speaks to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.chassis.durable_files import OWNER_ONLY

from .suites import Ed25519Public

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEME = "pkcs11:"
_RAW_BYTES = 32
_ALONE = Lock()  # a token knows one user a process, whatever asks


class TokenError(ValueError):
    """A key in a token that can't be used. The text says why, without its PIN."""


@dataclass(frozen=True)
class TokenUri:
    """Where a key is: module (a library), label of the token, label of the key, file of the PIN."""

    module: str
    token: str
    label: str
    pin_file: Path


def read_uri(text: str) -> TokenUri:
    """Return where a URI says that a key is. Raises TokenError.

    `pkcs11:token=LABEL;object=LABEL?module-path=FILE&pin-source=FILE`, and nothing else: a PIN in
    the URI itself (`pin-value`) would be read by whoever sees the URI.
    """
    path, _, query = text.strip().removeprefix(SCHEME).partition("?")
    pairs = [part.partition("=") for part in path.split(";")]
    named = {name: unquote(value) for name, _, value in pairs}
    asked = dict(parse_qsl(query))
    needed = {"token", "object"}, {"module-path", "pin-source"}
    if not text.startswith(SCHEME) or (set(named), set(asked)) != needed:
        raise TokenError(f"a URI of a key has {', '.join(sorted(needed[0] | needed[1]))} alone")
    source = Path(asked["pin-source"].removeprefix("file:"))
    return TokenUri(asked["module-path"], named["token"], named["object"], source)


class TokenPrivate:
    """A private key of Ed25519 in a token."""

    def __init__(self, uri: TokenUri) -> None:
        self._uri = uri
        with _ALONE, _session(uri) as (library, session):
            kind = library["ObjectClass"].PUBLIC_KEY
            found = session.get_key(object_class=kind, label=uri.label)
            point = bytes(found[library["Attribute"].EC_POINT])
            if len(point) < _RAW_BYTES:
                raise TokenError(f"the key {uri.label!r} is none of Ed25519")
            raw = point[-_RAW_BYTES:]  # some write it bare, others as an OCTET STRING
            self.public = Ed25519Public(Ed25519PublicKey.from_public_bytes(raw))
        if not self.public.signed(self.sign(b"is it there?"), b"is it there?"):
            raise TokenError(f"the keys {uri.label!r} in the token are no pair of Ed25519")

    @property
    def der(self) -> bytes:
        """Raise TokenError: it never leaves the token."""
        raise TokenError("a key in a token can't be written to a file")

    def sign(self, content: bytes) -> bytes:
        """Return the signature of a content. Raises TokenError."""
        with _ALONE, _session(self._uri) as (library, session):
            kind = library["ObjectClass"].PRIVATE_KEY
            key = session.get_key(object_class=kind, label=self._uri.label)
            return bytes(key.sign(content, mechanism=library["Mechanism"].EDDSA))


@contextmanager
def _session(uri: TokenUri) -> Iterator[tuple[Mapping[str, Any], Any]]:
    """Yield the library and a session of the token's user. Raises TokenError."""
    try:
        import pkcs11  # noqa: PLC0415 - its package is installed apart
        from pkcs11.exceptions import PKCS11Error  # noqa: PLC0415 - as above
    except ImportError as error:
        raise TokenError("needs python-pkcs11: pip install 'safety-credit[token]'") from error
    try:
        if uri.pin_file.stat().st_mode & ~OWNER_ONLY & 0o777:
            raise TokenError(f"{uri.pin_file}: others may read the PIN; `chmod 600` it")
        pin = uri.pin_file.read_text("utf-8").strip()
        token = pkcs11.lib(uri.module).get_token(token_label=uri.token)
        with token.open(user_pin=pin) as session:
            yield vars(pkcs11), session
    except OSError as error:
        raise TokenError(f"{error.filename or uri.module}: {error.strerror}") from error
    except (PKCS11Error, RuntimeError, UnicodeDecodeError) as error:
        why = f"{type(error).__name__} {error}".strip()
        raise TokenError(f"token {uri.token!r}, key {uri.label!r}: {why}") from error
