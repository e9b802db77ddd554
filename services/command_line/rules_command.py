"""`safety-credit rules`: read, check, compare and try the rules of scoring."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from schemas.vocabulary.department import departments
from services.chassis.approving import approve as approve_edition
from services.chassis.clock import day_of, system_clock
from services.chassis.rulebook import (
    RulebookError,
    adoption_problem,
    load_document,
)
from services.scoring.domain.pack import Pack, Rulebooks
from services.scoring.domain.pack_difference import differences_of, leaves, said
from services.scoring.domain.rule_words import duration, effect, values_of, when
from services.scoring.domain.worked_case import CaseFile, differences
from services.scoring.stage import SHIPPED, load_rulebooks

from .answers import say, show_table
from .tables import Table, text_column

Folder = Annotated[
    Path | None, typer.Option("--rules", help="A folder of packs (default: those in force).")
]

_BESIDE_RULES = (
    "score",
    "grades",
    "base",
    "certificate",
    "accidents",
    "budgets",
    "lists",
    "repair",
    "sufficiency",
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    rules = typer.Typer(help="评分规则 / The rules of scoring.", no_args_is_help=True)
    rules.command("check")(check)
    rules.command("approve")(approve)
    rules.command("show")(show)
    rules.command("diff")(diff)
    rules.command("test")(try_cases)
    app.add_typer(rules, name="rules")


def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="Packs, or folders of packs.")] = None,
) -> None:
    """Read packs strictly: what is wrong is told with file, line and key."""
    wrong = 0
    for path in paths or [SHIPPED]:
        for file in sorted(path.glob("*.yaml")) if path.is_dir() else [path]:
            try:
                pack = load_document(file, Pack)
            except RulebookError as error:
                say(*f"错误 wrong: {error}".splitlines(), err=True)
                wrong = 1
                continue
            count = sum(1 for rule in pack.rules.values() for _ in values_of(rule))
            problem = adoption_problem(file, pack, day_of(system_clock()))
            say(
                f"正确 right: {pack.edition}, {pack.sector}, 自 from {pack.effective_from}, "
                f"{len(pack.rules)} 条规则 rules, {count} 个数值 values; "
                + (f"草案 a draft: {problem}" if problem else "已审定 adopted")
            )
    raise typer.Exit(wrong)


def approve(
    file: Annotated[Path, typer.Argument(help="The edition.", exists=True)],
    department: Annotated[str, typer.Option(help="The department's code.")],
    office: Annotated[str, typer.Option(help="Which of its offices.")],
    day: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="When it approved.")],
) -> None:
    """Write into an edition's file that a department approved it as it is now."""
    if department not in {member.code for member in departments()}:
        say(f"无此部门 no such department: {department}", err=True)
        raise typer.Exit(1)
    try:
        content = approve_edition(file, department, office, day.date(), day_of(system_clock()))
    except RulebookError as error:
        say(*f"错误 wrong: {error}".splitlines(), err=True)
        raise typer.Exit(1) from error
    say(f"{department}: {content}")


def show(
    sector: Annotated[str, typer.Argument(help="The sector, e.g. transport.")],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The pack in force on this day."),
    ] = None,
    rules: Folder = None,
) -> None:
    """Print a sector's pack as a jurist reads it, each number with its article."""
    rulebooks = _loaded(rules)
    if sector not in rulebooks.by_sector:
        names = "、".join(rulebooks.by_sector)
        say(f"无此行业 no such sector: {sector}; {names}", err=True)
        raise typer.Exit(1)
    _print(rulebooks.at(sector, _day(on)))


def diff(
    before: Annotated[Path, typer.Argument(help="The earlier pack.", exists=True)],
    after: Annotated[Path, typer.Argument(help="The later pack.", exists=True)],
) -> None:
    """Say what a pack changes against another, value by value."""
    try:
        old, new = load_document(before, Pack), load_document(after, Pack)
    except RulebookError as error:
        say(*f"错误 wrong: {error}".splitlines(), err=True)
        raise typer.Exit(1) from error
    changes = differences_of(old, new)
    for change in changes:
        say(change.path)
        say(f"  - {change.before if change.before is not None else '无 nothing'}")
        say(f"  + {change.after if change.after is not None else '无 nothing'}")
    say(f"{len(changes)} 处不同 differences")


def try_cases(
    folder: Annotated[Path, typer.Argument(help="Worked cases: a folder or a file.", exists=True)],
    rules: Folder = None,
) -> None:
    """Try worked cases: each day that comes out otherwise is told."""
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]
    count, wrong = 0, 0
    for file in files:
        try:
            cases = load_document(file, CaseFile)
            rulebooks = _loaded(SHIPPED / cases.preset if cases.preset and rules is None else rules)
            for case in cases.cases:
                count += 1
                for found in differences(case, rulebooks, cases.sector):
                    wrong += 1
                    say(f"{file.name}: {found.case}: {found.day}", err=True)
                    for name, value in found.expected.items():
                        if found.given[name] != value:
                            say(f"  {name}: {_told(value)} -> {_told(found.given[name])}", err=True)
        except (RulebookError, msgspec.ValidationError, ValueError, KeyError) as error:
            wrong += 1
            say(f"错误 wrong: {file.name}: {error}", err=True)
    say(f"{count} 个案例 cases, {wrong} 处不符 differ")
    raise typer.Exit(1 if wrong or not count else 0)


def _loaded(folder: Path | None) -> Rulebooks:
    try:
        return load_rulebooks(folder, drafts=True)
    except (RulebookError, ValueError) as error:
        say(*f"错误 wrong: {error}".splitlines(), err=True)
        raise typer.Exit(1) from error


def _day(moment: datetime | None) -> date:
    return moment.date() if moment else day_of(system_clock())


def _told(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_told(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_told, value)) + "]"
    return str(value)


def _print(pack: Pack) -> None:
    say(f"{pack.chinese} {pack.english}", f"{pack.edition}, 自 from {pack.effective_from}")
    grades = " | ".join(f"{band.name} ≥ {band.at_least.value}" for band in pack.grades)
    say(f"等级 grades: {grades}")
    headings = ("情形 When", "后果 Effect", "期限 How long", "依据 Basis")
    table = Table("规则 Rule", text_column("名称 Name"), *map(text_column, headings))
    for name, rule in pack.rules.items():
        basis = dict.fromkeys(f"{value.article} [{value.mark}]" for value in values_of(rule))
        words = (when(rule), effect(rule), duration(rule), tuple(basis))
        table.add_row(name, (rule.chinese, rule.english), *words)
    show_table(table)
    for part in _BESIDE_RULES:
        for path, value in leaves(getattr(pack, part), part):
            say(f"{path}: {said(value) or ''}")
