"""Text of strangers where a person reads it, or a terminal obeys it: nothing in it stays unseen."""

import json
import unicodedata

# A newer Unicode than ours may know an unassigned sign, and names are written with private ones.
_VISIBLE_CATEGORIES = frozenset({"Zs", "Cn", "Co"})


def visible(text: str) -> str:
    r"""Return a text on one line, with an escape for each sign that does something.

    That is line breaks, tabs, control characters, direction marks and overrides, signs without
    width that format what is beside them, and halves of surrogate pairs: `\n`, `\x1b`, `\u202e`.
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def visible_json(text: str) -> str:
    """Return a JSON text of one line that means the same, with such signs escaped as JSON has it.

    They stand in JSON only within its strings.
    """
    if text.isprintable():
        return text
    return "".join(sign if _is_visible(sign) else json.dumps(sign)[1:-1] for sign in text)


def _visible(sign: str) -> str:
    return sign if _is_visible(sign) else ascii(sign)[1:-1]


def _is_visible(sign: str) -> bool:
    return sign.isprintable() or unicodedata.category(sign) in _VISIBLE_CATEGORIES
