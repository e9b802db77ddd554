"""The rows that were not accepted, as the screen shows them: so many, by reason."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from schemas.messages import ReportRejected
from services.intake.adapters.submissions.submission import Submission
from services.intake.domain.layouts.layout import Rulebook
from services.intake.read_model import Receipt, receipt_words

from .correction_file import write_corrections
from .output import say, show_table
from .tables import Table, TableColumn, number_column, text_column
from .text_width import width_of

MAXIMUM_ROWS = 20
LONGEST_WHOLE = 40  # columns of the screen; a longer value is a text
NOT_ACCEPTED = ("rejected", "quarantined")


def faults_in(rulebook: Rulebook, receipts: Iterable[Receipt]) -> list[Receipt]:
    """Return the receipts of rows that were not accepted, by reason, each with its words."""
    faults = [in_words(rulebook, each) for each in receipts if each.outcome in NOT_ACCEPTED]
    return sorted(
        faults,
        key=lambda each: (NOT_ACCEPTED.index(each.outcome), each.reason or "", each.row),
    )


def in_words(rulebook: Rulebook, receipt: Receipt) -> Receipt:
    """Return a receipt with its texts, which a rejection has of its own."""
    words = receipt_words(rulebook, receipt)
    if words is None or receipt.chinese is not None:
        return receipt
    return msgspec.structs.replace(receipt, chinese=words.chinese, english=words.english)


def receipt_of(rejected: ReportRejected) -> Receipt:
    """Return what a row's sender would be told, as a receipt."""
    return Receipt(
        row=rejected.origin.row,
        report_id=rejected.origin.report_id,
        outcome=rejected.outcome,
        reason=rejected.reason,
        field=rejected.field,
        value=rejected.value,
        chinese=rejected.chinese,
        english=rejected.english,
    )


def receipts_table(receipts: Sequence[Receipt], title: str = "") -> Table:
    """Return receipts as a table; their codes where one has any."""
    codes = any(each.code for each in receipts)
    long = any(width_of(each.value or "") > LONGEST_WHOLE for each in receipts)
    table = Table(
        *(number_column("行 row"), "结果 outcome", "原因 reason", "字段 field"),
        *(TableColumn("值 value", text=long), *(("代码 code",) if codes else ())),
        text_column("说明 what it means"),
        title=title,
    )
    for each in receipts:
        cells = (str(each.row), each.outcome, each.reason or "", each.field or "", each.value or "")
        more = (each.code or "",) if codes else ()
        table.add_row(*cells, *more, (each.chinese or "", each.english or ""))
    return table


def faults_table(faults: Sequence[Receipt]) -> Table:
    """Return the first rows of each reason: SHOWN, or as many as there are reasons."""
    first_rows = list(_first_of_each(faults))
    title = f"未采纳的行 rows that were not accepted: {len(first_rows)}/{len(faults)}"
    return receipts_table(first_rows, title)


def _first_of_each(faults: Sequence[Receipt]) -> Iterator[Receipt]:
    reasons: dict[tuple[str, str | None], int] = {}
    for each in faults:
        reasons.setdefault((each.outcome, each.reason), 0)
    most = max(1, MAXIMUM_ROWS // max(1, len(reasons)))
    for each in faults:
        kind = (each.outcome, each.reason)
        reasons[kind] += 1
        if reasons[kind] <= most:
            yield each


def show_faults(
    submission: Submission, faults: Sequence[Receipt], rejected: Path | None, rest: str
) -> None:
    """Show the first rows that were not accepted, and write all of them where it is asked for."""
    if faults:
        table = faults_table(faults)
        show_table(table)
        if len(table.rows) < len(faults):
            say(f"其余 {len(faults) - len(table.rows)} 行见 for the others: {rest}")
    if rejected is None or submission.original is None:
        return
    if faults:
        write_corrections(rejected, submission.original, faults)
        say(f"{rejected}: {len(faults)} 行待更正 rows to mend and send again")
    else:
        say(f"{rejected}: 未写入，各行均已采纳 not written: no row was sent back")
