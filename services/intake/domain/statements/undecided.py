"""A statement that says neither: its field, its sentence, and the identifier for a decision."""

import hashlib
import re
from collections.abc import Iterator

import msgspec

from services.intake.domain.layouts.layout import Column, Layout, Rulebook
from services.intake.domain.records.personal import mask

PREFIX = "statement:"
_DIGEST_BYTES = 8
_IDENTIFIER = re.compile(r"statement:(?P<path>[a-z_]+(?:\.[a-z_]+)+):[0-9a-f]{16}")
WITHDRAWN = "withdrawn"  # the name of what is no field of a record: whether it is taken back


class Undecided(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that a person has to read: where it stood, what it says, what it could mean.

    `identifier` is `statement:`, the kind of record with its field, and a digest of the sentence:
    the same sentence about the same field has the same one, whoever wrote it.
    """

    identifier: str
    field: str
    sentence: str
    choices: tuple[str, ...]


class UndecidedError(Exception):
    """A row can't be taken before a person has read one of its statements."""

    def __init__(self, undecided: Undecided) -> None:
        super().__init__(f"{undecided.identifier}: {undecided.sentence}")
        self.undecided = undecided


def undecided_of(path: str, field: str, sentence: str, choices: tuple[str, ...]) -> Undecided:
    """Return what waits for a person: `path` is the kind and its field, `field` the sender's."""
    sentence = mask(sentence)
    digest = hashlib.blake2b(sentence.encode(), digest_size=_DIGEST_BYTES).hexdigest()
    return Undecided(
        identifier=f"{PREFIX}{path}:{digest}", field=field, sentence=sentence, choices=choices
    )


def choices_for(rulebook: Rulebook, identifier: str) -> tuple[str, ...] | None:
    """Return what a statement can be decided to say, or None where there is no such statement."""
    match = _IDENTIFIER.fullmatch(identifier)
    if match is None:
        return None
    for layout in rulebook.layouts.values():
        statement = dict(statements_in(layout)).get(match["path"])
        if statement is not None:
            return rulebook.statements[statement].statement.choices
    return None


def statements_in(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield the path of each field that is read as a statement, and the statement's name."""
    columns = dict(layout.columns)
    if layout.withdrawn is not None:
        columns[WITHDRAWN] = layout.withdrawn
    yield from _statements_of(columns, layout.kind)


def _statements_of(columns: dict[str, Column], path: str) -> Iterator[tuple[str, str]]:
    for name, column in columns.items():
        if column.statement is not None:
            yield f"{path}.{name}", column.statement
        yield from _statements_of(column.columns, f"{path}.{name}")
        for source in column.sources:
            yield from _statements_of(source.columns, f"{path}.{name}")
