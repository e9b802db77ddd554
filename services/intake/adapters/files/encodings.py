"""Which encodings a text may have: the header decides among them."""

import codecs
import io
from collections.abc import Collection, Iterator

from .content import Content
from .limits import CHUNK

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-16-le", "utf-16-be")
_DOUBT = 0.05  # so much more frequent characters speak against a department's own encoding
_EURO, _EURO_BYTE = "safety-credit-euro", 0x80
# The first bytes of the frequent characters and of punctuation, in GB 2312 and in Big5.
_GB_FREQUENT = (*range(0xA1, 0xA4), *range(0xB0, 0xD8))
_BIG5_FREQUENT = (*range(0xA1, 0xA4), *range(0xA4, 0xC7))


def mark_of(content: Content) -> str | None:
    """Return the encoding that the file's first bytes say, or None."""
    return next((name for mark, name in _MARKS if content.head.startswith(mark)), None)


def candidates(content: Content, usual: Collection[str] = ()) -> Iterator[str]:
    """Yield the encodings that a text without a mark may have, the likeliest first.

    Between GB 18030 and Big5 the frequent characters decide, in doubt for the `usual` ones of the
    department.

    Where the header is ASCII the first one that can be decoded is taken: so HZ, which is ASCII
    itself, and what looks more like Big5 come before those that would take them as well.
    """
    if b"\x00" in content.head:  # as the others have none, but UTF-16 beside each ASCII character
        yield from _WIDE
    hz = b"~{" in content.head and not content.foreign
    yield from (("hz", "utf-8") if hz else ("utf-8",))
    big5 = frequent_share(content.foreign, "cp950")
    gb = frequent_share(content.foreign, "gb18030")
    gb += _DOUBT * (("gb18030" in usual) - bool({"cp950", "big5"} & {*usual}))
    chinese = ["cp950", "gb18030"] if big5 > gb else ["gb18030", "cp950"]
    yield from (*chinese, "big5hkscs", *(() if hz else ("hz",)), *_WIDE)


def frequent_share(data: bytes, encoding: str) -> float:
    """Return how many of the characters beyond ASCII are frequent ones, read in an encoding."""
    frequent = _GB_FREQUENT if encoding == "gb18030" else _BIG5_FREQUENT
    text = data.decode(encoding, "ignore")
    characters = [char for char in text if not char.isascii()]
    narrow = "gb2312" if encoding == "gb18030" else "big5"
    lead_bytes = (char.encode(narrow, "ignore")[:1] for char in characters)
    return sum(1 for first in lead_bytes if first and first[0] in frequent) / (len(characters) or 1)


def errors_of(encoding: str) -> str:
    """Return how bytes are taken that are none of an encoding: refused, but for the euro of GBK.

    Windows' GBK (cp936) has the euro sign at 0x80, where GB 18030 has nothing.
    """
    return _EURO if encoding == "gb18030" else "strict"


def _euro(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO_BYTE:
        return "€", error.start + 1
    raise error


codecs.register_error(_EURO, _euro)


def decoded_head(content: Content, encoding: str) -> str:
    """Return the beginning of the text. Raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)(errors_of(encoding))
    return decoder.decode(content.head, final=len(content.head) == content.source.size)


def open_text(content: Content, encoding: str, newline: str = "") -> io.TextIOWrapper:
    """Return the text, decoded as it is read; reading raises UnicodeDecodeError."""
    return io.TextIOWrapper(content.source.open(), encoding, errors_of(encoding), newline)


def chunks(content: Content, encoding: str) -> Iterator[str]:
    """Yield the text in pieces. Raises UnicodeDecodeError."""
    with open_text(content, encoding, "\n") as text:
        while piece := text.read(CHUNK):
            yield piece
