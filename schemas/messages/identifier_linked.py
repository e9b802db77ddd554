"""An identifier was linked to a unified code, by the registry or by a person's decision."""

from typing import ClassVar, Literal

from .base import Body


class IdentifierLinked(Body, frozen=True, kw_only=True):
    """`identifier` (`org:`, `reg:`, `name:` or `code:` and value) belongs to enterprise `code`.

    A link by the registry from a name is only a proposal; a person's link decides.
    """

    SUBJECT_ACTION: ClassVar[str] = "identifier-linked"

    identifier: str
    code: str
    name: str
    linked_by: Literal["registry", "person"]
