"""From a department's report to a finding in the common language, or a refusal with its reason."""

from collections.abc import Iterable, Mapping, Set
from datetime import date, datetime

from schemas.records import Content
from schemas.vocabulary.assumption import assumable
from schemas.vocabulary.canonical_text import canonical, in_one_line
from schemas.vocabulary.city_day import city_day
from services.intake.domain.identities.identification import RowIdentifier, identify
from services.intake.domain.identities.identifier import identifier_in
from services.intake.domain.identities.succession import with_tidy_codes
from services.intake.domain.layouts.canonical_fields import by_known_names, canonical_fields
from services.intake.domain.layouts.cell import Cell, flaw, flawed_field
from services.intake.domain.layouts.columns import RowReading, is_one_of
from services.intake.domain.layouts.field_roles import FieldRoles
from services.intake.domain.layouts.layout import (
    IDENTIFIER,
    RECORD_LAYOUT,
    Fields,
    Layout,
    Rulebook,
    names_by_phrase,
)
from services.intake.domain.layouts.plain_row import is_plain
from services.intake.domain.layouts.plain_values import read_text
from services.intake.domain.layouts.unread_row import refuse_unread
from services.intake.domain.layouts.values import LAST_YEAR, is_blank, is_rounded, read_day
from services.intake.domain.statements.undecided import WITHDRAWN, UndecidedError

from .content import canonical_content, converted, exact, values_in
from .finding import Finding
from .kinds import required_fields
from .personal import is_masked, mask_all, mask_number_of_document
from .refusal import Refusal

_RECORD_FIELDS = frozenset({"code", "document_number", "occurred_on", "content", "withdrawn"})
_RECORD_CODE = "code"
_RECORD_NUMBER = "document_number"
_RECORD_NAMES = names_by_phrase(_RECORD_FIELDS)


def normalize(  # noqa: PLR0913, PLR0917 - a report, and what is known about it
    rulebook: Rulebook,
    layout_name: str,
    department: str,
    fields: Fields,
    reported_on: date,
    decided: Mapping[str, str] | None = None,
) -> Finding:
    """Return the finding of one report. Raises Refusal with the reason for the sender.

    `reported_on` is the city's day on which the report was known; `decided` has what persons read
    its statements to say, by identifier. Raises UndecidedError where nothing is wrong with the
    report, but a person has to read one of them.
    """
    fields = _readable(dict(fields), rulebook.roles_of(layout_name))
    if layout_name == RECORD_LAYOUT:
        return _record(rulebook, department, fields, reported_on)
    layout = rulebook.layouts.get(layout_name)
    if layout is None:
        raise Refusal("layout_unknown", None, layout_name, "、".join(sorted(rulebook.layouts)))
    own = rulebook.departments[department].layouts
    if layout_name not in own:
        raise Refusal("layout_not_allowed", None, layout_name, "、".join(own) or RECORD_LAYOUT)
    reading = RowReading(rulebook.statements, decided or {})
    finding = _row(rulebook, layout, fields, reported_on, reading)
    if reading.undecided:
        raise UndecidedError(reading.undecided[0])
    return finding


def _readable(fields: dict[str, Cell], roles: FieldRoles) -> Fields:
    """Return the fields masked, and as a person reads them."""
    if fields.keys() <= roles.known and is_plain(fields):
        refuse_unread(fields)
        return fields
    if (flawed := flaw(fields)) is not None:
        raise Refusal("row_unreadable", flawed_field(fields), None, flawed)
    masked: dict[str, Cell] = mask_all(fields, roles)
    refuse_unread(masked)
    return canonical_fields(masked, roles)


def _row(
    rulebook: Rulebook, layout: Layout, fields: Fields, reported_on: date, reading: RowReading
) -> Finding:
    if not fields.keys() <= layout.known:
        fields = by_known_names(fields, layout.names)
        for field, value in fields.items():
            if field not in layout.known:
                raise Refusal("field_unknown", field, value)
    for refused in layout.refused:
        if is_one_of(fields.get(refused.field), refused.one_of):
            raise Refusal(refused.reason, refused.field, fields.get(refused.field))
    naming = (*layout.identifiers, layout.name, layout.document_number)
    _refuse_nested(fields, naming, "value_unknown")
    row_identifier = identify(fields, layout.identifiers, layout.name)
    values = reading.columns(layout.columns, fields, layout.kind)
    for needed in (*required_fields(layout.kind), *layout.number_parts):
        source = layout.columns[needed].field
        if needed not in values or (source and source not in fields):
            raise Refusal("field_missing", source or needed)
    content = converted(layout.kind, values, values)
    content = canonical_content(rulebook, content, reported_on, layout.columns)
    content = with_tidy_codes(content, row_identifier, layout.columns)
    withdrawn = layout.withdrawn and reading.column(
        layout.withdrawn, fields, f"{layout.kind}.{WITHDRAWN}"
    )
    assumed = {path.partition(".")[2] for path in reading.assumed}
    name = fields.get(layout.name) if layout.name else None
    occurred_on = _occurred_on(content, layout.occurred_on)
    return Finding(
        identifier=row_identifier.identifier,
        identifier_field=row_identifier.field,
        code=row_identifier.code,
        placeholder=row_identifier.placeholder,
        name=None if is_blank(name) else read_text(layout.name or "", name),
        document_number=_document_number(layout, fields, values, row_identifier),
        occurred_on=occurred_on or reported_on,
        day_stated=occurred_on is not None,
        content=content,
        withdrawn=bool(withdrawn),
        assumed=_assumed(layout.kind, set(values) - assumed),
    )


def _assumed(kind: str, stated: Set[str]) -> tuple[str, ...]:
    """Return the fields that rules need and that are not among those stated."""
    return tuple(name for name in assumable(kind) if name not in stated)


def _record(rulebook: Rulebook, department: str, fields: Fields, reported_on: date) -> Finding:
    fields = by_known_names(fields, _RECORD_NAMES)
    for field, value in fields.items():
        if field not in _RECORD_FIELDS:
            raise Refusal("field_unknown", field, value, "、".join(sorted(_RECORD_FIELDS)))
    content_fields = fields.get("content")
    if not isinstance(content_fields, dict):
        raise Refusal("content_invalid", "content", content_fields, "an object with `kind`")
    kind = content_fields.get("kind")
    allowed = rulebook.departments[department].record_kinds
    if kind not in allowed:
        raise Refusal("kind_not_allowed", "content.kind", kind, "、".join(allowed))
    _refuse_nested(fields, (_RECORD_CODE, _RECORD_NUMBER), "content_invalid")
    row_identifier = identify(fields, (_RECORD_CODE,), None)
    try:
        occurred_on = read_day(fields.get("occurred_on", ""))
    except ValueError as error:
        raise Refusal("date_invalid", "occurred_on", fields.get("occurred_on")) from error
    if occurred_on > reported_on:
        raise Refusal("date_in_future", "occurred_on", occurred_on, reported_on.isoformat())
    if is_blank(fields.get(_RECORD_NUMBER)):
        raise Refusal("field_missing", _RECORD_NUMBER)
    content = converted(str(kind), content_fields, exact(content_fields))
    _refuse_far_days(content)
    content = with_tidy_codes(
        canonical_content(rulebook, content, reported_on, {}), row_identifier, {}
    )
    if not isinstance(fields.get("withdrawn", False), bool):
        raise Refusal("value_unknown", "withdrawn", fields["withdrawn"], "true、false")
    return Finding(
        identifier=row_identifier.identifier,
        identifier_field=row_identifier.field,
        code=row_identifier.code,
        placeholder=row_identifier.placeholder,
        name=getattr(content, "name", None),
        document_number=_number(_RECORD_NUMBER, fields[_RECORD_NUMBER]),
        occurred_on=occurred_on,
        content=content,
        withdrawn=bool(fields.get("withdrawn", False)),
        assumed=_assumed(str(kind), content_fields.keys()),
    )


def _refuse_nested(fields: Fields, names: Iterable[str | None], reason: str) -> None:
    """Refuse a list or an object where a text that names something belongs."""
    for name in names:
        if name and isinstance(fields.get(name), list | dict):
            raise Refusal(reason, name, fields[name], f"{name}: a plain value")


def _refuse_far_days(content: Content) -> None:
    """Refuse a day or an instant after LAST_YEAR, at any depth of a content."""
    for path, value in values_in(content):
        if isinstance(value, date) and value.year > LAST_YEAR:
            raise Refusal("date_invalid", path, value)


def _document_number(
    layout: Layout, fields: Fields, values: Mapping[str, Cell], row_identifier: RowIdentifier
) -> str:
    if layout.composed:
        value = identifier_in(row_identifier.identifier).value
        return layout.document_number.format_map({**values, IDENTIFIER: value})
    stated = fields.get(layout.document_number)
    if is_blank(stated):
        raise Refusal("field_missing", layout.document_number)
    return _number(layout.document_number, stated)


def _number(field: str, value: Cell) -> str:
    if is_rounded(value):
        raise Refusal("number_rounded", field, value)
    number = in_one_line(read_text(field, value))
    compared = mask_number_of_document(canonical(number))  # what blanks kept apart
    if is_masked(compared):
        raise Refusal("personal_number", field, compared)
    return number


def _occurred_on(content: Content, field: str | None) -> date | None:
    value = getattr(content, field) if field else None
    if isinstance(value, datetime):
        return city_day(value)
    return value if isinstance(value, date) else None
