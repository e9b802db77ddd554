"""The files of a trial: report.html, movers.csv, matrix.csv, summary.json."""

import csv
from collections.abc import Iterable
from pathlib import Path

from applications.policy_trial.page import page
from applications.policy_trial.results import Mover, TrialResults
from applications.policy_trial.summary import Summary
from schemas.codec import to_json
from services.chassis.durable_files import written
from services.chassis.text.spreadsheet_text import MARK, as_text

REPORT, MOVERS, MATRIX, SUMMARY = "report.html", "movers.csv", "matrix.csv", "summary.json"
_SEGMENT = ("sector 行业", "district 区县")
_MONEY = (
    "premium_before 保费（现行）",
    "premium_after 保费（试行）",
    "rebate_before 取消返税（现行）",
    "rebate_after 取消返税（试行）",
    "bond_before 履约保证金（现行）",
    "bond_after 履约保证金（试行）",
)


def write(folder: Path, results: TrialResults, summary: Summary) -> None:
    """Write the files, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_csv(folder / MATRIX, _matrix(results))
    _write_csv(folder / MOVERS, _movers(results.movers))
    with written(folder / SUMMARY) as file:
        file.write(to_json(summary).decode() + "\n")
    with written(folder / REPORT) as file:
        file.write(page(results, summary))


def _write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    with written(path) as file:
        file.write(MARK)
        csv.writer(file).writerows(rows)


def _matrix(results: TrialResults) -> Iterable[Iterable[object]]:
    yield (
        *_SEGMENT,
        "grade_before 现行等级",
        "grade_after 试行等级",
        "enterprises 企业数",
        "rescored 得分变化",
        "without_premium 缺工资或风险类别",
        *_MONEY,
    )
    for key, cell in results.cube.items():
        yield (
            key.sector,
            as_text(key.district),
            key.before,
            key.after,
            cell.enterprises,
            cell.rescored,
            cell.unreckoned,
            cell.premium_before,
            cell.premium_after,
            cell.rebate_before,
            cell.rebate_after,
            cell.bond_before,
            cell.bond_after,
        )


def _movers(movers: Iterable[Mover]) -> Iterable[Iterable[object]]:
    yield (
        "code 统一社会信用代码",
        "name 名称",
        *_SEGMENT,
        "grade_before 现行等级",
        "grade_after 试行等级",
        "score_before 现行得分",
        "score_after 试行得分",
        *_MONEY,
        "reasons 原因",
        "reasons_english",
        "documents 文书号",
    )
    for each in movers:
        documents = dict.fromkeys(number for one in each.reasons for number in one.documents)
        yield (
            as_text(each.code),
            as_text(each.name),
            each.sector,
            as_text(each.district),
            each.grade_before,
            each.grade_after,
            each.score_before,
            each.score_after,
            each.before.premium,
            each.after.premium,
            each.before.rebate,
            each.after.rebate,
            each.before.bond,
            each.after.bond,
            "；".join(f"{one.chinese} {one.before} → {one.after}" for one in each.reasons),
            "; ".join(f"{one.english} {one.before} → {one.after}" for one in each.reasons),
            as_text("、".join(documents)),
        )
