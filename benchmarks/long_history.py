"""`make bench-long`: one enterprise with a very long history, through the whole local system.

Its registration, then RECORDS hidden dangers, go to intake's API in batches, on Apache Kafka. When
scoring has them all a fatal accident is reported. Then must be so: nothing was set aside; the
standing has the accident; it is the standing that all records give when it is asked for by its
day; the pages of the sheet have all lines. Ends with 1 where it is not.
"""

import argparse
import json
import random  # noqa: TID251 - from a seed: the same history each time
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from benchmarks.registry_files import HEADER, rows
from development.local_system.credentials import READER
from development.local_system.system import LocalSystem
from schemas.topics import INTAKE, SCORING, SERVICES
from services.chassis.clock import day_of, system_clock
from services.chassis.views.stored_names import view_key
from services.command_line.service_views import scoring_views
from services.scoring.read_model import LEDGER, standing

RECORDS, BATCH = 100_000, 500
PATIENCE_SECONDS = 3_600.0  # until all is through
LOOK_SECONDS = 0.5
ACCIDENT = "accident_ordinary_with_death"
Fields = dict[str, Any]


class NotSoError(RuntimeError):
    """Something that must be so is not."""


def main() -> None:
    """Send the history, and print how long it took and what the questions cost."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--records", type=int, default=RECORDS)
    records: int = parser.parse_args().records
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as folder:
        extra = {"LOG_LEVEL": "WARNING"}
        with LocalSystem(
            Path(folder), console.print, persistent=True, clock="system", extra=extra
        ) as system:
            try:
                console.print(_table(_measured(system, records), records))
            except NotSoError as error:
                sys.exit(str(error))


def _measured(system: LocalSystem, records: int) -> list[tuple[str, float]]:
    """Return what took how many seconds. Raises NotSoError."""
    (registration,) = islice(rows(1), 1)
    code = registration[0]
    fields = dict(zip(HEADER[:-1], registration, strict=False))
    _send(system, "market-supervision", "enterprise-registry", [fields])
    began = time.monotonic()
    dangers = _dangers(code, records)
    while batch := list(islice(dangers, BATCH)):
        _send(system, "work-safety", "hidden-dangers", batch)
    accepted = time.monotonic()
    with scoring_views(system.settings) as views:
        _wait(system, lambda: views.count(view_key(LEDGER, code)) == 1 + records)
        through = time.monotonic()
        _send(system, "work-safety", "accidents", [_accident(code, day_of(system_clock()))])
        _wait(
            system,
            lambda: ACCIDENT in {each.rule for each in getattr(standing(views, code), "sums", ())},
        )
        told = time.monotonic()
    latest, seconds_latest = _get(system, f"/standings/{code}")
    page, seconds_page = _get(system, f"/standings/{code}/sheet")
    asked, seconds_past = _get(system, f"/standings/{code}?on={latest['day']}")
    for name in ("score", "grade", "sums", "counts", "sheet_digest", "changes_next_on"):
        if latest[name] != asked[name]:
            raise NotSoError(f"{name}: {latest[name]} was published, {asked[name]} is right")
    lines = sum(_lines(system, code, number) for number in range(1, page["pages"] + 1))
    if lines != page["line_count"] or lines != 1 + sum(latest["counts"].values()):
        raise NotSoError(f"the pages have {lines} lines of {latest['counts']}")
    for service in SERVICES:
        _none_set_aside(system, service)
    return [
        ("accepted by intake's API", accepted - began),
        ("all in scoring's ledger, from the first", through - began),
        ("the accident, from report to standing", told - through),
        ("the standing, over HTTP", seconds_latest),
        ("the first page of its sheet", seconds_page),
        ("the standing of a day, from all records", seconds_past),
    ]


def _table(measured: list[tuple[str, float]], records: int) -> Table:
    table = Table(title=f"an enterprise of {records:,} records", title_justify="left")
    table.add_column("what")
    table.add_column("seconds", justify="right")
    for what, seconds in measured:
        table.add_row(what, f"{seconds:.2f}")
    return table


def _dangers(code: str, count: int) -> Iterator[Fields]:
    """Yield hidden dangers of three years, one in ten of them still open."""
    chance = random.Random(count)
    first = day_of(system_clock()) - timedelta(days=1_100)
    for number in range(count):
        found = first + timedelta(days=chance.randrange(1_000))
        removed = found + timedelta(days=chance.randrange(1, 70))
        yield {
            "隐患编号": f"LH{number:07}",
            "单位代码": code,
            "隐患级别": "重大" if chance.random() < 0.1 else "一般",
            "发现日期": str(found),
            "整改期限": str(found + timedelta(days=chance.randrange(5, 60))),
            "销号日期": str(removed) if chance.random() < 0.9 else "",
            "挂牌级别": "",
            "描述": f"第{number}号点位安全出口堵塞",
        }


def _accident(code: str, today: date) -> Fields:
    return {
        "事故编号": "LH-SG-1",
        "单位": "",
        "统一社会信用代码": code,
        "发生时间": f"{today - timedelta(days=3)}T05:15:00+08:00",
        "死亡人数": 2,
        "重伤人数": 0,
        "直接经济损失_万元": 43,
        "责任认定": "有责",
        "是否瞒报": False,
        "续报": [],
    }


def _send(system: LocalSystem, department: str, layout: str, reports: list[Fields]) -> None:
    lines = (json.dumps({"layout": layout, "fields": each}, ensure_ascii=False) for each in reports)
    content = "\n".join(lines).encode()
    while True:
        answer = httpx.post(
            f"{system.addresses[INTAKE]}/reports/{department}/batch",
            content=content,
            headers={"Authorization": f"Bearer {system.tokens[department]}"},
            timeout=120,
        )
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            break
        time.sleep(float(answer.headers["Retry-After"]))
    answer.raise_for_status()


def _get(system: LocalSystem, path: str) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = httpx.get(
        f"{system.addresses[SCORING]}{path}",
        headers={"Authorization": f"Bearer {system.tokens[READER]}"},
        timeout=120,
    )
    answer.raise_for_status()
    return answer.json(), time.perf_counter() - began


def _lines(system: LocalSystem, code: str, number: int) -> int:
    page, _ = _get(system, f"/standings/{code}/sheet?page={number}")
    return sum(len(page[part]) for part in ("points", "overrides", "statuses", "budgets"))


def _none_set_aside(system: LocalSystem, service: str) -> None:
    metrics = httpx.get(system.metrics_url(service), timeout=60).text
    for line in metrics.splitlines():
        if line.startswith("safety_credit_dead_letters_total{") and not line.endswith(" 0.0"):
            raise NotSoError(f"{service}: {line}")


def _wait(system: LocalSystem, done: Callable[[], bool]) -> None:
    """Wait. Raises NotSoError after an hour, ServerError where a process ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not done():
        system.check()
        if time.monotonic() > deadline:
            raise NotSoError(f"not through within {PATIENCE_SECONDS:.0f} s")
        time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    main()
