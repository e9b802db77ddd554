"""The text of an identifier: its kind and its tidy value, as it is the key of messages.

This module alone writes it and takes it apart.
"""

from typing import NamedTuple

CODE, ORGANIZATION, REGISTRATION, NAME = "code", "org", "reg", "name"


class Identifier(NamedTuple):
    """A kind (unified code, organization code, old registration number, name) and a value."""

    kind: str
    value: str

    def __str__(self) -> str:
        """Return it as the key of messages."""
        return f"{self.kind}:{self.value}"


def identifier_in(text: str) -> Identifier:
    """Return what a text names; of a text of another form the value is empty."""
    kind, _, value = text.partition(":")
    return Identifier(kind, value)


def code_identifier(code: str) -> str:
    """Return the identifier of a unified code, as text."""
    return str(Identifier(CODE, code))
