"""The description of a day of open data, as a data package (Frictionless), with its checksums."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from schemas.messages import DecisionsSealed

from .tables import ExportTable

_BLOCK = 1024 * 1024
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
}


class ExportTexts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a city says of its open data: title, description and licence, in both languages."""

    title: str
    description: str
    licence_name: str
    licence_title: str
    tables: Mapping[str, str]


def described(
    path: Path, encoding: str | None = None, table: ExportTable | None = None, title: str = ""
) -> dict[str, Any]:
    """Return the description of a file: name, size, checksum, and its columns."""
    form = path.suffix.removeprefix(".")
    resource: dict[str, Any] = {
        "name": path.name.replace(".", "-").lower(),
        "path": path.name,
        "title": title,
        "format": form,
        "mediatype": MEDIA_TYPES[form],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{checksum(path)}",
    }
    if encoding is not None:
        resource["encoding"] = encoding
    if table is not None:
        resource["schema"] = {
            "fields": [
                {
                    "name": name,
                    "type": each.type,
                    "title": each.chinese,
                    "description": each.english,
                }
                for name, each in table.columns.items()
            ],
            "primaryKey": table.key,
        }
    return resource


def data_package(
    day: date,
    positions: str,
    seal: DecisionsSealed | None,
    texts: ExportTexts,
    resources: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the description of a day: what is in each file, on what it stands, and its seal.

    The seal is that of the last day in the decision log: by it anybody can prove a grade.
    """
    return {
        "name": "safety-credit-disclosures",
        "title": texts.title,
        "description": texts.description,
        "licenses": [{"name": texts.licence_name, "title": texts.licence_title}],
        "version": str(day),
        "day": str(day),
        "positions": positions,
        "seal": None
        if seal is None
        else {
            "day": str(seal.day),
            "number": seal.number,
            "hash": seal.hash,
            "checkpoint": seal.checkpoint,
            "key_id": seal.key_id,
        },
        "resources": list(resources),
    }


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
