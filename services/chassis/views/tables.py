"""The sum over a table: it shows that no field is missing, altered, old, or too many.

A keyed multiset hash by addition (Clarke et al., ASIACRYPT 2003): each field adds a number that
only who holds the key can compute, so that a field that changes costs two additions, however many
fields there are. The sum is stored masked by a number made of a fresh nonce: from sums that are
seen nothing follows about what a field adds.

A table that is made anew under a name gets another id, so that nothing of the one before is of it.
"""

import os
from typing import Self

from .proofs import MODULUS, ProofKey

_COUNT_BYTES, _ID_BYTES, _NONCE_BYTES = 8, 8, 16
_SUM_BYTES = 32


class TableSum:
    """How many fields a table has, and the sum of what they add."""

    __slots__ = ("_key", "_name", "count", "id", "sum")

    def __init__(
        self, key: ProofKey, name: bytes, id_: bytes = b"", count: int = 0, sum_: int = 0
    ) -> None:
        self._key, self._name = key, name
        self.id, self.count, self.sum = id_, count, sum_

    @classmethod
    def new(cls, key: ProofKey, name: bytes) -> Self:
        """Return the sum of a table that has no fields yet."""
        return cls(key, name, os.urandom(_ID_BYTES))

    @classmethod
    def opened(cls, key: ProofKey, name: bytes, summary: bytes) -> Self:
        """Return the sum that a summary states; its tag has been compared."""
        id_at, nonce_at = _COUNT_BYTES, _COUNT_BYTES + _ID_BYTES
        sum_at = nonce_at + _NONCE_BYTES
        masked = int.from_bytes(summary[sum_at:])
        sum_ = (masked - key.mask(name, summary[nonce_at:sum_at])) % MODULUS
        return cls(key, name, summary[id_at:nonce_at], int.from_bytes(summary[:id_at]), sum_)

    def add(self, field: bytes, tag: bytes) -> None:
        """Count a field that is there now."""
        self.count += 1
        self.sum += self._key.element(self._name, field, tag)

    def remove(self, field: bytes, tag: bytes) -> None:
        """No longer count a field as it was."""
        self.count -= 1
        self.sum -= self._key.element(self._name, field, tag)

    def summary(self) -> bytes:
        """Return it as it is stored, each time under another mask."""
        nonce = os.urandom(_NONCE_BYTES)
        masked = (self.sum + self._key.mask(self._name, nonce)) % MODULUS
        return self.count.to_bytes(_COUNT_BYTES) + self.id + nonce + masked.to_bytes(_SUM_BYTES)

    def same_as(self, other: Self) -> bool:
        """Say whether two sums are of the same fields."""
        return self.count == other.count and (self.sum - other.sum) % MODULUS == 0
