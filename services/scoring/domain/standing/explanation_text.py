"""The explanation sheet as plain text."""

from typing import Literal

from .explanation import SUMS, ExplanationSheet, SheetLine

Language = Literal["zh", "en"]


def as_text(sheet: ExplanationSheet, language: Language) -> str:
    """Return the sheet as plain text in one language."""
    language_index = 0 if language == "zh" else 1
    lines = [f"{label[language_index]}: {value[language_index]}" for label, value in sheet.heading]
    if sheet.sums:
        lines += ["", f"{SUMS[language_index]}:"]
        lines += [
            f"  {row.effect[language_index]}  {row.title[language_index]} | {row.line_count}"
            for row in sheet.sums
        ]
    for heading, rows in sheet.tables:
        lines += ["", f"{heading[language_index]}:"]
        lines += [_row_text(row, language_index) for row in rows]
    return "\n".join(lines) + "\n"


def days_of(row: SheetLine, language_index: int) -> str:
    """Return the days of a row in words, with what would end it sooner."""
    last = str(row.last_day) if row.last_day else ("持续", "open")[language_index]
    days = f"{row.first_day} - {last}"
    if row.ends_when:
        days += (f"；提前结束：{row.ends_when[0]}", f"; sooner if {row.ends_when[1]}")[
            language_index
        ]
    return days


def _row_text(row: SheetLine, language_index: int) -> str:
    parts = [f"  {row.effect[language_index]}  {row.title[language_index]}"]
    if row.documents:
        parts.append(", ".join(row.documents))
    if row.departments:
        parts.append(", ".join(row.departments))
    parts += [f"{row.article} [{row.mark}]", days_of(row, language_index)]
    if row.note:
        parts.append(row.note[language_index])
    return " | ".join(parts)
