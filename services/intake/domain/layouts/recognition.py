"""The layout of a file, recognised by the names of its fields."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from schemas.vocabulary.canonical_text import canonical_phrase
from services.intake.domain.records.kinds import required_fields

from .layout import RECORD_LAYOUT, Layout

RECORD_FIELDS = ("code", "document_number", "occurred_on", "content")
# What stands before a sender's own columns in a file of rows to mend: no layout's, and not read.
CORRECTION_COLUMNS = ("退回行号 row sent back", "退回原因 reason", "退回说明 what to do")
AS_SENT = "退回原文 as sent"  # and the text of what is no object, where one belongs
RECORD_FIELDS_THAT_MAY_BE = ("withdrawn",)
_MARKS = "*★※:："
_TO_FILL_IN = re.compile(r"[(（](?:必填|选填|非必填|必填项|选填项|必须填写)[)）]$")


class Recognized(msgspec.Struct, frozen=True, kw_only=True):
    """A layout and, for each of the file's names, the layout's own name of the field.

    None: a name that is not to be read; those that the layout does not know are in `ignored`,
    personal fields are not.
    """

    layout: str
    names: tuple[str | None, ...]
    ignored: tuple[str, ...]
    matches: int
    missing: tuple[str, ...]


class _Head(NamedTuple):
    """A name of the file, and the phrases by which a layout may know it."""

    name: str
    phrase: str
    unmarked: str


def recognize(names: Sequence[str], layouts: Iterable[Layout]) -> Recognized | None:
    """Return the layout that most of the names belong to and that lacks no needed field."""
    complete = [matched for matched in match_all(names, layouts) if not matched.missing]
    return max(complete, key=lambda each: each.matches, default=None)


def match_all(names: Sequence[str], layouts: Iterable[Layout]) -> list[Recognized]:
    """Return how far the names fit each layout, and the layout `record`."""
    heads = _heads(names)
    matches = [_of_layout(heads, layout) for layout in layouts]
    known = dict.fromkeys((*RECORD_FIELDS, *RECORD_FIELDS_THAT_MAY_BE))
    matches.append(_matched(RECORD_LAYOUT, heads, known, RECORD_FIELDS, ()))
    return matches


def match(names: Sequence[str], layout: Layout) -> Recognized:
    """Return how far the names fit a layout."""
    return _of_layout(_heads(names), layout)


def _of_layout(heads: Sequence[_Head], layout: Layout) -> Recognized:
    return _matched(
        layout.layout, heads, sorted(layout.fields), needed_fields(layout), layout.personal
    )


def needed_fields(layout: Layout) -> tuple[str, ...]:
    """Return the fields without which a file is not of this layout.

    A default stands for a cell that is empty, not for a column that was left out.
    """
    names = dict.fromkeys((*required_fields(layout.kind), *layout.number_parts))
    columns = [layout.columns[name] for name in names]
    needed = [column.field for column in columns if column.field]
    return tuple(needed if layout.composed else [layout.document_number, *needed])


def _heads(names: Iterable[str]) -> list[_Head]:
    """Return names with their phrases: made once, for any text may stand in their place."""
    phrases = ((name, canonical_phrase(name)) for name in names)
    return [_Head(name, phrase, _unmarked(phrase)) for name, phrase in phrases]


def _unmarked(phrase: str) -> str:
    """Return a phrase without what forms put to it: `*发现日期`, `发现日期(必填)`, `发现日期:`."""
    return _TO_FILL_IN.sub("", phrase.strip(_MARKS)).strip(_MARKS)


def _matched(
    layout: str,
    heads: Sequence[_Head],
    known: Iterable[str],
    needed: Iterable[str],
    personal: Iterable[str],
) -> Recognized:
    own = {canonical_phrase(name): name for name in known}
    unread = {canonical_phrase(name) for name in (*personal, *CORRECTION_COLUMNS, AS_SENT)}
    own_names = tuple(own.get(each.phrase) or own.get(each.unmarked) for each in heads)
    return Recognized(
        layout=layout,
        names=own_names,
        ignored=tuple(
            each.name
            for each, mine in zip(heads, own_names, strict=True)
            if mine is None and each.phrase and not {each.phrase, each.unmarked} & unread
        ),
        matches=sum(1 for name in own_names if name is not None),
        missing=tuple(name for name in needed if name not in own_names),
    )
