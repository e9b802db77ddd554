"""Somebody failed to prove who he is to an API."""

from datetime import datetime
from typing import ClassVar

from .base import Body


class SignInRefused(Body, frozen=True, kw_only=True):
    """Attempts of one address under one id within some seconds. Its subject is the address.

    `claimed` is the id of the credential as it was sent, cut, with its invisible signs escaped
    (null: there was none). Of what is not counted apart, since there is too much, the subject is
    `others`.
    """

    SUBJECT_ACTION: ClassVar[str] = "sign-in-refused"

    service: str
    claimed: str | None
    attempts: int
    since: datetime
