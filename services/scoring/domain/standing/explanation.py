"""The explanation sheet: each point with its record, rule, article, days and what would end it."""

from collections.abc import Mapping
from datetime import date

import msgspec

from schemas.vocabulary.explanation import (
    BudgetLine,
    OverrideLine,
    PointsLine,
    RuleSum,
    StatusLine,
    documents_of,
)
from schemas.vocabulary.periods import year_end, year_start
from services.scoring.domain.records.retention import NoLongerKept

from .assessment import Rating
from .sheet_page import SheetPage
from .titles import (
    BEYOND_LIMIT,
    STATUSES,
    assumed,
    doubled,
    effect_words,
    ending,
    no_longer_kept,
    noted,
    thin,
)

Words = tuple[str, str]  # Chinese, English
_OBJECTED: Words = ("异议处理中", "an objection to the record is under way")
SUMS: Words = ("各规则合计（行数）", "Sums by rule (lines)")
AnyLine = PointsLine | OverrideLine | StatusLine


class SheetLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the sheet. `effect` is signed points, or what an override does."""

    rule: str
    title: Words
    effect: Words
    documents: tuple[str, ...]
    departments: tuple[str, ...]
    article: str
    mark: str
    first_day: date
    last_day: date | None
    ends_when: Words | None
    note: Words | None


class SumRow(msgspec.Struct, frozen=True, kw_only=True):
    """What all lines of a rule come to, on whatever page they are."""

    rule: str
    title: Words
    effect: Words
    line_count: int


class ExplanationSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a standing, to be printed. `sums` are given where it has more lines."""

    heading: tuple[tuple[Words, Words], ...]
    sums: tuple[SumRow, ...] = ()
    points: tuple[SheetLine, ...]
    overrides: tuple[SheetLine, ...]
    statuses: tuple[SheetLine, ...] = ()
    budgets: tuple[SheetLine, ...] = ()

    @property
    def tables(self) -> tuple[tuple[Words, tuple[SheetLine, ...]], ...]:
        """The parts that hold something, each with its heading."""
        parts = (
            (("得分明细", "Points"), self.points),
            (("等级调整", "Overrides of the grade"), self.overrides),
            (("名单与状态", "Lists and statuses"), self.statuses),
            (("工程项目记分", "Points of projects"), self.budgets),
        )
        return tuple((heading, rows) for heading, rows in parts if rows)


def explain(  # noqa: PLR0913, PLR0917 - what a sheet says, and how it is called
    standing: Rating,
    page: SheetPage,
    code: str,
    sector: Words,
    titles: Mapping[str, Words],
    gone: NoLongerKept | None = None,
) -> ExplanationSheet:
    """Return a page of an enterprise's standing.

    `sector` and `titles` are what sector and rules are called; `gone` is what is kept no longer.
    """
    level = str(standing.level) if standing.level else "-"
    changes = _same(str(standing.changes_next_on)) if standing.changes_next_on else ("无", "none")
    rows = [
        (("企业", "Enterprise"), _same(f"{standing.name or '-'} ({code})")),
        (("评价日", "Day"), _same(str(standing.day))),
        (("等级", "Grade"), _same(standing.grade)),
        (("得分", "Score"), _same(str(standing.score))),
        (("行业", "Sector"), sector),
        (("规则版本", "Edition of the rules"), _same(standing.edition)),
        (("标准化等级", "Standardization level"), _same(level)),
        (("下次自行变化", "Changes next by itself on"), changes),
    ]
    if standing.thin_data:
        rows.append((("数据", "Data"), thin(standing.thin_data)))
    if gone is not None:
        rows.append((("已到期", "No longer kept"), no_longer_kept(gone)))
    shown = len(page.lines)
    if shown < page.line_count:
        rows.append((("页", "Page"), _page_words(page, shown)))
    return ExplanationSheet(
        heading=tuple(rows),
        sums=tuple(_sum_row(each, titles) for each in page.sums) if shown < page.line_count else (),
        points=tuple(_points_row(line) for line in page.points),
        overrides=tuple(_override_row(line) for line in page.overrides),
        statuses=tuple(_status_row(line) for line in page.statuses),
        budgets=tuple(_budget_row(line) for line in page.budgets),
    )


def _page_words(page: SheetPage, shown: int) -> Words:
    """Return which of the lines the page has."""
    if page.pages == 1:
        return (
            f"共{page.line_count}行，此处为影响最大的{shown}行",
            f"{shown} lines of {page.line_count}, those that weigh most",
        )
    return (
        f"第{page.number}页，共{page.pages}页，{page.line_count}行",
        f"{page.number} of {page.pages}, {page.line_count} lines in all",
    )


def _sum_row(each: RuleSum, titles: Mapping[str, Words]) -> SumRow:
    effect = effect_words(each.effect) if each.effect else _same(f"{each.points or 0:+f}")
    return SumRow(
        rule=each.rule,
        title=titles.get(each.rule.removesuffix(BEYOND_LIMIT), _same(each.rule)),
        effect=effect,
        line_count=each.line_count,
    )


def _points_row(line: PointsLine) -> SheetLine:
    return SheetLine(
        rule=line.rule,
        title=(line.chinese, line.english),
        effect=_same(f"{line.points:+f}"),
        documents=documents_of(line),
        departments=line.departments,
        article=line.article,
        mark=line.mark,
        first_day=line.first_day,
        last_day=line.last_day,
        ends_when=ending(line.ends_when) if line.ends_when else None,
        note=_note(noted(line.note) if line.note else None, line),
    )


def _note(words: Words | None, line: AnyLine) -> Words | None:
    """Return what is noted of a line: its own note, assumptions, an objection, a double."""
    notes = (
        words,
        *(() if isinstance(line, StatusLine) else map(assumed, line.assumed)),
        _OBJECTED if line.objected else None,
        _doubled(line),
    )
    stated = [each for each in notes if each is not None]
    if not stated:
        return None
    return "；".join(each[0] for each in stated), "; ".join(each[1] for each in stated)


def _doubled(line: AnyLine) -> Words | None:
    counted_as = line.counted_as if isinstance(line, PointsLine) else None
    if counted_as is None and not line.possibly_same_as:
        return None
    several = not isinstance(line, PointsLine) and len(line.record_ids) > 1
    return doubled(line.possibly_same_as, counted_as, several=several)


def _override_row(line: OverrideLine) -> SheetLine:
    return SheetLine(
        rule=line.rule,
        title=(line.chinese, line.english),
        effect=effect_words(line.effect),
        documents=documents_of(line),
        departments=(),
        article=line.article,
        mark=line.mark,
        first_day=line.first_day,
        last_day=line.last_day,
        ends_when=ending(line.ends_when) if line.ends_when else None,
        note=_note(None, line),
    )


def _status_row(line: StatusLine) -> SheetLine:
    leave = line.may_leave_on
    words = noted(line.note) if line.note else None
    if leave is not None:
        words = (
            (f"{leave}起可申请提前移出", f"may apply to leave from {leave}")
            if words is None
            else words
        )
    return SheetLine(
        rule=line.rule,
        title=(line.chinese, line.english),
        effect=STATUSES[line.kind],
        documents=documents_of(line),
        departments=(),
        article=line.article,
        mark=line.mark,
        first_day=line.first_day,
        last_day=line.last_day,
        ends_when=None,
        note=_note(words, line),
    )


def _budget_row(line: BudgetLine) -> SheetLine:
    return SheetLine(
        rule=line.budget,
        title=(line.chinese, line.english),
        effect=(
            f"{line.of}：余{line.left:f}/{line.points:f}分",
            f"{line.of}: {line.left:f} of {line.points:f} left",
        ),
        documents=line.document_numbers,
        departments=(),
        article=line.article,
        mark=line.mark,
        first_day=year_start(line.year),
        last_day=year_end(line.year),
        ends_when=None,
        note=None,
    )


def _same(text: str) -> Words:
    return text, text
