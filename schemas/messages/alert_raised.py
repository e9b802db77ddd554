"""An alert for an enterprise, an agency or a department."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from .base import Body


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a recipient reads: a title and a text in Chinese and in English."""

    title_chinese: str
    title_english: str
    chinese: str
    english: str


class AlertRaised(Body, frozen=True, kw_only=True):
    """Tell `recipient` (an enterprise's unified code, or a department's code) about `about`.

    `template` names the wording, `about` the enterprise (None: the message is about the
    department's own reports). The fact's `causationid` is the message that prompted the alert.
    """

    SUBJECT_ACTION: ClassVar[str] = "alert-raised"

    recipient_kind: Literal["enterprise", "department"]
    recipient: str
    about: str | None
    template: str
    urgency: Literal["information", "warning", "urgent"]
    day: date
    text: Text
