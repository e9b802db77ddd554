"""How far each file of a watched folder is: what a restart needs to go on with the same ids."""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import msgspec

from services.chassis.durable_files import UNFINISHED, written

Signature = tuple[int, int]


def signature(path: Path) -> Signature:
    """Return size (bytes) and time of the last change (ns). Raises FileNotFoundError."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


class WatchProgress(msgspec.Struct, frozen=True, kw_only=True):
    """One file's submission: `known_at` makes its ids the same after a restart."""

    name: str
    digest: str
    department: str
    layout: str | None
    known_at: datetime
    submission: str
    rows: int
    ignored: tuple[str, ...] = ()
    acknowledged: int = 0

    @property
    def sent(self) -> bool:
        """Whether the broker has acknowledged every row."""
        return self.acknowledged >= self.rows


class ProgressBook:
    """Keeps the progress of each file in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str) -> WatchProgress | None:
        """Return the progress of the file of a name, or None."""
        try:
            return msgspec.json.decode(self._file_of(name).read_bytes(), type=WatchProgress)
        except FileNotFoundError:
            return None
        except msgspec.DecodeError:  # by another hand: begun anew, its rows are repeats at most
            return None

    def write(self, name: str, progress: WatchProgress) -> None:
        """Write the progress, whole or not at all."""
        with written(self._file_of(name)) as file:
            file.write(msgspec.json.encode(progress).decode())

    def forget(self, name: str) -> None:
        """Remove the progress of a file that is done."""
        self._file_of(name).unlink(missing_ok=True)

    def tidy(self, names: list[str]) -> None:
        """Remove what is left over of files that are no longer there."""
        current = {self._file_of(name) for name in names}
        for file in self._folder.iterdir():
            if file.suffix in {".json", UNFINISHED} and file not in current:
                file.unlink(missing_ok=True)

    def _file_of(self, name: str) -> Path:
        return self._folder / f"{sha256(os.fsencode(name)).hexdigest()[:32]}.json"
