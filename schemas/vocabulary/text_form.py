"""The plain form of a text's signs."""

import re
import unicodedata

# Signs whose plain form says something else: 5² is not 52, ½ is not 12.
_OTHER_SIGNS = re.compile("([²³¹¼-¾\u2070-\u209f\u2150-\u215f\u2189\u2460-\u24ff\u3200-\u33ff]+)")


def half_width(text: str) -> str:
    """Return a text in the plain form of its signs, apart from those that then say another."""
    if text.isascii():
        return text
    parts = _OTHER_SIGNS.split(text)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts)
