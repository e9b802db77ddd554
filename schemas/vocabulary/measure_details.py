"""What a linked measure says, in both languages: its figures, how its amount is computed, its end.

The sentences are data (measure_details.yaml).
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

import msgspec

from .amounts import grouped, plain
from .measure_kind import MeasureKind
from .measure_parameters import MeasureParameters, Settlement
from .measure_words import Name
from .sentences import NOTHING, Both, Values, blanks, day, fill

_REMEMBERED = 10_000  # an order says the same in each of its steps
_YUAN = "_yuan"  # how the names of amounts end
_BLANKS = frozenset(MeasureParameters.__struct_fields__) | {
    *("amount", "forgone_yuan", "pay_back_yuan", "no_premium", "no_rate"),
}


class _Sentences(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    chinese: tuple[str, ...] = ()
    english: tuple[str, ...] = ()
    ending_chinese: tuple[str, ...] = ()
    ending_english: tuple[str, ...] = ()


class _Details(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    lists: dict[str, Name]
    measures: dict[MeasureKind, _Sentences]


class MeasureDetails(msgspec.Struct, frozen=True):
    """What the figures of a measure say, and what its end leaves to do."""

    figures: Both
    ending: Both


@lru_cache(_REMEMBERED)
def measure_details(
    kind: MeasureKind,
    parameters: MeasureParameters,
    amount: Decimal | None,
    settlement: Settlement | None,
) -> MeasureDetails:
    """Return what a measure says of itself; `amount` is in yuan."""
    sentences = _DETAILS.measures[kind]
    shared = _shared(kind, parameters, amount, settlement or Settlement())
    listed = names_of_lists(parameters.on_lists)
    chinese = _values(parameters, lambda phrase: phrase.chinese) | shared
    english = _values(parameters, lambda phrase: phrase.english) | shared
    chinese["on_lists"], english["on_lists"] = listed.chinese, listed.english
    return MeasureDetails(
        Both(fill(sentences.chinese, chinese), fill(sentences.english, english, " ")),
        Both(fill(sentences.ending_chinese, chinese), fill(sentences.ending_english, english, " ")),
    )


def names_of_lists(codes: tuple[str, ...]) -> Both:
    """Return lists as people call them; one that has no name here by its code."""
    if not codes:
        return NOTHING
    names = [_DETAILS.lists.get(code, Name(code, code)) for code in codes]
    return Both(
        "、".join(name.chinese for name in names), " and ".join(name.english for name in names)
    )


def _shared(
    kind: MeasureKind, parameters: MeasureParameters, amount: Decimal | None, left: Settlement
) -> Values:
    rated, insured = parameters.rate_percent is not None, kind is MeasureKind.INSURANCE_RATE
    return {
        "forgone_yuan": _yuan(left.forgone),
        "pay_back_yuan": _yuan(left.pay_back),
        "amount": _yuan(amount),
        "no_rate": "" if insured and not rated else None,
        "no_premium": "" if insured and rated and amount is None else None,
    }


def _values(parameters: MeasureParameters, of_day: Callable[[Both], str | None]) -> Values:
    return {name: _figure(name, value, of_day) for name, value in parameters.given().items()}


def _figure(name: str, value: object, of_day: Callable[[Both], str | None]) -> str | None:
    if isinstance(value, Decimal):
        return grouped(value) if name.endswith(_YUAN) else plain(value)
    return of_day(day(value)) if isinstance(value, date) else str(value)


def _yuan(amount: Decimal | None) -> str | None:
    return None if amount is None else grouped(amount)


def _read() -> _Details:
    file = files(__package__).joinpath("measure_details.yaml")
    details = msgspec.yaml.decode(file.read_bytes(), type=_Details)
    for kind in MeasureKind:
        sentences = details.measures.get(kind)
        if sentences is None:
            raise ValueError(f"{file}: no sentences for {kind.value}")
        for sentence in (each for part in msgspec.structs.astuple(sentences) for each in part):
            if unknown := set(blanks(sentence)) - _BLANKS:
                raise ValueError(f"{file}, {kind.value}: nothing fills {', '.join(unknown)}")
    return details


_DETAILS = _read()
