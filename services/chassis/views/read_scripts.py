"""The scripts by which a question is answered at one instant, with its proof.

Their first keys are those of the mark, of the nodes from the root to the leaf, and of what the leaf
has an entry of; their first arguments are by what nodes are left out (`known_nodes`). What they
leave out is an offer: who asks believes none of it.
"""

import hashlib
from typing import NamedTuple


class ReadScript(NamedTuple):
    """A script that Redis runs at one instant, and the hash under which it keeps it."""

    text: str
    hash: str


# What is of another type is read as none.
_PROOF = """
local proof = redis.call('MGET', unpack(KEYS, 1, 5))
local root, from = proof[2], tonumber(ARGV[2])
if root and string.sub(root, from, from + 15) == ARGV[3] then proof[3] = false end
if proof[1] == ARGV[1] then proof[2] = false end
"""


def _script(text: str) -> ReadScript:
    whole = _PROOF + text
    return ReadScript(whole, hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest())


READ_VALUE = _script("return {proof}")
# A table whole, where it has no more fields than the last argument.
READ_TABLE = _script("""
local most = tonumber(ARGV[4])
if most and redis.call('HLEN', KEYS[6]) > most then return {proof} end
return {proof, redis.call('HGETALL', KEYS[6])}
""")
# The index of a table whole, and some of its fields by name.
READ_FIELDS = _script("""
return {proof, redis.call('HGETALL', KEYS[7]), redis.call('HMGET', KEYS[6], unpack(ARGV, 4))}
""")
