"""Commands over the sample city in memory, with text of strangers in it, and their keys."""

from datetime import date

import msgspec

from development.demo import city_tables
from schemas.codec import decode
from schemas.messages import RecordNamed
from schemas.topics import (
    ALERTS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    MEASURES,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
    STANDINGS,
)
from services.command_line import (
    bid_opening_command,
    data_quality_command,
    effect_command,
    measures_command,
    quarantine_command,
    standing_command,
    submissions_command,
)
from services.command_line.faulty_rows import faults_in, faults_table
from services.command_line.money_table import money_table
from services.command_line.report_sending import outcome_table
from services.intake import read_model as intake
from services.sanctions import read_model as sanctions
from tests.support.policy_trials import LAST, TRANSPORT, written
from tests.support.request_memory import MemoryOfOneProcess
from tests.support.sample_city import sample_city
from tests.support.sample_files import RULEBOOK
from tests.support.stored_views import opening
from tests.support.table_scenes import CODE, HOSTILE, Keys, Scene, show_all


def orders(scene: Scene) -> tuple[list[str], Keys]:
    found = sanctions.orders(scene.views)[:20]
    found.append(msgspec.structs.replace(found[0], order=HOSTILE, name=HOSTILE, article=HOSTILE))
    scene.patch.setattr(sanctions, "orders", lambda *_: found)
    scene.patch.setattr(measures_command, "sanctions_views", opening(scene.views))
    return ["orders"], [key for each in found for key in (each.order, each.code)]


def measures(scene: Scene) -> tuple[list[str], Keys]:
    found = sanctions.measures(scene.views, CODE)
    scene.patch.setattr(measures_command, "sanctions_views", opening(scene.views))
    return ["measures", CODE], [CODE, *(each.order for each in found)]


def work_list(scene: Scene) -> tuple[list[str], Keys]:
    item = sanctions.WorkItem(
        code=CODE,
        name=HOSTILE,
        record_id="r",
        document_number=f"甬应急罚〔2026〕第0031号{HOSTILE}",
        departments=("work-safety", "market-supervision"),
        reason="act_without_order",  # type: ignore[arg-type]  # one of the reasons
        chinese="没有这样的指令",
        english="there is no such order",
    )
    scene.patch.setattr(sanctions, "work_list", lambda *_: [item])
    scene.patch.setattr(measures_command, "sanctions_views", opening(scene.views))
    return ["work-list"], [CODE, item.document_number, *item.departments]


def data_quality(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(data_quality_command, "intake_views", opening(scene.views))
    return ["data-quality", "--month", "2026-10"], ["work-safety", "traffic-police"]


def effect(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(effect_command, "scoring_views", opening(scene.views))
    scene.patch.setattr(effect_command, "sanctions_views", opening(scene.views))
    scene.patch.setenv("CITY_DAY", "2027-12-31")
    return ["effect", "--from", "2026-01-01", "--to", "2026-12-31"], ["loan_limit", "interview"]


def standing(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(standing_command, "scoring_views", opening(scene.views))
    return ["standing", CODE, "--on", "2026-12-20"], [CODE]


def submissions(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(submissions_command, "intake_views", opening(scene.views))
    scene.patch.setattr(submissions_command, "request_memory", lambda _: MemoryOfOneProcess())
    sent = intake.submissions(scene.views)[:20]
    return ["submissions"], [key for each in sent for key in (each.submission, each.file or "-")]


def receipts(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(submissions_command, "intake_views", opening(scene.views))
    sent = next(each for each in intake.submissions(scene.views) if each.file == "accidents.json")
    found = intake.receipts(scene.views, sent.department, sent.submission)
    hostile = msgspec.structs.replace(found[0], outcome="rejected", value=HOSTILE, field=HOSTILE)
    scene.patch.setattr(intake, "receipts", lambda *_: [*found, hostile])
    keys = [each.code for each in found if each.code]
    return ["receipts", sent.submission], [sent.submission, *keys, HOSTILE]


def quarantine(scene: Scene) -> tuple[list[str], Keys]:
    waiting = [
        *intake.quarantine(scene.views),
        msgspec.structs.replace(
            intake.quarantine(scene.views)[0], identifier=f"name:{HOSTILE}", names=(HOSTILE,)
        ),
    ]
    scene.patch.setattr(intake, "quarantine", lambda *_: waiting)
    scene.patch.setattr(quarantine_command, "intake_views", opening(scene.views))
    proposals = (code for each in waiting for code in each.proposals)
    return ["quarantine", "list"], [*(each.identifier for each in waiting), *proposals]


def doubles(scene: Scene) -> tuple[list[str], Keys]:
    name = f"double:{CODE}-akiuwzoj-nmqfybbn"
    numbers = ("甬应急事〔2026〕1号", HOSTILE)
    records = tuple(
        RecordNamed(record_id=number, kind="accident", document_number=number, department="fire")
        for number in numbers
    )
    decided = intake.DecidedDouble(
        identifier=name,
        one=True,
        differing=True,
        decided_on=date(2026, 11, 30),
        records=records,
        counts=HOSTILE,
    )
    scene.patch.setattr(intake, "decided_doubles", lambda _: [decided])
    scene.patch.setattr(quarantine_command, "intake_views", opening(scene.views))
    return ["quarantine", "doubles"], [name]


def bid_opening(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(bid_opening_command, "sanctions_views", opening(scene.views))
    (scene.folder / "bidders").write_text(f"{CODE}\n")
    lot = ["--lot", HOSTILE, "--value", "60000000", "--on", "2026-12-20"]
    return ["bid-opening", str(scene.folder / "bidders"), *lot], [CODE]


def trial(scene: Scene) -> tuple[list[str], Keys]:
    facts = [decode(each.value or b"") for each in sample_city().log.all(SAFETY_RECORDS.name)]
    records = written(scene.folder / "city.jsonl", facts)  # type: ignore[arg-type]  # of records
    words = ["--from", str(records), "--on", str(LAST), "--processes", "1"]
    edition = ["--edition", str(TRANSPORT), "--out", str(scene.folder / "out")]
    return ["trial", *words, *edition], [msgspec.yaml.decode(TRANSPORT.read_bytes())["edition"]]


def demo(_scene: Scene) -> tuple[list[str], Keys]:
    log = sample_city().log

    def facts(topic: object) -> list[object]:
        return [decode(each.value) for each in log.all(topic.name) if each.value]  # type: ignore[attr-defined]  # a topic

    rejected = facts(REPORT_REJECTIONS)
    hostile = msgspec.structs.replace(
        rejected[0],  # type: ignore[type-var]  # a fact
        body=msgspec.structs.replace(rejected[0].body, reason=HOSTILE, chinese=HOSTILE),  # type: ignore[attr-defined]  # of a rejection
    )
    tables = [
        city_tables.receipts(facts(REPORT_RECEIPTS)),  # type: ignore[arg-type]  # what stands there
        city_tables.rejections([*rejected, hostile]),  # type: ignore[list-item]  # as above
        city_tables.grades(facts(STANDINGS)),  # type: ignore[arg-type]  # as above
        city_tables.interviews(facts(MEASURE_CHANGES)),  # type: ignore[arg-type]  # as above
        city_tables.grade_history(facts(GRADE_CHANGES), CODE),  # type: ignore[arg-type]  # as above
        city_tables.measures(facts(MEASURE_CHANGES), CODE),  # type: ignore[arg-type]  # as above
        city_tables.alerts(facts(ALERTS), CODE, 20),  # type: ignore[arg-type]  # as above
        city_tables.maintenance_units(facts(SAFETY_RECORDS), facts(MEASURE_CHANGES)),  # type: ignore[arg-type]  # as above
        city_tables.measure_counts(facts(MEASURE_CHANGES)),  # type: ignore[arg-type]  # as above
        money_table(facts(MEASURES)),  # type: ignore[arg-type]  # as above
    ]
    return show_all("demo", tables), [HOSTILE, "hidden-dangers.csv", "loan_limit", CODE]


def sending(scene: Scene) -> tuple[list[str], Keys]:
    sent = intake.submissions(scene.views)[0]
    found = intake.receipts(scene.views, sent.department, sent.submission)
    tables = [
        outcome_table(f"{HOSTILE}.csv", 7, intake.totals_of(found), sent.submission),
        faults_table(faults_in(RULEBOOK, found)),
    ]
    return show_all("report (sending)", tables), [f"{HOSTILE}.csv · {sent.submission}"]
