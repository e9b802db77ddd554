"""Files of open data over HTTP: which days there are, and each file of a day."""

from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
from fastapi import APIRouter, HTTPException
from fastapi import Path as InPath
from starlette.responses import FileResponse

from services.chassis.http.answer_models import answer_model
from services.chassis.http.problems import problems
from services.disclosure.adapters.exports.data_package import MEDIA_TYPES
from services.disclosure.adapters.exports.export import exported_days

FileName = Annotated[str, InPath(pattern=r"^[a-z_-]+(\.gb18030)?\.(csv|jsonl|parquet|json)$")]
NO_FILE = "没有这个数据文件 there is no such file of open data"
_DESCRIPTION = "application/json"  # of the data package
_MEDIA_TYPES = (*MEDIA_TYPES.values(), _DESCRIPTION)
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # a day never changes


class OpenDataDays(msgspec.Struct, frozen=True, kw_only=True):
    """The days of open data that can be had, the earliest first."""

    days: tuple[date, ...]


class OpenDataFile(NamedTuple):
    """A file of the latest day: what it is about, its form and its address."""

    subject: str
    form: str
    address: str


def latest_files(folder: Path | None) -> tuple[OpenDataFile, ...]:
    """Return the files of the latest day, in the order of their names."""
    days = exported_days(folder) if folder is not None else []
    if folder is None or not days:
        return ()
    return tuple(
        OpenDataFile(
            path.name.split(".")[0].replace("-", "_"),
            path.name.partition(".")[2].upper().replace(".", " "),
            f"/open-data/{days[-1]}/{path.name}",
        )
        for path in sorted((folder / str(days[-1])).iterdir())
    )


def router(folder: Path | None) -> APIRouter:
    """Return the routes over a folder of days (None: there are none)."""
    routes = APIRouter()

    @routes.get("/open-data", response_model=answer_model(OpenDataDays))
    def days() -> OpenDataDays:
        """Return the days of open data: each file of a day is below its day."""
        return OpenDataDays(days=tuple(exported_days(folder)) if folder is not None else ())

    @routes.get(
        "/open-data/{day}/{file}",
        response_class=FileResponse,
        responses={200: {"content": {each: {} for each in _MEDIA_TYPES}}, **problems(404)},
    )
    def file_of(day: date, file: FileName) -> FileResponse:
        """Return a file of a day: `datapackage.json` says which there are."""
        path = None if folder is None else folder / str(day) / file
        if path is None or not path.is_file():
            raise HTTPException(404, NO_FILE)
        media_type = MEDIA_TYPES.get(path.suffix.removeprefix("."), _DESCRIPTION)
        return FileResponse(path, media_type=media_type, filename=file, headers=_FOREVER)

    return routes
