"""SM2 with SM3 (GB/T 32918, GB/T 32905): the suite that Chinese cities must use.

The arithmetic is that of `gmalg`, which is installed apart (`safety-credit[sm2]`). The files are
those of OpenSSL; a signature is r and s, 32 bytes each; the signer's id is the standard's default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .suites import SuiteMissingError

if TYPE_CHECKING:
    from gmalg import SM2

SIGNER_ID = b"1234567812345678"  # GM/T 0009, 10
_SCALAR = 32  # bytes of a number of this curve
_POINT = 1 + 2 * _SCALAR  # bytes of a point: 04, x, y
# SEQUENCE {id-ecPublicKey, sm2p256v1}, with what stands around it in each of the two envelopes.
_CURVE = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
_PUBLIC = bytes.fromhex("3059") + _CURVE + bytes.fromhex("034200")
_PRIVATE = bytes.fromhex("308187020100") + _CURVE + bytes.fromhex("046d306b0201010420")
_PUBLIC_WITHIN = bytes.fromhex("a144034200")


class Sm2Public:
    """A public key of SM2."""

    def __init__(self, point: bytes) -> None:
        self.raw = point
        self.der = _PUBLIC + point

    def signed(self, signature: bytes, content: bytes) -> bool:
        """Say whether the signature is of this key and content."""
        if len(signature) != 2 * _SCALAR:
            return False
        r, s = signature[:_SCALAR], signature[_SCALAR:]
        return bool(_sm2(point=self.raw).verify(content, r, s))


class Sm2Private:
    """A private key of SM2."""

    def __init__(self, scalar: bytes, public: Sm2Public) -> None:
        self._scalar = scalar
        self.public = public

    @property
    def der(self) -> bytes:
        """Return it as PKCS #8, not encrypted."""
        return _PRIVATE + self._scalar + _PUBLIC_WITHIN + self.public.raw

    def sign(self, content: bytes) -> bytes:
        """Return a signature of a content: another one each time, by the standard."""
        numbers = _sm2(self._scalar, self.public.raw).sign(content)
        return b"".join(number.rjust(_SCALAR, b"\0") for number in numbers)


class Sm2Suite:
    """SM2 with SM3. Raises SuiteMissingError in all that it does where its library is missing."""

    name = "sm2-sm3"
    jose_algorithm = "SGD_SM3_SM2"  # GM/T 0006; no name is registered for it
    note_type = b"\xffsm2-sm3"

    def create(self) -> Sm2Private:
        """Return a new key."""
        scalar, point = _sm2().generate_keypair()
        return Sm2Private(scalar.rjust(_SCALAR, b"\0"), Sm2Public(point))

    def private_part(self, der: bytes) -> Sm2Private | None:
        """Return the key that is in PKCS #8, or None where it is none of SM2."""
        scalar = der[len(_PRIVATE) : len(_PRIVATE) + _SCALAR]
        point = der[-_POINT:]
        if der != _PRIVATE + scalar + _PUBLIC_WITHIN + point:
            return None
        if _sm2().generate_pk(scalar) != point:
            return None
        return Sm2Private(scalar, Sm2Public(point))

    def public_part(self, der: bytes) -> Sm2Public | None:
        """Return the key that is in a SubjectPublicKeyInfo, or None where it is none of SM2."""
        point = der[len(_PUBLIC) :]
        if der != _PUBLIC + point or len(point) != _POINT or not _sm2().verify_pk(point):
            return None
        return Sm2Public(point)


SM2_SM3 = Sm2Suite()


def _sm2(scalar: bytes | None = None, point: bytes | None = None) -> SM2:
    try:
        from gmalg import SM2  # noqa: PLC0415 - its package is installed apart
    except ImportError as error:
        raise SuiteMissingError(
            "a key of SM2 needs the package gmalg: pip install 'safety-credit[sm2]'"
        ) from error
    return SM2(scalar, SIGNER_ID, point)
