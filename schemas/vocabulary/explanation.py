"""How a standing is explained: one line for each point given or taken, one for each override."""

from datetime import date
from decimal import Decimal

import msgspec

from .legal_basis import Mark


class PointsLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Why some points were given or taken: the record, the rule, the days.

    `points` is signed. `first_day` is the first, `last_day` the last day on which it counts (None:
    until `ends_when` happens). `ends_when` names what would end it sooner. `departments` are all
    that reported the record, the one whose words hold first.
    """

    rule: str
    points: Decimal
    article: str
    mark: Mark
    record_id: str | None
    document_number: str | None
    departments: tuple[str, ...]
    first_day: date
    last_day: date | None
    ends_when: str | None = None
    note: str | None = None


class OverrideLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Why the grade is worse than the score alone would give.

    `effect` is `down N` (N grades down) or `to G` (a veto: grade G).
    """

    rule: str
    effect: str
    article: str
    mark: Mark
    record_ids: tuple[str, ...]
    document_numbers: tuple[str, ...]
    first_day: date
    last_day: date | None
    ends_when: str | None = None
