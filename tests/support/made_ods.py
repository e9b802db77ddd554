"""OpenDocument spreadsheets written by hand, cell by cell."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

_NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style", "number")
)
_CALC = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
    "</manifest:manifest>"
)


def cell(value: object, shown: str | None = None, kind: str | None = None, more: str = "") -> str:
    """Return a cell: a text, a number, a day (`kind` date), with the text that is shown of it."""
    if isinstance(value, str) and kind is None:
        paragraphs = "".join(f"<text:p>{_spaced(each)}</text:p>" for each in value.split("\n"))
        kind = "" if not value else ' office:value-type="string"'
        return f"<table:table-cell{kind}{more}>{paragraphs if value else ''}</table:table-cell>"
    kind = kind or "float"
    name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(
        kind, "value"
    )
    text = "" if shown is None else f"<text:p>{escape(shown)}</text:p>"
    given = quoteattr(str(value))
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}={given}{more}>{text}'
        "</table:table-cell>"
    )


def _spaced(text: str) -> str:
    return escape(text).replace("\t", "<text:tab/>").replace(" ", "<text:s/>")


def row(*cells: str, repeated: int = 1) -> str:
    """Return a row; what does not begin as a cell is taken for a text."""
    made = "".join(each if each.startswith("<table:") else cell(each) for each in cells)
    often = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f"<table:table-row{often}>{made}</table:table-row>"


def table(name: str, rows: Iterable[str], style: str = "shown") -> str:
    """Return a sheet; of the style `hidden` it is hidden."""
    return (
        f'<table:table table:name="{name}" table:style-name="{style}">{"".join(rows)}</table:table>'
    )


def document(*tables: str, settings: str = "", start: str = "") -> bytes:
    """Return an ODS of tables."""
    body = content("".join(tables), settings, start)
    return packed({"mimetype": MIMETYPE, "content.xml": body, "META-INF/manifest.xml": MANIFEST})


def content(tables: str, settings: str = "", start: str = "") -> str:
    """Return the part that has the tables of a document."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table">'
        f'<style:table-properties table:display="{shown}"/></style:style>'
        for name, shown in (("shown", "true"), ("hidden", "false"))
    )
    return (
        f"{start}<office:document-content{_NAMES}{_CALC}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{settings}{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def packed(parts: dict[str, str | bytes]) -> bytes:
    """Return an archive of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return buffer.getvalue()
