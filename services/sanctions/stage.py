"""Sanctions as a stage: assessments in, measure changes out."""

from itertools import pairwise
from pathlib import Path

from schemas.topics import ACT_ANSWERS, ASSESSMENTS, MEASURE_CHANGES, MEASURES, SANCTIONS
from schemas.vocabulary.working_days import working_calendar
from services.chassis.rulebook import load_editions
from services.chassis.stage import Stage

from . import handlers
from .domain.dossier import Dossier
from .domain.edition import MeasuresEdition
from .domain.legal_basis_gate import check
from .read_model import view_of_state

SHIPPED = Path(__file__).parent / "rulebook"


def load(rulebooks: Path | None = None, *, drafts: bool = False) -> tuple[MeasuresEdition, ...]:
    """Return the editions in a folder (None: the shipped ones), each past the legal-basis gate.

    Raises RulebookError or LegalBasisError; also for a draft that nobody adopted, unless `drafts`
    may be. Raises ValueError for an edition that drops a grade of the one before.
    """
    editions = load_editions(rulebooks or SHIPPED, MeasuresEdition, drafts=drafts)
    for edition in editions:
        check(edition)
    for before, edition in pairwise(editions):
        # An enterprise may still have a grade of the edition before, and orders for it.
        if dropped := [grade for grade in before.grades if grade not in edition.grades]:
            raise ValueError(
                f"edition {edition.edition}, grades: {', '.join(dropped)} of {before.edition} "
                "is missing; keep a grade's name for as long as anybody has it"
            )
    return editions


def build_stage(rulebooks: Path | None = None) -> Stage[Dossier]:
    """Return the stage under the editions in a folder (None: the shipped ones)."""
    editions = load(rulebooks)
    return Stage(
        service=SANCTIONS,
        state_type=Dossier,
        blank=lambda _code: Dossier(),
        reads=(ASSESSMENTS,),
        writes=(MEASURE_CHANGES, MEASURES, ACT_ANSWERS),
        handlers=handlers.build(editions),
        wake=handlers.build_wake(editions),
        # A year's calendar moves the terms that assumed it.
        visits_everyone_on=frozenset(
            (*(edition.effective_from for edition in editions), *working_calendar().begins)
        ),
        view_of_state=view_of_state,
    )
