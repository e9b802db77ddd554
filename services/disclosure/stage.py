"""The disclosure stage: records, standings and measures in; what is public of them out."""

from pathlib import Path
from typing import Any

import msgspec

from schemas.topics import (
    DISCLOSED_RECORDS,
    DISCLOSURE,
    DISCLOSURES,
    MEASURE_CHANGES,
    RECORD_ENDS,
    SAFETY_RECORDS,
    STANDINGS,
)
from services.chassis.processing.stage import Stage
from services.chassis.rules.rulebook import load_editions
from services.chassis.state.codec import RowLayout
from services.chassis.state.rows import Rows

from .domain.disclosure_state import ROW_TYPES, DisclosureHead, DisclosureState
from .domain.rules.edition import DisclosureRules
from .handlers import build, build_wake

SHIPPED = Path(__file__).parent / "rulebook"
READS = (SAFETY_RECORDS, STANDINGS, RECORD_ENDS, MEASURE_CHANGES)


def _parts_of(state: DisclosureState) -> tuple[DisclosureHead, Rows[Any]]:
    """Return a state's head and its rows."""
    return state.head, state.rows


def _over(state: DisclosureState, rows: Rows[Any]) -> DisclosureState:
    """Return a state over rows that hold the same."""
    return msgspec.structs.replace(state, rows=rows)


_LAYOUT = RowLayout[DisclosureState](
    head_type=DisclosureHead,
    row_types=ROW_TYPES,
    parts_of=_parts_of,
    joined=DisclosureState,
    over=_over,
)


def load(rulebooks: Path | None = None, *, drafts: bool = False) -> tuple[DisclosureRules, ...]:
    """Return the editions in a folder (None: the shipped ones).

    Raises RulebookError; also for a draft that nobody adopted, unless `drafts` may be.
    """
    return load_editions(rulebooks or SHIPPED, DisclosureRules, drafts=drafts)


def build_stage(rulebooks: Path | None = None, *, drafts: bool = False) -> Stage[DisclosureState]:
    """Return the stage under the editions in a folder (None: the shipped ones), with `drafts`."""
    return stage_of(load(rulebooks, drafts=drafts))


def stage_of(editions: tuple[DisclosureRules, ...]) -> Stage[DisclosureState]:
    """Return the stage under editions that are loaded already."""
    return Stage(
        service=DISCLOSURE,
        state_type=DisclosureState,
        layout=_LAYOUT,
        blank=lambda _code: DisclosureState(),
        reads=READS,
        writes=(DISCLOSURES, DISCLOSED_RECORDS),
        handlers=build(editions),
        wake=build_wake(editions),
        visits_everyone_on=frozenset(edition.effective_from for edition in editions),
    )
