"""Worker processes that none outlives: however the trial ends, they end with it.

Each has a pipe of its own and one task at a time. There is no lock that a killed one could keep,
and whoever is left without the other end of its pipe ends.
"""

import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")
R = TypeVar("R")

_KILL_AFTER = 10.0  # seconds until a process that was asked to end is killed


class WorkerLostError(RuntimeError):
    """A worker process was killed by somebody else, or failed."""


class Workers:
    """So many processes (none: this one does the work itself)."""

    def __init__(self, pipes: list[Connection]) -> None:
        self._pipes = pipes

    def each(self, work: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield the results as they come, in no order; items are taken as they are needed.

        Raises WorkerLostError.
        """
        if not self._pipes:
            yield from map(work, items)
            return
        idle, busy = list(self._pipes), list[Connection]()
        for item in items:  # the next one is made ready while all are busy
            if not idle:
                for pipe in wait(busy):
                    yield _received(pipe)  # type: ignore[arg-type]  # all are pipes
                    busy.remove(pipe)  # type: ignore[arg-type]  # as above
                    idle.append(pipe)  # type: ignore[arg-type]  # as above
            pipe = idle.pop()
            _send(pipe, (work, item))
            busy.append(pipe)
        for pipe in busy:
            yield _received(pipe)


@contextmanager
def workers(processes: int, prepare: Callable[[T], None], setup: T) -> Iterator[Workers]:
    """Yield the workers, each prepared once with `setup`.

    They are gone at the end, also after Ctrl-C or a SIGTERM.
    """
    if processes == 1:
        prepare(setup)
        yield Workers([])
        return
    with _terminable(), ExitStack() as stack:
        yield Workers([_started(stack, prepare, setup) for _ in range(processes)])


def _started(stack: ExitStack, prepare: Callable[[T], None], setup: T) -> Connection:
    context = get_context("spawn")  # a copy of this process would have its threads' locks
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, prepare, setup), daemon=True)
    stack.callback(_end, process, ours)
    with _without_interrupts():
        process.start()
    theirs.close()
    return ours


def _end(process: BaseProcess, pipe: Connection) -> None:
    pipe.close()
    if process.pid is not None:
        process.terminate()
        process.join(_KILL_AFTER)
        if process.is_alive():
            process.kill()
            process.join()


def _serve(pipe: Connection, prepare: Callable[[Any], None], setup: object) -> None:
    """Do what is sent, until nobody sends any more."""
    try:
        prepare(setup)
        while True:
            work, item = pipe.recv()
            answer: tuple[object, str | None]
            try:
                answer = (work(item), None)
            except Exception:
                answer = (None, traceback.format_exc())
            pipe.send(answer)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _send(pipe: Connection, task: object) -> None:
    try:
        pipe.send(task)
    except OSError as error:
        raise WorkerLostError("a process was killed (out of memory?)") from error


def _received(pipe: Connection) -> Any:  # noqa: ANN401 - what the work returns
    try:
        result, failure = pipe.recv()
    except (EOFError, OSError) as error:
        raise WorkerLostError("a process was killed (out of memory?)") from error
    if failure is not None:
        raise WorkerLostError(failure)
    return result


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Keep Ctrl-C from who is started here: a terminal sends it to all, and it is for this one.

    It is held back and not ignored, so that one that comes meanwhile is not lost.
    """
    resource_tracker.ensure_running()  # it would lift the mask as it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
