"""On what a number of the rules stands."""

from enum import StrEnum
from typing import Annotated

import msgspec

# Words for people: not none, and not blank.
Text = Annotated[str, msgspec.Meta(min_length=1, pattern=r"\S")]


class Mark(StrEnum):
    """Where a number comes from."""

    LAW = "law"
    PUBLISHED = "pub"
    OURS = "ours"


class Basis(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The article that a rule rests on, and what kind of source that is."""

    article: Text
    mark: Mark
