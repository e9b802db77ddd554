"""`safety-credit service-acts`: what was served electronically, reported as acts of its agency.

A decision that reached an enterprise which had agreed to electronic service is served on that day
(《中华人民共和国行政处罚法》第六十一条). A notice that the system gave is in the order's course
already: its receipt is the proof, and nothing is to be reported. The report goes to the agency's
own topic like any other: who runs this does so in the agency's name.
"""

from collections.abc import Iterable, Iterator
from threading import Event
from typing import Annotated, Any

import msgspec
import typer

from schemas.codec import UndecodableError, decode
from schemas.messages import ReceiptRecorded, ServedDocument
from schemas.topics import DELIVERY_RECEIPTS, INTAKE
from schemas.vocabulary.department import departments
from services.chassis.clock import day_of, system_clock
from services.chassis.kafka.publisher import Publisher
from services.chassis.kafka.reader import follow, read_from_beginning
from services.chassis.processing.fold import Received
from services.intake.adapters.files.rows import Row
from services.intake.adapters.submissions.desk import Desk
from services.intake.adapters.submissions.submission import Facts, Sender, Submission, submit_rows
from services.intake.domain.layouts.layout import Rulebook
from services.intake.stage import load_rulebook

from .command_settings import intake_settings
from .output import say

_REACHED = ("delivered", "read", "acknowledged")  # `sent` does not say that it arrived


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("service-acts")(service_acts)


def service_acts(
    department: Annotated[str, typer.Option(help="Code of the agency in whose name.")],
    follow_on: Annotated[bool, typer.Option("--follow", help="Go on as receipts come.")] = False,
) -> None:
    """Report as acts what was served electronically of an agency's decisions.

    It needs to read `delivery-receipts` and to write the agency's topic. Run again, it reports the
    same again, which intake recognises as repeated.
    """
    if department not in {each.code for each in departments()}:
        raise typer.BadParameter(f"there is no department {department!r}", param_hint="department")
    settings = intake_settings()
    rulebook = load_rulebook(settings.rulebooks / INTAKE if settings.rulebooks else None)
    records: Iterable[Received]
    if follow_on:
        records = follow(settings, DELIVERY_RECEIPTS.name, stop=Event())
    else:
        records = read_from_beginning(settings, DELIVERY_RECEIPTS.name)
    desk, count = Desk(lambda: Publisher(settings)), 0
    for served in first_services(records, department):
        desk.publish_reports(act_report(rulebook, served))
        count += 1
        receipt, document = served.receipt, served.document
        say(f"served {document.order}: {receipt.status} {receipt.at.isoformat()}")
    if not count:
        say(f"{department}: 没有可报送的送达 nothing was served, so nothing is reported", err=True)
        raise typer.Exit(1)
    say(f"{count} 项已报送 acts reported in the name of {department}")


class ServiceAct(msgspec.Struct, frozen=True):
    """The decision of an agency's order, the enterprise, and the receipt that shows its arrival."""

    document: ServedDocument
    code: str
    receipt: ReceiptRecorded


def first_services(records: Iterable[Received], department: str) -> Iterator[ServiceAct]:
    """Yield each decision of an agency's orders with the receipt by which it first arrived."""
    done: set[str] = set()
    for record in records:
        try:
            body = decode(record.value or b"").body
        except UndecodableError as error:
            say(f"{record.topic}/{record.partition}/{record.offset}: {error}", err=True)
            continue
        if not isinstance(body, ReceiptRecorded) or body.status not in _REACHED:
            continue
        document = body.serves
        if document is None or document.act != "served" or document.agency != department:
            continue
        if body.about is not None and document.order not in done:
            done.add(document.order)
            yield ServiceAct(document, body.about, body)


def act_report(rulebook: Rulebook, served: ServiceAct) -> Submission:
    """Return the report that a decision was served: the same whenever it is made."""
    document, day = served.document, day_of(served.receipt.at)
    name = f"service {document.order} {document.act}"
    fields: dict[str, Any] = {
        "code": served.code,
        "document_number": f"电子送达〔{day.year}〕{document.order}",
        "occurred_on": day.isoformat(),
        "content": {
            "kind": "measure_act",
            "measure": document.measure.value,
            "act": document.act,
            "acted_on": day.isoformat(),
            "order": document.order,
        },
    }
    sender = Sender(document.agency, system_clock(), key=name)
    facts = submit_rows(rulebook, sender, "record", name, [Row(1, fields)])
    return Submission(facts[0].body.submission, Facts(lambda: facts, len(facts)), digest=name)
