"""The tables of docs/operations.md, in Markdown."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from benchmarks.costs.formula import Assumptions, Growth, Size, storage, workers
from benchmarks.costs.measurement import Measured

_GIGA, _TERA = 1e9, 1e12


def tables(found: Measured, sizes: Sequence[Size], given: Assumptions) -> Iterator[str]:
    """Yield the lines of all tables."""
    yield from _costs(found)
    yield ""
    yield from _workers(found, sizes, given)
    yield ""
    yield from _storage(found, sizes, given)
    yield ""
    named = [
        f"`--{field.name.replace('_', '-')} {_plain(getattr(given, field.name))}`"
        for field in fields(given)
    ]
    half = len(named) // 2
    yield f"Assumed: {', '.join(named[:half])},"
    yield f"{', '.join(named[half:])}."


def _plain(number: float) -> str:
    return str(number) if isinstance(number, int) else f"{number:g}"


def _table(headings: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(headings)} |"
    yield f"|{'---|' * len(headings)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _costs(found: Measured) -> Iterator[str]:
    yield from _table(
        ("a record", "CPU µs", "x codec", "messages B", "latest B", "views B"),
        (
            (
                cost.service,
                f"{cost.record_seconds * 1e6:,.0f}",
                f"{cost.codec_ratio:.1f}",
                f"{cost.messages:,.0f}",
                _line(cost.latest),
                _line(cost.views),
            )
            for cost in found.costs
        ),
    )
    yield ""
    yield from _table(
        ("a worker", "states B", "schedule B", "in use B", "day µs", "process MB"),
        (
            (
                cost.service,
                _line(cost.states),
                _line(cost.schedule),
                _line(cost.cached),
                _line(cost.day_seconds, 1e6),
                f"{cost.idle / 1e6:,.0f}",
            )
            for cost in found.costs
        ),
    )
    yield ""
    yield f"A report itself takes {found.reported:,.0f} bytes of its log."


def _line(kept: Growth, unit: float = 1.0) -> str:
    return f"{kept.an_enterprise * unit:,.0f} + {kept.a_record * unit:,.0f} r"


def _workers(found: Measured, sizes: Sequence[Size], given: Assumptions) -> Iterator[str]:
    headings = ("", "service", "cores", "states GB", "workers", "GB each", "on disk", "GB each")
    yield from _table(
        headings,
        (
            (
                size.name,
                need.service,
                f"{need.cores:.3f}",
                f"{need.held / _GIGA:,.1f}",
                f"{need.in_memory[0]:,}",
                f"{need.in_memory[1] / _GIGA:,.1f}",
                f"{need.on_disk[0]:,}",
                f"{need.on_disk[1] / _GIGA:,.1f}",
            )
            for size in sizes
            for need in (workers(cost, size, given) for cost in found.costs)
        ),
    )


def _storage(found: Measured, sizes: Sequence[Size], given: Assumptions) -> Iterator[str]:
    headings = ("", "enterprises", "records a year", "logs TB a year", "latest TB", "Redis GB")
    needs = ((size, storage(found.costs, found.reported, size, given)) for size in sizes)
    yield from _table(
        headings,
        (
            (
                size.name,
                f"{size.enterprises:,}",
                f"{size.records_a_year:,}",
                f"{need.a_year / _TERA:,.2f}",
                f"{need.latest / _TERA:,.2f}",
                f"{need.views / _GIGA:,.1f}",
            )
            for size, need in needs
        ),
    )
