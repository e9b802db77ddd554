"""What changed on a sheet, in pages of which each fits into a message."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from schemas.vocabulary.explanation import SheetPartName, StandingLine
from services.scoring.domain.live.sheet import Sheet
from services.scoring.domain.standing.line_order import PART_NAMES, position_of

MOST_LINES = 100
MOST_BYTES = 40_000  # of the lines of a page, as JSON: a message has less than 64 KiB
_FRAME = 60  # bytes beside a line


class ChangedLine(msgspec.Struct, frozen=True, gc=False):
    """A line that was put on a part of the sheet, or that ended; `size` are bytes of JSON."""

    part: SheetPartName
    id: str
    line: StandingLine
    ended: bool
    size: int


def changed_lines(sheet: Sheet) -> Iterator[ChangedLine]:
    """Yield what changed since it was published: first what ended; each in the sheet's order."""
    parts = [
        (name, part)
        for name, part in zip(PART_NAMES, sheet.parts, strict=True)
        if part.began or part.ended
    ]
    for name, part in parts:
        for identity, line in _sorted(name, part.ended):
            yield ChangedLine(name, identity, line, ended=True, size=_FRAME)
    for name, part in parts:
        for identity, line in _sorted(name, part.began):
            size = part.lines[identity][1]
            yield ChangedLine(name, identity, line, ended=False, size=size)


def _sorted(
    part: SheetPartName, lines: Mapping[str, StandingLine]
) -> list[tuple[str, StandingLine]]:
    return sorted(lines.items(), key=lambda each: (position_of(part, each[1]), each[0]))


def pages_of(lines: Iterable[ChangedLine]) -> list[list[ChangedLine]]:
    """Return changed lines in pages: one at least, and none without a line but that one."""
    pages: list[list[ChangedLine]] = [[]]
    size = 0
    for each in lines:
        bytes_of_line = _FRAME + each.size
        if pages[-1] and (len(pages[-1]) == MOST_LINES or size + bytes_of_line > MOST_BYTES):
            pages.append([])
            size = 0
        pages[-1].append(each)
        size += bytes_of_line
    return pages
