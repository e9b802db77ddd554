"""`safety-credit trial`: a draft of the rules tried on the whole city, before it is in force."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from applications.policy_trial.judging import Question
from applications.policy_trial.running import run
from applications.policy_trial.source import CutOffError, FileSource, TopicSource, TrialSource
from applications.policy_trial.summary import drafts_of, summary_of
from applications.policy_trial.workers import WorkerLostError
from schemas.topics import SAFETY_RECORDS, SANCTIONS, SCORING
from schemas.vocabulary.rule_value import in_force
from services.chassis.clock import clock_at, day_of, system_clock
from services.chassis.kafka.reader import extent_of, read_from_beginning
from services.chassis.rules.rulebook import RulebookError, load_document
from services.command_line.trial_tables import report
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.stage import load
from services.scoring.domain.outlook.policy_trial import Trial, trial_of
from services.scoring.domain.packs.pack import Pack
from services.scoring.stage import load_rulebooks

from .command_settings import scoring_settings
from .output import say, show_table

if TYPE_CHECKING:
    from services.scoring.settings import ScoringSettings

TOPIC = "topic"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("trial")(try_policy)


def try_policy(  # noqa: PLR0913, PLR0917 - what a trial is asked
    editions: Annotated[
        list[Path], typer.Option("--edition", help="A draft: one pack; again for another sector.")
    ],
    on: Annotated[
        datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="The day of the trial (today)."),
    ] = None,
    as_known: Annotated[
        datetime | None,
        typer.Option("--as-known", formats=["%Y-%m-%d"], help="As known at this day's end."),
    ] = None,
    from_: Annotated[
        str, typer.Option("--from", help=f"A file of records, or {TOPIC}: {SAFETY_RECORDS.name}.")
    ] = TOPIC,
    out: Annotated[Path, typer.Option(help="The folder of the report.", file_okay=False)] = Path(
        "policy-trial"
    ),
    kept: Annotated[
        Path | None,
        typer.Option(
            "--city", help="A folder to keep the city in, for further trials.", file_okay=False
        ),
    ] = None,
    processes: Annotated[int | None, typer.Option(min=1, help="Default: all cores.")] = None,
) -> None:
    """Run the whole city under a draft and under the rules in force: who moves, and what money."""
    from applications.policy_trial.files import write  # noqa: PLC0415 - heavy: it draws charts

    settings = scoring_settings()
    clock = clock_at(settings.city_day) if settings.city_day else system_clock
    day = on.date() if on else day_of(clock())
    if from_ != TOPIC and not Path(from_).is_file():
        raise typer.BadParameter(f"neither {TOPIC!r} nor a file: {from_}", param_hint="--from")
    try:
        question, drafts = _question(settings, editions, day, as_known.date() if as_known else None)
    except (RulebookError, ValueError) as error:
        say(*f"错误 wrong: {error}".splitlines(), err=True)
        raise typer.Exit(1) from error
    source = _source(settings, from_)
    try:
        results = run(source, question, processes or _cores(), kept=kept, notice=_notice)
    except (CutOffError, WorkerLostError) as error:
        say(f"试算未完成 the trial is not complete: {error}", err=True)
        raise typer.Exit(1) from error
    tried_packs = drafts_of(question.trial, drafts)
    summary = summary_of(results, question.trial, tried_packs, question.measures, source.name)
    write(out, results, summary)
    for part in report(summary):
        if isinstance(part, str):
            say(part)
        else:
            show_table(part)
    say(f"报告 report: {out / 'report.html'}")
    if not results.cube:
        say("没有可评级的企业 no enterprise to rate", err=True)
        raise typer.Exit(1)


def _question(
    settings: ScoringSettings, editions: Sequence[Path], day: date, as_known: date | None
) -> tuple[Question, list[Pack]]:
    """Return what is tried. Raises RulebookError, ValueError."""
    folder = settings.rulebooks
    drafts = [load_document(path, Pack) for path in editions]
    rulebooks = load_rulebooks(folder / SCORING if folder else None)
    trial = trial_of(rulebooks, drafts, day, as_known)
    measures = in_force(load(folder / SANCTIONS if folder else None), day)
    if measures is None:
        raise ValueError(f"no edition of the measures is in force on {day}")
    _refuse_unknown_grades(trial, measures)
    return Question(trial, measures), drafts


def _refuse_unknown_grades(trial: Trial, measures: MeasuresEdition) -> None:
    for rulebooks in (trial.in_force, trial.drafted):
        for sector in rulebooks.by_sector:
            pack = rulebooks.at(sector, trial.on)
            unknown = [band.name for band in pack.grades if band.name not in measures.grades]
            if unknown:
                raise ValueError(
                    f"{pack.edition}, grades: {', '.join(unknown)}: unknown to the measures "
                    f"({measures.edition}: {', '.join(measures.grades)}), which hang on the grade"
                )


def _source(settings: ScoringSettings, from_: str) -> TrialSource:
    if from_ != TOPIC:
        return FileSource(Path(from_))
    topic = SAFETY_RECORDS.name
    return TopicSource(
        topic,
        partial(read_from_beginning, settings, topic),
        partial(extent_of, settings, topic),
    )


def _notice(text: str) -> None:
    say(text, err=True)


def _cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))
