"""A unified code as somebody gives it who asks about, or states something about, an enterprise.

What is asked is only whether the text can be a code at all. Whether there is such an enterprise
tells what is on record; whether the code is a right one was judged by intake, or by a person.
"""

from functools import lru_cache

from .enterprise_code import LENGTH, Flaw, flaw_of, is_written, tidy
from .personal_number import MASK, mask

_LONGEST_QUOTED = 40  # characters of a text that is refused
_DOUBTS: dict[Flaw, str] = {
    "code_placeholder": "是占位代码 it is a placeholder",
    "code_impossible": "GB 32100 无此编法 by GB 32100 there is no such code",
    "code_check_failed": "校验位不符，是否输错 its check character does not fit: mistyped?",
    "organization_check_failed": "第17位校验不符，是否输错 character 17 does not fit: mistyped?",
}


class NotACodeError(ValueError):
    """A text that can't be a unified code. The message repeats it; `why` does not."""

    def __init__(self, quoted: str, why: str) -> None:
        super().__init__(f"{quoted} 不是统一社会信用代码 is no unified social credit code: {why}")
        self.why = why


@lru_cache(maxsize=256)  # the door of an API asks, and then its route
def written_code(text: str) -> str:
    """Return the unified code that a text is, tidy, whatever its check characters.

    Raises NotACodeError.
    """
    code = tidy(text)
    if not is_written(code):
        raise NotACodeError(repr(text[:_LONGEST_QUOTED]), _why(code))
    if MASK in mask(code):
        raise NotACodeError(MASK, "是公民身份号码 it is a personal identity number")
    return code


def doubt(code: str) -> str:
    """Return what to add in brackets where nothing is on record about a code: why that may be."""
    flaw = flaw_of(code)
    return "" if flaw is None else f" ({_DOUBTS[flaw]})"


def _why(code: str) -> str:
    if len(code) != LENGTH:
        return f"有{len(code)}个字符，应为{LENGTH}个 it has {len(code)} characters, not {LENGTH}"
    others = dict.fromkeys(sign for sign in code if not (sign.isascii() and sign.isalnum()))
    return f"含有 it has {' '.join(map(repr, others))}；只用 only 0-9 A-Z are used"
