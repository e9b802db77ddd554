"""Scoring sees ahead that an enterprise's standing will change, unless something is done."""

from datetime import date
from decimal import Decimal
from typing import ClassVar

from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.notification_terms import WarningKind

from .base import Body


class EarlyWarningRaised(Body, frozen=True, kw_only=True):
    """What comes by itself on the day `on`, told once, some days before (预警).

    `danger_due`: a hidden danger's term ends on `on`, its deduction begins the day after;
    `certificate_expires`: the standardization certificate is valid until `on`;
    `near_lower_grade`: the score is only `points_above` points above the least of its grade (`on`
    None); `deduction_ends`: a deduction counts until `on`.
    `score` and `grade` are today's; `score_then`, `grade_then` those of the day after `on`, if
    nothing else happens (None for `near_lower_grade`). `points` is by how much the score changes,
    for a certificate the base score (None: by nothing). `chinese`, `english` name the matter,
    `document_number` its document, `article` the rule's source.
    """

    SUBJECT_ACTION: ClassVar[str] = "early-warning-raised"

    day: date
    name: str | None
    sector: str
    district: str | None
    warning: WarningKind
    on: date | None
    score: Decimal
    grade: str
    score_then: Decimal | None
    grade_then: str | None
    points: Decimal | None
    points_above: Decimal | None
    rule: str
    chinese: str
    english: str
    record_id: str | None
    document_number: str | None
    article: str
    mark: Mark
    edition: str
