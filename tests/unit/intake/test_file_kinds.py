"""What a file is in truth is said, whatever its name, with what to do."""

import gzip

import pytest
import xlwt

from services.chassis.clock import clock_at
from services.intake.adapters.files.unreadable import UnreadableFileError
from services.intake.adapters.submissions.submission import Sender, submit_file
from tests.support.made_compounds import compound
from tests.support.made_ods import MANIFEST, MIMETYPE, packed
from tests.support.sample_files import KNOWN_ON, RULEBOOK

SENDER = Sender("work-safety", clock_at(KNOWN_ON)())
TABLE = "<tr><td>企业名称</td><td>统一社会信用代码</td></tr>"
ODT = "application/vnd.oasis.opendocument.text"


def refused(data: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        submit_file(RULEBOOK, SENDER, "名单.xls", data)
    return caught.value


OBJECT = '{"隐患编号": "YH-1"}'
KINDS: dict[str, tuple[bytes, str]] = {
    "a page": (f"<html><body><table>{TABLE}".encode(), "an HTML page"),
    "a page of GBK": (f"<HTML>\r\n<Head><title>名单</title>{TABLE}".encode("gbk"), "an HTML page"),
    "a page with a mark": (f"\ufeff<!DOCTYPE html><html>{TABLE}".encode(), "an HTML page"),
    "a page of UTF-16": (f"<table>{TABLE}</table>".encode("utf-16"), "an HTML page"),
    "a bare table": (f"\r\n <table border='1'>{TABLE}</table>".encode(), "an HTML page"),
    "a page of Excel": (
        b"<!-- saved --><html xmlns:o='urn:schemas-microsoft-com:office:office'>",
        "an HTML page",
    ),
    "XHTML": (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", "an HTML page"),
    "a web archive": (
        b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
        b'Content-Type: multipart/related;\r\n\tboundary="x"\r\n',
        "an MHTML page",
    ),
    "XML": (b"<?xml version='1.0'?><!-- a --><rows><row a='1'/></rows>", "root element rows"),
    "a PDF": (b"%PDF-1.7", "a PDF"),
    "a PNG": (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image"),
    "a RAR": (b"Rar!\x1a\x07\x00", "a RAR archive"),
    "a 7z": (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    "RTF": (b"{\\rtf1\\ansi", "an RTF document"),
    "SQLite": (b"SQLite format 3\x00", "an SQLite database"),
    "dBase": (b"\x03\x1a\x07\x0a" + bytes(40), "a dBase table"),
    "SYLK": (b"ID;PWXL;N;E\r\nP;PGeneral\r\n", "a SYLK sheet"),
    "Excel 2": (b"\x09\x00\x04\x00\x02\x00\x10\x00", "an Excel 2 workbook"),
    "Excel 3": (b"\x09\x02\x06\x00\x00\x00\x10\x00", "an Excel 3 workbook"),
    "Excel 4": (b"\x09\x04\x06\x00\x00\x00\x10\x00", "an Excel 4 workbook"),
    "Word": (compound("WordDocument"), "a Word document"),
    "PowerPoint": (compound("PowerPoint Document"), "a PowerPoint file"),
    "a password": (compound("EncryptedPackage"), "protected by a password"),
    "another OLE2": (compound("Mystery"), "an OLE2 file without a workbook (Mystery"),
    "DOCX": (packed({"[Content_Types].xml": "", "word/document.xml": ""}), "a Word document"),
    "PPTX": (packed({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "a PowerPoint"),
    "Numbers": (packed({"Index/Document.iwa": "", "preview.jpg": ""}), "Apple's iWork (Numbers)"),
    "OFD": (packed({"OFD.xml": "", "Doc_0/Document.xml": ""}), "an OFD document"),
    "ODT": (packed({"mimetype": ODT, "content.xml": ""}), "an ODT document"),
    "an ODS under a password": (
        packed(
            {
                "mimetype": MIMETYPE,
                "content.xml": "\x99",
                "META-INF/manifest.xml": MANIFEST.replace(
                    "/></", "/><manifest:encryption-data/></"
                ),
            }
        ),
        "protected by a password",
    ),
    "an archive": (
        packed({"名单.csv": "a,b"}),
        "(it holds 名单.csv): unpack it and send each file",
    ),
    "a gzip of a page": (gzip.compress(f"<html>{TABLE}".encode()), "an HTML page"),
}


@pytest.mark.parametrize(("data", "says"), KINDS.values(), ids=KINDS)
def test_a_file_is_named_for_what_it_is(data: bytes, says: str) -> None:
    error = refused(data)
    assert says in error.english
    assert "这是" in error.chinese or "密码" in error.chinese
    assert any(word in error.english for word in ("send", "unpack", "save", "remove"))
    assert "layout" not in error.english
    assert "encoding" not in error.english


SPOILT: dict[str, tuple[bytes, str]] = {
    "a workbook that is cut off": (packed({"xl/workbook.xml": "<x/>"})[:-30], "is cut off"),
    "UTF-8 that was read as GBK": (
        "企业名称,统一社会信用代码\n甲,1\n".encode().decode("gbk", "ignore").encode(),
        "the header is garbled",
    ),
    "a callback": (f"callback([{OBJECT}])".encode(), "a script around the JSON"),
    "a variable": (f"var d = [{OBJECT}];".encode(), "a script around the JSON"),
    "a comment": (f"// 隐患\n[{OBJECT}]".encode(), "a script around the JSON"),
    "a list in a list": (f"[[{OBJECT}]]".encode(), "in lists within a list"),
    "objects by number": (f'{{"1": {OBJECT}, "2": {OBJECT}}}'.encode(), "the keys are numbers"),
}


@pytest.mark.parametrize(("data", "says"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_wrong_with_a_file_is_its_true_cause(data: bytes, says: str) -> None:
    error = refused(data)
    assert says in error.english
    assert "请" in error.chinese


def test_an_old_workbook_under_a_password_is_told() -> None:
    book = xlwt.Workbook()
    book.add_sheet("一").write(0, 0, "x")
    stream = book.get_biff_data()
    begin = 4 + int.from_bytes(stream[2:4], "little")  # behind the record that begins the stream
    filepass = b"\x2f\x00\x06\x00" + bytes(6)
    data = compound("Workbook", stream[:begin] + filepass + stream[begin:])
    assert "protected by a password" in refused(data).english


def test_a_sign_of_less_than_in_a_csv_is_no_markup() -> None:
    header = "企业名称,统一社会信用代码,行业,是否承诺,承诺日期,是否公示,公示网址\n"
    row = "甲厂,91990103NBMRN7808U,C1,是,2025-09-24,是,\n"
    for title in ("<附件1>\n", "< 5人的企业\n", "<<名单>>\n"):
        assert len(submit_file(RULEBOOK, SENDER, "a", (title + header + row).encode()).facts) == 1
