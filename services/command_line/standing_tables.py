"""The tables of a standing: its sheet, and what becomes of it by itself."""

from schemas.codec import to_json
from services.scoring.domain.outlook.forecast import Forecast, LineChange
from services.scoring.domain.standing.explanation import (
    SUMS,
    ExplanationSheet,
    SheetLine,
    SumRow,
    Words,
)
from services.scoring.domain.standing.explanation_text import days_of
from services.scoring.domain.standing.titles import STATUSES, effect_words

from .output import put, say, show_table
from .tables import Cell, Table, number_column, text_column


def print_forecast(outlook: Forecast, json: bool) -> None:
    """Print a forecast, as a table or as JSON."""
    if json:
        put(to_json(outlook))
        return
    say(f"{outlook.day}: {outlook.grade} ({outlook.score})")
    if outlook.grade_changes_on is None:
        say("等级不会自行变化 The grade does not change by itself")
    else:
        day, grade = outlook.grade_changes_on, outlook.next_grade
        say(f"等级将于{day}变为{grade} The grade becomes {grade} on {day}")
    if not outlook.steps:
        return
    table = Table(
        *(
            "日期 Day",
            number_column("得分 Score"),
            "等级 Grade",
            text_column("到期 Ends"),
            text_column("起效 Begins"),
        )
    )
    for step in outlook.steps:
        reasons = (_reasons(step.ended), _reasons(step.begun))
        table.add_row(str(step.day), str(step.score), step.grade, *reasons)
    show_table(table)


def _reasons(reasons: tuple[LineChange, ...]) -> Cell:
    return _lines(
        *(
            f"{_effect(each)} {each.chinese} {each.english} {', '.join(each.documents)}".strip()
            for each in reasons
        )
    )


def _effect(change: LineChange) -> str:
    if change.points is not None:
        return f"{change.points:+f}"
    if change.effect is not None:
        return _both(effect_words(change.effect))
    return _both(STATUSES[change.status]) if change.status else ""


def print_sheet(sheet: ExplanationSheet) -> None:
    """Print a sheet, in Chinese with English."""
    for label, value in sheet.heading:
        say(f"{_both(label)}: {_both(value)}")
    if sheet.sums:
        show_table(_sums(sheet.sums))
    for heading, rows in sheet.tables:
        show_table(_table(heading, rows))


def _sums(rows: tuple[SumRow, ...]) -> Table:
    columns = (number_column("分值 Effect"), text_column("规则 Rule"), number_column("行 Lines"))
    table = Table(*columns, title=_both(SUMS))
    for row in rows:
        table.add_row(_both(row.effect), _lines(*row.title), str(row.line_count))
    return table


def _table(title: Words, rows: tuple[SheetLine, ...]) -> Table:
    table = Table(
        *(
            "记录 Record",
            number_column("分值 Effect"),
            text_column("规则 Rule"),
            text_column("部门 Department"),
        ),
        *(text_column("依据 Basis"), text_column("起止 Days")),
        title=_both(title),
    )
    for row in rows:
        rule = _lines(*row.title, *(row.note or ()))
        basis = f"{row.article} [{row.mark}]"
        days = _lines(days_of(row, 0), days_of(row, 1))
        effect, departments = _both(row.effect), _lines(*row.departments)
        table.add_row(_lines(*row.documents), effect, rule, departments, basis, days)
    return table


def _both(words: Words) -> str:
    chinese, english = words
    return chinese if chinese == english else f"{chinese} {english}"


def _lines(*texts: str) -> Cell:
    """Return the texts one below the other, each once."""
    return tuple(each for each in dict.fromkeys(texts) if each)
