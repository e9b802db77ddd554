"""Digits in whatever guise: any script, escaped, marked up, apart by signs without a form."""

import re
import sys
import unicodedata
from functools import lru_cache
from html.entities import html5

# Characters that are or hold digits, and that \d is not: ² ½ ፩ ① ❷ ㉑ ㍙ ㎡ 🄁 and their like.
ODD_DIGITS = (
    "\u00b2\u00b3\u00b9\u00bc-\u00be\u1369-\u1371\u19da\u2070-\u2089\u2150-\u215f\u2189"
    "\u2460-\u249b\u24ea-\u24ff\u2776-\u2792\u3251-\u325f\u32b1-\u32cb\u3358-\u3379\u339f-\u33af"
    "\u33e0-\u33fe\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a"
    "\U0001f100-\U0001f10a"
)
_HEX = "[0-9a-fA-F]"
# How the markup of pages and of spreadsheets begins that may be one: &#49; &nbsp; _x0031_
MARKUP = rf"&[#A-Za-z]|_x{_HEX}{{4}}_"
_DISGUISE = re.compile(  # the look behind: a long run of backslashes is walked but once
    rf"(?<!\\)\\++(?:u(?P<high>[dD][89abAB]{_HEX}{{2}})\\++u(?P<low>[dD][c-fC-F]{_HEX}{{2}})"
    rf"|(?P<code>x{_HEX}{{2}}|u{_HEX}{{4}}|U00(?:0{_HEX}|10){_HEX}{{4}})"
    r"|(?P<letter>[bfnrt/]))"
    r"|(?<!\d)(?P<head>\d)(?:\.(?P<tail>\d*))?[eE]\+?17(?!\d)"
    rf"|&(?:amp;)*+(?:#[xX](?P<hexadecimal>{_HEX}{{1,6}})|#(?P<decimal>[0-9]{{1,7}})"
    r"|(?P<named>[A-Za-z][A-Za-z0-9]{1,30}));"
    rf"|_x(?:005[fF]_x)*+(?P<cell>{_HEX}{{4}})_"
    rf"|[{ODD_DIGITS}]"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "/": "/"}

_LENGTH = 18  # of the longest number that a spreadsheet rounds: 1.1e17
_CHECK_X = frozenset("XХΧ×")  # Latin, Cyrillic, Greek, the sign of multiplication
_DASHES_AND_BLANKS = frozenset({"Zs", "Pd", "Cf", "Mn", "Me"})  # the last three show nothing
_OTHER_SEPARATORS = frozenset({"Cc", "Zl", "Zp", "Pc"})  # control characters, line breaks, _
_DOTS = frozenset("./:,·・•‧∙⋅")


def undisguised(text: str) -> str:
    r"""Return a text with its digits as plain ones: \\u0031, &#49;, _x0031_, ①, 1.1e17."""
    return _DISGUISE.sub(_undisguised, text)


def _undisguised(match: re.Match[str]) -> str:
    """Return a digit, an X or a separator that was written otherwise; all else as it is."""
    if match["head"]:
        return f"{match['head']}{match['tail'] or '':0<{_LENGTH - 1}.{_LENGTH - 1}}"
    if match[0][0] in "&_":
        character = _marked_up(match)
        return character if len(character) == 1 and symbol(ord(character)) != "#" else match[0]
    if not match[0].startswith("\\"):
        digit = unicodedata.digit(match[0], None)
        return unicodedata.normalize("NFKC", match[0]) if digit is None else str(digit)
    if match["letter"]:
        return _LETTERS[match["letter"]]
    if match["code"]:
        character = chr(int(match["code"][1:], 16))
    else:
        character = bytes.fromhex(match["high"] + match["low"]).decode("utf-16-be")
    return match[0] if symbol(ord(character)) == "#" else character


def _marked_up(match: re.Match[str]) -> str:
    """Return what stands in a page, or in a cell, as the reference that was met."""
    if match["named"]:
        return html5.get(f"{match['named']};", "")
    code = (
        int(match["decimal"])
        if match["decimal"]
        else int(match["hexadecimal"] or match["cell"], 16)
    )
    return chr(code) if code <= sys.maxunicode else ""


@lru_cache(maxsize=16_384)
def symbol(code: int) -> str:
    """Return what a character is here: a digit, X, `-` or `.` between digits, or `#`."""
    form = unicodedata.normalize("NFKC", chr(code))
    if len(form) != 1:
        return "#"
    digit = unicodedata.digit(form, None)
    if digit is not None:
        return str(digit)
    if form.upper() in _CHECK_X:
        return "X"
    category = unicodedata.category(form)
    if category in _DASHES_AND_BLANKS or form in "\t−":
        return "-"
    return "." if category in _OTHER_SEPARATORS or form in _DOTS else "#"


class Symbols:
    """Translates a text to symbols: `text.translate(Symbols())`."""

    def __getitem__(self, code: int) -> str:
        """Return the symbol of a character."""
        return symbol(code)
