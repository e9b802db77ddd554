"""The demo: the departments' files, then the scenario of one accident and what follows from it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from development.brokers import ServerError
from development.demo import city_tables
from development.demo.bank import show_webhooks, subscribe
from development.demo.city_reader import CityReader, NotQuietError
from development.demo.public_tables import public_entries
from development.demo.scenario import SAMPLES, DemoScenario, ScenarioStep, load_scenario
from development.local_system.system import LocalSystem
from development.webhook_receiver import WebhookReceiver
from schemas.codec import encode
from schemas.messages import Fact, ReportSubmitted
from schemas.topics import (
    ALERTS,
    DECISION_SEALS,
    DISCLOSURES,
    GRADE_CHANGES,
    MEASURE_CHANGES,
    MEASURES,
    REPORT_RECEIPTS,
    REPORT_REJECTIONS,
    SAFETY_RECORDS,
    SERVICES,
    STANDINGS,
    SUBSCRIPTIONS,
    catalogue,
    dead_letters_of,
)
from schemas.vocabulary.department import departments
from services.chassis.clock import clock_at, milliseconds
from services.chassis.kafka.day_announcer import announce_day
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import read_from_beginning
from services.chassis.signing.keys import load_public_key
from services.chassis.signing.register_file import load_register
from services.command_line import quality_tables
from services.command_line.money_table import money_table
from services.command_line.output import say, show_table
from services.command_line.service_views import intake_views, scoring_views
from services.command_line.standing_tables import print_sheet
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.submission import Sender, submit_file, submit_rows
from services.intake.domain.layouts.layout import Rulebook
from services.intake.read_model.quality import quality_table
from services.intake.stage import load_rulebook
from services.scoring.adapters.decision_log.verification import Verifier
from services.scoring.read_model import standing, standing_on
from services.scoring.read_model.sheets import explanation
from services.scoring.stage import load_rulebooks

FILES = (
    ("market-supervision", "enterprise-registry.csv"),
    ("work-safety", "standardization-certificates.xlsx"),
    ("work-safety", "penalties-double-publicity.csv"),
    ("traffic-police", "traffic-police.jsonl"),
    ("work-safety", "accidents.json"),
    ("work-safety", "hidden-dangers.csv"),
    ("work-safety", "commitments.csv"),
    ("quality-supervision", "elevator-evaluations.xlsx"),
)
# Nothing moved for so long: then something hangs, however busy the machine is.
STILL_SECONDS = 180.0
ONE_DAY = timedelta(days=1)
MAXIMUM_ALERTS = 20
SHEET_DAY = date(2026, 12, 20)  # the worst of the story: accident, penalty and overdue danger


class Demo:
    """Plays files and scenario into a running system, and shows the results."""

    def __init__(
        self, system: LocalSystem, reader: CityReader, scenario: DemoScenario | None = None
    ) -> None:
        self._system = system
        self._reader = reader
        self._scenario = scenario or load_scenario()
        self._rulebook: Rulebook = load_rulebook()
        self._settings = system.settings
        self._sent: Counter[str] = Counter()

    def play(self) -> None:
        """Play it all, and print the tables. Raises ServerError where a city was here before."""
        self._require_fresh()
        with Publisher(self._settings) as publisher:
            self._play_files(publisher)
            for step in self._scenario.steps:
                self._play_step(publisher, step)
        self._show_end()

    def _require_fresh(self) -> None:
        """Refuse a broker that holds a city: the story on top of another comes out differently."""
        names = [topic.name for topic in catalogue() if topic != SUBSCRIPTIONS]
        if any(True for _ in read_from_beginning(self._settings, names)):
            raise ServerError(
                f"the broker at {self._settings.kafka_bootstrap_servers} holds messages of a city: "
                "the demo needs a fresh one; to go on with that city use safety-credit up"
            )

    def _play_files(self, publisher: Publisher) -> None:
        day = self._scenario.files_known_on
        self._title(f"{day}: 各部门报送的八个文件 / The departments' eight files")
        self._announce(publisher, day)
        for department, name in FILES:
            sender = Sender(department, clock_at(day)())
            data = (SAMPLES / name).read_bytes()
            self._send(publisher, submit_file(self._rulebook, sender, name, data).facts)
            self._quiet()
        facts = self._reader.facts
        show_table(city_tables.receipts(facts(REPORT_RECEIPTS)))
        show_table(city_tables.rejections(facts(REPORT_REJECTIONS)))
        show_table(city_tables.grades(facts(STANDINGS)))
        show_table(city_tables.interviews(facts(MEASURE_CHANGES)))
        show_table(money_table(facts(MEASURES)))

    def _play_step(self, publisher: Publisher, step: ScenarioStep) -> None:
        self._title(f"{step.day}: {step.chinese} / {step.english}")
        counts_before = {
            topic.name: len(self._of(topic)) for topic in (GRADE_CHANGES, MEASURE_CHANGES)
        }
        self._announce(publisher, step.day)
        for number, report in enumerate(step.reports, start=1):
            sender = Sender(report.department, clock_at(step.day)())
            digest = f"story {step.day} {number}"
            row = Row(number, report.fields())
            self._send(publisher, submit_rows(self._rulebook, sender, "record", digest, [row]))
        self._quiet()
        for topic in (GRADE_CHANGES, MEASURE_CHANGES):
            for fact in self._of(topic)[counts_before[topic.name] :]:
                say(f"  {city_tables.sentence(fact)}")

    def _show_end(self) -> None:
        code, facts = self._scenario.enterprise, self._reader.facts
        self._title("结果 / What happened")
        self._show_sheets(code)
        show_table(city_tables.grade_history(facts(GRADE_CHANGES), code))
        show_table(city_tables.measures(facts(MEASURE_CHANGES), code))
        show_table(public_entries(facts(DISCLOSURES), code))
        for unit in self._scenario.units:
            show_table(city_tables.measures(facts(MEASURE_CHANGES), unit))
        show_table(city_tables.alerts(facts(ALERTS), code, MAXIMUM_ALERTS))
        self._show_quality()
        units = city_tables.maintenance_units(facts(SAFETY_RECORDS), facts(MEASURE_CHANGES))
        show_table(units)
        show_table(city_tables.measure_counts(facts(MEASURE_CHANGES)))
        show_table(money_table(facts(MEASURES)))
        show_table(city_tables.grades(facts(STANDINGS)))
        self._show_log()
        dead = sum(len(facts(dead_letters_of(service))) for service in SERVICES)
        say(f"死信 / dead letters: {dead}")

    def _show_log(self) -> None:
        """Verify the decision log, sealed to the day before the last one, as an auditor does."""
        environment = self._system.environment
        authority = load_public_key(Path(environment["KEY_AUTHORITY"]))
        register = load_register(Path(environment["KEY_REGISTER"]), authority)
        moved, before = monotonic(), 0
        while True:
            verifier = Verifier(register)
            read = self._reader.everything()
            records = [r for t in (GRADE_CHANGES, DECISION_SEALS) for r in read.get(t.name, [])]
            breaks = [verifier.add(record.position, record.value or b"") for record in records]
            last = verifier.seals[-1].day if verifier.seals else None
            sealed = last is not None and last >= self._scenario.steps[-1].day - ONE_DAY
            checks = (*breaks, verifier.finish() if sealed else None)
            if wrong := next((each for each in checks if each), None):
                raise ServerError(f"the decision log does not hold: {wrong}")
            if sealed:
                break
            if len(records) > before:
                moved, before = monotonic(), len(records)
            if monotonic() > moved + STILL_SECONDS:
                raise NotQuietError(f"the decision log is sealed to {last}")
            sleep(0.2)
        say(
            f"决定日志成立 / the decision log holds: {verifier.count} grade changes, "
            f"{len(verifier.seals)} daily seals, the last of {last}"
        )

    def _show_quality(self) -> None:
        """Show how well the departments reported in the month of their files."""
        day, rules = self._scenario.files_known_on, self._rulebook.quality
        with intake_views(self._settings) as views:
            rows = quality_table(views, rules, (day.year, day.month), departments())
            rows = [row for row in rows if row.quality.read]  # the others sent nothing that month
        show_table(quality_tables.quality_table(rows))

    def _show_sheets(self, code: str) -> None:
        """Show the explanation on the worst day, asked for afterwards, and at the end."""
        with scoring_views(self._settings) as views:
            rulebooks = load_rulebooks()
            worst = standing_on(views, rulebooks, code, SHEET_DAY)
            for value in (worst, standing(views, code)):
                if value is None:
                    raise LookupError(f"{code} has no standing in the views of scoring")
                self._title(f"{value.day}: 评分说明单 / Explanation sheet")
                print_sheet(explanation(value, code, rulebooks))

    def _announce(self, publisher: Publisher, day: date) -> None:
        announce_day(publisher, day, self._settings.topic_partitions)
        self._quiet()

    def _send(self, publisher: Publisher, facts: Iterable[Fact[ReportSubmitted]]) -> None:
        for fact in facts:
            topic = f"reports-{fact.body.department}"
            timestamp = milliseconds(fact.known_at)
            publisher.publish(topic, fact.subject.encode(), encode(fact), timestamp)
            self._sent[topic] += 1
        publisher.flush()

    def _quiet(self) -> None:
        self._reader.await_quiet(self._system.check, STILL_SECONDS, self._sent)

    def _of(self, topic: Any) -> list[Fact[Any]]:  # noqa: ANN401 - a Topic; facts differ by topic
        codes = {self._scenario.enterprise, *self._scenario.units}
        return [fact for fact in self._reader.facts(topic) if fact.subject in codes]

    def _title(self, text: str) -> None:
        say("", f"── {text}")


def run_demo(folder: Path) -> None:
    """Start a fresh system and a bank that subscribes by webhook, play, stop all.

    Raises ServerError or NotQuietError.
    """
    with (
        WebhookReceiver(()) as bank,
        LocalSystem(folder, say, persistent=False, clock="manual") as system,
    ):
        subscribe(system, bank)
        metrics = {service: system.metrics_url(service) for service in SERVICES}
        with CityReader(system.settings, metrics) as reader:
            Demo(system, reader).play()
            show_webhooks(bank, len(reader.facts(GRADE_CHANGES)))
