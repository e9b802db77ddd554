"""What waits for a person, and what was decided of doubles, as tables."""

from collections.abc import Iterable, Iterator

from schemas.messages import RecordNamed
from services.intake.read_model import DecidedDouble, Waiting

from .tables import Table, number_column, text_column


def waiting_tables(waiting: Iterable[Waiting]) -> Iterator[Table]:
    """Yield a table of each sort of thing that waits; where nothing does, an empty one."""
    every = list(waiting)
    statements = [each for each in every if each.sentence is not None]
    doubles = [each for each in every if each.records]
    identifiers = [each for each in every if each.sentence is None and not each.records]
    if identifiers or not every:
        yield _identifiers(identifiers)
    if statements:
        yield _statements(statements)
    if doubles:
        yield _doubles(doubles)


def decided_table(decided: Iterable[DecidedDouble]) -> Table:
    """Return the pairs about which a person decided, and how."""
    table = Table(
        *("标识 identifier", "决定 decision", "日期 day", text_column("记录 records")),
        text_column("以此为准 counts"),
    )
    for each in decided:
        counts = [each.counts] if each.counts else []
        if each.differing:
            counts.append("后有出入 they differ since")
        decision = "一件 one" if each.one else "两件 two"
        records = [*map(_record, each.records)]
        table.add_row(each.identifier, decision, str(each.decided_on), records, counts)
    return table


def _identifiers(waiting: Iterable[Waiting]) -> Table:
    table = Table(
        *("标识 identifier", number_column("条数 findings"), "最早 since", "部门 departments"),
        *(text_column("名称 names"), "建议 proposals"),
    )
    for each in waiting:
        cells = (each.departments, each.names, each.proposals)
        table.add_row(each.identifier, str(each.findings), str(each.since), *cells)
    return table


def _statements(waiting: Iterable[Waiting]) -> Table:
    """Return the statements that wait, each with its whole sentence and what it may say."""
    table = Table(
        *("标识 identifier", text_column("字段 field"), text_column("表述 sentence")),
        *("可定为 choices", number_column("条数 reports"), "最早 since", "部门 departments"),
    )
    for each in waiting:
        texts = (each.field or "", each.sentence or "", each.choices)
        table.add_row(
            each.identifier, *texts, str(each.findings), str(each.since), each.departments
        )
    return table


def _doubles(waiting: Iterable[Waiting]) -> Table:
    table = Table(
        *("标识 identifier", text_column("记录 records"), text_column("相同 same")),
        *("最早 since", "部门 departments"),
    )
    for each in waiting:
        records = [*map(_record, each.records)]
        table.add_row(each.identifier, records, _likeness(each), str(each.since), each.departments)
    return table


def _record(record: RecordNamed) -> str:
    """Return what a person knows a record by."""
    return f"{record.kind} {record.document_number} ({record.department})"


def _likeness(waiting: Waiting) -> str:
    """Return in what two records are alike, or that they are no longer."""
    if waiting.differing:
        return "已认定为一件，后有出入 decided to be one, and they differ since"
    same = ", ".join(f"{field} {value}" for field, value in waiting.same.items())
    return f"{waiting.day}, {same}"
