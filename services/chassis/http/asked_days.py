"""Days that one may ask about over HTTP: a day before or after them is refused with 422."""

from datetime import date, timedelta
from typing import Annotated

from pydantic import Field

from schemas.codec import FIRST_INSTANT, LAST_INSTANT

FIRST_DAY = FIRST_INSTANT.date() + timedelta(days=1)
LAST_DAY = date(LAST_INSTANT.year - 1, 12, 31)
AskedDay = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
"""A day such that also those around it, and their instants, can be computed with."""
