"""`safety-credit rules`: read, check, compare, try and approve the editions of the rules."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from schemas.vocabulary.department import departments
from services.chassis.clock import day_of, system_clock
from services.chassis.rules.approval_writer import approve as approve_edition
from services.chassis.rules.rulebook import (
    RulebookError,
    adoption_problem,
    load_document,
)
from services.scoring.domain.packs.difference import differences_of
from services.scoring.domain.packs.pack import Pack

from .edition_cases import CaseResults, try_file
from .edition_kinds import KINDS, faults_in, faults_of_folder, kind_of, numbers_in
from .output import say
from .pack_page import print_pack, rulebooks_in

Rules = Annotated[
    Path | None,
    typer.Option("--rules", help="An edition, or a folder of them (default: those in force)."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    rules = typer.Typer(
        help="各类规则 / The rules: packs, measures, disclosure.", no_args_is_help=True
    )
    rules.command("check")(check)
    rules.command("approve")(approve)
    rules.command("show")(show)
    rules.command("diff")(diff)
    rules.command("test")(try_cases)
    app.add_typer(rules, name="rules")


def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Editions, or folders of them.", exists=True)
    ] = None,
) -> None:
    """Read editions strictly: all that is wrong is named with file, line and key."""
    wrong = 0
    for path in paths or [kind.shipped for kind in KINDS]:
        files = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        each = {file: faults_in(file) for file in files}
        for file, faults in each.items():
            if faults:
                _print_faults(faults)
            else:
                _print_right(file)
        wrong += sum(map(len, each.values()))
        if path.is_dir() and not any(each.values()):
            between = faults_of_folder(path)
            _print_faults(between)
            wrong += len(between)
    if wrong:
        say(f"共{wrong}处错误 / {wrong} faults", err=True)
    raise typer.Exit(1 if wrong else 0)


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
    if faults := faults_in(file):
        _print_faults(faults)
        say("不能审定有错误的版本 / an edition with faults can't be approved", err=True)
        raise typer.Exit(1)
    try:
        content = approve_edition(file, department, office, day.date(), day_of(system_clock()))
    except RulebookError as error:
        _print_faults([error])
        raise typer.Exit(1) from error
    say(f"{department}: {content}")


def show(
    sector: Annotated[str, typer.Argument(help="The sector, e.g. transport.")],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The pack in force on this day."),
    ] = None,
    rules: Rules = None,
) -> None:
    """Print a sector's pack as a jurist reads it, each number with its article."""
    try:
        rulebooks = rulebooks_in(rules)
    except ValueError as error:
        say(*f"错误 wrong: {error}".splitlines(), err=True)
        raise typer.Exit(1) from error
    if sector not in rulebooks.by_sector:
        names = "、".join(rulebooks.by_sector)
        say(f"无此行业 no such sector: {sector}; {names}", err=True)
        raise typer.Exit(1)
    print_pack(rulebooks.at(sector, _day(on)))


def diff(
    before: Annotated[Path, typer.Argument(help="The earlier edition.", exists=True)],
    after: Annotated[Path, typer.Argument(help="The later edition.", exists=True)],
) -> None:
    """Say what an edition changes against another of its kind, value by value."""
    try:
        kind, other = kind_of(before), kind_of(after)
        if kind is not other:
            what = f"{before.name}: {kind.english}; {after.name}: {other.english}"
            say(f"两个文件不是同一类规则 / two kinds of rules: {what}", err=True)
            raise typer.Exit(1)
        old, new = load_document(before, kind.type), load_document(after, kind.type)
    except RulebookError as error:
        _print_faults([error])
        raise typer.Exit(1) from error
    changes = differences_of(old, new)
    for change in changes:
        say(change.path)
        say(f"  - {change.before if change.before is not None else '无 nothing'}")
        say(f"  + {change.after if change.after is not None else '无 nothing'}")
    say(f"{len(changes)} 处不同 differences")


def try_cases(
    folder: Annotated[Path, typer.Argument(help="Worked cases: a folder or a file.", exists=True)],
    rules: Rules = None,
) -> None:
    """Try worked cases of scoring or of measures: each day that comes out otherwise is named."""
    whole = CaseResults(0, ())
    for file in sorted(folder.glob("*.yaml")) if folder.is_dir() else [folder]:
        try:
            results = try_file(file, rules)
        except ValueError as error:
            results = CaseResults(0, (f"错误 wrong: {file.name}: {error}",))
        for difference in results.differences:
            say(*difference.splitlines(), err=True)
        whole = CaseResults(whole.cases + results.cases, whole.differences + results.differences)
    wrong = len(whole.differences)
    say(f"{whole.cases} 个案例 cases, {wrong} 处不符 differ")
    raise typer.Exit(1 if wrong or not whole.cases else 0)


def _print_faults(faults: list[RulebookError]) -> None:
    for fault in faults:
        say(*f"错误 wrong: {fault}".splitlines(), err=True)


def _print_right(file: Path) -> None:
    kind = kind_of(file)
    edition = load_document(file, kind.type)
    problem = adoption_problem(file, edition, day_of(system_clock()))
    scope = f"{edition.scope}, " if edition.scope else ""
    rules = f"{len(edition.rules)} 条规则 rules, " if isinstance(edition, Pack) else ""
    say(
        f"正确 right: {edition.edition}, {scope}自 from {edition.effective_from}, {rules}"
        f"{numbers_in(edition)} 个数值 values, {kind.chinese} {kind.english}; "
        + (f"草案 a draft: {problem}" if problem else "已审定 adopted")
    )


def _day(moment: datetime | None) -> date:
    return moment.date() if moment else day_of(system_clock())
