"""Short forms of texts: the first sentence, and as much as fits."""

import re

_ELLIPSIS = "…"
# An English sentence ends before a blank and a new beginning: not within 1.3, No. 5, Co. is.
_SENTENCE = re.compile(r".+?(?:[。！？]|[.!?](?=\s+[^a-z0-9\s]|\s*$)|$)", re.DOTALL)


def first_sentence(text: str) -> str:
    """Return the first sentence of a Chinese or English text."""
    match = _SENTENCE.match(text.strip())
    return match.group() if match else ""


def size(text: str, unit: str) -> int:
    """Return the size of a text in `characters` or (as UTF-8) in `bytes`."""
    return len(text.encode()) if unit == "bytes" else len(text)


def fitted(text: str, most: int, unit: str) -> str:
    """Return a text as it is where it fits, else its beginning and an ellipsis; "" if not even so.

    No character is cut in two.
    """
    if size(text, unit) <= most:
        return text
    room = most - size(_ELLIPSIS, unit)
    if room <= 0:
        return ""
    cut = text.encode()[:room].decode(errors="ignore") if unit == "bytes" else text[:room]
    return cut.rstrip() + _ELLIPSIS
