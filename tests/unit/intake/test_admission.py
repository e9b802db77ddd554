"""New, repeated, corrected: and a report delivered twice is none of them."""

from services.intake.domain.records.admission import IncomingReport, admit
from services.intake.domain.records.known_records import DepartmentVersion, KnownRecord, no_records
from tests.support.admission_reports import reported


def known_after(*reports: IncomingReport) -> tuple[KnownRecord, list[str]]:
    records = no_records()
    verdicts = []
    for report in reports:
        records, verdict = admit(records, "record", report)
        verdicts.append(verdict)
    return records["record"], verdicts


def run(*reports: IncomingReport) -> list[str]:
    return known_after(*reports)[1]


def test_new_repeated_corrected() -> None:
    verdicts = run(reported("a", "1"), reported("b", "1", 2), reported("c", "2", 3))
    assert verdicts == ["accepted", "repeated", "corrected"]


def test_back_to_what_it_was_is_a_correction_too() -> None:
    verdicts = run(reported("a", "1"), reported("b", "2", 2), reported("c", "1", 3))
    assert verdicts == ["accepted", "corrected", "corrected"]


def test_a_whole_history_delivered_again_changes_nothing() -> None:
    history = [reported("a", "1"), reported("b", "1", 2), reported("c", "2", 3)]
    assert run(*history, *history)[3:] == ["known", "known", "known"]


def test_an_earlier_row_of_the_same_submission_that_had_to_wait_is_superseded() -> None:
    assert run(reported("b", "2", 9), reported("a", "1", 4)) == ["accepted", "superseded"]
    other = reported("a", "1", 4, submission="t")
    assert run(reported("b", "2", 9), other) == ["accepted", "corrected"]


def test_a_repeat_keeps_the_latest_row() -> None:
    rows = [reported("a", "1", 1), reported("b", "1", 7), reported("c", "0", 5)]
    assert run(*rows) == ["accepted", "repeated", "superseded"]


def test_the_same_file_sent_again_changes_nothing() -> None:
    rows = [("1", 1), ("1", 2), ("2", 3)]  # first said 1, repeated it, then corrected it to 2
    first = [reported(f"a{row}", content, row, "s", f"f{row}") for content, row in rows]
    again = [reported(f"b{row}", content, row, "t", f"f{row}") for content, row in rows]
    assert run(*first, *again)[3:] == ["sent_before", "sent_before", "repeated"]


def test_another_file_that_says_what_was_said_before_corrects() -> None:
    first = [reported("a", "1", 1, "s", "f1"), reported("b", "2", 2, "s", "f2")]
    assert run(*first, reported("c", "1", 1, "t", "g1"))[2:] == ["corrected"]


def test_only_the_department_whose_record_it_is_corrects_it() -> None:
    first = reported("a", "1")
    other = reported("b", "2", submission="t", department="health", day=2)
    again = reported("c", "1", submission="u", department="health")
    own = reported("d", "2", submission="v")
    assert run(first, other, again, own) == ["accepted", "of_another", "also_reported", "corrected"]


def test_the_same_finding_of_two_departments_counts_once_with_both_as_its_sources() -> None:
    known, verdicts = known_after(
        reported("a", "1"),
        reported("b", "in other words", submission="t", department="health"),
        reported("c", "1", submission="u", department="port"),
        reported("d", "1", submission="v", department="port"),
    )
    assert verdicts == ["accepted", "reported_otherwise", "also_reported", "repeated"]
    assert (known.sources, known.revision) == (("fire", "health", "port"), 3)
    assert known.prevailing.packed_finding == b"1"


def test_what_its_first_department_takes_back_stands_in_the_words_of_the_next() -> None:
    first = reported("a", "1")
    other = reported("b", "in other words", submission="t", department="health")
    taken_back = reported("c", "-", submission="u")
    known, verdicts = known_after(first, other, taken_back)
    assert verdicts[-1] == "still_reported"
    assert (known.sources, known.prevailing.packed_finding) == (("health",), b"in other words")
    assert (known.withdrawn, known.revision) == (False, 3)
    last = reported("d", "-", submission="v", department="health")
    known, verdicts = known_after(first, other, taken_back, last)
    assert (verdicts[-1], known.withdrawn, known.sources) == ("corrected", True, ("health",))
    anew = reported("e", "1", submission="w")
    known, verdicts = known_after(first, other, taken_back, last, anew)
    assert (verdicts[-1], known.withdrawn, known.sources) == ("accepted", False, ("fire",))


def test_a_further_department_corrects_and_takes_back_its_own_words_alone() -> None:
    first = reported("a", "1")
    other = reported("b", "2", submission="t", department="health")
    changed = reported("c", "3", submission="u", department="health")
    moved = reported("d", "4", submission="v", department="health", day=2)
    known, verdicts = known_after(first, other, changed, moved)
    assert verdicts[1:] == ["reported_otherwise", "reported_otherwise", "of_another"]
    assert (known.prevailing.packed_finding, known.versions[1].packed_finding) == (b"1", b"3")
    back = reported("e", "-", submission="w", department="health")
    known, verdicts = known_after(first, other, changed, back)
    assert (verdicts[-1], known.sources, known.prevailing.packed_finding) == (
        "still_reported",
        ("fire",),
        b"1",
    )
    assert run(first, back) == ["accepted", "of_another"]


def test_revisions_are_counted_and_repeats_are_none() -> None:
    records = no_records()
    counted = []
    for number, content in enumerate("112231"):
        report = reported(str(number), content, submission=str(number))
        records, _ = admit(records, "record", report)
        counted.append(records["record"].revision)
    assert counted == [1, 1, 2, 2, 3, 4]


def test_a_withdrawal_while_another_stands_is_kept() -> None:
    first = reported("a", "1")
    other = reported("b", "2", submission="t", department="health")
    back = reported("c", "-", 3, submission="u")
    again = reported("d", "-", submission="v")
    known, verdicts = known_after(first, other, back, again)
    assert verdicts[2:] == ["still_reported", "repeated"]
    assert (known.sources, known.revision, len(known.versions)) == (("health",), 3, 2)
    late = reported("e", "1", 2, submission="u")
    known, verdicts = known_after(first, other, back, late)
    assert (verdicts[-1], known.sources) == ("superseded", ("health",))


def test_who_speaks_again_stands_behind_the_others() -> None:
    first = reported("a", "1")
    other = reported("b", "2", submission="t", department="health")
    third = reported("c", "3", submission="u", department="port")
    back, anew = reported("d", "-", submission="v"), reported("e", "1", submission="w")
    known, verdicts = known_after(first, other, third, back, anew)
    assert verdicts[3:] == ["still_reported", "reported_otherwise"]
    assert (known.sources, known.prevailing.packed_finding) == (("health", "port", "fire"), b"2")
    moved = reported("f", "1", submission="w", day=2)
    known, verdicts = known_after(first, other, third, back, moved)
    assert (verdicts[-1], known.sources) == ("of_another", ("health", "port"))


def test_the_last_to_take_it_back_takes_it_back_for_all() -> None:
    first = reported("a", "1")
    other = reported("b", "2", submission="t", department="health")
    back = [reported("c", "-", submission="u", department="health"), reported("d", "-")]
    known, verdicts = known_after(first, other, *back)
    assert verdicts[2:] == ["still_reported", "corrected"]
    assert (known.withdrawn, known.sources, known.revision) == (True, ("fire",), 4)


def test_a_refused_withdrawal_comes_before_no_earlier_row() -> None:
    """In the order of its rows the department said it and took it back."""
    first = reported("a", "1")
    back = reported("b", "-", 9, submission="t", department="health")
    said = reported("c", "1", 4, submission="t", department="health")
    again = reported("d", "-", 9, submission="u", department="health")
    known, verdicts = known_after(first, back, said, again)
    assert verdicts[1:] == ["of_another", "superseded", "of_another"]
    assert (known.sources, known.revision) == (("fire",), 1)


def test_a_refused_row_may_be_sent_again_once_its_cause_ended() -> None:
    first = reported("a", "1")
    refused = reported("b", "2", submission="t", sheet_row="f", department="health", day=2)
    back = reported("c", "-", submission="u")
    again = reported("d", "2", submission="v", sheet_row="f", department="health", day=2)
    known, verdicts = known_after(first, refused, back, again)
    assert verdicts == ["accepted", "of_another", "corrected", "accepted"]
    assert known.sources == ("health",)


def test_who_is_heard_holds_before_who_is_not() -> None:
    def heard(version: DepartmentVersion) -> bool:
        return version.department == "fire"

    records = no_records()
    verdicts = []
    for report in (
        reported("a", "1", department="health"),
        reported("b", "2", submission="t", day=2),  # its day is its own too
        reported("c", "3", submission="u", department="port", day=2),
        reported("d", "4", submission="v", department="health", day=2),
        reported("e", "-", submission="w"),
    ):
        records, verdict = admit(records, "record", report, heard)
        verdicts.append((verdict, records["record"].sources))
    assert verdicts == [
        ("accepted", ("health",)),
        ("corrected", ("fire", "health")),
        ("reported_otherwise", ("fire", "health", "port")),
        ("reported_otherwise", ("fire", "health", "port")),
        ("still_reported", ("health", "port")),
    ]
