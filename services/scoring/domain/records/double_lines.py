"""The lines of records that count as another one: they are on the sheet, without points."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import msgspec

from schemas.on_record.disputes import Disputes, record_key
from schemas.on_record.doubles import Double
from schemas.on_record.entry import LedgerEntry
from schemas.records import (
    BlacklistDecision,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine, StatusLine
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.records.repair import repaired_on
from services.scoring.domain.standing.effects import Effects, effects_of, effects_of_situations
from services.scoring.domain.standing.lines import NOTHING

from .listing import listed

AnyLine = TypeVar("AnyLine", bound=PointsLine | OverrideLine | StatusLine)


def lines_of(doubles: Iterable[Double], disputes: Disputes, pack: Pack) -> Iterator[PointsLine]:
    """Yield the lines of doubles: as the rules would give them, whenever, and without points.

    None where what they count as was never so, because an objection to it was upheld.
    """
    for double in doubles:
        if record_key(double.counts) not in disputes.upheld:
            lines = _lines_without_points(_effects(double, disputes, pack), double.entry)
            for line in lines:
                yield msgspec.structs.replace(
                    line, points=NOTHING, counted_as=double.counts.document_number
                )


def _effects(double: Double, disputes: Disputes, pack: Pack) -> list[Effects]:
    entry = double.entry
    if isinstance(entry.content, BlacklistDecision):
        stretches = listed([(entry, entry.content)], pack.lists, ())
        return [effects_of_situations(entry, (each.situation,), pack) for each in stretches]
    granted_on = disputes.repaired.get(record_key(double.counts))
    over_on = None if granted_on is None else repaired_on(entry, granted_on, pack.repair)
    return [effects_of(entry, pack, over_on)]


def _lines_without_points(effects: Iterable[Effects], entry: LedgerEntry) -> list[PointsLine]:
    """Return a line for each that gives points, or else for each that does anything."""
    points, others = list[PointsLine](), list[OverrideLine | StatusLine]()
    for each in effects:
        points += (*each.lines, *(line for _, line in each.limited))
        others += (*each.overrides, *each.overrides_without_level, *each.statuses)
    return points or [
        PointsLine(
            rule=line.rule,
            chinese=line.chinese,
            english=line.english,
            points=NOTHING,
            article=line.article,
            mark=line.mark,
            record_id=entry.record_id,
            document_number=entry.document_number,
            departments=entry.sources,
            first_day=line.first_day,
            last_day=line.last_day,
        )
        for line in others
    ]


def marked(line: AnyLine, partners: Mapping[str, tuple[str, ...]]) -> AnyLine:
    """Return a line with the documents that its records may be the same as."""
    records = (line.record_id,) if isinstance(line, PointsLine) else line.record_ids
    documents = {each for record_id in records for each in partners.get(record_id or "", ())}
    if not documents:
        return line
    return msgspec.structs.replace(line, possibly_same_as=tuple(sorted(documents)))
