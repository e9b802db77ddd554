"""The review of a dossier: what is wanted now against what there is."""

from datetime import date, timedelta

import msgspec

from .dossier import Dossier
from .due_process import Proceeding
from .edition import MeasuresEdition
from .measure import Measure, Step
from .measures import due


def review(
    dossier: Dossier, edition: MeasuresEdition | None, today: date
) -> tuple[Dossier, tuple[Step, ...]]:
    """Return the dossier with every measure brought to the day, and the steps taken.

    Ends come before beginnings, so that an agency hears first of what no longer holds. Before the
    first edition nothing is wanted.
    """
    if edition is None or dossier.standing is None:
        return dossier, ()
    proceeding = Proceeding(dossier, edition, today)
    wanted = {terms.key: terms for terms in due(dossier, edition)}
    measures: list[Measure] = []
    ended: list[Step] = []
    begun: list[Step] = []
    for measure in dossier.measures:
        after, steps = proceeding.advance(measure, wanted.pop(measure.terms.key, None))
        measures.append(after)
        (begun if after.is_open else ended).extend(steps)
    for terms in wanted.values():
        after, steps = proceeding.begin(terms, None)
        measures.append(after)
        begun.extend(steps)
    if not ended and not begun and dossier.edition == edition.edition:
        return dossier, ()
    measures.sort(key=lambda measure: measure.terms.key)
    reviewed = msgspec.structs.replace(dossier, measures=tuple(measures), edition=edition.edition)
    return reviewed, (*ended, *begun)


def next_look(dossier: Dossier) -> date | None:
    """Return the day on which something changes by itself: the day after a defence."""
    return min(
        (
            measure.defence_ends + timedelta(days=1)
            for measure in dossier.measures
            if measure.defence_ends is not None
        ),
        default=None,
    )
