"""Workbooks written by hand, so that tests can put into them what no program would."""

import io
import zipfile
from collections.abc import Iterable, Sequence

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = '<Relationship Id="{id}" Type="{office}/{kind}" Target="{target}"/>'


def workbook(
    sheet: str, texts: str = "", styles: str = "", properties: str = "", start: str = ""
) -> bytes:
    """Return an XLSX with the rows of a sheet, its shared texts and its styles, all as XML."""
    relations = "".join(
        _RELATION.format(id=f"r{number}", office=OFFICE, kind=kind, target=target)
        for number, (kind, target) in enumerate(
            [("worksheet", "a.xml"), ("sharedStrings", "t.xml"), ("styles", "s.xml")], 1
        )
    )
    parts = {
        "_rels/.rels": "<Relationships>"
        + _RELATION.format(id="r1", office=OFFICE, kind="officeDocument", target="/xl/w.xml")
        + "</Relationships>",
        "xl/w.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{properties}'
        '<sheets><sheet name="一" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/w.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/a.xml": f'{start}<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        "xl/t.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/s.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()


def row(number: int, *cells: str) -> str:
    """Return a row of texts; a cell that begins with `<c` is taken as it is."""
    return f'<row r="{number}">' + "".join(map(_cell, cells)) + "</row>"


def _cell(cell: str) -> str:
    return cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'


def spreadsheet_xml(rows: Iterable[Sequence[str]]) -> bytes:
    """Return a workbook in one XML document (SpreadsheetML 2003) of texts."""
    name = "urn:schemas-microsoft-com:office:spreadsheet"
    lines = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in cells)
        + "</Row>"
        for cells in rows
    )
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{name}" xmlns:ss="{name}">'
        f'<Worksheet ss:Name="一"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()
