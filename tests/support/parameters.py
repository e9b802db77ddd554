"""What measures say of themselves, written as text in tests and read as text from orders."""

from datetime import date
from decimal import Decimal

import msgspec

from schemas.vocabulary.amounts import plain
from schemas.vocabulary.measure_details import measure_details
from schemas.vocabulary.measure_parameters import MeasureParameters
from services.sanctions.domain.terms.measure import Terms


def parameters(**texts: str) -> MeasureParameters:
    """Return the parameters that the texts write; `on_lists` names lists with commas between."""
    values = {
        name: text.split(", ") if name == "on_lists" else text for name, text in texts.items()
    }
    return msgspec.convert(values, MeasureParameters, strict=False)


def english_of(terms: Terms) -> str:
    """Return what terms say of themselves, in English."""
    details = measure_details(terms.kind, terms.parameters, terms.amount, terms.settlement)
    return details.figures.english or ""


def texts_of(given: MeasureParameters) -> dict[str, str]:
    """Return the parameters that there are, as text."""
    return {name: _text(value) for name, value in given.given().items()}


def _text(value: str | int | Decimal | date | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return plain(value) if isinstance(value, Decimal) else str(value)
