"""The scoring stage: safety records in; standings and grade changes out."""

from pathlib import Path

from schemas.topics import (
    ASSESSMENTS,
    GRADE_CHANGES,
    SAFETY_RECORDS,
    SCORING,
    STANDINGS,
)
from services.chassis.rulebook import load_editions
from services.chassis.stage import Stage

from .domain.pack import Pack, Rulebooks, rulebooks_of
from .domain.scoring_state import ScoringState
from .handlers import build, build_wake
from .read_model import view_of_fact, view_of_state

SHIPPED = Path(__file__).parent / "rulebook"


def load_rulebooks(folder: Path | None = None, *, drafts: bool = False) -> Rulebooks:
    """Return the packs in a folder (None: the shipped ones).

    Raises RulebookError, ValueError; also for a draft that nobody adopted, unless `drafts` may be.
    """
    return rulebooks_of(load_editions(folder or SHIPPED, Pack, drafts=drafts))


def build_stage(rulebooks: Path | None = None) -> Stage[ScoringState]:
    """Return the stage under the editions in a folder (None: the shipped ones)."""
    rules = load_rulebooks(rulebooks)
    return Stage(
        service=SCORING,
        state_type=ScoringState,
        blank=lambda _subject: ScoringState(),
        reads=(SAFETY_RECORDS,),
        writes=(ASSESSMENTS, STANDINGS, GRADE_CHANGES),
        handlers=build(rules),
        wake=build_wake(rules),
        visits_everyone_on=frozenset(
            pack.effective_from for packs in rules.by_sector.values() for pack in packs
        ),
        relays_days_to=(ASSESSMENTS,),
        view_of_state=view_of_state,
        view_of_fact=view_of_fact,
    )
