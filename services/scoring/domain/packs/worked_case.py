"""Worked cases: records, a day, and what the standing then is; as a jurist writes them.

Each expectation names the whole of what it gives: `lines`, `overrides` and `statuses` are complete
(without the base line), so that nothing unexpected can hide.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from schemas.on_record.entry import LedgerEntry
from schemas.records import Content
from schemas.vocabulary.city_day import CITY_TIME
from schemas.vocabulary.effect import Effect, Veto
from schemas.vocabulary.note import Note
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import Standing, assess

from .pack import Rulebooks

# What a case need not say of a record, where nothing depends on it.
DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "penalty": {
        "fine": 0,
        "authority": "X市应急管理局",
        "violation": "未采取措施消除事故隐患",
        "legal_ground": "《中华人民共和国安全生产法》第一百零二条",
        "types": ["罚款"],
    },
    "accident": {"loss": 0, "responsibility": "responsible"},
    "hidden_danger": {"level": "ordinary"},
    "commitment": {"made": True},
    "evaluation": {"unit_name": "某电梯公司", "equipment": "elevator", "evaluator": "X"},
    "traffic_points": {"direction": "taken"},
    "registration": {"name": "某公司"},
    "inspection": {"subject": "监督检查", "passed": True},
    "training": {"course": "安全培训", "persons_due": 1, "persons_passed": 1},
    "permit": {"name": "安全生产许可证", "authority": "X市应急管理局"},
    "blacklist_decision": {"list_name": "severe_list", "tier": "city", "ground": "发生重大事故"},
    "objection_filed": {"record_kind": "penalty", "grounds": "事实认定有误"},
    "objection_decided": {"record_kind": "penalty", "decided_by": "法规处"},
    "repair_granted": {"record_kind": "penalty", "granted": True, "decided_by": "信用处"},
    "public_tip": {"channel": "telephone", "subject": "占用疏散通道"},
}


class CaseRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A record as a case gives it: the fields of its kind that matter, and when it was known.

    `same_as` is the number of the record that it counts as, by a decision that the two are one.
    """

    number: str
    content: dict[str, Any]
    known_on: date = date(2020, 1, 1)
    occurred_on: date | None = None
    revision: int = 1
    withdrawn: bool = False
    department: str = "work-safety"
    same_as: str | None = None


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the standing is on a day. What is left out is not compared.

    `lines` has the points by rule, `overrides` the effect by rule, `statuses` by rule (or list) the
    kind and the name, `left` the points left by project; where there are several of one rule, as a
    list of them all, e.g. `fined: [-5, -15]`, in any order. `next` is the next day on which it
    changes by itself. `as_known`: as it was known at the end of that day.
    """

    score: Decimal
    grade: str
    base: str | None = None
    base_note: Note | msgspec.UnsetType | None = msgspec.UNSET
    lines: dict[str, Decimal | tuple[Decimal, ...]] | None = None
    overrides: dict[str, str | tuple[str, ...]] | None = None
    statuses: dict[str, str | tuple[str, ...]] | None = None
    left: dict[str, Decimal | tuple[Decimal, ...]] | None = None
    objected: tuple[str, ...] | None = None
    level: int | msgspec.UnsetType | None = msgspec.UNSET
    next: date | msgspec.UnsetType | None = msgspec.UNSET
    as_known: date | None = None
    sector: str | None = None
    thin_data: tuple[str, ...] | None = None


class WorkedCase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One worked case; `sector` null: the enterprise is in no registry."""

    case: str
    records: tuple[CaseRecord, ...]
    expect: Annotated[dict[date, Expected], msgspec.Meta(min_length=1)]
    sector: str | msgspec.UnsetType | None = msgspec.UNSET


class CaseFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cases about one subject, all of one `sector`, where a case names no other.

    `preset` is the folder of the packs under which they hold (default: those in force).
    """

    about: str
    cases: tuple[WorkedCase, ...]
    sector: str | None = "industrial"
    preset: str | None = None

    def __post_init__(self) -> None:
        """Refuse two cases of one name."""
        names = [case.case for case in self.cases]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"the case {name!r} stands twice")


class CaseDifference(msgspec.Struct, frozen=True):
    """What a case expects of a day, and what the rules give."""

    case: str
    day: date
    expected: dict[str, Any]
    computed: dict[str, Any]


def ledger_of(case: WorkedCase, sector: str | None) -> Ledger:
    """Return the records of a case as a ledger. Raises msgspec.ValidationError."""
    records = list(case.records)
    if case.sector is not msgspec.UNSET:
        sector = case.sector
    if sector is not None:
        registration = {"kind": "registration", "sector": sector}
        records.append(CaseRecord(number="registration", content=registration))
    ledger = Ledger()
    for record in records:
        ledger = ledger.with_entry(entry_of(record))
    return ledger


def entry_of(record: CaseRecord) -> LedgerEntry:
    """Return a record of a case as an entry. Raises msgspec.ValidationError."""
    kind = record.content.get("kind")
    defaults = DEFAULTS.get(kind, {}) if isinstance(kind, str) else {}
    content = {**defaults, **record.content}
    return LedgerEntry(
        record_id=record.number,
        known_at=datetime.combine(record.known_on, time(), CITY_TIME),
        revision=record.revision,
        department=record.department,
        document_number=record.number,
        occurred_on=record.occurred_on or record.known_on,
        content=msgspec.convert(content, Content),
        withdrawn=record.withdrawn,
        sources=(record.department,),
        same_as=record.same_as,
    )


def differences(
    case: WorkedCase, rulebooks: Rulebooks, sector: str | None = None
) -> Iterator[CaseDifference]:
    """Yield the days on which the rules give something else than a case expects."""
    ledger = ledger_of(case, sector)
    for day, expected in case.expect.items():
        computed = _computed(assess(ledger, rulebooks, day, expected.as_known))
        expected_values = {
            name: _in_order(value) if isinstance(value, dict) else value
            for name in expected.__struct_fields__
            if name != "as_known"
            and (value := getattr(expected, name)) is not msgspec.UNSET
            and (value is not None or name in {"level", "next", "base_note"})
        }
        computed_values = {name: computed[name] for name in expected_values}
        if computed_values != expected_values:
            yield CaseDifference(case.case, day, expected_values, computed_values)


def _computed(standing: Standing) -> dict[str, Any]:
    base, *lines = standing.lines
    return {
        "score": standing.score,
        "grade": standing.grade,
        "base": base.rule,
        "base_note": base.note,
        "lines": _by_name((line.rule, line.points) for line in lines),
        "overrides": _by_name((line.rule, _effect(line.effect)) for line in standing.overrides),
        "statuses": _by_name((line.rule, f"{line.kind} {line.name}") for line in standing.statuses),
        "left": _by_name((line.of, line.left) for line in standing.budgets),
        "objected": _objected(standing),
        "level": standing.level,
        "next": standing.changes_next_on,
        "sector": standing.sector,
        "thin_data": standing.thin_data,
    }


def _effect(effect: Effect) -> str:
    """Return an effect as a case writes it: `down 2`, `to D`."""
    return f"to {effect.grade}" if isinstance(effect, Veto) else f"down {effect.grades}"


def _objected(standing: Standing) -> tuple[str, ...]:
    """Return the lines that say that an objection is under way, by document or rule."""
    points = [line.document_number or line.rule for line in standing.lines if line.objected]
    overrides = [line.rule for line in standing.overrides if line.objected]
    statuses = [line.rule for line in standing.statuses if line.objected]
    return (*points, *overrides, *statuses)


def _by_name(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return all the values of each name: none takes the place of another."""
    by_name: dict[str, tuple[Any, ...]] = {}
    for name, value in pairs:
        by_name[name] = (*by_name.get(name, ()), value)
    return _in_order(by_name)


def _in_order(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by name as a case writes them: one alone, or a list of several, sorted."""
    as_lists = {
        name: sorted(value) if isinstance(value, tuple) else [value]
        for name, value in values.items()
    }
    return {name: value[0] if len(value) == 1 else value for name, value in as_lists.items()}
