"""What is wrong with a text that is no JSON: the true cause, in both languages."""

import re
from typing import NamedTuple


class JsonFault(NamedTuple):
    """A cause, as it is written in a message."""

    chinese: str
    english: str


_ENDS = JsonFault("文件到此中断", "the text ends here, in the middle of a value")
_COMMENT = JsonFault("JSON不允许注释", "a comment stands here: JSON has none")
_SINGLE = JsonFault(
    "JSON的名称和文字须用英文双引号", "a single quote stands here: JSON has double ones"
)
_CURLY = JsonFault(
    "此处是中文引号，须用英文双引号", "a curly quote stands here: JSON has straight ones"
)
_FULL_WIDTH = JsonFault(
    "此处是全角标点，须用英文半角标点", "a full-width sign stands here: JSON has half-width ones"
)
TRAILING = JsonFault("最后一个逗号之后没有内容", "nothing follows the last comma")
_BARE = JsonFault("名称未加双引号", "a name without double quotes stands here")
_WORD = JsonFault(
    "此处的词不是JSON的值（只有true、false、null）",
    "a word stands here that is no value of JSON (true, false and null are)",
)
_NUMBER = JsonFault(
    "此处的数字写法不是JSON的写法（如+1、.5、0x1F、007）",
    "a number is not written as JSON has it (+1, .5, 0x1F and 007 are not)",
)
_BREAK = JsonFault(
    "引号内有换行或控制字符，须写作\\n等",
    "a line break or control character stands within quotes: write it as \\n and the like",
)
_ESCAPE = JsonFault("反斜杠的写法无效，须写作\\\\", "a backslash stands alone: write it as \\\\")
_OPEN = JsonFault("引号没有闭合", "a quote is never closed")
_COMMA = JsonFault("缺少逗号", "a comma is missing before this")
_COLON = JsonFault("缺少冒号", "a colon is missing before this")
MORE = JsonFault("该行有多于一个值，请每行一个", "more than one value stands on the line")
NO_NAME = JsonFault("对象的名称不是文字", "the name of a member is no text")

_COMMENTS = ("//", "/*", "#", "--", "<!--")
_WORDS = re.compile(r"[A-Za-z_$]")
_BEHIND_COMMA = re.compile(r",\s*\Z")
_BY_MESSAGE = (
    ("Unterminated string", _OPEN),
    ("Invalid control character", _BREAK),
    ("Invalid \\", _ESCAPE),
    ("Illegal trailing comma", TRAILING),
    ("Extra data", MORE),
)
_BY_SIGN = {
    **dict.fromkeys("'‘’", _SINGLE),
    **dict.fromkeys("“”„", _CURLY),
    **dict.fromkeys("，：｛｝［］　", _FULL_WIDTH),
    **dict.fromkeys("+.", _NUMBER),
}


def fault_at(text: str, position: int, message: str) -> JsonFault:
    """Return what is wrong at a place, of which Python's reader says its message."""
    by_message = next((f for begin, f in _BY_MESSAGE if message.startswith(begin)), None)
    if by_message is not None:
        return by_message
    sign = text[position : position + 1]
    if not sign:
        return _ENDS
    if text.startswith(_COMMENTS, position):
        return _COMMENT
    if sign in "]}" and _BEHIND_COMMA.search(text[max(0, position - 50) : position]):
        return TRAILING
    if sign in _BY_SIGN:
        return _BY_SIGN[sign]
    return _by_need(text, position, message, sign)


def _by_need(text: str, position: int, message: str, sign: str) -> JsonFault:
    if "property name" in message:
        return _BARE if _WORDS.match(sign) else unexpected(sign)
    if "',' delimiter" in message:
        behind_digit = text[position - 1 : position].isdigit()
        return _NUMBER if behind_digit and (sign.isalnum() or sign == ".") else _COMMA
    if "':' delimiter" in message:
        return _COLON
    return _WORD if _WORDS.match(sign) else unexpected(sign)


def unexpected(sign: str) -> JsonFault:
    """Return the fault of a sign that stands where it can't."""
    if not sign:
        return _ENDS
    sign_name = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return JsonFault(f"此处不应出现“{sign_name}”", f"{sign_name} stands where it can't")


def missing(expected: str, instead: str) -> JsonFault:
    """Return the fault of a sign that does not stand where it has to."""
    return JsonFault(
        f"“{instead or '文件末尾'}”之前缺少“{expected}”",
        f"{expected} is missing before {instead or 'the end'}",
    )


def twice(key: str) -> JsonFault:
    """Return the fault of an object around the records that has a name twice."""
    return JsonFault(f"名称“{key}”出现了两次", f"the key {key} stands twice in one object")
