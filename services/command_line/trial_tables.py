"""What the terminal shows of a trial: the matrix, the movers, the money."""

from collections.abc import Iterator

from applications.policy_trial.summary import Amounts, SegmentFigures, Summary
from applications.policy_trial.words import sector_words, share, signed_yuan, yuan

from .tables import Table, number_column, text_column


def report(summary: Summary) -> Iterator[Table | str]:
    """Yield what is printed, in Chinese with English."""
    whole = summary.whole
    for draft in summary.drafts:
        replaced = f"替代 in the place of {draft.replaces}" if draft.replaces else "新增 new"
        yield (
            f"{draft.edition}（{draft.sector}）视同{summary.day}起生效 as if in force on that day, "
            f"{replaced}, {len(draft.changes)} 处不同 differences"
        )
    yield _matrix(summary)
    yield _parts(summary)
    yield _money(whole)
    yield (
        f"上升 up {whole.up:,}, 下降 down {whole.down:,}, "
        f"合计 in all {share(whole.up + whole.down, whole.enterprises)}; "
        f"{whole.enterprises:,} 家企业 enterprises, {summary.records:,} 条记录 records, "
        f"未评级 not rated {summary.unrated:,}"
    )
    if summary.unreadable:
        yield f"无法读取、未计入 unreadable, left out: {summary.unreadable:,}"
        for line in summary.told:
            yield f"  {line}"


def _matrix(summary: Summary) -> Table:
    grades = map(number_column, summary.grades)
    table = Table("现行 in force ↓ 试行 draft →", *grades, title="等级矩阵 Grades")
    for before in summary.grades:
        row = summary.whole.matrix[before]
        table.add_row(before, *(f"{row[after]:,}" if row[after] else "·" for after in row))
    return table


def _parts(summary: Summary) -> Table:
    counts = ("企业 rated", "上升 up", "下降 down", "占比 share")
    title = "按行业和区县 By sector and district"
    table = Table(
        text_column("行业、区县 sector or district"), *map(number_column, counts), title=title
    )
    for part in summary.sectors:
        _add(table, " ".join(dict.fromkeys(sector_words(part.name))), part)
    table.add_section()
    for part in summary.districts:
        _add(table, part.name, part)
    return table


def _add(table: Table, name: str, part: SegmentFigures) -> None:
    moved = share(part.up + part.down, part.enterprises)
    counts = (f"{number:,}" for number in (part.enterprises, part.up, part.down))
    table.add_row(name, *counts, moved)


def _money(whole: SegmentFigures) -> Table:
    amounts_of = ("现行 in force", "试行 draft", "增减 difference")
    table = Table(
        text_column("项目 item"), *map(number_column, amounts_of), title="资金 Money, 元 yuan"
    )
    rows: tuple[tuple[str, Amounts], ...] = (
        ("工伤保险费 premiums a year", whole.premium),
        ("取消的税收返还 rebates cancelled", whole.rebate),
        ("履约保证金 performance bonds", whole.bond),
    )
    for name, amounts in rows:
        table.add_row(
            name, yuan(amounts.before), yuan(amounts.after), signed_yuan(amounts.difference)
        )
    return table
