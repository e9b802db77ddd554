"""All grade changes of a day were sealed."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from .base import Body

Positive = Annotated[int, msgspec.Meta(ge=1)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class DecisionsSealed(Body, frozen=True, kw_only=True):
    """The signed root over the grade changes of a day: see schemas.decision_log.

    Seals are numbered from 1, one for each day without a gap; `previous` is the hash of the one
    before (None: the first). `count` changes are in it, in the order of enterprise and number.
    `key_id` names the public key, whose suite and life the register of keys has; the signature is
    in base64.
    """

    SUBJECT_ACTION: ClassVar[str] = "decisions-sealed"

    day: date
    number: Positive
    previous: Hash | None
    count: Annotated[int, msgspec.Meta(ge=0)]
    root: Hash
    key_id: str
    signature: str
    hash: str
