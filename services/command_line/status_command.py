"""`safety-credit status`: on one screen, what runs, what is behind, and what waits for somebody."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import typer

from .output import show_table
from .tables import Table, text_column

if TYPE_CHECKING:
    from .process_probe import DayUnderWay
    from .status_settings import StatusSettings

REACH_SECONDS, ANSWER_SECONDS = 1.5, 15.0
AWAY = "无法连接 unreachable"
_UNKNOWN = "未知 unknown"
_LATE = "未及时回答 no answer in time"
_DAY, _HOUR, _MINUTE = 86_400, 3600, 60


class Line(NamedTuple):
    """A line of the screen, and whether all is well with what it says."""

    name: str
    text: str
    well: bool


Question = Callable[[], Line]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("status")(status)


def status() -> None:
    """Show on one screen what runs, how far behind it is, and what waits for a person.

    Each line that can't be had says so. Ends with 1 where one can't, or a process does not run.
    """
    from .status_settings import StatusSettings  # noqa: PLC0415 - only this command waits for it

    settings = StatusSettings()
    lines = answers_to([*_of_processes(settings), *_of_log(settings), *_of_views(settings)])
    table = Table("项目 item", text_column("状态 state"))
    for line in lines:
        table.add_row(line.name, line.text)
    show_table(table)
    if not all(line.well for line in lines):
        raise typer.Exit(1)


def answers_to(
    questions: Sequence[tuple[str, Question]], seconds: float = ANSWER_SECONDS
) -> list[Line]:
    """Return a line for each question, asked in parallel; one that fails or is late says so."""
    lines = [Line(name, _LATE, False) for name, _ in questions]

    def put_answer(index: int, name: str, question: Question) -> None:
        try:
            lines[index] = question()
        except Exception as error:  # whatever fails is this line's, and no other's
            lines[index] = Line(name, f"{AWAY}: {type(error).__name__}: {error}", False)

    threads = [
        threading.Thread(target=put_answer, args=(index, *each), daemon=True)
        for index, each in enumerate(questions)
    ]
    for thread in threads:
        thread.start()
    end = threading.Event()
    timer = threading.Timer(seconds, end.set)
    timer.daemon = True
    timer.start()
    for thread in threads:
        while thread.is_alive() and not end.is_set():
            thread.join(0.05)
    timer.cancel()
    return list(lines)


def _of_processes(settings: "StatusSettings") -> Iterator[tuple[str, Question]]:
    if not settings.processes:
        name = "进程 processes"
        yield name, lambda: Line(name, f"{_UNKNOWN}: SYSTEM_ADDRESSES names none", False)
    for name, url in settings.processes:
        yield name, lambda name=name, url=url: process_line(name, url)  # type: ignore[misc]  # each its own


def process_line(name: str, url: str) -> Line:
    """Return what a process says of itself."""
    from services.chassis.clock import system_clock  # noqa: PLC0415 - as above

    from .process_probe import probe  # noqa: PLC0415 - as above

    process = probe(url)
    if process is None:
        return Line(name, f"{AWAY}: {url}", False)
    text = "运行 up" if process.ready else "未就绪 not ready"
    if process.started_at is not None:
        text += f" {lasting(process.started_at, system_clock())}"
    if name.endswith("worker"):
        text += f", 滞后 lag {_UNKNOWN if process.lag is None else process.lag}"
        text += _days_text(process.days, system_clock())
    return Line(name, text, process.ready)


def _days_text(days: "tuple[DayUnderWay, ...] | None", now: datetime) -> str:
    """Return how far the days under way are: messages behind them wait. Empty where none is."""
    if days is None:
        return f", 日 day {_UNKNOWN}"
    return "".join(
        f", 日 day {each.day}: {each.done:,} / {each.keys:,} 户 keys,"
        f" 已进行 for {lasting(each.since, now)}"
        for each in days
    )


def lasting(begin: datetime, end: datetime) -> str:
    """Return how long something lasts, in its two largest units."""
    seconds = max(0, int((end - begin).total_seconds()))
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if days:
        return f"{days} d {hours} h"
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds % _MINUTE} s"


def _of_log(settings: "StatusSettings") -> Iterator[tuple[str, Question]]:
    servers = [each.strip() for each in settings.kafka_bootstrap_servers.split(",")]
    for name, fact in (
        ("城市日 day of the city", "city_day"),
        ("死信 dead letters", "dead_letters_left"),
        ("最后封存 last seal", "last_seal"),
        ("放弃的投递 deliveries given up", "deliveries_given_up"),
    ):
        yield name, _question(settings, name, fact, servers)


def _of_views(settings: "StatusSettings") -> Iterator[tuple[str, Question]]:
    address = urlsplit(settings.redis_url)
    servers = [f"{address.hostname or '127.0.0.1'}:{address.port or 6379}"]
    for name, fact in (("沉默来源 silent sources", "silent"), ("待人处理 waits for", "waiting")):
        yield name, _question(settings, name, fact, servers)


def _question(settings: "StatusSettings", name: str, fact: str, servers: list[str]) -> Question:
    def answer() -> Line:
        if not any(map(_reachable, servers)):
            return Line(name, f"{AWAY}: {', '.join(servers)}", False)
        from . import status_facts  # noqa: PLC0415 - it brings Kafka and Redis

        text: str = getattr(status_facts, fact)(settings)
        return Line(name, text, True)

    return answer


def _reachable(server: str) -> bool:
    host, _, port = server.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS):
            return True
    except (OSError, ValueError):
        return False
