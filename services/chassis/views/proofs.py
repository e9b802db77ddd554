"""The keyed hashes (BLAKE2b) by which a view shows who wrote it, and for which key.

Only a service's own processes hold the secret. Whoever can write to Redis alone can't make a tag.
Each kind of tag has a person string of its own, so that none can stand for another.
"""

from hashlib import blake2b

TAG_BYTES = 16
NAME_BYTES = 16
_ELEMENT_BYTES = 32
MODULUS = 1 << (8 * _ELEMENT_BYTES)


class ProofKey:
    """Makes tags of 16 bytes. Names and fields are length-prefixed: no two inputs are one."""

    def __init__(self, secret: bytes, service: str) -> None:
        key = blake2b(secret, person=b"views", salt=service.encode()[:16]).digest()

        def begun(person: bytes, size: int) -> blake2b:
            return blake2b(digest_size=size, key=key, person=person)

        # The key is hashed once: a copy costs half of another beginning.
        self._value, self._field = begun(b"value", TAG_BYTES), begun(b"field", TAG_BYTES)
        self._node, self._mark = begun(b"node", TAG_BYTES), begun(b"mark", TAG_BYTES)
        self._name = begun(b"name", NAME_BYTES)
        self._field_name = begun(b"field name", NAME_BYTES)
        self._element = begun(b"element", _ELEMENT_BYTES)
        self._mask = begun(b"mask", _ELEMENT_BYTES)

    def of_value(self, name: bytes, value: bytes) -> bytes:
        """Return the tag of what is stored under a name."""
        return _digest(self._value, b"%d:%b%b" % (len(name), name, value))

    def of_field(self, name: bytes, table: bytes, field: bytes, value: bytes) -> bytes:
        """Return the tag of a field; `table` is what tells a table from an earlier one there."""
        data = b"%d:%d:%b%b%b%b" % (len(name), len(field), table, name, field, value)
        return _digest(self._field, data)

    def of_node(self, name: bytes, content: bytes) -> bytes:
        """Return the tag of a node of a partition's tree."""
        return _digest(self._node, b"%d:%b%b" % (len(name), name, content))

    def of_mark(self, name: bytes, content: bytes) -> bytes:
        """Return the tag of a partition's mark."""
        return _digest(self._mark, b"%d:%b%b" % (len(name), name, content))

    def hashed_name(self, name: bytes) -> bytes:
        """Return where a name stands in the tree: nobody can choose names that collide."""
        return _digest(self._name, name)

    def hashed_field(self, name: bytes, table: bytes, field: bytes) -> bytes:
        """Return the name of a field's entry in the tree (without `table`: where it stands)."""
        return _digest(
            self._field_name, b"%d:%d:%b%b%b" % (len(name), len(table), table, name, field)
        )

    def element(self, name: bytes, field: bytes, tag: bytes) -> int:
        """Return what a field adds to the sum of its table; it is never stored."""
        return int.from_bytes(_digest(self._element, b"%d:%b%b%b" % (len(name), name, field, tag)))

    def mask(self, name: bytes, nonce: bytes) -> int:
        """Return the number that hides the sum of a table where it is stored."""
        return int.from_bytes(_digest(self._mask, name + nonce))


def _digest(begun: blake2b, data: bytes) -> bytes:
    hashed = begun.copy()
    hashed.update(data)
    return hashed.digest()
