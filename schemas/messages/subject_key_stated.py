"""The key with which the personal data of one subject is sealed."""

from typing import ClassVar

from .base import Body


class SubjectKeyStated(Body, frozen=True, kw_only=True):
    """The key `key` of a subject (`contacts/` and the recipient), encrypted with the master key.

    An empty message in its place destroys it: what was sealed with it is read by nobody any more.
    """

    SUBJECT_ACTION: ClassVar[str] = "subject-key-stated"

    owner: str
    key: str
    wrapped: str
