"""The public entry of an enterprise."""

from datetime import date
from typing import Annotated, ClassVar

import msgspec

from schemas.vocabulary.disclosed_entry import DisclosedEntry

from .base import Body


class EnterpriseDisclosed(Body, frozen=True, kw_only=True):
    """What the public may know of an enterprise from `day` on; what was public before is void.

    Published whenever any of it changed; `number` counts an enterprise's entries from 1.
    """

    SUBJECT_ACTION: ClassVar[str] = "enterprise-disclosed"

    number: Annotated[int, msgspec.Meta(ge=1)]
    day: date
    entry: DisclosedEntry
