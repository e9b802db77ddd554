"""What a reader should know of a line of the explanation, and what would end it sooner."""

from datetime import date
from decimal import Decimal
from typing import Literal

import msgspec

NoteKind = Literal[
    "certificate_expired",
    "certificate_revoked",
    "revoked_by_accident",
    "revoked_by_listing",
    "removal_too_early",
    "removal_undone",
    "score_below_level",
    "awaits_publication",
    "overdue_from",
    "under_investigation",
    "beyond_limit",
    "limit_reached",
]
EndsWhen = Literal[
    "certificate_revoked",
    "certificate_granted",
    "next_evaluation",
    "evaluation",
    "credit_repaired",
    "danger_removed",
    "commitment_made",
    "removed_from_list",
    "responsibility_determined",
]


class Note(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
    gc=False,
):
    """A note of some kind, with what belongs to that kind.

    `document` is the number of the document that ended a certificate, `day` that of a removal or
    the first on which a danger is overdue, `records` how many count nothing, `score` that of a
    review and `required` (points) what its level asks for.
    """

    kind: NoteKind
    document: str | None = None
    day: date | None = None
    records: int | None = None
    score: Decimal | None = None
    required: Decimal | None = None
