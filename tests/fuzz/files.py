"""Files of every form, spoilt: read, or refused clearly, and every row of them accounted for."""

import gzip
import io
import json
from collections.abc import Sequence
from random import Random
from zlib import crc32

import xlwt

from schemas.codec import decode, encode
from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.dry_run import Check
from services.intake.adapters.submissions.json_reports import submit_lines
from services.intake.adapters.submissions.submission import Sender, submit_file
from tests.fuzz.mutations import spoilt
from tests.fuzz.target import Target
from tests.support import made_ods, made_xlsb
from tests.support.made_workbooks import row, spreadsheet_xml, workbook
from tests.support.sample_files import FILES, KNOWN_ON, RULEBOOK, SAMPLES

_LONGEST_SEED = 60_000  # bytes of a text, so that an input takes milliseconds
_NAMES = ("隐患编号", "单位代码", "隐患级别", "发现日期", "整改期限", "描述")
_ROWS: Sequence[tuple[str, ...]] = tuple(
    (f"YH-{n}", "91990103NBMRN7808U", "重大", "2026-07-10", "2026-07-25", f"通道{n}堵塞，须整改")
    for n in range(12)
)
_OBJECTS = [dict(zip(_NAMES, each, strict=True)) for each in _ROWS]
_OF_THE_MADE = "work-safety"
_DEPARTMENTS = tuple(dict.fromkeys(FILES.values()))


def _old_workbook() -> bytes:
    book, buffer = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("一")
    for line, cells in enumerate((_NAMES, *_ROWS)):
        for place, cell in enumerate(cells):
            sheet.write(line, place, cell)
    sheet.write(2, 6, 0.07, xlwt.easyxf(num_format_str="0%"))
    sheet.write_merge(4, 5, 6, 6, "合并")
    book.save(buffer)
    return buffer.getvalue()


def _seeds() -> list[bytes]:
    samples = [(SAMPLES / name).read_bytes() for name in FILES]
    texts = [data[:_LONGEST_SEED] for data in samples if not data.startswith(b"PK")]
    csv = "".join(",".join(each) + "\r\n" for each in (_NAMES, *_ROWS))
    lines = [json.dumps(each, ensure_ascii=False) for each in _OBJECTS]
    table = [*enumerate((_NAMES, *_ROWS), 1)]
    made = [
        *(csv.encode(each) for each in ("utf-8-sig", "gb18030", "utf-16", "utf-16-le", "hz")),
        *(text.encode() for text in ("\n".join(lines), "".join(lines), f"[{','.join(lines)}]")),
        json.dumps({"data": {"rows": _OBJECTS}}, indent=1).encode(),
        "\n".join(json.dumps(each, indent=1) for each in _OBJECTS).encode("gb18030"),
        workbook("".join(row(number, *cells) for number, cells in table)),
        made_xlsb.xlsb(("一", 0, made_xlsb.sheet(table, ((3, 4, 5, 5),))), formats=["0%"]),
        made_ods.document(made_ods.table("一", [made_ods.row(*cells) for _, cells in table])),
        spreadsheet_xml(cells for _, cells in table),
        _old_workbook(),
    ]
    workbooks = [data for data in samples if data.startswith(b"PK")]
    return [*texts, *workbooks, *made, gzip.compress(csv.encode())]


_SEEDS = _seeds()


def _make(dice: Random) -> bytes:
    return spoilt(dice.choice(_SEEDS), dice, _SEEDS, _NAMES)


def _hold(data: bytes) -> str:
    """Read as two departments that could have sent it; nothing but a clear refusal may come."""
    became = "refused"
    for department in {_DEPARTMENTS[crc32(data) % len(_DEPARTMENTS)], _OF_THE_MADE}:
        sender = Sender(department, clock_at(KNOWN_ON)())
        try:
            submission = submit_file(RULEBOOK, sender, "a", data)
        except UnreadableFileError as error:
            _refuse_silence(error)
            continue
        facts = list(submission.facts)
        numbers = [fact.body.row for fact in facts]
        assert len(facts) == len(submission.facts), "rows got lost between two readings"
        assert numbers == sorted(set(numbers)), "two rows have one number"
        assert all(decode(encode(fact)) == fact for fact in facts), "a report changes as it travels"
        check = Check(RULEBOOK)
        told = list(check.run(submission))
        assert check.outcomes.total() == len(facts), "a row has no outcome"
        became = "read, with rows refused" if told else "read"
    return became


def _refuse_silence(error: UnreadableFileError) -> None:
    assert error.chinese.strip(), "a refusal without words"
    assert error.english.strip(), "a refusal without words"


def _hold_lines(data: bytes) -> str:
    """Read as a batch over HTTP: each line that is not blank has an outcome."""
    submission = submit_lines(RULEBOOK, Sender("work-safety", clock_at(KNOWN_ON)()), data)
    check = Check(RULEBOOK)
    told = list(check.run(submission))
    assert check.outcomes.total() == len(submission.facts)
    return "with lines refused" if told else "read"


_BATCHES = [
    "\n".join(
        json.dumps({"layout": "hidden-dangers", "fields": each}, ensure_ascii=False)
        for each in _OBJECTS
    ).encode()
]


def _make_lines(dice: Random) -> bytes:
    return spoilt(dice.choice(_BATCHES), dice, [*_BATCHES, *_SEEDS], _NAMES)


FILES_TARGET = Target("files", _make, _hold)
BATCHES_TARGET = Target("batches", _make_lines, _hold_lines)
