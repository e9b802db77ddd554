"""The live assessment of a state: that which was kept with its ledger, or made anew."""

from services.scoring.domain.packs.pack import Rulebooks
from services.scoring.domain.scoring_state import ScoringState

from .live_assessment import LiveAssessment
from .rating_digest import digest_of


def as_published(state: ScoringState, rulebooks: Rulebooks) -> LiveAssessment | None:
    """Return the assessment that was last published, with no changes since; None: it isn't known.

    The rules of that day may have been installed since, and give another one.
    """
    last, ledger = state.published, state.ledger
    if last is None:
        return None
    kept = ledger.derived
    if isinstance(kept, LiveAssessment) and kept.rulebooks is rulebooks:
        return kept
    live = LiveAssessment(ledger, rulebooks, last.day)
    if digest_of(live.rating, live.sheet.digest) != last.digest:
        return None
    live.sheet.mark_published()
    ledger.keep(live)
    return live
