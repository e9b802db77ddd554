"""An API answered a question about enterprises by their names."""

from typing import ClassVar, Literal

from .base import Body

HolderKind = Literal["department", "reader", "enterprise"]


class AccessRecorded(Body, frozen=True, kw_only=True):
    """Who read, for whom, what, why and from where. Its subject is the id of the credential.

    `question` is the route as it is declared, `codes` are the unified codes of the enterprises that
    were asked about or named in the answer: at most 500, a longer list is several messages.
    `purpose` and `on_behalf_of` are the reader's own words, without personal numbers. `status` is
    that of HTTP: 404 told that nothing is on record, another from 400 on told nothing.
    """

    SUBJECT_ACTION: ClassVar[str] = "access-recorded"

    service: str
    question: str
    codes: tuple[str, ...]
    holder: str
    holder_kind: HolderKind
    on_behalf_of: str | None
    purpose: str | None
    address: str
    status: int
