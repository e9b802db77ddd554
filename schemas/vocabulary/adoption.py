"""How an edition of the rules is adopted by the joint conference (联席会议审定)."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated

import msgspec

from .legal_basis import Text


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A department approved an edition: which of its offices, on which day, and what exactly.

    `approved` is the hash of the edition's content (services.chassis.rules.adoption): what was
    changed afterwards was not approved.
    """

    department: str
    office: Text
    day: date
    approved: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class _Quorum(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    value: Annotated[int, msgspec.Meta(ge=1)]
    unit: str
    article: str
    mark: str


class _Adoption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    quorum: _Quorum


@cache
def quorum() -> int:
    """Return how many departments have to approve an edition, the lead one among them."""
    file = files(__package__).joinpath("adoption.yaml")
    return msgspec.yaml.decode(file.read_bytes(), type=_Adoption).quorum.value
