"""Text of strangers as text of ours: what a person reads, and what is compared.

- `readable` is what is shown: without markup of spreadsheets and web pages, without invisible
  signs, else as it stands.
- `canonical` is what keys, numbers of documents, codes and names are compared by: two texts that a
  person takes for the same have one canonical form. Upper and lower case stay two.
- `canonical_phrase` is what words are looked for in: headers, code tables, phrases. It knows
  traditional and variant characters too, and no case. Two enterprises may differ in such a
  character alone, so no key and no name is compared by it.

- `uniform` lies between: one sign a family and plain widths, with blanks, for days and numbers.

A form of a form is that form: `canonical(canonical(text)) == canonical(text)`.

Texts come from anybody, and each form takes a time in proportion to a text's length. A text with
more layers of markup than `MOST_LAYERS` stays as it is.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from html import unescape
from html.entities import html5
from pathlib import Path

from .invisible_signs import EITHER, PRINTABLE, without_invisible

TRADITIONAL = Path(__file__).with_name("traditional_characters.json")
_LONGEST_REMEMBERED = 100  # characters; a number, a name, a word, and no remark
MOST_LAYERS = 20  # of what is taken off one by one: ="&amp;amp;" has three

# Signs whose plain form says something else: 5² is not 52, ½ is not 12.
_OTHER_SIGNS = re.compile("([²³¹¼-¾\u2070-\u209f\u2150-\u215f\u2189\u2460-\u24ff\u3200-\u33ff]+)")

# The markup of spreadsheets and web pages.
_ESCAPED = re.compile(
    "_x([dD][89abAB][0-9A-Fa-f]{2})__x([dD][c-fC-F][0-9A-Fa-f]{2})_"
    "|_x((?![dD][89a-fA-F])[0-9A-Fa-f]{4})_"
)
_REFERENCE = re.compile("&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_NUL = re.compile("&#[xX]?0+;")
_FORMULA = re.compile('[=＝]\\s*["“”＂](.*)["“”＂]', re.DOTALL)
# Texts that a formula joins: ="甬应急罚〔2026〕"&"31号".
_TEXT = '["“”＂]((?:[^"“”＂]|"")*)["“”＂]'
_JOINED = re.compile(rf"[=＝]\s*{_TEXT}(?:\s*[&＆]\s*{_TEXT})+")
_TEXTS = re.compile(_TEXT)
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_APOSTROPHES = "'’‘‛＇`｀´ʼ′"
_OPENING = "‘‛"  # which something may close
_SUSPECT = re.compile(f'_x|{_REFERENCE.pattern}|^\\s*[={_APOSTROPHES}＝"“”＂]|{EITHER.pattern}')
# Of possible markup, all that `str.isprintable` lets through, within the Basic Multilingual Plane.
_PRINTABLE_SUSPECTS = ("_x", "&", *f'={_APOSTROPHES}＝"“”＂', *PRINTABLE)
_PLAIN = re.compile(r"[^\W_](?:[\w ()/.,:;+-]*[\w()])?")

# One sign a family, after Unicode's categories Pd, Ps and Pe, Pi and Pf; what it decomposes of
# itself (full-width and vertical forms) is not named here.
DASHES = "-֊־᐀᠆‐‑‒–—―⸗⸚⸺⸻⹀⹝゠𐺭−─━ー˗⁃﹘﹣－"
OPENING_BRACKETS = "([{<༺༼᚛⁅⌈⌊❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼⸢⸤⸦⸨⹕⹗⹙⹛〈《【〔〖〘〚﴿"
CLOSING_BRACKETS = ")]}>༻༽᚜⁆⌉⌋❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽⸣⸥⸧⸩⹖⹘⹚⹜〉》】〕〗〙〛﴾"
QUOTES = "\"'`´«»‘’‚‛“”„‟‹›⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡⹂「」『』〝〞〟′″‵‶ʹʺʻʼʽˈˮ՚"
_DOTS = "·•‧∙⋅・‣⸱ꞏ"
_TILDES = "~〜∼∽"
_FAMILIES = str.maketrans(
    {
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(OPENING_BRACKETS, "("),
        **dict.fromkeys(CLOSING_BRACKETS, ")"),
        **dict.fromkeys(QUOTES, '"'),
        **dict.fromkeys(_DOTS, "·"),
        **dict.fromkeys(_TILDES, "~"),
        **dict.fromkeys("∕⁄⧸", "/"),
        **dict.fromkeys("∶ː꞉", ":"),
        "\u2800": " ",  # a sign of Braille without a dot
    }
)
# What is canonical at first sight, as most numbers and names are once their signs are.
_CANONICAL = re.compile(r"(?:[0-9A-Za-z\u4e00-\u9fff()/.,:·]|-(?!-)|_(?![xX]))*(?<![.,:])")
_YEAR = re.compile(r'"((?:19|20)\d{2})"(?=[^"]*号)')  # 甬应急罚「2026」31号
_RUNS = re.compile(r'([-"])\1+')  # —— is one dash, and "" a quote within quotes
_OPENING_SIGNS = re.compile(r'(?:=?")+')
_CLOSING_SIGNS = '"、。,:;'  # what ends a sentence; a full stop does behind anything but a digit


def half_width(text: str) -> str:
    """Return a text in the plain form of its signs, apart from those that then say another."""
    if text.isascii():
        return text
    parts = _OTHER_SIGNS.split(text)
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts)


def may_have_markup(texts: Iterable[str]) -> bool:
    """Say whether `readable` may change one of some texts, but for the blanks around it.

    Most rows of a file have none, so this looks at a whole row first, as fast as strings can.
    """
    texts = tuple(texts)
    row = "".join(texts)
    if row.isprintable() and (row.isascii() or not _has_supplementary(row)):
        for sign in _PRINTABLE_SUSPECTS:
            if sign in row:
                break
        else:
            return False
    return any(_SUSPECT.search(text) for text in texts)


def _has_supplementary(text: str) -> bool:
    return len(text.encode("utf-16-le", "surrogatepass")) != 2 * len(text)


def readable(text: str) -> str:
    """Return a text as a person reads it: without spreadsheet markup and invisible signs."""
    if text.isascii() and "_x" not in text and _PLAIN.fullmatch(text):
        return text
    return _repeated(text, lambda each: _without_markup(_seen(each)))


def _repeated(text: str, step: Callable[[str], str]) -> str:
    """Return what a step makes of a text until it changes nothing more; see MOST_LAYERS."""
    plain = text
    for _ in range(MOST_LAYERS):
        former, plain = plain, step(plain)
        if plain == former:
            return plain
    return text


def _seen(text: str) -> str:
    return without_invisible(unescaped(text)).strip()


def unescaped(text: str) -> str:
    """Return a text with the signs that a workbook writes as `_xHHHH_`, a page as `&...;`."""
    if "_x" in text:
        text = _repeated(text, lambda each: _ESCAPED.sub(_unescaped, each))
    if "&" in text:
        text = _repeated(text, lambda each: _REFERENCE.sub(_referred, each))
    return text


def _referred(match: re.Match[str]) -> str:
    reference = match[0]
    if _NUL.fullmatch(reference):
        return "\0"  # a sign that nobody sees, where HTML would show that something was wrong
    known = reference[1] == "#" or reference[1:] in html5
    return unescape(reference) if known else reference


def _unescaped(match: re.Match[str]) -> str:
    if match[3]:
        return chr(int(match[3], 16))
    return bytes.fromhex(match[1] + match[2]).decode("utf-16-be")


def _without_markup(text: str) -> str:
    if not text:
        return text
    if _JOINED.fullmatch(text):
        joined = "".join(part[1].replace('""', '"') for part in _TEXTS.finditer(text, 1))
        return joined.strip()
    if wrapped := _FORMULA.fullmatch(text) or _QUOTED.fullmatch(text):
        return wrapped[1].replace('""', '"').strip()
    first, rest = text[0], text[1:]
    if first in _APOSTROPHES and not (first in _OPENING and "’" in rest[1:]):
        return rest.strip()
    return text


def in_one_line(text: str) -> str:
    """Return a readable text without line breaks, each run of blanks as one."""
    return " ".join(readable(text).split())


def uniform(text: str) -> str:
    """Return a readable text with one sign a family, in plain widths."""
    if len(text) > _LONGEST_REMEMBERED:
        return _uniform(text)
    return _remembered_uniform(text)


def _uniform(text: str) -> str:
    return _repeated(text, _more_uniform)  # a plain width may reveal markup


def _more_uniform(text: str) -> str:
    # A sign may come to light with the markup, before its plain width is another one.
    plain = readable(text.translate(_FAMILIES)).translate(_FAMILIES)
    return half_width(plain).translate(_FAMILIES).strip()


def canonical(text: str) -> str:
    """Return the form by which a text is compared: no blanks, one sign a family, plain widths."""
    if len(text) > _LONGEST_REMEMBERED:
        return _canonical(text)
    return _remembered(text)


def _canonical(text: str) -> str:
    text = text.translate(_FAMILIES)
    if _CANONICAL.fullmatch(text):
        return text
    return _repeated(text, _more_canonical)


def _more_canonical(text: str) -> str:
    plain = _RUNS.sub(r"\1", "".join(_uniform(text).split()))
    return _without_outer_signs(_YEAR.sub(r"(\1)", plain))


def _without_outer_signs(text: str) -> str:
    """Return a text without its opening quotes and the signs that end a sentence, no number."""
    opening = _OPENING_SIGNS.match(text)
    begin, end = opening.end() if opening else 0, len(text)
    # Walked from behind: a pattern would begin anew at each sign of a long run.
    while end > begin and (
        text[end - 1] in _CLOSING_SIGNS
        or (text[end - 1] == "." and not text[end - 2 : end - 1].isdecimal())
    ):
        end -= 1
    return text[begin:end]


def canonical_phrase(text: str) -> str:
    """Return the form in which words are looked for: canonical, simplified, without case."""
    if len(text) > _LONGEST_REMEMBERED:
        return _canonical_phrase(text)
    return _remembered_phrase(text)


def _canonical_phrase(text: str) -> str:
    return _repeated(text, lambda each: canonical(each).translate(_simplified()).casefold())


_remembered_uniform = lru_cache(maxsize=65_536)(_uniform)
_remembered = lru_cache(maxsize=65_536)(_canonical)
_remembered_phrase = lru_cache(maxsize=16_384)(_canonical_phrase)


@cache
def _simplified() -> dict[int, str]:
    table = json.loads(TRADITIONAL.read_text(encoding="utf-8"))
    return {ord(other): plain for plain, others in table.items() for other in others}
