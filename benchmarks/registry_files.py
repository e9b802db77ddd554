"""Registry files of any length, the same on every run: CSV, JSON, and workbooks."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from struct import pack
from xml.sax.saxutils import escape

from schemas.vocabulary import enterprise_code, organization_code
from tests.support.made_ods import MANIFEST, MIMETYPE, content
from tests.support.made_ods import row as open_row
from tests.support.made_xlsb import binary_row, record, xlsb

HEADER = (
    "统一社会信用代码",
    "企业名称",
    "组织机构代码",
    "注册号",
    "行业领域",
    "国民经济行业代码",
    "工伤风险类别",
    "所属区县",
    "上年度工资总额(元)",
    "职工人数",
    "车辆数",
    "经营状态",
    "联系电话",
)
_SECTORS = ("工业", "危险化学品", "建筑施工", "交通运输")
_DISTRICTS = ("海曙区", "江北区", "镇海区", "北仑区", "鄞州区", "奉化区")
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sheet1.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="{office}/{kind}" Target="{target}"/></Relationships>'
)
_WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="{office}">'
    '<sheets><sheet name="登记" sheetId="1" r:id="r1"/></sheets></workbook>'
)


def rows(count: int) -> Iterator[tuple[str, ...]]:
    """Yield rows of made-up enterprises, each with a valid unified code."""
    for number in range(count):
        body = f"N{number:07d}"
        stem = f"91990100{body}{organization_code.check_character(body)}"
        code = stem + enterprise_code.check_character(stem)
        yield (
            code,
            f"宁东第{number}号精密制造有限公司",
            code[8:17],
            f"3302{number:011d}",
            _SECTORS[number % len(_SECTORS)],
            f"C{number % 4000:04d}",
            str(1 + number % 8),
            _DISTRICTS[number % len(_DISTRICTS)],
            f"{100_000 + number * 37 % 9_000_000}.{number % 100:02d}",
            str(5 + number % 900),
            str(number % 12),
            "存续",
            f"0574-{number % 100_000_000:08d}",
        )


def write_csv(path: Path, count: int) -> None:
    """Write UTF-8 with a mark, as Excel does."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(count))


def _objects(count: int) -> Iterator[str]:
    for row in rows(count):
        yield json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False)


def write_json_list(path: Path, count: int) -> None:
    """Write one list of objects."""
    with path.open("w", encoding="utf-8") as file:
        for number, line in enumerate(_objects(count)):
            file.write(("," if number else "[") + line)
        file.write("]")


def write_json_lines(path: Path, count: int) -> None:
    """Write an object a line."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in _objects(count))


def write_workbook(path: Path, count: int) -> None:
    """Write an XLSX whose cells hold their texts themselves."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        main = _RELATIONS.format(office=_OFFICE, kind="officeDocument", target="xl/workbook.xml")
        archive.writestr("_rels/.rels", main)
        archive.writestr("xl/workbook.xml", _WORKBOOK.format(office=_OFFICE))
        sheet = _RELATIONS.format(office=_OFFICE, kind="worksheet", target="sheet1.xml")
        archive.writestr("xl/_rels/workbook.xml.rels", sheet)
        with archive.open("xl/sheet1.xml", "w", force_zip64=True) as part:
            part.write(_SHEET.encode())
            part.write(_row(1, HEADER))
            for number, row in enumerate(rows(count), 2):
                part.write(_row(number, row))
            part.write(b"</sheetData></worksheet>")


def _row(number: int, row: tuple[str, ...]) -> bytes:
    cells = "".join(
        f'<c r="{chr(ord("A") + place)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for place, cell in enumerate(row)
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def write_open_document(path: Path, count: int) -> None:
    """Write an ODS."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("mimetype", MIMETYPE)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as part:
            before, after = content('<table:table table:name="登记">@</table:table>').split("@")
            part.write(before.encode())
            for row in chain([HEADER], rows(count)):
                part.write(open_row(*row).encode())
            part.write(after.encode())


def write_binary_workbook(path: Path, count: int) -> None:
    """Write an XLSB whose cells hold their texts themselves."""
    made = xlsb(("登记", 0, b"@"))
    with (
        zipfile.ZipFile(io.BytesIO(made)) as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in plain.namelist():
            if not name.endswith("sheet1.bin"):
                archive.writestr(name, plain.read(name))
        with archive.open("xl/worksheets/sheet1.bin", "w", force_zip64=True) as part:
            size = record(148, pack("<IIII", 0, count, 0, len(HEADER) - 1))
            part.write(record(129) + size + record(145))
            for number, row in enumerate(chain([HEADER], rows(count)), 1):
                part.write(binary_row(number, row))
            part.write(record(146) + record(130))


WRITERS: dict[str, Callable[[Path, int], None]] = {
    "csv": write_csv,
    "json list": write_json_list,
    "json lines": write_json_lines,
    "xlsx": write_workbook,
    "xlsb": write_binary_workbook,
    "ods": write_open_document,
}
