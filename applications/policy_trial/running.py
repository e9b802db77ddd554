"""A trial from its source to its results."""

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

from applications.policy_trial.bins import BINS, Sorted, lines_of_bin, sort_into_bins
from applications.policy_trial.judging import Question, judge, ledgers_in, rated_bin
from applications.policy_trial.kept_bins import (
    KeptLedgers,
    read_rated,
    write_ledgers,
    write_rated,
)
from applications.policy_trial.kept_city import KeptCity, opened
from applications.policy_trial.results import TrialResults
from applications.policy_trial.sealed_files import DamagedFileError
from applications.policy_trial.source import TrialSource
from applications.policy_trial.workers import Workers, workers

Notice = Callable[[str], None]
_FEW_BYTES = 64 * 1024 * 1024  # one process is through with them before others have started


def run(
    source: TrialSource,
    question: Question,
    processes: int,
    *,
    kept: Path | None = None,
    notice: Notice = lambda _: None,
) -> TrialResults:
    """Return the results of a trial of all records of a source.

    In the folder `kept` the city stays as it was read and rated, for further trials of the same
    source. `notice` is called with what a person should know of it. All else that lies on the disk
    meanwhile is gone at the end. Raises CutOffError, WorkerLostError.
    """
    with ExitStack() as stack:
        city = stack.enter_context(opened(kept, source.version(), question)) if kept else None
        if city is not None and 0 < city.rated_bytes < _FEW_BYTES:
            processes = 1
        # The workers end before what they write into is removed.
        name = stack.enter_context(TemporaryDirectory(prefix="safety-credit-trial-"))
        team = stack.enter_context(workers(processes, _set_question, question))
        trial = _Run(source, team, Path(name), stack.enter_context(progress_bar()))
        results = trial.of_city(city, notice) if city else trial.of_source(None)
    return results.in_order()


class _Run:
    def __init__(
        self, source: TrialSource, team: Workers, folder: Path, progress: "Progress"
    ) -> None:
        self._source, self._team, self._folder, self._progress = source, team, folder, progress
        self._reading: TaskID = progress.add_task("读取 read", total=source.total)
        self._judging: TaskID = progress.add_task("评定 assessed", total=BINS)

    def of_city(self, city: KeptCity, notice: Notice) -> TrialResults:
        """Judge a city as it is kept; what is not, is read or rated, and kept."""
        if missing := city.missing:
            notice(missing)
        try:
            if city.is_read:
                self._progress.update(self._reading, total=1, completed=1)
            if city.is_rated:
                return self._judged(partial(_judge_rated, city.records, city.rated), city.counts)
            if city.is_read:
                rated = city.unfinished()
                results = self._judged(partial(_rate, city.records, rated), city.counts)
                city.keep_rated(rated)
                return results
        except DamagedFileError as error:
            notice(f"保存的记录已损坏，重新读取 what is kept is damaged, it is read anew: {error}")
            city.discard()
        results = self.of_source(city)
        if not city.is_read:
            notice(
                "记录在读取时有变，未保存 "
                "the source was written to while it was read: the city is not kept"
            )
        return results

    def of_source(self, city: KeptCity | None) -> TrialResults:
        """Read and judge the source, and keep it in a city, if any."""
        version = self._source.version() if city else None
        chunks = self._source.chunks(self._read)
        counts = Sorted()
        for part in self._team.each(partial(sort_into_bins, folder=self._folder), chunks):
            counts.add(part)
        self._progress.update(self._reading, total=1, completed=1)
        if city is None:
            return self._judged(partial(_read_and_judge, self._folder, None, None), counts)
        records, rated = city.unfinished(), city.unfinished()
        results = self._judged(partial(_read_and_judge, self._folder, records, rated), counts)
        if self._source.version() == version:
            city.keep_records(records, rated, results.read)
        return results

    def _judged(
        self, work: Callable[[int], TrialResults | DamagedFileError], counts: Sorted
    ) -> TrialResults:
        """Return the results of all bins. Raises DamagedFileError."""
        results = TrialResults()
        results.read.add(counts)
        self._progress.reset(self._judging)
        damaged: DamagedFileError | None = None
        for judged in self._team.each(work, range(BINS)):
            if isinstance(judged, DamagedFileError):
                damaged = judged  # the others are awaited: each worker has its own pipe
            else:
                results.add(judged)
            self._progress.advance(self._judging)
        if damaged is not None:
            raise damaged
        return results

    def _read(self, done: int) -> None:
        self._progress.update(self._reading, completed=done)


def progress_bar() -> "AbstractContextManager[Progress]":
    """Return a progress bar; it is quiet where nobody looks at a terminal."""
    from rich.console import Console  # noqa: PLC0415 - only a trial waits for it
    from rich.progress import (  # noqa: PLC0415 - as above
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=console,
        disable=not console.is_terminal,
    )


_question: list[Question] = []  # in each process: packs are too large to be sent with every bin


def _set_question(question: Question) -> None:
    _question[:] = [question]


def _read_and_judge(
    folder: Path, records: Path | None, rated_folder: Path | None, number: int
) -> TrialResults:
    read = Sorted()
    with _without_collections():
        ledgers = list(ledgers_in(lines_of_bin(folder, number), read).items())
        rated = rated_bin(ledgers, _question[0])
        if records is not None and rated_folder is not None:
            write_ledgers(records, number, ledgers)
            write_rated(rated_folder, number, rated)
        results = judge(rated, lambda index: ledgers[index][1], _question[0])
    results.read.add(read)
    return results


def _rate(records: Path, rated_folder: Path, number: int) -> TrialResults | DamagedFileError:
    kept = KeptLedgers(records, number)
    try:
        with _without_collections():
            ledgers = [(code, kept.ledger(index)) for index, code in enumerate(kept.codes)]
            rated = rated_bin(ledgers, _question[0])
            write_rated(rated_folder, number, rated)
            return judge(rated, lambda index: ledgers[index][1], _question[0])
    except DamagedFileError as error:
        return error


def _judge_rated(records: Path, rated_folder: Path, number: int) -> TrialResults | DamagedFileError:
    try:
        with _without_collections():
            rated = read_rated(rated_folder, number)
            return judge(rated, KeptLedgers(records, number).ledger, _question[0])
    except DamagedFileError as error:
        return error


@contextmanager
def _without_collections() -> Iterator[None]:
    """Leave the collector out for a bin: records have no rings, and there are many of them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
