"""What became of an act that an agency reported: refused, or settled after all."""

from datetime import date
from typing import ClassVar, Literal

from schemas.vocabulary.act_refusal import ActRefusal

from .base import Body


class ActAnswered(Body, frozen=True, kw_only=True):
    """An act that fits no order: it stands on the work list with the reason until it is settled.

    `settled`: it fits now, or was withdrawn. `reason` says why it was refused (None: settled),
    `detail` names the order and its status, where there is one.
    """

    SUBJECT_ACTION: ClassVar[str] = "act-answered"

    day: date
    name: str | None
    department: str
    record_id: str
    document_number: str
    act: str
    outcome: Literal["refused", "settled"]
    reason: ActRefusal | None = None
    detail: str | None = None
