"""A downstream system's subscription, as its holder stated it last."""

from datetime import datetime
from typing import ClassVar, Literal

from schemas.records.base import RecordPart
from schemas.vocabulary.measure_kind import MeasureKind

from .base import Body

SubscribedKind = Literal["grade-changed", "measure-changed", "alert-raised"]


class Selection(RecordPart, frozen=True, kw_only=True):
    """Which changes are wanted: those that fit each list that is given (None: no restriction).

    `codes`: enterprises; `sectors`, `districts`: theirs; `grades`: the grade that it has now;
    `measures`, `agencies`: of measure changes alone; `recipients`: of alerts alone.
    """

    kinds: tuple[SubscribedKind, ...]
    codes: tuple[str, ...] | None = None
    sectors: tuple[str, ...] | None = None
    districts: tuple[str, ...] | None = None
    grades: tuple[str, ...] | None = None
    measures: tuple[MeasureKind, ...] | None = None
    agencies: tuple[str, ...] | None = None
    recipients: tuple[str, ...] | None = None


class SubscriptionStated(Body, frozen=True, kw_only=True):
    """The whole of a subscription: the latest message of each holds.

    `holder` is the reader or department whose credential made it. Changes are posted to `url`,
    signed with the secret of version `key_version`; until `former_key_until` with the one before
    too. The secrets are derived and stand in no message. `begins` is the
    offset of each partition of a topic from which it has what is there (a topic that is not named:
    from the beginning). `paused`: nothing is sent, nothing is lost; `ended`: for good.
    """

    SUBJECT_ACTION: ClassVar[str] = "subscription-stated"

    subscription: str
    holder: str
    url: str
    selection: Selection
    begins: dict[str, tuple[int, ...]]
    key_version: int
    former_key_until: datetime | None
    state: Literal["active", "paused", "ended"]
    stated_at: datetime
