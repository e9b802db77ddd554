"""What the public reports (群众举报), without who reported it."""

from datetime import date
from typing import Literal

from .base import Record


class PublicTip(Record, frozen=True, kw_only=True, tag="public_tip"):
    """A tip about an enterprise, and what came of it. The person who gave it is not named."""

    received_on: date
    channel: Literal["telephone", "web", "letter", "visit", "transferred"]
    subject: str
    verified: Literal["open", "confirmed", "unfounded"] = "open"
    verified_on: date | None = None
