"""An alert for an enterprise, an agency or a department."""

from datetime import date
from typing import ClassVar, Literal

import msgspec

from schemas.records.base import RecordPart
from schemas.vocabulary.measure_kind import MeasureKind
from schemas.vocabulary.notification_terms import Channel, Timing

from .base import Body


class Text(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a recipient reads: a title and a text in Chinese and in English."""

    title_chinese: str
    title_english: str
    chinese: str
    english: str


class ServedDocument(RecordPart, frozen=True, kw_only=True):
    """The document of an order that an alert brings: the notice, or the decision (送达)."""

    order: str
    measure: MeasureKind
    agency: str
    act: Literal["noticed", "served"]


class AlertRaised(Body, frozen=True, kw_only=True):
    """Tell `recipient` (an enterprise's unified code, or a department's code) about `about`.

    `template` names the wording, `about` the enterprise (None: the message is about the
    department's own reports). The fact's `causationid` is the message that prompted the alert. It
    stands in the inbox in any case; `channels` are those in which it is sent as well, `timing`
    when: at once, not before the quiet hours are over, or gathered with others into the day's
    digest. `serves` names the document that it brings, if any.
    """

    SUBJECT_ACTION: ClassVar[str] = "alert-raised"

    recipient_kind: Literal["enterprise", "department"]
    recipient: str
    about: str | None
    template: str
    urgency: Literal["information", "warning", "urgent"]
    day: date
    text: Text
    channels: tuple[Channel, ...] = ()
    timing: Timing = "at_once"
    serves: ServedDocument | None = None
