"""A unified code was succeeded by another: a change of code, or a merger."""

from typing import Annotated, ClassVar

import msgspec

from schemas.records import Registration

from .base import Body
from .finding_normalized import Origin


class CodeSucceeded(Body, frozen=True, kw_only=True):
    """What is on record under `code` is on record for `successor`, by the latter's `registration`.

    `revision` counts what that registration said; `ended`: it no longer says so. `passed` are the
    codes along which a new succession is followed, to find out whether it closes a ring: such a one
    is refused.
    """

    SUBJECT_ACTION: ClassVar[str] = "code-succeeded"

    code: str
    successor: str
    revision: Annotated[int, msgspec.Meta(ge=1)]
    registration: Registration
    origin: Origin
    ended: bool = False
    passed: tuple[str, ...] = ()
