"""From a department's report to a finding in the common language, or a refusal with its reason."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from schemas.records import Content

from .cell import Cell
from .columns import read_column, read_columns, read_text
from .finding import Finding, tidy_document_number
from .identification import Named, identify
from .kinds import kind_of, required_fields
from .layout import RECORD_LAYOUT, UNREADABLE, Column, Fields, Layout, Rulebook
from .personal import MASK, mask_all
from .plausibility import check
from .reading import CITY_OFFSET, is_blank, plain, read_day, tidy
from .refusal import Refusal

_RECORD_FIELDS = frozenset({"code", "document_number", "occurred_on", "content", "withdrawn"})
_RECORD_CODE = "code"


def normalize(
    rulebook: Rulebook, layout_name: str, department: str, fields: Fields, reported_on: date
) -> Finding:
    """Return the finding of one report. Raises Refusal with the reason that the sender is told.

    `reported_on` is the city's day on which the report was known.
    """
    fields = mask_all(dict(fields))
    if UNREADABLE in fields:
        raise Refusal("row_unreadable", None, fields[UNREADABLE])
    if layout_name == RECORD_LAYOUT:
        return _record(rulebook, department, fields, reported_on)
    layout = rulebook.layouts.get(layout_name)
    if layout is None:
        raise Refusal("layout_unknown", None, layout_name, "、".join(sorted(rulebook.layouts)))
    if department not in layout.departments:
        raise Refusal("layout_not_allowed", None, layout_name, "、".join(layout.departments))
    return _row(rulebook, layout, fields, reported_on)


def _row(rulebook: Rulebook, layout: Layout, fields: Fields, reported_on: date) -> Finding:
    known = layout.fields() | set(layout.personal)
    for field, value in fields.items():
        if field not in known:
            raise Refusal("field_unknown", field, value)
    for refused in layout.refused:
        if tidy(fields.get(refused.field, "")) in refused.one_of:
            raise Refusal(refused.reason, refused.field, fields[refused.field])
    named = identify(fields, layout.identifiers, layout.name)
    values = read_columns(layout.columns, fields)
    content = _content(layout.kind, values, layout.columns)
    _check(rulebook, content, reported_on, layout.columns)
    withdrawn = bool(layout.withdrawn and read_column(layout.withdrawn, fields))
    name = fields.get(layout.name) if layout.name else None
    return Finding(
        identifier=named.identifier,
        identifier_field=named.field,
        code=named.code,
        name=None if is_blank(name) else read_text(layout.name or "", name),
        document_number=_document_number(layout, fields, values, named),
        occurred_on=_occurred_on(content, layout.occurred_on) or reported_on,
        content=content,
        withdrawn=withdrawn,
    )


def _record(rulebook: Rulebook, department: str, fields: Fields, reported_on: date) -> Finding:
    for field, value in fields.items():
        if field not in _RECORD_FIELDS:
            raise Refusal("field_unknown", field, value, "、".join(sorted(_RECORD_FIELDS)))
    given = fields.get("content")
    if not isinstance(given, dict):
        raise Refusal("content_invalid", "content", given, "an object with `kind`")
    kind = given.get("kind")
    allowed = rulebook.record_kinds.allowed.get(department, ())
    if kind not in allowed:
        raise Refusal("kind_not_allowed", "content.kind", kind, "、".join(allowed))
    named = identify(fields, (_RECORD_CODE,), None)
    try:
        occurred_on = read_day(fields.get("occurred_on", ""))
    except ValueError as error:
        raise Refusal("date_invalid", "occurred_on", fields.get("occurred_on")) from error
    if occurred_on > reported_on:
        raise Refusal("date_in_future", "occurred_on", occurred_on, reported_on.isoformat())
    if is_blank(fields.get("document_number")):
        raise Refusal("field_missing", "document_number")
    content = _converted(given, _exact(given))
    _check(rulebook, content, reported_on, {})
    if not isinstance(fields.get("withdrawn", False), bool):
        raise Refusal("value_unknown", "withdrawn", fields["withdrawn"], "true、false")
    return Finding(
        identifier=named.identifier,
        identifier_field=named.field,
        code=named.code,
        name=getattr(content, "name", None),
        document_number=_tidy_number("document_number", fields["document_number"]),
        occurred_on=occurred_on,
        content=content,
        withdrawn=bool(fields.get("withdrawn", False)),
    )


def _content(kind: str, values: dict[str, Cell], columns: Mapping[str, Column]) -> Content:
    for name in required_fields(kind):
        if name not in values:
            raise Refusal("field_missing", columns[name].field or name)
    return _converted(values, {**values, "kind": kind})


def _converted(given: object, values: dict[str, Cell]) -> Content:
    try:
        content: Content = msgspec.convert(values, type=Content)
    except msgspec.ValidationError as error:
        raise Refusal("content_invalid", "content", given, str(error)) from error
    return _in_utc(content)


def _in_utc(content: Content) -> Content:
    """Return the content with its instants in UTC, so that equal contents have equal bytes.

    An instant without an offset is the city's time.
    """
    changed = {}
    for name in content.__struct_fields__:
        instant = getattr(content, name)
        if isinstance(instant, datetime):
            placed = instant if instant.tzinfo else instant.replace(tzinfo=CITY_OFFSET)
            changed[name] = placed.astimezone(UTC)
    return msgspec.structs.replace(content, **changed) if changed else content


def _check(
    rulebook: Rulebook, content: Content, reported_on: date, columns: Mapping[str, Column]
) -> None:
    rules = rulebook.plausibility.get(kind_of(content))
    if rules is None:
        return
    try:
        check(content, rules, reported_on)
    except Refusal as refusal:
        field = _field_at(columns, refusal.field or "")
        raise Refusal(refusal.reason, field, refusal.value, refusal.allowed) from refusal


def _field_at(columns: Mapping[str, Column], path: str) -> str:
    """Return the department's field for a field of the record, or the record's own name."""
    name, _, rest = path.partition(".")
    column = columns.get(name)
    if column is None:
        return path
    if rest and column.columns:
        return _field_at(column.columns, rest)
    if rest and column.sources:
        return _field_at(column.sources[0].columns, rest)
    return column.field or path


def _document_number(
    layout: Layout, fields: Fields, values: Mapping[str, Cell], named: Named
) -> str:
    if layout.composed:
        value = named.identifier.partition(":")[2]
        return layout.document_number.format_map({**values, "identifier": value})
    given = fields.get(layout.document_number)
    if is_blank(given):
        raise Refusal("field_missing", layout.document_number)
    return _tidy_number(layout.document_number, given)


def _tidy_number(field: str, given: Cell) -> str:
    number = tidy_document_number(read_text(field, given))
    if MASK in number:
        raise Refusal("personal_number", field, number)
    return number


def _occurred_on(content: Content, field: str | None) -> date | None:
    value = getattr(content, field) if field else None
    if isinstance(value, datetime):
        return value.astimezone(CITY_OFFSET).date()
    return value if isinstance(value, date) else None


def _exact(value: Cell) -> Cell:
    """Return JSON's value with its numbers in their one exact form."""
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_exact(item) for item in value]
    return value
