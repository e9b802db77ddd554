"""From a department's fields to the values of a record, as a layout says."""

from collections.abc import Iterable, Mapping

from schemas.vocabulary.canonical_text import canonical_phrase
from services.intake.domain.records.kinds import required_within
from services.intake.domain.records.refusal import Refusal
from services.intake.domain.statements.reading import (
    Answered,
    Neither,
    Silent,
    days_in,
    read_statement,
)
from services.intake.domain.statements.statement import Forms, value_of
from services.intake.domain.statements.undecided import Undecided, undecided_of

from .canonical_fields import by_known_names
from .cell import Cell
from .layout import Column, Fields, names_by_phrase
from .plain_values import plain_value, read_text
from .values import (
    NumberError,
    bare_word,
    is_blank,
    read_day,
    tidy,
)


class RowReading:
    """The reading of one row: what persons decided, and what it brings about beside the values.

    `decided` has the choice that a person made for a statement, by its identifier. `undecided` are
    the statements that a person has to read, for which the first choice stands in meanwhile;
    `assumed` the paths of the fields for which a default was taken.
    """

    def __init__(self, statements: Mapping[str, Forms], decided: Mapping[str, str]) -> None:
        self.statements = statements
        self.decided = decided
        self.undecided: list[Undecided] = []
        self.assumed: list[str] = []

    def columns(self, columns: Mapping[str, Column], fields: Fields, path: str) -> dict[str, Cell]:
        """Return what stands in the fields; names for which nothing stands are left out.

        `path` is the kind of record, with the field within which the columns are. Raises Refusal
        naming the department's field.
        """
        values = {
            name: self.column(column, fields, f"{path}.{name}") for name, column in columns.items()
        }
        return {name: value for name, value in values.items() if value is not None}

    def column(self, column: Column, fields: Fields, path: str) -> Cell:
        """Return the value of one column, or None where nothing stands."""
        if column.when and not is_one_of(fields.get(column.when.field), column.when.one_of):
            return None
        if column.read == "part":
            return self._part(column.columns, fields, path)
        if column.read == "parts":
            return self._parts(column, fields, path)
        field = column.field or ""
        value = fields.get(field)
        if isinstance(value, list | dict):
            raise Refusal("value_unknown", field, value, "a plain value")
        return self._one(column, field, value, path)

    def _one(self, column: Column, field: str, value: Cell, path: str) -> Cell:
        if column.statement is not None:
            return self._statement(column, field, value, path)
        if column.read == "choice" and value is not None:
            return self._choice(column, field, value, path)
        if is_blank(value):
            return self._assumed(column, path)
        try:
            return (
                column.plain_value(value) if isinstance(value, str) else plain_value(column, value)
            )
        except NumberError as error:
            raise Refusal(error.reason, field, value, error.allowed) from error
        except (ValueError, OverflowError) as error:
            raise Refusal("date_invalid", field, value) from error

    def _assumed(self, column: Column, path: str) -> Cell:
        if column.default is not None:
            self.assumed.append(path)
        return column.default

    def _choice(self, column: Column, field: str, value: Cell, path: str) -> Cell:
        if isinstance(value, bool) and value in column.table.values():
            return value
        word = canonical_phrase(tidy(value))
        if word in column.by_phrase:
            return column.by_phrase[word]
        if is_blank(value):
            return self._assumed(column, path)
        raise Refusal("value_unknown", field, value, "、".join(key for key in column.table if key))

    def _statement(self, column: Column, field: str, value: Cell, path: str) -> Cell:
        """Return what a text states, what a person decided that it does, or the first choice."""
        forms = self.statements[column.statement or ""]
        text = "" if value is None else read_text(field, value)
        answer = read_statement(forms, text)
        if isinstance(answer, Silent) or (isinstance(answer, Neither) and is_blank(value)):
            return self._assumed(column, path)
        if isinstance(answer, Neither):
            choices = forms.statement.choices
            undecided = undecided_of(path, field, answer.sentence, choices)
            choice = self.decided.get(undecided.identifier)
            if choice is None:
                self.undecided.append(undecided)
                return None if column.read == "stated_day" else value_of(choices[0])
            answer = Answered(choice, answer.clauses)
        stated = value_of(answer.choice)
        if column.read == "stated_day":
            return _stated_day(field, value, answer) if stated else None
        return stated

    def _part(self, columns: Mapping[str, Column], fields: Fields, path: str) -> dict[str, Cell]:
        """Return what stands in a part. Raises Refusal where it lacks what it can't be without."""
        values = self.columns(columns, fields, path)
        kind, _, name = path.partition(".")
        for needed in required_within(kind, name):
            if needed not in values:
                raise _missing(columns[needed], needed, fields)
        return values

    def _parts(self, column: Column, fields: Fields, path: str) -> list[dict[str, Cell]]:
        parts: list[dict[str, Cell]] = []
        for source in column.sources:
            if source.each is None:
                parts.append(self._part(source.columns, fields, path))
                continue
            elements = fields.get(source.each)
            if is_blank(elements):
                continue
            if not isinstance(elements, list) or not all(isinstance(one, dict) for one in elements):
                raise Refusal("value_unknown", source.each, elements, "a list of objects")
            known = names_by_phrase(each.field for each in source.columns.values() if each.field)
            parts += (
                self._part(source.columns, by_known_names(element, known), path)
                for element in elements
            )
        return parts


def _missing(column: Column, name: str, fields: Fields) -> Refusal:
    """Return the refusal of a field in which nothing stands, or a word where a number belongs."""
    value = fields.get(column.field or "")
    if column.read in {"integer", "decimal"} and isinstance(value, str) and bare_word(value):
        return Refusal("number_invalid", column.field, value)
    return Refusal("field_missing", column.field or name)


def _stated_day(field: str, value: Cell, answer: Answered) -> Cell:
    """Return the one day that stands in what was said. Raises Refusal where it is not one."""
    days = days_in(answer.clauses)
    if len(days) != 1:
        raise Refusal("day_not_stated", field, value, "、".join(days) or None)
    try:
        return read_day(days[0])
    except ValueError as error:
        raise Refusal("date_invalid", field, value) from error


def is_one_of(value: Cell, words: Iterable[str]) -> bool:
    """Say whether a value is one of some words, in whatever signs; a blank one is an empty word."""
    word = "" if is_blank(value) else canonical_phrase(tidy(value))
    return any(word == canonical_phrase(each) for each in words)
