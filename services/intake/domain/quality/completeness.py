"""How many of the fields that a form has were filled."""

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from services.intake.domain.identities.identifier import CODE, identifier_in
from services.intake.domain.layouts.layout import RECORD_LAYOUT, Column, Fields, Layout, Rulebook
from services.intake.domain.layouts.values import is_blank
from services.intake.domain.records.finding import Finding
from services.intake.domain.records.kinds import KINDS, kind_of

_EMPTY: tuple[object, ...] = (None, "", ())
_OWN = ("code", "document_number", "occurred_on")  # that the layout `record` has beside the content


class Filling(msgspec.Struct, frozen=True):
    """How many fields a report could have filled, and how many it did."""

    filled: int
    expected: int


class FormFields:
    """What is expected of each layout, and of each kind of record in the layout `record`.

    Of a layout: a code for the enterprise, its name, the document number, and each field of the
    department's that a column reads. What says nothing about most records is not expected.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        empty = rulebook.quality.completeness.rightly_empty.value
        self._fields = {
            layout.layout: tuple(dict.fromkeys(_expected(layout, empty.get(layout.kind, ()))))
            for layout in rulebook.layouts.values()
        }
        self._contents = {
            kind: tuple(
                field.name
                for field in msgspec.structs.fields(shape)
                if field.name not in empty.get(kind, ())
            )
            for kind, shape in KINDS.items()
        }

    def filling(self, layout: str, fields: Fields, finding: Finding) -> Filling:
        """Return how far a report fills its form."""
        if layout == RECORD_LAYOUT:
            content = finding.content
            names = self._contents[kind_of(content)]
            filled = sum(getattr(content, name) not in _EMPTY for name in names)
            return Filling(len(_OWN) + filled, len(_OWN) + len(names))
        expected = self._fields[layout]
        filled = sum(not is_blank(fields.get(name)) for name in expected)
        by_code = identifier_in(finding.identifier).kind == CODE
        return Filling(filled + by_code, len(expected) + 1)


def _expected(layout: Layout, rightly_empty: Iterable[str]) -> Iterator[str]:
    if layout.name:
        yield layout.name
    if not layout.composed:
        yield layout.document_number
    columns = {name: each for name, each in layout.columns.items() if name not in rightly_empty}
    yield from (field for field in _read(columns) if field not in layout.identifiers)


def _read(columns: Mapping[str, Column]) -> Iterator[str]:
    """Yield the department's fields; of nested lists only those of the row itself."""
    for column in columns.values():
        if column.field:
            yield column.field
        yield from _read(column.columns)
        for source in column.sources:
            if source.each is None:
                yield from _read(source.columns)
