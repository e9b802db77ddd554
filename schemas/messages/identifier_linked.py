"""An identifier was linked to a unified code, by the registry or by a person's decision."""

from typing import ClassVar, Literal

from .base import Body


class IdentifierLinked(Body, frozen=True, kw_only=True):
    """`identifier` (`org:`, `reg:`, `name:` or `code:` and value) belongs to enterprise `code`.

    A link by the registry from a name is only a proposal; a person's link decides. `instead_of` are
    the codes that `code` has succeeded: their own links from this identifier stand back.
    `decided_by` (an office, or the holder of a credential) and `reason` are given with a person's.
    """

    SUBJECT_ACTION: ClassVar[str] = "identifier-linked"

    identifier: str
    code: str
    linked_by: Literal["registry", "person"]
    instead_of: tuple[str, ...] = ()
    decided_by: str | None = None
    reason: str | None = None
