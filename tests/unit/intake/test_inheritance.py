"""Where both codes had a record each department's last word holds, and no word is lost."""

from datetime import UTC, datetime

import msgspec

from services.intake.domain.identities.inheritance import inherit
from services.intake.domain.records.admission import IncomingReport, admit
from services.intake.domain.records.known_records import KnownRecord, no_records
from tests.support.admission_reports import reported


def known(*reports: tuple[str, str, int]) -> KnownRecord:
    """Return a record after words of departments: who, what, on which day known."""
    records = no_records()
    for report in reports:
        records, _ = admit(records, "r", said(*report))
    return records["r"]


def said(department: str, content: str, day: int, occurred: int = 1) -> IncomingReport:
    name = f"{department} {content} {day}"
    report = reported(name, content, submission=name, department=department, day=occurred)
    version = msgspec.structs.replace(report.version, known_at=datetime(2026, 3, day, tzinfo=UTC))
    return msgspec.structs.replace(report, version=version)


def met(here: KnownRecord, moved: KnownRecord) -> KnownRecord:
    records, refused = inherit(no_records().with_row("r", here), "r", moved, b"moved")
    assert refused == ()
    return records["r"]


def test_what_one_took_back_here_another_says_there() -> None:
    after = met(known(("fire", "1", 1), ("fire", "-", 2)), known(("health", "2", 1)))
    assert (after.withdrawn, after.sources, after.prevailing.packed_finding) == (
        False,
        ("health",),
        b"2",
    )


def test_a_withdrawal_there_is_one_here_though_another_stands() -> None:
    moved = known(("fire", "1", 1), ("health", "2", 2), ("fire", "-", 3))
    after = met(known(("fire", "1", 1)), moved)
    assert (after.sources, after.revision > 1) == (("health",), True)


def test_what_was_repeated_after_a_withdrawal_elsewhere_holds() -> None:
    moved = known(("fire", "1", 1), ("fire", "-", 2))
    here = known(("fire", "1", 1), ("fire", "1", 3))
    assert (met(here, moved).withdrawn, met(here, moved).revision) == (False, 1)
    moved = known(("fire", "1", 1), ("fire", "-", 2), ("fire", "-", 4))
    assert met(here, moved).withdrawn


def test_each_voice_is_refused_for_itself() -> None:
    here = known(("fire", "1", 1))
    records = no_records()
    for report in (said("health", "2", 1, 2), said("port", "3", 2, 2), said("fire", "1", 1)):
        records, _ = admit(records, "r", report)
    records, refused = inherit(no_records().with_row("r", here), "r", records["r"], b"moved")
    assert [version.department for version in refused] == ["health", "port"]
    assert records["r"].sources == ("fire",)


def test_who_took_it_back_there_stands_in_nobodys_way() -> None:
    moved = no_records()
    for report in (said("fire", "1", 1), said("fire", "-", 3), said("health", "2", 4, 2)):
        moved, _ = admit(moved, "r", report)
    after = met(known(("fire", "1", 1)), moved["r"])
    assert (after.sources, after.prevailing.packed_finding) == (("health",), b"2")
