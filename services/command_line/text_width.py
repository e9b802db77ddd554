"""How much room a text takes on a terminal, and folding it. Texts are visible, on one line."""

import re
import unicodedata
from collections.abc import Iterator

_PIECE = re.compile(r"[!-~]+|.")  # words of letters and signs stay whole; Chinese breaks anywhere


def width_of(text: str) -> int:
    """Return how many columns a text takes: two for each wide sign, as Chinese ones are."""
    if text.isascii():
        return len(text)
    return sum(map(_width, text))


def _width(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def longest_word(text: str) -> int:
    """Return the width of the longest piece of a text that is not to be broken."""
    return max((width_of(piece) for piece in _PIECE.findall(text)), default=0)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """Return a text with blanks up to a width, after it or, on the right, before it."""
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def fold(text: str, width: int) -> list[str]:
    """Return a text in lines of at most a width, broken between words where that can be."""
    width = max(width, 2)
    lines, line, used = [], "", 0
    for piece in _pieces(text, width):
        wide = width_of(piece)
        if used + wide > width:
            if line:
                lines.append(line.rstrip())
            line, used = "", 0
            if piece.isspace():
                continue
        line += piece
        used += wide
    return [*lines, line.rstrip()] if line or not lines else lines


def _pieces(text: str, width: int) -> Iterator[str]:
    """Yield the words and signs of a text; a word that is wider than a line in parts."""
    for piece in _PIECE.findall(text):
        for begin in range(0, len(piece), width):
            yield piece[begin : begin + width]
