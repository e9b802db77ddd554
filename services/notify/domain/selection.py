"""Whether a change is among those that a subscriber asked for."""

from typing import Protocol

import msgspec

GRADE, MEASURE, ALERT = "grade-changed", "measure-changed", "alert-raised"


class ChangeFacets(msgspec.Struct, frozen=True, kw_only=True):
    """What a selection may ask of a change. None: the change does not say it."""

    kind: str
    code: str | None = None
    sector: str | None = None
    district: str | None = None
    grade: str | None = None
    measure: str | None = None
    agency: str | None = None
    recipient: str | None = None


class SelectionShape(Protocol):
    """A selection (schemas.messages.Selection is one): lists, each None where it asks nothing."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of change."""

    @property
    def codes(self) -> tuple[str, ...] | None:
        """Return the enterprises; of alerts, those that they are about."""

    @property
    def sectors(self) -> tuple[str, ...] | None:
        """Return the enterprises' sectors."""

    @property
    def districts(self) -> tuple[str, ...] | None:
        """Return the enterprises' districts."""

    @property
    def grades(self) -> tuple[str, ...] | None:
        """Return the grades that the enterprises have now."""

    @property
    def measures(self) -> tuple[str, ...] | None:
        """Return the kinds of measure."""

    @property
    def agencies(self) -> tuple[str, ...] | None:
        """Return the agencies of the measures."""

    @property
    def recipients(self) -> tuple[str, ...] | None:
        """Return the recipients of the alerts."""


def fits(selection: SelectionShape, change: ChangeFacets) -> bool:
    """Say whether a change is of a kind that is wanted and fits each list that is given.

    `measures` and `agencies` restrict measure changes alone, `recipients` alerts alone. All other
    lists restrict every kind: a change that does not say what one asks (an alert its district, a
    change of an enterprise whose district nobody reported) does not fit. Rather nothing than what
    was not asked for.
    """
    if change.kind not in selection.kinds:
        return False
    restrictions = [
        (selection.codes, change.code),
        (selection.sectors, change.sector),
        (selection.districts, change.district),
        (selection.grades, change.grade),
    ]
    if change.kind == MEASURE:
        restrictions += [(selection.measures, change.measure), (selection.agencies, change.agency)]
    elif change.kind == ALERT:
        restrictions += [(selection.recipients, change.recipient)]
    return all(listed is None or value in listed for listed, value in restrictions)


def unanswerable(selection: SelectionShape) -> tuple[str, ...]:
    """Return the lists that no change of some wanted kind can fit: alerts say no grade and place.

    A subscription with one of them would never get an alert, and nobody would notice.
    """
    if ALERT not in selection.kinds:
        return ()
    lists = {
        "sectors": selection.sectors,
        "districts": selection.districts,
        "grades": selection.grades,
    }
    return tuple(name for name, listed in lists.items() if listed is not None)


def idle(selection: SelectionShape) -> tuple[str, ...]:
    """Return the lists that restrict nothing, for no wanted kind has what they ask."""
    alone = {
        "measures": (MEASURE, selection.measures),
        "agencies": (MEASURE, selection.agencies),
        "recipients": (ALERT, selection.recipients),
    }
    return tuple(
        name
        for name, (kind, listed) in alone.items()
        if listed is not None and kind not in selection.kinds
    )
