"""Number formats of workbooks: what a cell shows may be other than what it holds."""

import re
from collections.abc import Iterator, Mapping


class Format:
    """How a number is shown: as itself, as a day or an instant, as a duration, or otherwise.

    That is in percent, in another unit than it has, or with a text or digits that it has not.
    """

    PLAIN, MOMENT, DURATION, PERCENT, OTHER_UNIT, OTHER_TEXT = range(6)


# Number formats that are built in and show a day or a time (ECMA-376, 18.8.30; 27 to 36 and 50 to
# 58 are those of the Chinese editions, 71 to 81 of the Thai); 46 shows how long something took.
_BUILT_IN: Mapping[int, int] = {
    **dict.fromkeys(
        (*range(14, 23), *range(27, 37), 45, 47, *range(50, 59), *range(71, 82)), Format.MOMENT
    ),
    **dict.fromkeys((9, 10), Format.PERCENT),
    46: Format.DURATION,
}

_TOKEN = re.compile(
    r"""
    "(?P<quoted>[^"]*)"?                            # an open quote reaches to the end
    | [\\!](?P<escaped>.?)                          # ! is the escape of Chinese editions
    | \*(?P<filling>.?)                             # repeated, as often as the column is wide
    | _(?P<gap>.?)                                  # as wide a gap as this character
    | \[(?P<elapsed>h+|m+|s+)\]
    | \[\$(?P<currency>[^\]-]*)(?:-(?P<locale>[^\]]*))?\]
    | \[(?P<condition>[<>=][^\]]*)\]
    | \[(?P<bracket>[^\]]*)\]                       # a colour, Chinese numerals
    | (?P<end>;)
    | (?P<general>General|G/通用格式|E[+-][0\#?]+)
    | (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<date>[ymdhsegb]|aaa+)
    | (?P<digits>[0\#?.,]+)
    | (?P<percent>%)
    | (?P<text>@)
    | (?P<fraction>/)
    | (?P<literal>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_LITERAL = frozenset({"quoted", "escaped", "filling", "literal"})
# Texts that leave a number what it is: the unit that it has anyhow, and the yuan's own signs.
_UNIT = re.compile(
    "[元圆分人名天日年月时秒次个件起家户台套辆艘部项条处例种类级岁张份吨米¥￥]|[元圆]整|人民币元?|小时|"
    "分钟|千克|公斤|公里|平方米|CNY|RMB|CN¥|d|h|min|s|t|kg|m|km"
)
_AROUND = " \t\xa0\u3000\u2002\u2009\u202f-–—−+()（）:：/"
# For the message alone: whatever is no unit of the above is refused.
_OTHER_UNIT = re.compile(r"[.万萬亿億千仟百佰十拾角‰‱%％$＄€£￡]|USD|HKD|EUR|GBP|JPY")
_SCALED = re.compile(r"[0#?.],+(?![0#?,])")  # a comma behind the last digit hides three
_LEADING_ZEROS = re.compile(r"0[0#?]")  # 00012
_NUMBERED = re.compile(r"[\d〔〕【】\[\]]")  # what no day has in its text

_Sign = tuple[str, str]  # what it is, and what it says


def format_of(number: int, code: str | None) -> int:
    """Return which Format a number format is; `code` where it is not built in.

    A format has sections for numbers of different sign or size. The worst of them tells, and
    where they differ none is right: a column holds numbers of all.
    """
    if code is None:
        return _BUILT_IN.get(number, Format.PLAIN)
    sections = _sections(code)[:3]  # the fourth is for texts
    section_formats = [_section_format(section) for section in sections]
    kinds = {each for each in section_formats if each is not None}
    signs = {kind for kind, _ in sections[0]}
    if section_formats[0] is None and not signs & {"text", "condition"}:
        return Format.OTHER_TEXT if code else Format.PLAIN  # nothing is shown of most numbers
    worst = max(kinds, default=Format.PLAIN)
    return Format.OTHER_UNIT if len(kinds) > 1 and worst < Format.OTHER_UNIT else worst


def _sections(code: str) -> list[list[_Sign]]:
    sections: list[list[_Sign]] = [[]]
    for kind, text in _signs(code):
        if kind == "end":
            sections.append([])
        else:
            sections[-1].append((kind, text))
    return sections


def _signs(code: str) -> Iterator[_Sign]:
    for token in _TOKEN.finditer(code):
        kind = token.lastgroup or ""
        if kind in {"currency", "locale"}:
            yield "literal", _currency(token["currency"], token["locale"] or "")
        elif kind in _LITERAL:
            yield "literal", token[kind]
        elif kind not in {"gap", "bracket"}:
            yield kind, token[0]


def _currency(sign: str, locale: str) -> str:
    """Return the sign of a currency; that of the yuan is the yen's too, where Japanese write."""
    japanese = locale.casefold().endswith("411") or locale.casefold().startswith("ja")
    return "JPY" if sign and japanese else sign


def _section_format(section: list[_Sign]) -> int | None:
    """Return the Format of a section, or None where it shows no number (nothing, or a dash)."""
    kinds = {kind for kind, _ in section}
    texts = _texts(section)
    if kinds & {"date", "elapsed"}:
        if any(_NUMBERED.search(text) for _, text in texts):
            return Format.OTHER_TEXT
        return Format.DURATION if "elapsed" in kinds else Format.MOMENT
    digits = "".join(text for kind, text in section if kind == "digits")
    odd = [text for within, text in texts if not is_idle(text, within)]
    if _SCALED.search(digits) or any(map(is_other_unit, odd)):
        return Format.OTHER_UNIT
    whole = digits.partition(".")[0]
    if odd or ("," not in whole and _LEADING_ZEROS.search(whole)):
        return Format.OTHER_TEXT
    if "percent" in kinds:
        return Format.PERCENT
    return Format.PLAIN if kinds & {"digits", "general"} else None


def _texts(section: list[_Sign]) -> list[tuple[bool, str]]:
    """Return the texts of a section, and whether each stands within the digits."""
    digit_indexes = [index for index, (kind, _) in enumerate(section) if kind == "digits"]
    texts: list[tuple[bool, str]] = []
    before = ""
    for index, (kind, text) in enumerate(section):
        if kind == "literal":
            within = bool(digit_indexes) and digit_indexes[0] < index < digit_indexes[-1]
            prefix = texts.pop()[1] if before == "literal" else ""
            texts.append((within, prefix + text))
        before = kind
    return texts


def is_other_unit(text: str) -> bool:
    """Say whether a text beside a number gives it another unit than it has."""
    return _OTHER_UNIT.search(text) is not None


def is_idle(text: str, within: bool = False) -> bool:
    """Say whether a text leaves a number what it is; within its digits only a blank does."""
    if within:
        return not text.strip()
    bare = text.strip(_AROUND)
    return not bare or _UNIT.fullmatch(bare) is not None
