"""Signs that no one sees, and those among them that make a text look other than it is.

What Unicode lets a display ignore (Default_Ignorable_Code_Point), the other signs of format that
show nothing, and control characters apart from tab and line breaks.
"""

import re
import unicodedata

_RANGES = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
INVISIBLE = re.compile(f"[{_RANGES}]")
# What breaks a line like the line break that is on every keyboard.
_LINE_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029", "\n"))
EITHER = re.compile(f"[{_RANGES}\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")

# Those of them that count as printable all the same, but for the supplementary variation selectors.
PRINTABLE = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)

_OVERRIDES = re.compile("[\u202d\u202e]")
_EMBEDDINGS = re.compile("[\u202a\u202b\u2066\u2067\u2068]")
_RIGHT_TO_LEFT = re.compile("[\u202b\u2067]")
_BIDIRECTIONAL = {"L": "L", "EN": "1", "ES": "s", "CS": "s", "R": "R", "AL": "R", "AN": "R"}
# Directions of one run from left to right, whatever it is embedded in: digits, perhaps with single
# separators, and letters with anything between them.
_ONE_RUN = re.compile("(?:1(?:s?1)*)?(?:L(?:[L1s#]*[L1])?)?")


def without_invisible(text: str) -> str:
    """Return a text without the signs that no one sees, each line break as the common one."""
    if EITHER.search(text) is None:
        return text
    return INVISIBLE.sub("", text.translate(_LINE_BREAKS))


def reordering_sign(text: str) -> str | None:
    """Return the first sign that makes a text look other than it is (`U+202E`), or None.

    An override does always; an embedding or an isolate where what is written has no single
    direction. All others change nothing of what is seen.
    """
    match = _OVERRIDES.search(text)
    embedded = _EMBEDDINGS.search(text)
    if match is None and embedded is not None:
        directions = "".join(map(_direction, without_invisible(text)))
        if "R" in directions:
            match = embedded
        elif not _ONE_RUN.fullmatch(directions):
            match = _RIGHT_TO_LEFT.search(text)
    return f"U+{ord(match[0]):04X}" if match else None


def _direction(character: str) -> str:
    return _BIDIRECTIONAL.get(unicodedata.bidirectional(character), "#")
