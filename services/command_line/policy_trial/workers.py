"""Worker processes that none outlives: however the trial ends, they end with it."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context, parent_process
from types import FrameType
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

_AHEAD = 2  # tasks a process that are under way or wait for it: more would only fill memory


class Workers:
    """So many processes (1: this one alone does the work)."""

    def __init__(self, executor: ProcessPoolExecutor | None, processes: int) -> None:
        self._executor = executor
        self._most = processes * _AHEAD

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield the results as they come, in no order; items are taken as they are needed."""
        if self._executor is None:
            yield from map(work, items)
            return
        coming = iter(items)
        pending: set[Future[R]] = set()
        while True:
            for item in islice(coming, self._most - len(pending)):
                pending.add(self._executor.submit(work, item))
            if not pending:
                return
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()


@contextmanager
def workers(processes: int, prepare: Callable[[T], None], given: T) -> Iterator[Workers]:
    """Yield the workers, each prepared once by what is given.

    They are gone at the end, also after Ctrl-C or a SIGTERM.
    """
    if processes == 1:
        prepare(given)
        yield Workers(None, 1)
        return
    context = get_context("spawn")  # a copy of this process would have its threads' locks
    executor = ProcessPoolExecutor(processes, context, _begin, (prepare, given))
    with _terminable():
        try:
            yield Workers(executor, processes)
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let a SIGTERM end this process as an exception does, with what is to be tidied up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _begin(prepare: Callable[[T], None], given: T) -> None:
    """Leave Ctrl-C to the parent, and end where the parent is gone without a word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(given)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
