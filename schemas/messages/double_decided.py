"""A person decided whether two records of an enterprise are one."""

from datetime import date
from typing import ClassVar

from .base import Body
from .finding_normalized import Origin


class DoubleDecided(Body, frozen=True, kw_only=True):
    """A decision on two records that may be one: it holds until a later one of the same pair.

    `one`: they are one, and only the one with the number (or of the kind) `holds` counts, or, where
    that is None, the one that was known first; the other stands as a further source of it.
    Otherwise they are two, for `reason`, and both count. `origin` is the report that decided.
    `moved`: it came over from a code that was succeeded, where its sender got the receipt.
    """

    SUBJECT_ACTION: ClassVar[str] = "double-decided"

    double: str
    one: bool
    holds: str | None
    reason: str | None
    decided_by: str
    origin: Origin
    reported_on: date
    moved: bool = False
