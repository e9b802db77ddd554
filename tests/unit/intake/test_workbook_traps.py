"""What a spreadsheet shows is not always what its file holds: it is told, and never guessed."""

import io
import zipfile
from time import process_time

import pytest
import xlwt

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, submit_file
from services.intake.domain.layouts.layout import UNREADABLE
from tests.support.made_workbooks import row, workbook
from tests.support.sample_files import KNOWN_ON, RULEBOOK

NAMES = ("企业名称", "统一社会信用代码", "行业", "是否承诺", "承诺日期", "是否公示", "公示网址")
SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
CODE = "91990103NBMRN7808U"


def rows_of(data: bytes) -> list[dict[str, object]]:
    return [fact.body.fields for fact in submit_file(RULEBOOK, SENDER, "a.xlsx", data).facts]


def cells(name: str, day: str = "2025-09-24") -> tuple[str, ...]:
    return (name, CODE, "C1", "是", day, "是", "")


def number(value: str, style: int) -> str:
    return f'<c s="{style}"><v>{value}</v></c>'


def styles(*codes: str) -> str:
    formats = "".join(
        f'<numFmt numFmtId="{200 + place}" formatCode="{code}"/>'
        for place, code in enumerate(codes)
    )
    used = "".join(f'<xf numFmtId="{200 + place}"/>' for place in range(len(codes)))
    return f"<numFmts>{formats}</numFmts><cellXfs><xf numFmtId='0'/>{used}</cellXfs>"


def with_sheets(*sheets: tuple[str, str, str]) -> bytes:
    """Return a workbook with further sheets: name, state, rows."""
    plain = workbook(row(1, "x"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(buffer, "w") as new:
        parts = {name: old.read(name).decode() for name in old.namelist()}
        relations = "".join(
            f'<Relationship Id="s{place}" Type="x/worksheet" Target="s{place}.xml"/>'
            for place in range(len(sheets))
        )
        listed = "".join(
            f'<sheet name="{name}" sheetId="{place + 2}" state="{state}" r:id="s{place}"/>'
            for place, (name, state, _) in enumerate(sheets)
        )
        parts["xl/_rels/w.xml.rels"] = parts["xl/_rels/w.xml.rels"].replace(
            "</Relationships>", relations + "</Relationships>"
        )
        parts["xl/w.xml"] = parts["xl/w.xml"].replace("<sheets>", "<sheets>" + listed)
        for place, (_, _, rows) in enumerate(sheets):
            sheet = parts["xl/a.xml"].split("<sheetData>")[0]
            parts[f"xl/s{place}.xml"] = f"{sheet}<sheetData>{rows}</sheetData></worksheet>"
        for name, part in parts.items():
            new.writestr(name, part)
    return buffer.getvalue()


def test_a_row_under_a_merged_cell_is_told_and_its_neighbours_are_read() -> None:
    sheet = (
        row(1, "通报", "", "", "", "", "", "")
        + row(2, *NAMES)
        + row(3, *cells("甲厂"))
        + row(4, "乙厂", CODE, "C1", "是", "", "是", "")
        + row(5, *cells("丙厂"))
        + '</sheetData><mergeCells><mergeCell ref="A1:G1"/><mergeCell ref="E3:F4"/></mergeCells>'
        "<sheetData>"
    )
    first, second, third = rows_of(workbook(sheet))
    assert "merged with that of row 3" in str(first[UNREADABLE])  # 是否公示 is under 承诺日期
    assert "承诺日期: the cell is merged with that of row 3" in str(second[UNREADABLE])
    assert third["企业名称"] == "丙厂"


def test_a_row_that_is_covered_as_a_whole_is_none() -> None:
    merged = "".join(f'<mergeCell ref="{letter}2:{letter}3"/>' for letter in "ABCDEFG")
    blank = row(3, *("<c s='1'/>" for _ in NAMES))
    sheet = row(1, *NAMES) + row(2, *cells("甲厂")) + blank + row(4, *cells("乙厂"))
    data = workbook(f"{sheet}</sheetData><mergeCells>{merged}</mergeCells><sheetData>")
    assert [fields["企业名称"] for fields in rows_of(data)] == ["甲厂", "乙厂"]


def merged(sheet: str, *ranges: str) -> bytes:
    told = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return workbook(f"{sheet}</sheetData><mergeCells>{told}</mergeCells><sheetData>")


def test_cells_that_nobody_reads_may_be_merged() -> None:
    """Beyond the header, and under a name that no layout has."""
    sheet = row(1, *NAMES[:6], "备注", NAMES[6], "", "") + row(2, *cells("甲厂")[:6], "", "", "x")
    for ranges in (["G2:G9"], ["H2:K2"], ["I1:Z9"], ["A2:A2"]):
        (fields,) = rows_of(merged(sheet.replace(">x<", "><"), *ranges))
        assert fields["企业名称"] == "甲厂", ranges
    (fields,) = rows_of(merged(sheet.replace(">x<", "><"), "G2:H2"))
    assert "公示网址: the cell is merged with that of row 2" in str(fields[UNREADABLE])
    (fields,) = rows_of(merged(sheet, "I2:K2"))
    assert fields[UNREADABLE] == "9 > 8: x"  # what stands there is told as ever


def test_thousands_of_ranges_upon_each_other_cost_no_more_than_one() -> None:
    sheet = row(1, *NAMES) + "".join(row(line, *cells("甲厂")) for line in range(2, 900))
    data = merged(sheet, *(f"B{line % 500 + 2}:XFD{1_000_000 + line}" for line in range(3_000)))
    assert len(data) < 31 * 1024
    began = process_time()
    found = rows_of(data)
    assert process_time() - began < 1
    assert len(found) == 898
    assert all("merged with that of row" in str(fields[UNREADABLE]) for fields in found)


def test_two_sheets_of_one_name_are_sent_back() -> None:
    table = row(1, *NAMES) + row(2, *cells("甲厂"))
    data = with_sheets(("三月", "visible", row(1, "x")), ("三月", "visible", table))
    with pytest.raises(UnreadableFileError, match="two sheets have one name"):
        submit_file(RULEBOOK, SENDER, "a.xlsx", data)


def test_rows_that_a_filter_hides_are_read() -> None:
    sheet = row(1, *NAMES) + row(2, *cells("甲厂")).replace("<row ", '<row hidden="1" ')
    assert [fields["企业名称"] for fields in rows_of(workbook(sheet))] == ["甲厂"]


def test_a_number_in_another_unit_is_told_and_a_percentage_is_no_number() -> None:
    sheet = row(1, *NAMES) + row(
        2, "甲厂", CODE, number("0.07", 1), "是", "2025-09-24", "是", number("50000", 2)
    )
    (fields,) = rows_of(workbook(sheet, styles=styles("0%", "0!.0,&quot;万&quot;")))
    assert "公示网址: 50000.0 is shown in another unit" in str(fields[UNREADABLE])
    (fields,) = rows_of(workbook(sheet, styles=styles("0%", "0")))
    assert (fields["行业"], fields["公示网址"]) == ("7%", 50000)


def test_two_numbers_that_only_their_formats_tell_apart_are_none() -> None:
    sheet = row(1, *NAMES) + "".join(
        row(line, number("12", line - 1), *cells("甲厂")[1:]) for line in (2, 3, 4)
    )
    formats = styles("&quot;罚〔2025〕&quot;0&quot;号&quot;", "&quot;罚〔2026〕&quot;0", "00000")
    for fields in rows_of(workbook(sheet, styles=formats)):
        assert "企业名称: 12.0 is shown with a text" in str(fields[UNREADABLE])


def test_a_bare_number_for_a_day_is_told_where_days_count_from_1904() -> None:
    sheet = (
        row(1, *NAMES)
        + row(2, *cells("甲厂", number("44463", 0)))
        + row(3, *cells("乙厂", number("44463", 1)))
    )
    style = styles("yyyy/m/d")
    bare, dated = rows_of(workbook(sheet, styles=style, properties='<workbookPr date1904="1"/>'))
    assert "承诺日期: a number in place of a day" in str(bare[UNREADABLE])
    assert dated["承诺日期"] == "2025-09-25"
    bare, dated = rows_of(workbook(sheet, styles=style))
    assert (bare["承诺日期"], dated["承诺日期"]) == (44463, "2021-09-24")


def test_a_hidden_sheet_is_not_read_and_is_named() -> None:
    old = row(1, *NAMES) + row(2, *cells("旧厂"))
    new = row(1, *NAMES) + row(2, *cells("新厂"))
    data = with_sheets(("旧", "hidden", old), ("新", "visible", new), ("更旧", "veryHidden", old))
    submission = submit_file(RULEBOOK, SENDER, "a.xlsx", data)
    assert [fact.body.fields["企业名称"] for fact in submission.facts] == ["新厂"]
    assert submission.ignored == ("[旧]", "[更旧]", "[一]")
    with pytest.raises(UnreadableFileError, match="hidden sheets are not read"):
        submit_file(RULEBOOK, SENDER, "a.xlsx", with_sheets(("旧", "hidden", old)))


def test_two_sheets_with_a_header_are_sent_back_rather_than_one_of_them_left() -> None:
    table = row(1, *NAMES) + row(2, *cells("甲厂"))
    data = with_sheets(("三月", "visible", table), ("四月", "visible", table))
    with pytest.raises(UnreadableFileError, match="the sheets 三月, 四月 all have a header"):
        submit_file(RULEBOOK, SENDER, "a.xlsx", data)


def test_a_column_of_money_that_was_left_out_is_missing_not_nothing() -> None:
    header = (
        "行政相对人名称,行政相对人代码_1(统一社会信用代码),行政处罚决定书文号,违法行为类型,违法事实,"
        "处罚依据,处罚类别,处罚决定日期,处罚机关"
    )
    cells_of = "甲厂,91990103NBMRN7808U,罚1号,违章,情节一般,法,罚款,2026-01-05,局"
    fire = Sender("fire", clock_at(KNOWN_ON)())
    with pytest.raises(UnreadableFileError, match="罚款金额"):
        submit_file(RULEBOOK, fire, "a.csv", f"{header}\n{cells_of}\n".encode())
    whole = f"{header},罚款金额(万元)\n{cells_of},\n".encode()
    assert len(submit_file(RULEBOOK, fire, "a.csv", whole).facts) == 1


def test_the_same_traps_in_an_old_workbook() -> None:
    book = xlwt.Workbook()
    hidden, sheet = book.add_sheet("旧"), book.add_sheet("新")
    hidden.visibility = 1
    for place, name in enumerate(NAMES):
        hidden.write(0, place, name)
        sheet.write(0, place, name)
    for line, name in enumerate(("甲厂", "乙厂", "丙厂"), 1):
        for place, cell in enumerate(cells(name)):
            if (line, place) not in {(1, 4), (2, 4)}:
                sheet.write(line, place, cell)
    sheet.write_merge(1, 2, 4, 4, "2025-09-24")
    sheet.write(1, 7, "")
    percent, other = xlwt.easyxf(num_format_str="0%"), xlwt.easyxf(num_format_str='0!.0,"万"')
    sheet.write(4, 0, "丁厂")
    sheet.write(4, 2, 0.07, percent)
    sheet.write(5, 0, "戊厂")
    sheet.write(5, 2, 50000, other)
    formats = ("[h]:mm", '"罚〔2025〕"0"号"', "00000", "yyyy/m/d", '0"天"', "[$CNY]#,##0")
    for line, code in enumerate(formats, 6):
        sheet.write(line, 0, "己厂")
        sheet.write(line, 2, 1.5 if line == 6 else 45924, xlwt.easyxf(num_format_str=code))
    buffer = io.BytesIO()
    book.save(buffer)
    first, second, third, fourth, fifth, *others = rows_of(buffer.getvalue())
    assert (first["企业名称"], first["承诺日期"]) == ("甲厂", "2025-09-24")
    assert "merged with that of row 2" in str(second[UNREADABLE])
    assert (third["企业名称"], fourth["行业"]) == ("丙厂", "7%")
    assert "shown in another unit" in str(fifth[UNREADABLE])
    assert others[0]["行业"] == "1 day, 12:00:00"  # as an XLSX has it
    assert all("is shown with a text" in str(fields[UNREADABLE]) for fields in others[1:3])
    assert [fields["行业"] for fields in others[3:]] == ["2025-09-24", 45924, 45924]
