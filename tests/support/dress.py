"""Text as strangers dress it: what no one sees or means of it."""

import unicodedata

from hypothesis import strategies as st

INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f\u061c\ufe0f\u2063\u180e\u0001\U000e0101"
)
BLANKS = " \t\n\r\u00a0\u3000\u2003\u202f\u2028\u2800"
FAMILIES = {
    "(": "([{<（〔【［｛＜〈《〖",
    ")": ")]}>）〕】］｝＞〉》〗",
    "-": "-‐‑–—―−－ー─",
    '"': '"“”„«»「」『』＂',
    ":": ":：∶",
    "/": "/／",
}
_FAMILY_OF = {sign: signs for signs in FAMILIES.values() for sign in signs}


def full_width(text: str) -> str:
    """Return a text with its ASCII signs as wide as ideographs."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def escaped(text: str) -> str:
    """Return a text with each sign as `_xHHHH_`."""
    return "".join(f"_x{ord(c):04X}_" if ord(c) < 0x10000 else c for c in text)


def referred(text: str) -> str:
    """Return a text with each sign as a web page may write it.

    A page cannot write the controls from 128 to 159: it means those of Windows-1252 by them.
    """
    return "".join(c if 0x80 <= ord(c) < 0xA0 else f"&#{ord(c)};" for c in text)


def underscores_escaped(text: str) -> str:
    """Return a text as a workbook keeps it, so that none of it is taken for an escape."""
    return text.replace("_x", "_x005F_x")


def formula(text: str) -> str:
    """Return a text as a formula that says it."""
    return '="' + text.replace('"', '""') + '"'


WRAPPINGS = (
    lambda text: f"'{text}",
    lambda text: f"’{text}",
    lambda text: f"‘{text}",
    lambda text: f"＇{text}",
    lambda text: f"`{text}",
    lambda text: f"  {text}\u3000",
    lambda text: f"\ufeff{text}",
    lambda text: f"\u202a{text}\u202c",
    lambda text: f"\u2066{text}\u2069",
    lambda text: unicodedata.normalize("NFD", text),
    formula,
    lambda text: formula(text).replace("=", "= "),
    lambda text: f"=“{text}”",
    lambda text: '"' + text.replace('"', '""') + '"',
    full_width,
    escaped,
    underscores_escaped,
    referred,
    lambda text: f"&nbsp;{text}&#8203;",
    lambda text: f"{text}_x000D_",
    lambda text: f"{text}_x200B_",
)


@st.composite
def dressed(draw: st.DrawFn, text: str, *, blanks_inside: bool = True) -> str:
    """Draw a text that a person takes for the given one."""
    signs: list[str] = []
    between = INVISIBLE + (BLANKS if blanks_inside else "")
    for sign in text:
        if draw(st.integers(0, 5)) == 0:
            signs.append(draw(st.sampled_from(between)))
        signs.append(draw(st.sampled_from(_FAMILY_OF.get(sign, sign))))
    worn = "".join(signs)
    for wrapping in draw(st.lists(st.sampled_from(WRAPPINGS), max_size=3)):
        worn = wrapping(worn)
    return worn
