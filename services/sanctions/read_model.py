"""The views of sanctions: an enterprise's measures, and the orders that wait for an agency."""

from collections.abc import Iterable
from typing import Any

import msgspec

from schemas.codec import to_json
from schemas.vocabulary.measure_kind import MeasureKind
from services.chassis.outcome import ViewWrite
from services.chassis.views import Views

from .domain.dossier import Dossier
from .domain.measure import Measure

OPEN_ORDERS = "sanctions:open-orders"
# A rate applies to every insured enterprise all the time; it is no order that waits to be done.
_NO_ORDER = frozenset({MeasureKind.INSURANCE_RATE})


class MeasureView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """A measure as the API shows it; `pending` are stricter terms that were noticed."""

    code: str
    name: str | None
    measure: Measure


def measures_key(code: str) -> str:
    """Return the key of an enterprise's measures."""
    return f"sanctions:measures:{code}"


def view_of_state(code: str, dossier: Dossier) -> Iterable[ViewWrite]:
    """Project a dossier: each measure by its kind and instance, ended ones with their end."""
    name = dossier.standing.name if dossier.standing else None
    for measure in dossier.measures:
        terms = measure.terms
        field = f"{terms.kind.value}:{terms.instance}" if terms.instance else terms.kind.value
        value = to_json(MeasureView(code=code, name=name, measure=measure))
        yield ViewWrite(key=measures_key(code), field=field, value=value)
        if terms.kind not in _NO_ORDER:
            waits = measure.status in ("noticed", "in_force")
            yield ViewWrite(
                key=OPEN_ORDERS, field=f"{code}:{field}", value=value if waits else None
            )


def measures(views: Views, code: str) -> list[dict[str, Any]]:
    """Return an enterprise's measures, also those that ended, in the order of their kinds."""
    found = views.fields(measures_key(code))
    return [_shown(found[field]) for field in sorted(found)]


def orders(views: Views, agency: str | None = None) -> list[dict[str, Any]]:
    """Return the orders that are noticed or in force and not yet carried out, by deadline."""
    found = [_shown(value) for value in views.fields(OPEN_ORDERS).values()]
    mine = [order for order in found if agency in (None, order["agency"])]
    return sorted(mine, key=lambda order: (order["deadline"] or "9", order["code"], order["kind"]))


def _shown(value: bytes) -> dict[str, Any]:
    view = msgspec.json.decode(value)
    measure = view["measure"]
    return {
        "code": view["code"],
        "name": view["name"],
        "status": measure["status"],
        "since": measure["since"],
        "deadline": measure["deadline"],
        "deadline_note": measure["deadline_note"],
        **{key: item for key, item in measure["terms"].items() if key not in _INTERNAL},
        "pending": measure["pending"],
    }


_INTERNAL = frozenset({"after_defence", "occasion", "within"})
