"""Lines that name no more records than a message has room for."""

from typing import Any

import msgspec

from schemas.vocabulary.explanation import BudgetLine, PointsLine, StandingLine

MOST_NAMED = 5  # records that one line names


def bounded(line: StandingLine) -> Any:  # noqa: ANN401 - a line of the type that was given
    """Return a line that names no more than the latest of its records."""
    fields: tuple[str, ...]
    if isinstance(line, BudgetLine):
        fields = ("document_numbers",)
    elif isinstance(line, PointsLine):
        fields = ("possibly_same_as",)
    else:
        fields = ("record_ids", "document_numbers", "possibly_same_as")
    longer = {
        name: value[-MOST_NAMED:]
        for name in fields
        if len(value := getattr(line, name)) > MOST_NAMED
    }
    return msgspec.structs.replace(line, **longer) if longer else line
