"""The wording of alerts: sentences with named blanks, in Chinese and in English.

A sentence whose value is missing is left out. Blanks are plain names (no attributes, no formats),
and every one is checked when the wording is loaded.
"""

from collections.abc import Iterator
from string import Formatter

import msgspec

from schemas.vocabulary.measure_kind import MeasureKind

from .occasion import Occasion, RecipientKind, Values

BLANKS: dict[str, frozenset[str]] = {
    "grade": frozenset({"name", "code", "day", "from_grade", "to_grade", "score", "reasons"}),
    "measure": frozenset(
        {"name", "code", "day", "measure", "agency", "grade", "cause", "article", "detail"}
        | {"deadline", "deadline_note", "ending"}
    ),
    "deadline": frozenset({"name", "code", "measure", "agency", "order", "step", "deadline"}),
    "act": frozenset({"name", "code", "document", "explanation", "order"}),
    "report": frozenset(
        {"department", "file", "row", "field", "value", "reason", "explanation", "submission"}
    ),
    "source": frozenset(
        {"department", "day", "last_reported_on", "never", "expected_by", "silent_since"}
        | {"every_days", "grace_days"}
    ),
}
DETAIL_BLANKS = frozenset(
    {"amount", "deadline", "risk_class", "base_percent", "tier_percent", "rate_percent"}
    | {"period_begins", "bank", "line_yuan", "new_credit_percent", "project", "applied_on"}
    | {
        "not_rectified_on",
        "computation",
        "forgone_yuan",
        "pay_back_yuan",
        "lots_below_yuan",
        "no_lots_for",
    }
    | {"contract_yuan", "bond_percent", "guarantee_percent", "clean_from", "project_number"}
    | {"clean_years", "exempt_below_yuan", "most_yuan", "arrears_on", "surcharge_percent"}
    | {"pay_back_yuan", "on_lists", "times_a_year", "shown_grade", "outstanding_for", "failed_for"}
)


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one kind of recipient reads."""

    title_chinese: str
    title_english: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The words of an event for an enterprise and for a department, where they are told of it."""

    enterprise: Words | None = None
    department: Words | None = None


class MeasureName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a measure is called, the sentences that give its figures, and what its end leaves."""

    chinese: str
    english: str
    detail_chinese: tuple[str, ...] = ()
    detail_english: tuple[str, ...] = ()
    ending_chinese: tuple[str, ...] = ()
    ending_english: tuple[str, ...] = ()


class ListName(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of the dishonest is called."""

    chinese: str
    english: str


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All words of the service."""

    lists: dict[str, ListName]
    measures: dict[MeasureKind, MeasureName]
    templates: dict[str, Template]


class Rendered(msgspec.Struct, frozen=True, kw_only=True):
    """An alert's text, and the event whose template gave it."""

    template: str
    title_chinese: str
    title_english: str
    chinese: str
    english: str


def render(wording: Wording, occasion: Occasion, kind: RecipientKind) -> Rendered:
    """Return the text of an occasion. Raises KeyError where the event has no words."""
    for event in occasion.events:
        template = wording.templates.get(event)
        words = getattr(template, kind) if template else None
        if words is None:
            continue
        chinese = occasion.values | occasion.values_chinese
        english = occasion.values | occasion.values_english
        return Rendered(
            template=event,
            title_chinese=fill([words.title_chinese], chinese) or "",
            title_english=fill([words.title_english], english) or "",
            chinese=fill(words.chinese, chinese) or "",
            english=fill(words.english, english, " ") or "",
        )
    raise KeyError(f"no words for {occasion.events[0]} to a {kind}")


def fill(sentences: tuple[str, ...] | list[str], values: Values, between: str = "") -> str | None:
    """Return the sentences whose blanks all have a value, or None where there is none."""
    filled = [
        sentence.format_map(values)
        for sentence in sentences
        if all(values.get(name) is not None for name in _blanks(sentence))
    ]
    return between.join(filled) or None


def check(wording: Wording) -> None:
    """Raise ValueError naming the template and the blank that nothing fills."""
    if missing := set(MeasureKind) - set(wording.measures):
        raise ValueError(f"wording, measures: no name for {', '.join(sorted(missing))}")
    for kind, measure in wording.measures.items():
        detail = (*measure.detail_chinese, *measure.detail_english)
        for sentence in (*detail, *measure.ending_chinese, *measure.ending_english):
            _check(f"measures.{kind.value}", sentence, DETAIL_BLANKS)
    for event, template in wording.templates.items():
        known = BLANKS.get(event.split(".")[0])
        if known is None:
            raise ValueError(f"wording, templates: no such event: {event}")
        for words in filter(None, (template.enterprise, template.department)):
            titles = (words.title_chinese, words.title_english)
            for sentence in (*titles, *words.chinese, *words.english):
                _check(f"templates.{event}", sentence, known)


def _check(place: str, sentence: str, known: frozenset[str]) -> None:
    try:
        blanks = set(_blanks(sentence))
    except ValueError as error:
        raise ValueError(f"wording, {place}: {sentence!r}: {error}") from error
    if unknown := blanks - known:
        raise ValueError(
            f"wording, {place}: nothing fills {', '.join(sorted(unknown))}; "
            f"there are {', '.join(sorted(known))}"
        )


def _blanks(sentence: str) -> Iterator[str]:
    for _, name, form, conversion in Formatter().parse(sentence):
        if name is None:
            continue
        if not name.isidentifier() or form or conversion:
            raise ValueError(f"a blank is a plain name in braces, not {name!r} with a format")
        yield name
