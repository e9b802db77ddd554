"""A day began in the city (Asia/Shanghai): time, as a fact."""

from datetime import date
from typing import ClassVar

from .base import Body

CITY = "city"


class DayBegan(Body, frozen=True, kw_only=True):
    """Published once into every partition, subject `city`; deadlines pass and periods end by it."""

    SUBJECT_ACTION: ClassVar[str] = "day-began"

    day: date
