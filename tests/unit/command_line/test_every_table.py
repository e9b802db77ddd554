"""Every command's tables, on a terminal of 80 and of 40 columns and in a pipe: each key is whole.

A command that is in neither list below fails: say what its table's keys are, or that it has none.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from schemas.codec import decode
from schemas.messages import MessageDeadLettered
from schemas.topics import (
    ALERTS,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    MEASURES,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
    STANDINGS,
    catalogue,
)
from services.chassis.credentials import CredentialFile, issue_reader
from services.chassis.dead_letters import DeadLetter
from services.chassis.kafka_access import KnownPrincipal
from services.chassis.request_memory import MemoryOfOneProcess
from services.chassis.views import MemoryViews
from services.chassis.visible_text import visible
from services.command_line import (
    answers,
    bid_opening_command,
    broker_access_command,
    city_tables,
    data_quality_command,
    dead_letters_command,
    deliveries_command,
    effect_command,
    local_command,
    measures_command,
    quarantine_command,
    standing_command,
    submissions_command,
)
from services.command_line.app import build
from services.command_line.faulty_rows import faults_in, faults_table
from services.command_line.money_table import money_table
from services.command_line.report_sending import outcome_table
from services.command_line.tables import Table
from services.command_line.text_width import width_of
from services.intake import read_model as intake
from services.sanctions import read_model as sanctions
from tests.contract.test_examples import EXAMPLES
from tests.support.policy_trials import LAST, TRANSPORT, written
from tests.support.sample_city import sample_city
from tests.support.sample_files import RULEBOOK
from tests.support.stored_views import store_of

HOSTILE = "[/red]\x1b]8;;x\x07\u202e甲\t乙\n丙[bold]"
CODE = "91990103MBT4Y0NW08"
Keys = Iterable[str]

NO_TABLE = {
    "pipe", "city", "tail", "service-acts", "rebuild-views", "contacts import",
    "quarantine accept", "quarantine refuse",
    "dead-letters show", "dead-letters replay", "deliveries resend", "deliveries drop",
    "credential add", "credential revoke", "broker-access add", "broker-access revoke",
    "rules check", "rules approve", "rules diff", "rules test",
    "certificate issue", "certificate verify",
    "audit seal", "audit export", "audit verify", "audit prove", "audit check",
    "keys create", "keys show", "keys create-webhook",
}  # fmt: skip


class Scene(NamedTuple):
    """Where a command runs: what it would open is replaced by what is in memory."""

    patch: pytest.MonkeyPatch
    folder: Path
    views: MemoryViews


def columns(lines: Iterable[str], column: int = 0) -> list[str]:
    return [line.split("\t")[column] for line in lines]


def quarantine(scene: Scene) -> tuple[list[str], Keys]:
    waiting = [
        *intake.quarantine(scene.views),
        msgspec.structs.replace(
            intake.quarantine(scene.views)[0], identifier=f"name:{HOSTILE}", names=(HOSTILE,)
        ),
    ]
    scene.patch.setattr(intake, "quarantine", lambda *_: waiting)
    scene.patch.setattr(quarantine_command, "RedisViews", store_of(scene.views))
    proposals = (code for each in waiting for code in each.proposals)
    return ["quarantine", "list"], [*(each.identifier for each in waiting), *proposals]


def dead_letters(scene: Scene) -> tuple[list[str], Keys]:
    golden = decode((EXAMPLES / "message-dead-lettered/v1/not-a-cloudevent.json").read_bytes())
    assert isinstance(golden.body, MessageDeadLettered)
    bodies = (golden.body, msgspec.structs.replace(golden.body, reason=HOSTILE, detail=HOSTILE))
    letters = [
        DeadLetter(id=f"0d1f3a52-2f4b-5d0e-9a51-{n:012}", known_at=golden.known_at, body=body)
        for n, body in enumerate(bodies)
    ]
    scene.patch.setattr(dead_letters_command, "_found", lambda *_: letters)
    return ["dead-letters", "list"], [*(each.id for each in letters), letters[0].place, HOSTILE]


def deliveries(scene: Scene) -> tuple[list[str], Keys]:
    dead = decode((EXAMPLES / "delivery-deferred/v1/dead.json").read_bytes())
    away = decode((EXAMPLES / "receiver-paused/v1/no-answer.json").read_bytes())
    body = msgspec.structs.replace(dead.body, lane=HOSTILE, fault=HOSTILE)
    held = [msgspec.structs.replace(dead, body=body), away]
    scene.patch.setattr(deliveries_command, "_held", lambda _: held)
    return ["deliveries", "list"], [body.delivery, body.receiver, HOSTILE, away.body.receiver]  # type: ignore[attr-defined]  # of a receiver


def orders(scene: Scene) -> tuple[list[str], Keys]:
    found = sanctions.orders(scene.views)[:20]
    found.append(msgspec.structs.replace(found[0], order=HOSTILE, name=HOSTILE, article=HOSTILE))
    scene.patch.setattr(sanctions, "orders", lambda *_: found)
    scene.patch.setattr(measures_command, "RedisViews", store_of(scene.views))
    return ["orders"], [key for each in found for key in (each.order, each.code)]


def measures(scene: Scene) -> tuple[list[str], Keys]:
    found = sanctions.measures(scene.views, CODE)
    scene.patch.setattr(measures_command, "RedisViews", store_of(scene.views))
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
    scene.patch.setattr(measures_command, "RedisViews", store_of(scene.views))
    return ["work-list"], [CODE, item.document_number, *item.departments]


def data_quality(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(data_quality_command, "RedisViews", store_of(scene.views))
    return ["data-quality", "--month", "2026-10"], ["work-safety", "traffic-police"]


def effect(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(effect_command, "RedisViews", store_of(scene.views))
    scene.patch.setenv("CITY_DAY", "2027-12-31")
    return ["effect", "--from", "2026-01-01", "--to", "2026-12-31"], ["loan_limit", "interview"]


def standing(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(standing_command, "RedisViews", store_of(scene.views))
    return ["standing", CODE, "--on", "2026-12-20"], [CODE]


def submissions(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(submissions_command, "RedisViews", store_of(scene.views))
    scene.patch.setattr(submissions_command, "RedisRequestMemory", lambda _: MemoryOfOneProcess())
    sent = intake.submissions(scene.views)[:20]
    return ["submissions"], [key for each in sent for key in (each.submission, each.file or "-")]


def receipts(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(submissions_command, "RedisViews", store_of(scene.views))
    sent = next(each for each in intake.submissions(scene.views) if each.file == "accidents.json")
    found = intake.receipts(scene.views, sent.department, sent.submission)
    hostile = msgspec.structs.replace(found[0], outcome="rejected", value=HOSTILE, field=HOSTILE)
    scene.patch.setattr(intake, "receipts", lambda *_: [*found, hostile])
    keys = [each.code for each in found if each.code]
    return ["receipts", sent.submission], [sent.submission, *keys, HOSTILE]


def credentials(scene: Scene) -> tuple[list[str], Keys]:
    kept, file = CredentialFile(scene.folder / "c.json"), str(scene.folder / "c.json")
    scopes = ("standings:read", "measures:read", "subscriptions:write", "alerts:acknowledge")
    made, _ = issue_reader("a bank of the province", scopes, datetime.now(UTC), None)
    kept.add(msgspec.structs.replace(made, holder=f"bank{HOSTILE}"))
    return ["credential", "list", "--file", file], [made.id, f"bank{HOSTILE}", *scopes]


def broker_rules(_scene: Scene) -> tuple[list[str], Keys]:
    return ["broker-access", "rules", "department-work-safety"], ["reports-work-safety"]


def broker_list(scene: Scene) -> tuple[list[str], Keys]:
    known = [KnownPrincipal(f"reader-{HOSTILE}", "SCRAM_SHA_512")]
    scene.patch.setattr(broker_access_command, "admitted", lambda _: known)
    return ["broker-access", "list"], [known[0].name]


def topics(_scene: Scene) -> tuple[list[str], Keys]:
    return ["topics"], [topic.name for topic in catalogue()]


def rules(_scene: Scene) -> tuple[list[str], Keys]:
    return ["rules", "show", "transport"], ["penalty_severe"]


def bid_opening(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setattr(bid_opening_command, "RedisViews", store_of(scene.views))
    (scene.folder / "bidders").write_text(f"{CODE}\n")
    lot = ["--lot", HOSTILE, "--value", "60000000", "--on", "2026-12-20"]
    return ["bid-opening", str(scene.folder / "bidders"), *lot], [CODE]


def trial(scene: Scene) -> tuple[list[str], Keys]:
    facts = [decode(each.value or b"") for each in sample_city().log.all(SAFETY_RECORDS.name)]
    records = written(scene.folder / "city.jsonl", facts)  # type: ignore[arg-type]  # of records
    words = ["--from", str(records), "--on", str(LAST), "--processes", "1"]
    edition = ["--edition", str(TRANSPORT), "--out", str(scene.folder / "out")]
    return ["trial", *words, *edition], [msgspec.yaml.decode(TRANSPORT.read_bytes())["edition"]]


def report(scene: Scene) -> tuple[list[str], Keys]:
    header = "隐患编号,单位代码,隐患级别,发现日期,整改期限,销号日期,描述"
    bad = "YH-2026-0000000000000001,9199010,一般,2026-07-25,2026-08-09,,堵"
    worse = f"YH2,{CODE},很{HOSTILE},2026-07-25,2026-08-09,,堵".replace("\n", "")
    (scene.folder / "a.csv").write_text(f"{header}\n{bad}\n{worse}\n")
    words = ["--department", "work-safety", "--check", "--day", "2026-10-31"]
    return ["report", *words, str(scene.folder / "a.csv")], ["code_malformed", "9199010"]


def status(scene: Scene) -> tuple[list[str], Keys]:
    scene.patch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    scene.patch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    scene.patch.setenv("SYSTEM_ADDRESSES", "intake-worker=http://127.0.0.1:1")
    return ["status"], ["intake-worker"]


def show_all(name: str, tables: Iterable[Table]) -> list[str]:
    """Return a command that shows tables which a command shows after more than a test can play."""

    def command() -> None:
        for table in tables:
            answers.show_table(table)

    SHOWN[name] = command
    return [name]


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
        city_tables.rejections([*rejected, hostile]),  # type: ignore[list-item]
        city_tables.grades(facts(STANDINGS)),  # type: ignore[arg-type]
        city_tables.interviews(facts(MEASURE_CHANGES)),  # type: ignore[arg-type]
        city_tables.grade_history(facts(GRADE_CHANGES), CODE),  # type: ignore[arg-type]
        city_tables.measures(facts(MEASURE_CHANGES), CODE),  # type: ignore[arg-type]
        city_tables.alerts(facts(ALERTS), CODE, 20),  # type: ignore[arg-type]
        city_tables.maintenance_units(facts(SAFETY_RECORDS), facts(MEASURE_CHANGES)),  # type: ignore[arg-type]
        city_tables.measure_counts(facts(MEASURE_CHANGES)),  # type: ignore[arg-type]
        money_table(facts(MEASURES)),  # type: ignore[arg-type]
    ]
    return show_all("demo", tables), [HOSTILE, "hidden-dangers.csv", "loan_limit", CODE]


def up(scene: Scene) -> tuple[list[str], Keys]:
    class System:
        broker = "Apache Kafka"
        environment = dict.fromkeys(
            ("KAFKA_BOOTSTRAP_SERVERS", "REDIS_URL", "TOPIC_PARTITIONS"),
            "one.example.org:9092,two.example.org:9092",
        )
        addresses = {"intake": "http://127.0.0.1:12345"}  # noqa: RUF012 - nobody writes it
        dispatcher_metrics_url = "http://127.0.0.1:1/metrics"

        def metrics_url(self, service: str) -> str:
            return f"http://127.0.0.1:2/{service}/metrics"

    tables = [local_command._addresses(System(), scene.folder)]  # type: ignore[arg-type]  # as one
    return show_all("up", tables), [System.environment["REDIS_URL"], str(scene.folder / "logs")]


def sending(scene: Scene) -> tuple[list[str], Keys]:
    sent = intake.submissions(scene.views)[0]
    found = intake.receipts(scene.views, sent.department, sent.submission)
    tables = [
        outcome_table(f"{HOSTILE}.csv", 7, intake.totals_of(found), sent.submission),
        faults_table(faults_in(RULEBOOK, found)),
    ]
    return show_all("report (sending)", tables), [f"{HOSTILE}.csv · {sent.submission}"]


SHOWN: dict[str, Callable[[], None]] = {}
SCENES: dict[str, Callable[[Scene], tuple[list[str], Keys]]] = {
    "demo": demo,
    "up": up,
    "status": status,
    "trial": trial,
    "report": report,
    "report (sending)": sending,
    "submissions": submissions,
    "receipts": receipts,
    "standing": standing,
    "measures": measures,
    "orders": orders,
    "work-list": work_list,
    "bid-opening": bid_opening,
    "rules show": rules,
    "data-quality": data_quality,
    "effect": effect,
    "topics": topics,
    "quarantine list": quarantine,
    "dead-letters list": dead_letters,
    "deliveries list": deliveries,
    "credential list": credentials,
    "broker-access rules": broker_rules,
    "broker-access list": broker_list,
}


@pytest.fixture(scope="module")
def views() -> MemoryViews:
    merged = MemoryViews()
    for worker in sample_city().workers:
        merged.values |= worker.views.values
        merged.hashes |= worker.views.hashes
        merged.sets |= worker.views.sets
    return merged


def commands() -> set[str]:
    def below(group: object, words: tuple[str, ...]) -> list[str]:
        inner = getattr(group, "commands", None)
        if inner is None:
            return [" ".join(words)]
        return [found for name, one in inner.items() for found in below(one, (*words, name))]

    return set(below(typer.main.get_command(build()), ()))


def test_every_command_is_here() -> None:
    assert commands() == NO_TABLE | (set(SCENES) - {"report (sending)"})


@pytest.mark.parametrize("width", [80, 40, None])
@pytest.mark.parametrize("name", SCENES)
def test_each_key_is_whole_on_one_line(
    name: str,
    width: int | None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    views: MemoryViews,
) -> None:
    monkeypatch.setattr(answers, "_width", lambda: width)
    arguments, keys = SCENES[name](Scene(monkeypatch, tmp_path, views))
    application = build()
    if name in SHOWN:
        application = typer.Typer()
        application.callback()(lambda: None)
        application.command(name)(SHOWN[name])
    result = CliRunner().invoke(application, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    lines = result.stdout.splitlines()
    assert lines
    for key in map(visible, keys):
        assert any(key in line for line in lines), f"{key!r} is not whole in\n{result.stdout}"
    assert "…" not in result.stdout.replace("……", "")
    assert all(line.replace("\t", "").isprintable() for line in lines)
    assert width is None or "\t" not in result.stdout


def test_the_widths_of_a_terminal_are_kept_where_the_keys_fit() -> None:
    table = quarantine_table()
    assert max(map(width_of, table.lines(80))) <= 80


def quarantine_table() -> Table:
    table = Table("code", "name")
    table.add_row(CODE, "甲" * 20)
    return table
