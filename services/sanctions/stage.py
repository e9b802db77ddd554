"""Sanctions as a stage: assessments in, measure changes out."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from schemas.topics import ACT_ANSWERS, ASSESSMENTS, MEASURE_CHANGES, MEASURES, SANCTIONS
from schemas.vocabulary.working_days import working_calendar
from services.chassis.processing.stage import Stage
from services.chassis.rules.rulebook import load_editions
from services.chassis.state.codec import RowLayout
from services.chassis.state.rows import Rows
from services.sanctions.domain.measures import RegistryEdition
from services.sanctions.domain.orders.dossier import Dossier, DossierHead
from services.sanctions.domain.orders.dossier_rows import (
    AGENDA,
    FILINGS,
    LIVE,
    ORDER,
    PAST,
    UNMATCHED,
    Filing,
    OrderReference,
    UnmatchedAct,
)
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.legal_basis_gate import check
from services.sanctions.domain.terms.measure import Order

from . import handlers
from .read_model import view_of_state

SHIPPED = Path(__file__).parent / "rulebook"
READS = (ASSESSMENTS,)


def _parts_of(dossier: Dossier) -> tuple[DossierHead, Rows[Any]]:
    """Return a dossier's head and its rows."""
    head = DossierHead(
        standing=dossier.standing,
        edition=dossier.edition,
        rules_begun=dossier.rules_begun,
        reviewed_on=dossier.reviewed_on,
        totals=dossier.totals,
    )
    return head, dossier.rows


def _joined(head: DossierHead, rows: Rows[Any]) -> Dossier:
    """Return head and rows as a dossier."""
    return Dossier(
        standing=head.standing,
        edition=head.edition,
        rules_begun=head.rules_begun,
        reviewed_on=head.reviewed_on,
        totals=head.totals,
        rows=rows,
    )


def _over(dossier: Dossier, rows: Rows[Any]) -> Dossier:
    """Return a dossier over rows that hold the same."""
    return msgspec.structs.replace(dossier, rows=rows)


LAYOUT = RowLayout[Dossier](
    head_type=DossierHead,
    row_types={
        **dict.fromkeys(FILINGS.values(), Filing),
        ORDER: Order,
        **dict.fromkeys((LIVE, PAST, AGENDA), OrderReference),
        UNMATCHED: UnmatchedAct,
    },
    parts_of=_parts_of,
    joined=_joined,
    over=_over,
)


def load(rulebooks: Path | None = None, *, drafts: bool = False) -> tuple[MeasuresEdition, ...]:
    """Return the editions in a folder (None: the shipped ones), each past the legal-basis gate.

    Raises RulebookError or LegalBasisError; also for a draft that nobody adopted, unless `drafts`
    may be. Raises ValueError for an edition that drops a grade of the one before.
    """
    editions = load_editions(rulebooks or SHIPPED, RegistryEdition, drafts=drafts)
    for edition in editions:
        check(edition)
    for before, edition in pairwise(editions):
        for fault in dropped_grades(before, edition):
            raise ValueError(f"edition {edition.edition}, {fault}")
    return editions


def dropped_grades(before: MeasuresEdition, after: MeasuresEdition) -> Iterator[str]:
    """Yield the grades that an edition drops: an enterprise may still have one, and orders."""
    if dropped := [grade for grade in before.grades if grade not in after.grades]:
        yield (
            f"grades: {', '.join(dropped)} of {before.edition} is missing; "
            "keep a grade's name for as long as anybody has it"
        )


def build_stage(rulebooks: Path | None = None, *, drafts: bool = False) -> Stage[Dossier]:
    """Return the stage under the editions in a folder (None: the shipped ones), with `drafts`."""
    return stage_of(load(rulebooks, drafts=drafts))


def stage_of(editions: tuple[MeasuresEdition, ...]) -> Stage[Dossier]:
    """Return the stage under editions that are loaded already."""
    return Stage(
        service=SANCTIONS,
        state_type=Dossier,
        layout=LAYOUT,
        blank=lambda _code: Dossier(),
        reads=READS,
        proves_views=True,
        writes=(MEASURE_CHANGES, MEASURES, ACT_ANSWERS),
        handlers=handlers.build(editions),
        wake=handlers.build_wake(editions),
        # A year's calendar moves the terms that assumed it.
        visits_everyone_on=frozenset(
            (*(edition.effective_from for edition in editions), *working_calendar().begins)
        ),
        view_of_state=view_of_state,
    )
