"""On what a number of the rules stands."""

from enum import StrEnum

import msgspec


class Mark(StrEnum):
    """Where a number comes from."""

    LAW = "law"
    PUBLISHED = "pub"
    OURS = "ours"


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The article that a rule rests on, and what kind of source that is."""

    article: str
    mark: Mark
