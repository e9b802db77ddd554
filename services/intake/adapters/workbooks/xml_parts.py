"""The parts of a workbook, read as they come: XML that may declare nothing and hold no bomb."""

import codecs
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from struct import error as StructError  # noqa: N812 - an exception by any name
from typing import IO, BinaryIO
from xml.parsers import expat
from zlib import error as ZlibError  # noqa: N812 - an exception by any name

from services.intake.adapters.files.content import refuse_ratio
from services.intake.adapters.files.foreign_kinds import password
from services.intake.adapters.files.limits import CHUNK, LARGEST_CONTENT, LONGEST_CELL, MOST_PARTS
from services.intake.adapters.files.source import refuse_size
from services.intake.adapters.files.unreadable import UnreadableFileError

_BREAKING = (
    *(expat.ExpatError, zipfile.BadZipFile, ZlibError, EOFError, OSError),
    *(LookupError, ValueError, NotImplementedError, RuntimeError),
)
Start = Callable[[str, dict[str, str]], object]


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Return a ZIP archive whose parts do no harm. Raises UnreadableFileError.

    A part can't be larger than it says: reading ends there, and its check sum tells.
    """
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as error:  # what an archive holds stands at its end
        raise UnreadableFileError(
            "工作簿无法打开：不完整，文件末尾缺失（可能下载或复制未完成），请重新导出后报送",
            "the workbook can't be opened: it is cut off, its end is missing (a download or copy "
            "that broke off); export it again",
        ) from error
    except (OSError, ValueError, NotImplementedError) as error:
        raise broken(error) from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise UnreadableFileError(
            f"压缩包内有{len(parts)}个文件，最多{MOST_PARTS}个",
            f"the archive has {len(parts)} parts, at most {MOST_PARTS} are read: send a CSV",
        )
    for part in parts:
        refuse_ratio(part.file_size, part.compress_size)
        if part.flag_bits & 1:
            raise password()
    refuse_size(sum(part.file_size for part in parts))
    return archive


def broken(error: Exception) -> UnreadableFileError:
    """Return the error of a workbook that is damaged."""
    return UnreadableFileError(
        f"工作簿无法打开（{error}），请另存为XLSX或CSV后报送",
        f"the workbook can't be opened ({error}): save it as XLSX or CSV and send that",
    )


def parsed(
    archive: zipfile.ZipFile,
    name: str,
    start: Start,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
) -> Iterator[None]:
    """Parse a part with handlers, and yield after each piece of it. Raises UnreadableFileError."""
    return parsed_stream(lambda: archive.open(name), name, start, end, text)


def parsed_stream(  # noqa: PLR0913, PLR0917 - what a parser takes
    opening: Callable[[], IO[bytes]],
    name: str,
    start: Start,
    end: Callable[[str], object] | None = None,
    text: Callable[[str], object] | None = None,
    encoding: str | None = None,
) -> Iterator[None]:
    """Parse a document with handlers, and yield after each piece. Raises UnreadableFileError.

    `encoding` is one that the parser does not know itself.
    """
    parser = expat.ParserCreate("utf-8" if encoding else None)
    parser.buffer_text = True
    parser.buffer_size = CHUNK
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    decoder = codecs.getincrementaldecoder(encoding)() if encoding else None
    fed = 0
    with guarded(), opening() as part:
        while data := part.read(CHUNK):
            piece = decoder.decode(data).encode() if decoder else data
            parser.Parse(piece, False)
            fed += len(piece)
            if fed - parser.CurrentByteIndex > LONGEST_CELL:
                raise broken(ValueError(f"{name}: a tag without end"))
            yield
        parser.Parse(b"", True)
        yield


@contextmanager
def guarded() -> Iterator[None]:
    """Let whatever breaks the reading of a part become an UnreadableFileError."""
    try:
        yield
    except UnreadableFileError:
        raise
    except StructError as error:
        raise broken(ValueError("a record is cut off")) from error
    except _BREAKING as error:
        raise broken(error) from error


def elements(archive: zipfile.ZipFile, name: str) -> list[tuple[str, dict[str, str]]]:
    """Return all elements of a small part, in order: local names and attributes."""
    elements: list[tuple[str, dict[str, str]]] = []
    if archive.getinfo(name).file_size > LARGEST_CONTENT // 16:
        raise broken(ValueError(f"{name} is too large"))
    for _ in parsed(archive, name, lambda tag, values: elements.append((local(tag), values))):
        continue
    return elements


@lru_cache(maxsize=1024)
def local(name: str) -> str:
    """Return a name without its prefix."""
    return name.rpartition(":")[2]


def relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part refers to: id to (last word of the type, name of the part)."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive.NameToInfo:
        return {}
    return {
        values.get("Id", ""): (
            values.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, values.get("Target", ""))).lstrip("/"),
        )
        for tag, values in elements(archive, listing)
        if tag == "Relationship" and values.get("TargetMode") != "External"
    }


def _refuse_declarations(*_of_a_document_type: object) -> None:
    raise broken(ValueError("it declares a document type"))
