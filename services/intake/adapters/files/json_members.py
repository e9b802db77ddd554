"""The members of an object of JSON as they are written, to give them back."""

from .json_text import JsonText, loads


def members_of(element: str) -> list[tuple[str, str]]:
    """Return names and values of an object as they are written, also a name that stands twice.

    Raises ValueError where it is no object, or none that can be read.
    """
    loads(element)
    text = JsonText([element])
    members: list[tuple[str, str]] = []
    text.take("{")
    while text.peek() != "}":
        text.value()
        name = text.written
        text.take(":")
        text.value()
        members.append((name, text.written))
        if text.peek() == ",":
            text.take(",")
    return members
