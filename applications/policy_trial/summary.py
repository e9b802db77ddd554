"""What a trial comes to: the figures for the terminal, the page, and a program (summary.json)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import msgspec

from applications.policy_trial.results import Cell, CellKey, Mover, TrialResults
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.scoring.domain.outlook.policy_trial import Trial
from services.scoring.domain.packs.difference import Changed, differences_of
from services.scoring.domain.packs.pack import Pack

Matrix = dict[str, dict[str, int]]  # grade before, grade after, how many


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft, the edition in force that it replaces (None: the sector had none), what it changes.

    `effective_from` is its own first day; in the trial it counts as in force on the day all the
    same.
    """

    edition: str
    sector: str
    chinese: str
    english: str
    effective_from: date
    replaces: str | None
    changes: tuple[Changed, ...]


class Amounts(msgspec.Struct, frozen=True, kw_only=True):
    """Yuan before and after, and the difference."""

    before: Decimal
    after: Decimal
    difference: Decimal


class SegmentFigures(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the whole, of a sector or of a district."""

    name: str
    enterprises: int
    up: int
    down: int
    rescored: int
    before: dict[str, int]
    after: dict[str, int]
    matrix: Matrix
    premium: Amounts
    rebate: Amounts
    bond: Amounts
    unreckoned: int


class Moving(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule does: how many it helps to move up and down."""

    rule: str
    chinese: str
    english: str
    up: int
    down: int


class Moved(msgspec.Struct):
    """How many there are, and how many move up and down."""

    enterprises: int = 0
    up: int = 0
    down: int = 0

    def add(self, key: CellKey, cell: Cell, grades: Sequence[str]) -> None:
        """Add a cell."""
        steps = grades.index(key.before) - grades.index(key.after)
        self.enterprises += cell.enterprises
        self.up += cell.enterprises if steps > 0 else 0
        self.down += cell.enterprises if steps < 0 else 0


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A whole trial. `crossed` has who moves by district, then sector.

    `unreadable` lines were left out, `told` are the first of them.
    """

    day: date
    as_known: date | None
    source: str
    drafts: tuple[Draft, ...]
    measures: str
    grades: tuple[str, ...]
    whole: SegmentFigures
    sectors: tuple[SegmentFigures, ...]
    districts: tuple[SegmentFigures, ...]
    crossed: dict[str, dict[str, Moved]]
    reasons: tuple[Moving, ...]
    records: int
    unrated: int
    thin: int
    unreadable: int
    told: tuple[str, ...]


def drafts_of(trial: Trial, drafts: Iterable[Pack]) -> tuple[Draft, ...]:
    """Return the drafts of a trial, each with what it changes."""
    return tuple(_draft(trial, draft) for draft in drafts)


def _draft(trial: Trial, draft: Pack) -> Draft:
    in_force = draft.sector in trial.in_force.by_sector
    replaced = trial.in_force.at(draft.sector, trial.on) if in_force else None
    return Draft(
        edition=draft.edition,
        sector=draft.sector,
        chinese=draft.chinese,
        english=draft.english,
        effective_from=draft.effective_from,
        replaces=replaced.edition if replaced else None,
        changes=tuple(
            change
            for change in (differences_of(replaced, draft) if replaced else ())
            if change.path not in {"edition", "effective_from"}
        ),
    )


def part_of(
    results: TrialResults, name: str, grades: Sequence[str], *, district: bool = False
) -> SegmentFigures:
    """Return the figures of a sector or district (empty name: of the whole)."""
    cells = [
        (key, cell)
        for key, cell in results.cube.items()
        if name in {"", key.district if district else key.sector}
    ]
    matrix: Matrix = {before: dict.fromkeys(grades, 0) for before in grades}
    total, moved = Cell(), Moved()
    for key, cell in cells:
        total.add(cell)
        moved.add(key, cell, grades)
        matrix[key.before][key.after] += cell.enterprises
    return SegmentFigures(
        name=name,
        enterprises=total.enterprises,
        up=moved.up,
        down=moved.down,
        rescored=total.rescored,
        before={grade: sum(matrix[grade].values()) for grade in grades},
        after={grade: sum(row[grade] for row in matrix.values()) for grade in grades},
        matrix=matrix,
        premium=_amounts(total.premium_before, total.premium_after),
        rebate=_amounts(total.rebate_before, total.rebate_after),
        bond=_amounts(total.bond_before, total.bond_after),
        unreckoned=total.unreckoned,
    )


def summary_of(
    results: TrialResults,
    trial: Trial,
    drafts: tuple[Draft, ...],
    measures: MeasuresEdition,
    source: str,
) -> Summary:
    """Return what a trial comes to."""
    grades = measures.grades
    sectors = sorted({key.sector for key in results.cube})
    districts = sorted({key.district for key in results.cube})
    return Summary(
        day=trial.on,
        as_known=trial.as_known if isinstance(trial.as_known, date) else None,
        source=source,
        drafts=drafts,
        measures=measures.edition,
        grades=grades,
        whole=part_of(results, "", grades),
        sectors=tuple(part_of(results, each, grades) for each in sectors),
        districts=tuple(part_of(results, each, grades, district=True) for each in districts),
        crossed=_crossed(results, grades),
        reasons=_reasons(results.movers),
        records=results.read.records,
        unrated=results.unrated,
        thin=results.thin,
        unreadable=results.read.unreadable,
        told=results.read.examples,
    )


def _crossed(results: TrialResults, grades: Sequence[str]) -> dict[str, dict[str, Moved]]:
    crossed: dict[str, dict[str, Moved]] = {}
    for key, cell in results.cube.items():
        row = crossed.setdefault(key.district, {})
        row.setdefault(key.sector, Moved()).add(key, cell, grades)
    return dict(sorted(crossed.items()))


def _reasons(movers: Iterable[Mover]) -> tuple[Moving, ...]:
    counted: dict[tuple[str, str, str], list[int]] = {}
    for mover in movers:
        words = {(each.rule, each.chinese, each.english) for each in mover.reasons}
        for key in words:
            counted.setdefault(key, [0, 0])[mover.steps < 0] += 1
    movings = [
        Moving(rule=rule, chinese=chinese, english=english, up=up, down=down)
        for (rule, chinese, english), (up, down) in counted.items()
    ]
    return tuple(sorted(movings, key=lambda each: (-each.up - each.down, each.rule)))


def _amounts(before: Decimal, after: Decimal) -> Amounts:
    return Amounts(before=before, after=after, difference=after - before)
