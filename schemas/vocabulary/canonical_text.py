"""Text of strangers as text of ours: what a person reads, and what is compared.

`readable` takes off what no one sees or meant (spreadsheet dress, invisible characters); the
signs stay as they were written. `canonical` is for comparing alone: two texts that a person takes
for the same have one canonical form. Shown is the readable text, compared the canonical one.
"""

import re
import unicodedata
from functools import lru_cache

# Signs whose plain form says something else: 5² is not 52, ½ is not 12.
_OTHER_SIGNS = re.compile("([²³¹¼-¾\u2070-\u209f\u2150-\u215f\u2189\u2460-\u24ff\u3200-\u33ff]+)")
# What Unicode lets a display ignore (Default_Ignorable_Code_Point), and control characters apart
# from tab and line breaks.
_INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA = re.compile(r'=\s*"((?:[^"]|"")*)"')
_DRESSED = "'’‘＇`"
_FAMILIES = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣－─━⸺⸻", "-"),
        **dict.fromkeys("“”„‟«»「」『』〝〞〟＂", '"'),
        **dict.fromkeys("‘’‚‛′`´＇", "'"),
        **dict.fromkeys("[{〔【〖〘〚⟦〈《﹝［｛", "("),
        **dict.fromkeys("]}〕】〗〙〛⟧〉》﹞］｝", ")"),
    }
)


def half_width(text: str) -> str:
    """Return a text in the plain form of its signs, apart from those that then say another."""
    if text.isascii():
        return text
    parts = _OTHER_SIGNS.split(text)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts)


def readable(text: str) -> str:
    """Return a text as a person reads it: without spreadsheet dress and invisible signs."""
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    text = _INVISIBLE.sub("", text).strip()
    while text and (undressed := _undressed(text)) != text:
        text = undressed
    return text


def _undressed(text: str) -> str:
    if formula := _FORMULA.fullmatch(text):
        return formula[1].replace('""', '"').strip()
    return text[1:].strip() if text[0] in _DRESSED else text


@lru_cache(maxsize=65_536)
def canonical(text: str) -> str:
    """Return the form by which a text is compared: no blanks, one sign a family, plain widths."""
    plain = half_width(readable(text)).translate(_FAMILIES)
    return "".join(readable(plain).split())
