"""All grade changes of a day were sealed."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from .base import Body

Positive = Annotated[int, msgspec.Meta(ge=1)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class DecisionsSealed(Body, frozen=True, kw_only=True):
    """The log of grade changes at the end of a day, signed: see schemas.decision_log.

    Seals are numbered from 1, one for each day without a gap; `previous` is the hash of the one
    before (None: the first). `count` changes of the day, in the order of enterprise and number, are
    the last leaves of the tree of all; `frontier` is what is needed to go on with that tree, the
    roots of its whole subtrees from the largest on. `checkpoint` has the tree's size and root, as a
    note that anybody verifies without this message (C2SP tlog-checkpoint).
    `key_id` names the public key, whose suite and life the register of keys has; the signature is
    in base64.
    """

    SUBJECT_ACTION: ClassVar[str] = "decisions-sealed"

    day: date
    number: Positive
    previous: Hash | None
    count: Annotated[int, msgspec.Meta(ge=0)]
    frontier: tuple[Hash, ...]
    checkpoint: str
    key_id: str
    signature: str
    hash: str
