"""A watched folder: each complete file is sent, and moved aside with what became of its rows."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from services.chassis.clock import Clock, system_clock
from services.chassis.durable_files import UNFINISHED, free_path, named, sync_folder, written
from services.chassis.unreachable import explained
from services.chassis.views.store import Views
from services.intake import read_model
from services.intake.adapters.files.content import content_of
from services.intake.adapters.files.source import Source
from services.intake.adapters.files.unreadable import FileChangedError, UnreadableFileError
from services.intake.adapters.submissions.desk import Desk, SubmissionNotAcknowledgedError
from services.intake.adapters.submissions.submission import Sender, Submission, submit_file
from services.intake.domain.layouts.cell import printable
from services.intake.domain.layouts.layout import Rulebook
from services.intake.read_model import Receipt

from .correction_file import ENDINGS, write_corrections
from .faulty_rows import faults_in
from .one_watcher import one_watcher
from .receipts_file import write_receipts
from .watch_progress import ProgressBook, Signature, WatchProgress, signature

if TYPE_CHECKING:
    from services.intake.settings import IntakeSettings

DONE, REFUSED, PROGRESS = "done", "refused", ".progress"
# What programs call files that they have not finished.
_PARTS = (UNFINISHED, ".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart")
_HIDDEN = (".", "~$")
PROGRESS_WRITE_SECONDS = 0.2  # between two writes of progress; rows since are sent again
LOOK_SECONDS = 0.2
REFUSED_CODE, ON_THEIR_WAY_CODE, NOT_SENT_CODE = 1, 3, 4


@dataclass(frozen=True)
class Watching:
    """What a folder's files are sent with; `say` tells the person who looks on.

    `received` remembers how many rows a submission has.
    """

    settings: IntakeSettings
    rulebook: Rulebook
    department: str
    layout: str | None
    clock: Clock
    desk: Desk
    views: Views
    wait: float
    say: Callable[[str], None]
    received: Callable[[str, int], None]


class Watch:
    """Takes the files of one folder, in the order of their names."""

    def __init__(self, folder: Path, watching: Watching) -> None:
        self._folder = folder
        self._with = watching
        for name in (DONE, REFUSED, PROGRESS):
            (folder / name).mkdir(exist_ok=True)
        self._book = ProgressBook(folder / PROGRESS)
        self._seen: dict[str, tuple[Signature, float]] = {}
        self._waiting: dict[str, Signature] = {}

    def run(self, *, once: bool) -> int:
        """Take files until interrupted, or with `once` those that are there; return an exit code.

        Raises AlreadyWatchedError.
        """
        code = 0
        with one_watcher(self._folder / PROGRESS / "lock"):
            self._book.tidy([path.name for path in self._files()])
            handled: set[str] = set()
            while True:
                left = 0
                for path in self._files():
                    if once and path.name in handled:
                        continue
                    if not self._is_complete(path):
                        left += 1
                        continue
                    handled.add(path.name)
                    code = max(code, self._take(path))
                if once and not left:
                    if not handled:
                        self._with.say("没有可报送的文件 there is no file to send")
                    return code
                time.sleep(self._with.settings.watch_poll_seconds)

    def _files(self) -> list[Path]:
        return sorted(
            path
            for path in self._folder.iterdir()
            if not path.name.startswith(_HIDDEN)
            and not path.name.endswith(_PARTS)
            and path.is_file()
            and not path.is_symlink()
        )

    def _is_complete(self, path: Path) -> bool:
        """Say whether a file has been the same for long enough."""
        try:
            now = signature(path)
        except FileNotFoundError:
            return True  # taking it will find out
        before, since = self._seen.get(path.name, (None, 0.0))
        if before != now:
            since = time.monotonic()
            self._seen[path.name] = (now, since)
        return time.monotonic() - since >= self._with.settings.watch_settle_seconds

    def _take(self, path: Path) -> int:
        """Send a file, as far as it is not sent; return an exit code."""
        name = printable(path.name)
        try:
            return self._send(path)
        except FileNotFoundError:
            return 0  # somebody took it back
        except FileChangedError as error:
            self._seen.pop(path.name, None)
            self._with.say(f"{name}: {error}")
            return ON_THEIR_WAY_CODE
        except UnreadableFileError as error:
            self._refuse(path, error)
            return REFUSED_CODE
        except PermissionError as error:
            self._with.say(f"{name}: 无法读取 can't be read: {error.strerror}")
            return REFUSED_CODE
        except Exception as error:
            why = (
                str(error)
                if isinstance(error, SubmissionNotAcknowledgedError)
                else explained(error)
            )
            if why is None:
                raise
            self._with.say(f"{name}: 未送达，将重试 not sent, will be tried again: {why}")
            return NOT_SENT_CODE

    def _send(self, path: Path) -> int:
        now = signature(path)
        known = self._book.find(path.name)
        if known is not None and known.sent and self._waiting.get(path.name) == now:
            return self._finish(path, now, known, 0)
        digest = content_of(Source.of_path(path)).digest
        mine = (digest, self._with.department, self._with.layout)
        if known and (known.digest, known.department, known.layout) != mine:
            known = None
        known_at = known.known_at if known else self._with.clock()
        submission = self._submission(path, known_at)
        if known is None:
            known = WatchProgress(
                name=printable(path.name),
                digest=digest,
                department=self._with.department,
                layout=self._with.layout,
                known_at=known_at,
                submission=submission.identity,
                rows=len(submission.facts),
                ignored=submission.ignored,
            )
            self._book.write(path.name, known)
            self._with.received(known.submission, known.rows)
        written_at = time.monotonic()
        for count in self._with.desk.publish_in_steps(submission, known.acknowledged):
            known = msgspec.structs.replace(known, acknowledged=count)
            if known.sent or time.monotonic() - written_at >= PROGRESS_WRITE_SECONDS:
                self._book.write(path.name, known)
                written_at = time.monotonic()
        self._waiting[path.name] = now
        return self._finish(path, now, known, self._with.wait)

    def _submission(self, path: Path, known_at: datetime) -> Submission:
        sender = Sender(self._with.department, known_at)
        source = Source.of_path(path)
        return submit_file(self._with.rulebook, sender, path.name, source, self._with.layout)

    def _finish(self, path: Path, sent: Signature, progress: WatchProgress, wait: float) -> int:
        """Wait for the receipts; then move the file, with them beside it."""
        views, mine = self._with.views, (progress.department, progress.submission)
        deadline = time.monotonic() + wait
        while (answered := read_model.finished_rows(views, *mine)) < progress.rows:
            if time.monotonic() >= deadline:
                if wait:
                    self._with.say(f"{progress.name}: {answered}/{progress.rows} 有回执 receipts")
                return ON_THEIR_WAY_CODE
            time.sleep(LOOK_SECONDS)
        if signature(path) != sent:
            return ON_THEIR_WAY_CODE  # another file stands there now
        target = free_path(self._folder / DONE, path.name)
        receipts = read_model.receipts(views, *mine)
        beside = target.with_name(named(target.name, ".receipts.csv"))
        write_receipts(beside, self._with.rulebook, receipts, progress.ignored)
        corrections = self._write_corrections(
            path, target, faults_in(self._with.rulebook, receipts)
        )
        self._move(path, target)
        sums = read_model.totals_of(receipts).outcomes
        counts = ", ".join(f"{outcome} {count}" for outcome, count in sums.items() if count)
        self._with.say(f"{progress.name}: {progress.rows} 行 rows: {counts} -> {DONE}/")
        if corrections is not None:
            self._with.say(f"{progress.name}: 待更正 to mend and send again: {DONE}/{corrections}")
        if progress.ignored:
            self._with.say(f"{progress.name}: 未读取 not read: {', '.join(progress.ignored)}")
        return 0

    def _write_corrections(self, path: Path, target: Path, faults: list[Receipt]) -> str | None:
        """Write the rows that were not accepted beside the file; return the name of that file."""
        written = self._submission(path, system_clock()).original if faults else None
        if written is None:
            return None
        name = named(target.name, f".rejected{ENDINGS[written.form]}")
        write_corrections(target.with_name(name), written, faults)
        return printable(name)

    def _refuse(self, path: Path, error: UnreadableFileError) -> None:
        target = free_path(self._folder / REFUSED, path.name)
        where = {"行 row": error.row, "字段 field": error.field}
        lines = [error.chinese, error.english]
        lines += [f"{name}: {value}" for name, value in where.items() if value is not None]
        with written(target.with_name(named(target.name, ".reason.txt"))) as file:
            file.write("\ufeff" + "\r\n".join(printable(line) for line in lines) + "\r\n")
        self._move(path, target)
        self._with.say(f"{printable(path.name)}: 退回 refused: {error} -> {REFUSED}/")

    def _move(self, path: Path, target: Path) -> None:
        path.rename(target)
        sync_folder(target.parent)
        sync_folder(path.parent)
        self._book.forget(path.name)
        self._seen.pop(path.name, None)
        self._waiting.pop(path.name, None)
