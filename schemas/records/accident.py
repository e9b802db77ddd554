"""Production accidents (生产安全事故), classed by Order 493."""

from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from .base import Part, Record

Responsibility = Literal["responsible", "not_responsible", "under_investigation"]
Nature = Literal["production", "road_traffic", "fire"]


class Toll(Part, frozen=True, kw_only=True):
    """The dead and seriously injured in all, as reported on a day (首报 or 续报)."""

    reported_on: date
    deaths: int
    serious_injuries: int | None = None


class Accident(Record, frozen=True, kw_only=True, tag="accident"):
    """An accident with its first toll, the follow-up reports and who is responsible.

    `loss` is the direct economic loss in yuan. Follow-up deaths count for 30 days after the
    accident (7 for road traffic and fire): Order 493, articles 3 and 13.
    """

    happened_at: datetime
    tolls: tuple[Toll, ...]
    loss: Decimal
    responsibility: Responsibility
    concealed: bool = False
    nature: Nature = "production"
