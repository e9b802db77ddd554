"""Where a text can't be decoded: the byte, its line, and whether another encoding begins there."""

import codecs
from collections.abc import Sequence
from dataclasses import dataclass

from .content import Content
from .encodings import errors_of, frequent_share
from .limits import CHUNK, LONGEST_CELL
from .unreadable import UnreadableFileError

_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "gb18030": "GB 18030",
    "cp950": "Big5",
    "big5hkscs": "Big5",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
}
_OTHERS = ("utf-8", "gb18030", "cp950")
_SAMPLE = 64 * 1024  # bytes by which it is told what follows
_FEW = 20  # one character of so many may be spoilt: there it is a slip, beyond another encoding
_LEAST_FREQUENT = 0.7  # share of frequent characters in a text that was rightly decoded
_LEAST_CHARACTERS = 3  # of three bytes each, by which a line is known as UTF-8


@dataclass(frozen=True)
class TextFault:
    """A byte that is none of the encoding's: `offset` from 0, `line` from 1, of which `begins`."""

    offset: int
    line: int
    begins: int
    bytes: bytes
    ends: bool


def first_fault(content: Content, encoding: str) -> TextFault | None:
    """Return the first byte at which a content is no text of an encoding, or None."""
    plain = encoding.removesuffix("-sig")  # whose decoder would count from behind the mark
    decoder = codecs.getincrementaldecoder(plain)(errors_of(encoding))
    wide = encoding.startswith(("utf-16", "utf-32"))
    at, lines, begins = 0, 0, 0
    with content.source.open() as file:
        while True:
            data = file.read(CHUNK)
            try:
                text = decoder.decode(data, final=not data)
            except UnicodeDecodeError as error:
                buffered = len(error.object) - len(data)
                start = at - buffered + error.start
                before = error.object[: error.start]
                if not wide:
                    lines += before.count(b"\n") - error.object[:buffered].count(b"\n")
                    last = before.rfind(b"\n")
                    begins = at - buffered + last + 1 if last >= 0 else begins
                bad = bytes(error.object[error.start : error.end])
                return TextFault(start, lines + 1, begins, bad, not data)
            if not data:
                return None
            lines += text.count("\n") if wide else data.count(b"\n")
            last = data.rfind(b"\n")
            begins = at + last + 1 if last >= 0 and not wide else begins
            at += len(data)


def undecodable(
    content: Content, encodings: Sequence[str], marked: bool = False
) -> UnreadableFileError | None:
    """Return the error of a text in the one of the encodings that goes farthest, or None."""
    faults = [(fault, each) for each in encodings if (fault := first_fault(content, each))]
    if not faults:
        return None
    fault, encoding = max(faults, key=lambda each: each[0].offset)
    name = _NAMES.get(encoding, encoding)
    if fault.ends and encoding.startswith(("utf-16", "utf-32")):
        return UnreadableFileError(
            f"{name}文件共{content.source.size}字节，末尾的字符不完整：文件被截断或被改动，请重新导出",
            f"the {name} text of {content.source.size} bytes ends within a character: it was cut "
            "off or changed; export it again",
            row=fault.line,
        )
    change = _change(content, encoding, fault)
    if change is not None:
        return mixed(name, *change)
    octets = " ".join(f"0x{each:02X}" for each in fault.bytes)
    says = ("文件标记为", "the file's mark says ") if marked else ("", "")
    return UnreadableFileError(
        f"{says[0]}{name}编码的第{fault.line}行含有不属于该编码的字节{octets}（偏移{fault.offset}），"
        "请改正该处文字，或另存为UTF-8后报送",
        f"{says[1]}{name}: in line {fault.line}, at byte offset {fault.offset}, {octets} stands, "
        "which is no character of it: mend the text there, or save the file as UTF-8",
        row=fault.line,
    )


def mixed(name: str, line: int, other: str) -> UnreadableFileError:
    """Return the error of a file whose encoding changes at a line."""
    return UnreadableFileError(
        f"文件编码不一致：第{line}行之前为{name}，该行起为{other}，请统一为UTF-8后报送",
        f"the file has two encodings: {name} before line {line}, {other} from there on: "
        "save all of it as UTF-8",
        row=line,
    )


def _change(content: Content, encoding: str, fault: TextFault) -> tuple[int, str] | None:
    """Return the line at which another encoding begins, and its name, or None."""
    if encoding not in {"utf-8-sig", *_OTHERS}:
        return None
    if not encoding.startswith("utf-8") and (line := utf8_line(content)) is not None:
        return line, "UTF-8"
    with content.source.open() as file:
        file.seek(fault.begins)
        rest = file.read(_SAMPLE)
    own = rest.decode(encoding, "replace")
    spoilt = own.count("\ufffd")
    if spoilt * _FEW <= sum(1 for each in own if not each.isascii()):
        return None
    for other in _OTHERS:
        if not encoding.startswith(other) and _is_rightly(rest, other):
            return fault.line, _NAMES[other]
    return None


def _is_rightly(data: bytes, encoding: str) -> bool:
    """Say whether bytes are a text of an encoding, up to a character that they cut."""
    decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return False
    foreign = not text.isascii()
    return foreign and (encoding == "utf-8" or frequent_share(data, encoding) >= _LEAST_FREQUENT)


def utf8_line(content: Content) -> int | None:
    """Return the first line that is UTF-8 in a content of another encoding, or None.

    Most of UTF-8 can be decoded as GB 18030 too, to characters that nobody wrote.
    """
    number = 0
    with content.source.open() as file:
        while line := file.readline(LONGEST_CELL):
            number += 1
            if not line.isascii() and _is_utf8(line):
                return number
    return None


def _is_utf8(line: bytes) -> bool:
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    foreign = [each for each in text if not each.isascii()]
    try:
        "".join(foreign).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return sum(1 for each in foreign if "\u4e00" <= each <= "\u9fff") >= _LEAST_CHARACTERS


def is_nearly_utf8(data: bytes) -> bool:
    """Say whether bytes are UTF-8 but for a few, which no other encoding looks like."""
    text = data.decode("utf-8", "replace")
    spoilt = text.count("\ufffd")
    foreign = sum(1 for each in text if not each.isascii()) - spoilt
    return foreign >= _LEAST_CHARACTERS and spoilt * _FEW <= foreign
