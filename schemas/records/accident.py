"""Production accidents (生产安全事故), classed by Order 493."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from .base import Record, RecordPart

Responsibility = Literal["responsible", "not_responsible", "under_investigation"]
Nature = Literal["production", "road_traffic", "fire"]


class Toll(RecordPart, frozen=True, kw_only=True):
    """The dead and seriously injured in all, as reported on a day (首报 or 续报)."""

    reported_on: date
    deaths: int
    serious_injuries: int | None = None


class Accident(Record, frozen=True, kw_only=True, tag="accident"):
    """An accident with its first toll, the follow-up reports and who is responsible.

    `loss` is the direct economic loss in yuan. Follow-up deaths count for 30 days after the
    accident (7 for road traffic and fire): Order 493, articles 3 and 13. `determined_on` is the day
    on which responsibility was determined, where it is known.
    """

    happened_at: datetime
    tolls: tuple[Toll, ...]
    loss: Decimal
    responsibility: Responsibility
    concealed: bool = False
    nature: Nature = "production"
    determined_on: date | None = None


class AccidentFollowUp(Record, frozen=True, kw_only=True, tag="accident_follow_up"):
    """A follow-up report (续报) of an accident that was reported before.

    `accident_number` is the document number of the accident; `loss` (yuan) replaces the one known.
    It counts where its department is one of those that reported the accident, or the lead one.
    """

    accident_number: str
    toll: Toll
    loss: Decimal | None = None


class ResponsibilityDetermined(Record, frozen=True, kw_only=True, tag="responsibility_determined"):
    """The investigation's finding on who is responsible (责任认定): Order 493, article 30.

    `accident_number` is the document number of the accident. It counts where its department is one
    of those that reported the accident, or the lead department. `concealed` None says nothing of
    that. Of several findings, and of the accident's own where it states the day, the one determined
    last holds (of one day, not the accident's own); none does that is dated before the accident.
    Of two departments that report it under one number, the words of one that may hold.
    """

    accident_number: str
    responsibility: Literal["responsible", "not_responsible"]
    determined_on: date
    concealed: bool | None = None
