"""How bytes are spoilt: flipped, cut, spliced, repeated, dressed; within archives too."""

import io
import zipfile
from collections.abc import Callable, Sequence
from random import Random

_TOKENS = (
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\x80", b"\xff", b"\r", b"\n", b'"', b",", b"\t"),
    *(b"{", b"}", b"[", b"]", b'{"a":1}', b"NaN", b"1e999", b"9" * 50, b'"\\ud800"', b"//", b"'"),
    *(b"<", b">", b"&", b"<!DOCTYPE a>", b"]]>", b"</row>", b"<c>", b'="1"', b"\xc2\xa0"),
    *("㐀".encode("gb18030"), "€".encode(), b"~{", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b"),
)
_DRESSES: Sequence[Callable[[str], str]] = (
    lambda text: f" {text}\u3000",
    "\u200b".join,
    lambda text: f"\ufeff{text}",
    lambda text: f"'{text}",
    lambda text: f'="{text}"',
    lambda text: text.replace("(", "（").replace(")", "）"),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    lambda text: f"_x000D_{text}",
)


def spoilt(data: bytes, dice: Random, others: Sequence[bytes], names: Sequence[str]) -> bytes:
    """Return bytes that were changed in one to five ways."""
    if data.startswith(b"PK") and dice.random() < 0.7:
        return _archive_spoilt(data, dice, others, names)
    for _ in range(dice.randint(1, 5)):
        data = dice.choice(_WAYS)(data, dice, others, names)
    return data


def _archive_spoilt(
    data: bytes, dice: Random, others: Sequence[bytes], names: Sequence[str]
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        parts = old.namelist()
        chosen = dice.choice(parts)
        for name in parts:
            part = old.read(name)
            if name == chosen:
                part = dice.choice(_WAYS)(part, dice, others, names)
            if name != chosen or dice.random() < 0.95:
                new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


_Way = Callable[[bytes, Random, Sequence[bytes], Sequence[str]], bytes]


def _flipped(data: bytes, dice: Random, *_: object) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20))):
        if changed:
            changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(data: bytes, dice: Random, *_: object) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _without(data: bytes, dice: Random, *_: object) -> bytes:
    begin = dice.randrange(len(data) + 1)
    return data[:begin] + data[begin + dice.choice((1, 2, 3, 50, 1000)) :]


def _repeated(data: bytes, dice: Random, *_: object) -> bytes:
    begin = dice.randrange(len(data) + 1)
    piece = data[begin : begin + dice.choice((1, 8, 100, 5000))]
    return data[:begin] + piece * dice.choice((2, 2, 50)) + data[begin:]


def _spliced(data: bytes, dice: Random, others: Sequence[bytes], *_: object) -> bytes:
    other = dice.choice(others)
    return data[: dice.randrange(len(data) + 1)] + other[dice.randrange(len(other) + 1) :]


def _with_token(data: bytes, dice: Random, *_: object) -> bytes:
    begin = dice.randrange(len(data) + 1)
    return data[:begin] + dice.choice(_TOKENS) + data[begin + dice.choice((0, 0, 1, 3)) :]


def _dressed(data: bytes, dice: Random, _others: Sequence[bytes], names: Sequence[str]) -> bytes:
    name = dice.choice(names)
    for encoding in ("utf-8", "gb18030", "utf-16-le"):
        plain = name.encode(encoding)
        if plain in data:
            dressed = dice.choice(_DRESSES)(name).encode(encoding, "replace")
            return data.replace(plain, dressed, dice.choice((1, 1, -1)))
    return data


_WAYS: Sequence[_Way] = (
    *(_flipped, _flipped, _cut, _without, _repeated, _spliced),
    *(_with_token, _with_token, _dressed, _dressed),
)
