"""A trial from its source to its results."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

from applications.policy_trial.bins import BINS, Sorted, sort_into_bins
from applications.policy_trial.judging import Question, judge_bin
from applications.policy_trial.results import TrialResults
from applications.policy_trial.source import Progressed
from applications.policy_trial.workers import workers

Source = Callable[[Progressed], Iterator[bytes]]


def run(source: Source, question: Question, processes: int, *, total: int | None) -> TrialResults:
    """Return the results of a trial of all records of a source.

    `total` is the size of the source, as it tells how far it is. What lies on the disk meanwhile is
    gone at the end.
    """
    results = TrialResults()
    with (
        TemporaryDirectory(prefix="safety-credit-trial-") as name,
        workers(processes, _set_question, question) as team,
        progress_bar() as progress,
    ):
        folder = Path(name)
        reading = progress.add_task("读取 read", total=total)
        judging = progress.add_task("评定 assessed", total=BINS)
        chunks = source(lambda done: progress.update(reading, completed=done))
        read = Sorted()
        for part in team.each(partial(sort_into_bins, folder=folder), chunks):
            read.add(part)
        results.read.add(read)
        progress.update(reading, total=1, completed=1)
        for judged in team.each(partial(_judge, folder), range(BINS)):
            results.add(judged)
            progress.advance(judging)
    return results.in_order()


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


def _judge(folder: Path, number: int) -> TrialResults:
    return judge_bin(folder, number, _question[0])
