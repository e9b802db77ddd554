"""Checks that the data files fit the kinds of record, done once, when they are loaded."""

from collections.abc import Iterator

import msgspec

from schemas.vocabulary.assumption import assumable
from services.intake.domain.doubles.rules_check import problems_of
from services.intake.domain.records.kinds import KINDS, required_fields
from services.intake.domain.statements.undecided import statements_in

from .layout import Layout, Plausibility, Rulebook

# The outcomes that are no refusal, and the reasons that admission gives for what counts otherwise
# than its sender may think.
_RECEIPT_TEXTS = {"assumed", "received", "accepted", "corrected", "repeated"} | {
    "superseded",
    "sent_before",
    "also_reported",
    "reported_otherwise",
    "still_reported",
    "reference_unknown",
    "reference_of_another",
    "before_its_accident",
    "reference_counts_otherwise",
    "possible_double",
    "counted_as_double",
    "double_differs",
    "double_unknown",
    "decided_later",
}


def problems(rulebook: Rulebook) -> Iterator[str]:
    """Yield what is wrong with the data files, one sentence each."""
    for layout in rulebook.layouts.values():
        for problem in _of_layout(layout):
            yield f"layout {layout.layout}: {problem}"
        for refused in layout.refused:
            if refused.reason not in rulebook.reasons:
                yield f"layout {layout.layout}: no reason {refused.reason!r}"
    for text in sorted(_RECEIPT_TEXTS - set(rulebook.receipts)):
        yield f"receipts: nothing is said of {text!r}"
    yield from _of_statements(rulebook)
    yield from _of_departments(rulebook)
    yield from _of_quality(rulebook)
    for problem in problems_of(rulebook.doubles):
        yield f"doubles: {problem}"
    for kind, rules in sorted(rulebook.plausibility.items()):
        for problem in _of_plausibility(kind, rules):
            yield f"plausibility of {kind}: {problem}"


def _of_statements(rulebook: Rulebook) -> Iterator[str]:
    """Yield statements that there are not, and fields for which two layouts name two."""
    by_path: dict[str, str] = {}
    for layout in rulebook.layouts.values():
        for path, statement in statements_in(layout):
            if statement not in rulebook.statements:
                yield f"layout {layout.layout}: no statement {statement!r}"
            elif by_path.setdefault(path, statement) != statement:
                yield f"layout {layout.layout}: {path} is read as {by_path[path]!r} elsewhere"


def _of_departments(rulebook: Rulebook) -> Iterator[str]:
    for member in rulebook.departments.values():
        for layout in sorted(set(member.layouts) - set(rulebook.layouts)):
            yield f"department {member.code}: no layout {layout!r}"
        for kind in sorted(set(member.record_kinds) - set(KINDS)):
            yield f"department {member.code}: no kind of record {kind!r}"


def _of_quality(rulebook: Rulebook) -> Iterator[str]:
    rules = rulebook.quality
    for kind in sorted(set(rules.kinds()) - set(KINDS)):
        yield f"data quality: no kind of record {kind!r}"
    for kind, names in sorted(rules.completeness.rightly_empty.value.items()):
        fields = (
            {field.name for field in msgspec.structs.fields(KINDS[kind])}
            if kind in KINDS
            else names
        )
        for name in sorted(set(names) - set(fields)):
            yield f"data quality: {kind} has no field {name!r}"
    for reason in sorted(set(rules.valid.not_counted.value) - set(rulebook.reasons)):
        yield f"data quality: no reason {reason!r}"


def _of_plausibility(kind: str, rules: Plausibility) -> Iterator[str]:
    if kind not in KINDS:
        yield f"no kind {kind!r}"
        return
    fields = {field.name for field in msgspec.structs.fields(KINDS[kind])}
    pairs = [path for pair in rules.order for path in pair]
    needed = [path for field, others in rules.needs.items() for path in (field, *others)]
    for path in (*rules.past, *pairs, *needed, *rules.at_least, *rules.at_most):
        if path.partition(".")[0] not in fields:
            yield f"{kind} has no field {path!r}"


def _of_layout(layout: Layout) -> Iterator[str]:
    if layout.kind not in KINDS:
        yield f"no kind {layout.kind!r}"
        return
    fields = {field.name for field in msgspec.structs.fields(KINDS[layout.kind])}
    if unknown := sorted(set(layout.columns) - fields):
        yield f"{layout.kind} has no fields {unknown}"
    needed = set(required_fields(layout.kind))
    if missing := sorted(needed - set(layout.columns)):
        yield f"{layout.kind} needs the fields {missing}"
    if layout.occurred_on is not None and layout.occurred_on not in fields:
        yield f"{layout.kind} has no field {layout.occurred_on!r} to have occurred on"
    if unread := sorted(set(layout.number_parts) - set(layout.columns)):
        yield f"the document number is composed of {unread}, which no column reads"
    for name, column in layout.columns.items():
        if column.default not in {None, ""} and name not in assumable(layout.kind):
            yield f"{name} has a default, and schemas/vocabulary/assumption.py no words for it"
    if overlap := sorted(layout.fields & set(layout.personal)):
        yield f"personal fields are read: {overlap}"
