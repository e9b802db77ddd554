"""What a file is that is no table that we read: by what is in it, whatever its extension says."""

import re
from collections.abc import Collection

from .unreadable import UnreadableFileError

_SAVE = (
    "请用Excel或WPS打开，另存为XLSX后报送",
    "open it in Excel or WPS, save it as XLSX and send that",
)
_EXPORT = ("请以XLSX、CSV或JSON报送其中的表格", "send its table as XLSX, CSV or JSON")
_UNPACK = ("请解压后逐个报送其中的文件", "unpack it and send each file")
_PASSWORD = ("请取消密码后报送", "remove the password and send it again")

_Advice = tuple[str, str]
# The first bytes of a file, its kind in Chinese and English, and what to do.
_SIGNATURES: tuple[tuple[bytes, str, str, _Advice], ...] = (
    (b"%PDF", "PDF文件", "a PDF", _EXPORT),
    (b"{\\rtf", "RTF文档", "an RTF document", _EXPORT),
    (b"\x89PNG", "PNG图片", "a PNG image", _EXPORT),
    (b"\xff\xd8\xff", "JPEG图片", "a JPEG image", _EXPORT),
    (b"GIF8", "GIF图片", "a GIF image", _EXPORT),
    (b"II*\x00", "TIFF图片", "a TIFF image", _EXPORT),
    (b"MM\x00*", "TIFF图片", "a TIFF image", _EXPORT),
    (b"Rar!", "RAR压缩包", "a RAR archive", _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", "7z压缩包", "a 7z archive", _UNPACK),
    (b"BZh", "bzip2压缩文件", "a bzip2 file", _UNPACK),
    (b"\xfd7zXZ\x00", "xz压缩文件", "an xz file", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "zstd压缩文件", "a zstd file", _UNPACK),
    (b"SQLite format 3\x00", "SQLite数据库", "an SQLite database", _EXPORT),
    (b"\x00\x01\x00\x00Standard ", "Access数据库", "an Access database", _EXPORT),
    (b"PAR1", "Parquet文件", "a Parquet file", _EXPORT),
    (b"ID;P", "SYLK表格", "a SYLK sheet", _SAVE),
    (b"TABLE\r\n0,1\r\n", "DIF表格", "a DIF sheet", _SAVE),
    (b"\x00\x00\x02\x00", "Lotus 1-2-3表格", "a Lotus 1-2-3 sheet", _SAVE),
    (b"\x09\x00\x04\x00", "Excel 2.x工作簿", "an Excel 2 workbook", _SAVE),
    (b"\x09\x02\x06\x00", "Excel 3.0工作簿", "an Excel 3 workbook", _SAVE),
    (b"\x09\x04\x06\x00", "Excel 4.0工作簿", "an Excel 4 workbook", _SAVE),
    (b"MZ\x90\x00", "Windows程序", "a program of Windows", _EXPORT),
    (b"\x7fELF", "程序", "a program", _EXPORT),
)
_DBF = re.compile(rb"[\x03\x30\x83\xf5][\x00-\xff][\x01-\x0c][\x01-\x1f]", re.DOTALL)
_DBF_HEADER = 32  # bytes, the last two of which are nothing in every edition

# The streams of an OLE2 file, and the parts of a ZIP archive, by which it is known.
_STREAMS = (
    ("EncryptedPackage", "有密码保护的工作簿", "protected by a password", _PASSWORD),
    ("WordDocument", "Word文档", "a Word document", _EXPORT),
    ("PowerPoint Document", "PowerPoint文稿", "a PowerPoint file", _EXPORT),
    ("VisioDocument", "Visio图", "a Visio drawing", _EXPORT),
    ("__properties_version1.0", "Outlook邮件", "an Outlook message", _EXPORT),
)
_PARTS = (
    ("word/", "Word文档", "a Word document", _EXPORT),
    ("ppt/", "PowerPoint文稿", "a PowerPoint file", _EXPORT),
    ("visio/", "Visio图", "a Visio drawing", _EXPORT),
    ("Index/", "Apple iWork文件（Numbers）", "a file of Apple's iWork (Numbers)", _SAVE),
    ("Index.zip", "Apple iWork文件（Numbers）", "a file of Apple's iWork (Numbers)", _SAVE),
    ("OFD.xml", "OFD版式文件", "an OFD document", _EXPORT),
    ("META-INF/MANIFEST.MF", "Java程序包", "a Java archive", _EXPORT),
)
_OPEN_DOCUMENTS = {
    "text": ("ODT文档", "an ODT document"),
    "presentation": ("ODP文稿", "an ODP presentation"),
    "graphics": ("ODG图", "an ODG drawing"),
}

# What was passed over is not tried another way: comments can be divided in more ways than any time
# is enough for.
_COMMENT = rb"(?><!--.*?-->)"
_HTML = re.compile(
    rb"(?:<\?xml[^>]*\?>|" + _COMMENT + rb"|\s)*+"
    rb"<(?:!doctype\s+html|html|head|meta|body|table|style|div|tr)\b",
    re.DOTALL | re.IGNORECASE,
)
_MHTML = re.compile(
    rb"(?:[\w-]+:[^\n]*\n|[ \t][^\n]*\n)*?content-type:\s*multipart/", re.IGNORECASE
)
_ROOT = re.compile(
    rb"(?:<\?[^>]*\?>|" + _COMMENT + rb"|<!DOCTYPE[^>]*>|\s)*+<([A-Za-z][\w:.-]*)", re.DOTALL
)
_BEGINNING = 16 * 1024  # bytes in which a text says what it is


def other_kind(head: bytes, size: int) -> UnreadableFileError | None:
    """Return the error of a file whose first bytes are those of something else, or None."""
    for signature, chinese, english, advice in _SIGNATURES:
        if head.startswith(signature):
            return refusal(chinese, english, advice)
    if (
        _DBF.match(head)
        and len(head) > _DBF_HEADER
        and head[_DBF_HEADER - 2 : _DBF_HEADER] == b"\0\0"
    ):
        return refusal("dBase数据表（DBF）", "a dBase table (DBF)", _SAVE)
    if head[257:262] == b"ustar" and size > len("ustar"):
        return refusal("tar归档文件", "a tar archive", _UNPACK)
    return None


def other_markup(head: bytes) -> UnreadableFileError | None:
    """Return the error of a text that is a page or a document in XML, or None."""
    beginning = head[:_BEGINNING].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _HTML.match(beginning):
        return refusal("HTML网页（扩展名不能说明内容）", "an HTML page, whatever its name", _SAVE)
    if _MHTML.match(beginning):
        return refusal("MHTML网页（单个文件网页）", "an MHTML page (a web archive)", _SAVE)
    root = _ROOT.match(beginning)
    if root is None:
        return None
    name = root[1].decode("ascii", "replace")[:50]
    return refusal(f"XML文件（根元素{name}）", f"an XML document (root element {name})", _EXPORT)


def other_compound(streams: Collection[str]) -> UnreadableFileError:
    """Return the error of an OLE2 file without a workbook, by the names of its streams."""
    for stream, chinese, english, advice in _STREAMS:
        if stream in streams:
            return refusal(chinese, english, advice)
    names = ", ".join(sorted({*streams} - {"", "Root Entry"})[:5])[:100] or "-"
    return refusal(
        f"不含工作簿的OLE2文件（{names}）", f"an OLE2 file without a workbook ({names})", _EXPORT
    )


def other_archive(parts: Collection[str], mimetype: str) -> UnreadableFileError:
    """Return the error of a ZIP archive that is no workbook, by its parts."""
    _, _, kind = mimetype.partition("opendocument.")
    for name, (chinese, english) in _OPEN_DOCUMENTS.items():
        if kind.startswith(name):
            return refusal(chinese, english, _EXPORT)
    for part, chinese, english, advice in _PARTS:
        if any(each == part or (part.endswith("/") and each.startswith(part)) for each in parts):
            return refusal(chinese, english, advice)
    names = ", ".join(sorted(parts)[:3])[:100] or "-"
    return UnreadableFileError(
        f"这是ZIP压缩包而非工作簿（含{names}），请解压后逐个报送其中的文件",
        f"this is an archive that is no workbook (it holds {names}): unpack it and send each file",
    )


def refusal(chinese: str, english: str, advice: _Advice) -> UnreadableFileError:
    """Return the error that says what a file is, and what to do."""
    return UnreadableFileError(f"这是{chinese}，{advice[0]}", f"this is {english}: {advice[1]}")


def password() -> UnreadableFileError:
    """Return the error of a file that only its password opens."""
    return UnreadableFileError(
        "文件有密码保护，请取消密码后报送", "the file is protected by a password: remove it"
    )
