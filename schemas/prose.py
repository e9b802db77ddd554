"""Paragraphs of the documents that are written from the code."""

import re
import textwrap

WIDTH = 110  # characters of a line
_ONE_PIECE = re.compile(r"`[^`]*`|\[[^\]]*\]\([^)]*\)")  # code and links
_HARD_SPACE = "\x00"


def paragraph(text: str, indent: str = "") -> str:
    """Return Markdown text in lines of at most 110 characters; code and links stay in one piece."""
    joined = _ONE_PIECE.sub(lambda piece: piece.group().replace(" ", _HARD_SPACE), text)
    lines = textwrap.wrap(
        joined, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines).replace(_HARD_SPACE, " ")
