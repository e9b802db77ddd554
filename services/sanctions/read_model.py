"""The views of sanctions: an enterprise's measures, and the orders that wait for an agency."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import msgspec

from schemas.codec import to_json
from schemas.vocabulary.legal_basis import Mark
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.outcome import ViewWrite
from services.chassis.views import Views

from .domain.dossier import Dossier
from .domain.measure import Measure, Status, Terms

OPEN_ORDERS = "sanctions:open-orders"
# A rate applies to every insured enterprise all the time; it is no order that waits to be done.
_NO_ORDER = frozenset({MeasureKind.INSURANCE_RATE})


class MeasureView(msgspec.Struct, frozen=True, kw_only=True):
    """A measure as it is shown.

    `amount` is in yuan. `noticed_parameters` are those of stricter terms that were noticed while
    these are in force; `defence_until` is the last day of a defence that is running.
    """

    code: str
    name: str | None
    measure: MeasureKind
    instance: str | None
    status: Status
    since: date
    deadline: date | None
    deadline_note: str | None
    agency: str
    grade: str
    cause: str
    article: str
    mark: Mark
    edition: str
    amount: Decimal | None
    computation: str | None
    parameters: dict[str, str]
    noticed_parameters: dict[str, str] | None
    defence_until: date | None


def measures_key(code: str) -> str:
    """Return the key of an enterprise's measures."""
    return f"sanctions:measures:{code}"


def view_of_state(code: str, dossier: Dossier) -> Iterable[ViewWrite]:
    """Project a dossier: each measure by its kind and instance, ended ones with their end."""
    name = dossier.standing.name if dossier.standing else None
    for measure in dossier.measures:
        field = _field(measure.terms)
        value = to_json(_shown(code, name, measure))
        yield ViewWrite(key=measures_key(code), field=field, value=value)
        if measure.terms.kind not in _NO_ORDER:
            waits = measure.status in ("noticed", "in_force")
            yield ViewWrite(
                key=OPEN_ORDERS, field=f"{code}:{field}", value=value if waits else None
            )


def measures(views: Views, code: str) -> list[MeasureView]:
    """Return an enterprise's measures, also those that ended, in the order of their kinds."""
    found = views.fields(measures_key(code))
    return [_decoder.decode(found[field]) for field in sorted(found)]


def orders(views: Views, agency: str | None = None) -> list[MeasureView]:
    """Return the orders that are noticed or in force and not yet carried out, by deadline."""
    found = [_decoder.decode(value) for value in views.fields(OPEN_ORDERS).values()]
    mine = [order for order in found if agency in (None, order.agency)]
    return sorted(mine, key=lambda order: (order.deadline or date.max, order.code, order.measure))


_decoder = msgspec.json.Decoder(MeasureView)


def _field(terms: Terms) -> str:
    return f"{terms.kind.value}:{terms.instance}" if terms.instance else terms.kind.value


def _shown(code: str, name: str | None, measure: Measure) -> MeasureView:
    terms, pending = measure.terms, measure.pending
    return MeasureView(
        code=code,
        name=name,
        measure=terms.kind,
        instance=terms.instance or None,
        status=measure.status,
        since=measure.since,
        deadline=measure.deadline,
        deadline_note=measure.deadline_note,
        agency=terms.agency,
        grade=terms.grade,
        cause=terms.cause,
        article=terms.article,
        mark=terms.mark,
        edition=terms.edition,
        amount=terms.amount,
        computation=terms.computation,
        parameters=terms.parameters,
        noticed_parameters=pending.terms.parameters if pending else None,
        defence_until=measure.defence_ends,
    )
