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
        self._key = blake2b(secret, person=b"views", salt=service.encode()[:16]).digest()

    def of_value(self, name: bytes, value: bytes) -> bytes:
        """Return the tag of what is stored under a name."""
        data = b"%d:%b%b" % (len(name), name, value)
        return blake2b(data, digest_size=TAG_BYTES, key=self._key, person=b"value").digest()

    def of_field(self, name: bytes, table: bytes, field: bytes, value: bytes) -> bytes:
        """Return the tag of a field; `table` is what tells a table from an earlier one there."""
        data = b"%d:%d:%b%b%b%b" % (len(name), len(field), table, name, field, value)
        return blake2b(data, digest_size=TAG_BYTES, key=self._key, person=b"field").digest()

    def of_node(self, name: bytes, content: bytes) -> bytes:
        """Return the tag of a node of a partition's tree."""
        data = b"%d:%b%b" % (len(name), name, content)
        return blake2b(data, digest_size=TAG_BYTES, key=self._key, person=b"node").digest()

    def of_mark(self, name: bytes, content: bytes) -> bytes:
        """Return the tag of a partition's mark."""
        data = b"%d:%b%b" % (len(name), name, content)
        return blake2b(data, digest_size=TAG_BYTES, key=self._key, person=b"mark").digest()

    def hashed_name(self, name: bytes) -> bytes:
        """Return where a name stands in the tree: nobody can choose names that collide."""
        return blake2b(name, digest_size=NAME_BYTES, key=self._key, person=b"name").digest()

    def hashed_field(self, name: bytes, table: bytes, field: bytes) -> bytes:
        """Return the name of a field's entry in the tree (without `table`: where it stands)."""
        data = b"%d:%d:%b%b%b" % (len(name), len(table), table, name, field)
        return blake2b(data, digest_size=NAME_BYTES, key=self._key, person=b"field name").digest()

    def element(self, name: bytes, field: bytes, tag: bytes) -> int:
        """Return what a field adds to the sum of its table; it is never stored."""
        data = b"%d:%b%b%b" % (len(name), name, field, tag)
        return int.from_bytes(
            blake2b(data, digest_size=_ELEMENT_BYTES, key=self._key, person=b"element").digest()
        )

    def mask(self, name: bytes, nonce: bytes) -> int:
        """Return the number that hides the sum of a table where it is stored."""
        data = name + nonce
        return int.from_bytes(
            blake2b(data, digest_size=_ELEMENT_BYTES, key=self._key, person=b"mask").digest()
        )
