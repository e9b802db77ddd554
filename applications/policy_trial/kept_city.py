"""A city that is kept in a folder: its ledgers, and how the rules in force rate them on days.

A folder has a city's records under the name of what they were read from and of the program that
read them; in there the ratings, under the name of the rules and the day. Everything is written
under another name, and renamed when it is whole: trials at the same time don't see it before.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import msgspec

import applications.policy_trial
import schemas
import services.chassis.state
import services.sanctions.domain
import services.scoring
from applications.policy_trial.bins import Sorted
from applications.policy_trial.judging import Question
from applications.policy_trial.sealed_files import digest_of_bytes, read_sealed, write_sealed

RECORDS, RATED, UNFINISHED, LOCK = "records", "rated", "unfinished", "lock"
COUNTS = "counts"
MOST_RATINGS = 4  # of one city: they are about half as large as its records
_ROOMS = (
    applications.policy_trial,
    schemas,
    services.chassis.state,
    services.sanctions.domain,
    services.scoring,
)
_SUFFIXES = frozenset({".py", ".yaml", ".json"})
_encoder = msgspec.msgpack.Encoder(order="deterministic", decimal_format="string")


class KeptCity:
    """The city of one source as one program reads it, rated under the rules of a question."""

    def __init__(self, folder: Path, source: str, question: Question) -> None:
        self._folder = folder
        self._source = source
        self._unfinished: list[Path] = []
        self.records = folder / f"{RECORDS}-{source}-{program_version()}"
        self.rated = self.records / f"{RATED}-{rules_version(question)}"

    @property
    def is_read(self) -> bool:
        """Whether its ledgers are there."""
        return self.records.is_dir()

    @property
    def is_rated(self) -> bool:
        """Whether its ratings are there too."""
        return self.rated.is_dir()

    @property
    def rated_bytes(self) -> int:
        """How large the ratings are; 0 where they are not there."""
        try:
            return sum(path.stat().st_size for path in self.rated.iterdir())
        except OSError:
            return 0

    @property
    def missing(self) -> str | None:
        """What a person should know of why something is not used (None: nothing was kept)."""
        if self.is_rated:
            return None
        if self.is_read:
            return (
                "保存的评定属于另一规则或另一日期，重新评定 "
                "what is kept was rated under other rules or for another day: it is rated anew"
            )
        others = [path.name for path in self._folder.glob(f"{RECORDS}-*")]
        if not others:
            return None
        if any(name.startswith(f"{RECORDS}-{self._source}-") for name in others):
            return (
                "保存的记录由另一版本的程序读取，重新读取 "
                "the kept city was read by another version of the program: it is read anew"
            )
        return (
            "保存的是另一来源的记录，重新读取 the kept city is of another source: it is read anew"
        )

    @property
    def counts(self) -> Sorted:
        """How many records were read. Raises DamagedFileError."""
        return msgspec.msgpack.decode(read_sealed(self.records / COUNTS), type=Sorted)

    def unfinished(self) -> Path:
        """Return a new folder to write into; it is gone at the end, unless it is kept."""
        path = Path(mkdtemp(prefix=f"{UNFINISHED}-", dir=self._folder))
        self._unfinished.append(path)
        return path

    def keep_records(self, unfinished: Path, rated: Path, counts: Sorted) -> None:
        """Keep ledgers and ratings that were written, unless another trial has kept them."""
        write_sealed(unfinished / COUNTS, _encoder.encode(counts))
        rated.rename(unfinished / self.rated.name)
        _publish(unfinished, self.records)

    def keep_rated(self, rated: Path) -> None:
        """Keep ratings that were written, unless another trial has kept them."""
        _publish(rated, self.rated)

    def discard(self) -> None:
        """Take away what is damaged."""
        with suppress(OSError):  # another trial has taken it away
            self.records.rename(self.unfinished() / RECORDS)

    def remove_unfinished(self) -> None:
        """Remove what this trial has written and not kept."""
        for path in self._unfinished:
            shutil.rmtree(path, ignore_errors=True)

    def remove_others(self) -> None:
        """Remove other cities and what was never finished, and all but the latest ratings."""
        for path in self._folder.iterdir():
            if path.name.startswith((f"{RECORDS}-", f"{UNFINISHED}-")) and path != self.records:
                shutil.rmtree(path, ignore_errors=True)
        ratings = sorted(self.records.glob(f"{RATED}-*"), key=_written_at)
        for path in ratings[:-MOST_RATINGS]:
            if path != self.rated:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def opened(folder: Path, source: str, question: Question) -> Iterator[KeptCity]:
    """Yield the city that a folder has to keep; at the end remove others, if nobody uses them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        city = KeptCity(folder, source, question)
        try:
            yield city
        finally:
            city.remove_unfinished()
        with suppress(BlockingIOError):  # another trial may use them
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            city.remove_others()


@cache
def program_version() -> str:
    """Return a digest of the code that reads and rates."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(msgspec.__version__.encode())
    for room in _ROOMS:
        root = Path(room.__path__[0])
        for path in sorted(path for path in root.rglob("*") if path.suffix in _SUFFIXES):
            digest.update(f"{room.__name__}/{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def rules_version(question: Question) -> str:
    """Return a digest of the rules in force and of the day; the drafts are no part of it."""
    trial = question.trial
    content = (trial.in_force.by_sector, question.measures, trial.on, trial.as_known)
    return digest_of_bytes(_encoder.encode(content)).hex()


def _publish(unfinished: Path, path: Path) -> None:
    try:
        unfinished.rename(path)
    except OSError:
        if not path.is_dir():
            raise


def _written_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
