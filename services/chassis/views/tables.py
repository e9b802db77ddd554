"""The sum over a table: it shows that no field is missing, altered, old, or too many.

A keyed multiset hash by addition (Clarke et al., ASIACRYPT 2003): each field adds a number that
only who holds the key can compute, so that a field that changes costs two additions, however many
fields there are. The sum is stored masked by a number made of a fresh nonce: from sums that are
seen nothing follows about what a field adds.
"""

import os
from typing import Self

from .proofs import MODULUS, ProofKey

_COUNT_BYTES, _NONCE_BYTES, _SUM_BYTES = 8, 16, 32
SUMMARY_BYTES = _COUNT_BYTES + _NONCE_BYTES + _SUM_BYTES


class TableSum:
    """How many fields a table has, and the sum of what they add."""

    __slots__ = ("_key", "_name", "count", "sum")

    def __init__(self, key: ProofKey, name: bytes, count: int = 0, sum_: int = 0) -> None:
        self._key, self._name = key, name
        self.count, self.sum = count, sum_

    @classmethod
    def opened(cls, key: ProofKey, name: bytes, summary: bytes) -> Self:
        """Return the sum that a summary states; its tag has been compared."""
        count = int.from_bytes(summary[:_COUNT_BYTES])
        nonce = summary[_COUNT_BYTES : _COUNT_BYTES + _NONCE_BYTES]
        masked = int.from_bytes(summary[_COUNT_BYTES + _NONCE_BYTES :])
        return cls(key, name, count, (masked - key.mask(name, nonce)) % MODULUS)

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
        count = max(self.count, 0).to_bytes(_COUNT_BYTES)
        return count + nonce + masked.to_bytes(_SUM_BYTES)

    def same_as(self, other: Self) -> bool:
        """Say whether two sums are of the same fields."""
        return self.count == other.count and (self.sum - other.sum) % MODULUS == 0
