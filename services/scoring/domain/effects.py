"""What one record brings about by itself, on whatever day: its lines, its overrides."""

from datetime import date

import msgspec

from schemas.records import (
    Accident,
    Commitment,
    HiddenDanger,
    Penalty,
    RectificationChecked,
    TrafficPoints,
)
from schemas.vocabulary.explanation import OverrideLine, PointsLine

from . import deduction, override
from .accident import Happened, happened
from .ledger import Entry
from .pack import Pack


class Effects(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All lines and overrides of one record under one pack, in force at some time."""

    pack: Pack
    lines: tuple[PointsLine, ...] = ()
    overrides: tuple[OverrideLine, ...] = ()
    overrides_without_level: tuple[OverrideLine, ...] = ()
    event: Happened | None = None
    penalized_on: date | None = None


def effects_of(entry: Entry, pack: Pack) -> Effects:
    """Return the effects of a record, remembered on the entry: most assessments need the same."""
    remembered = entry.__dict__.get("effects")
    if remembered is not None and remembered.pack is pack:
        return remembered  # type: ignore[no-any-return]  # only this function writes it
    effects = entry.__dict__["effects"] = _effects_of(entry, pack)
    return effects


def _effects_of(entry: Entry, pack: Pack) -> Effects:
    content, rules = entry.content, pack.deductions
    effects = Effects(pack=pack)
    match content:
        case Penalty():
            lines = tuple(deduction.penalty(entry, content, rules))
            effects = Effects(pack=pack, lines=lines, penalized_on=content.decided_on)
        case HiddenDanger():
            effects = Effects(
                pack=pack,
                lines=tuple(deduction.hidden_danger(entry, content, rules)),
                overrides=tuple(override.of_danger(entry, content, pack)),
            )
        case Accident():
            event = happened(content, pack.accidents)
            effects = Effects(
                pack=pack,
                lines=tuple(deduction.accident(entry, event, pack)),
                overrides=tuple(override.of_accident(entry, event, pack)),
                event=event,
            )
        case Commitment():
            effects = Effects(
                pack=pack,
                lines=tuple(deduction.commitment(entry, content, rules)),
                overrides_without_level=tuple(override.of_commitment(entry, content, pack)),
            )
        case RectificationChecked():
            lines = tuple(deduction.rectification(entry, content, rules))
            effects = Effects(pack=pack, lines=lines)
        case TrafficPoints():
            vetoes = tuple(override.of_crash(entry, content, pack))
            effects = Effects(pack=pack, overrides=vetoes)
    return effects
