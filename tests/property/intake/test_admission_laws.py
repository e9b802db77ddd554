"""Whoever says what of a record, in whatever order: it stands as long as somebody says it."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.intake.domain.identities.inheritance import inherit
from services.intake.domain.records.admission import IncomingReport, admit
from services.intake.domain.records.known_records import DepartmentVersion, KnownRecord, no_records

TAKEN_BACK = "-"
START = datetime(2026, 3, 1, tzinfo=UTC)
departments = st.sampled_from(["fire", "health", "port"])
words = st.sampled_from(["1", "2", TAKEN_BACK])
# What a department sends together, with the order in which its rows arrive.
submissions = st.tuples(departments, st.lists(words, min_size=1, max_size=4)).flatmap(
    lambda sent: st.tuples(st.just(sent[0]), st.just(sent[1]), st.permutations(range(len(sent[1]))))
)
# A word of one department at one of two codes.
said_at_codes = st.lists(st.tuples(st.sampled_from("NO"), departments, words), max_size=8)


def said(department: str, word: str, submission: int, row: int) -> IncomingReport:
    name = f"{submission} {row}".encode()
    return IncomingReport(
        digest=name,
        sheet_row=name,
        version=DepartmentVersion(
            department=department,
            content=word.encode(),
            submission=str(submission).encode(),
            row=row,
            occurred_on=date(2026, 3, 1),
            withdrawn=word == TAKEN_BACK,
            packed_finding=word.encode(),
            known_at=START + timedelta(days=submission),
        ),
    )


def stands(known: KnownRecord) -> set[str]:
    assert known.withdrawn == all(version.withdrawn for version in known.versions)
    assert known.sources[0] == known.prevailing.department
    return set() if known.withdrawn else set(known.sources)


@given(st.lists(submissions, min_size=1, max_size=5))
def test_a_record_stands_as_long_as_somebodys_last_word_says_it(
    sent: list[tuple[str, list[str], list[int]]],
) -> None:
    records = no_records()
    for number, (department, rows, order) in enumerate(sent):
        for row in order:
            records, _ = admit(records, "r", said(department, rows[row], number, row))
    last = {department: rows[-1] for department, rows, _ in sent}
    expected = {department for department, word in last.items() if word != TAKEN_BACK}
    assert stands(records["r"]) == expected


@given(st.lists(submissions, min_size=1, max_size=5))
def test_what_is_told_of_a_record_changes_with_its_revision_alone(
    sent: list[tuple[str, list[str], list[int]]],
) -> None:
    records = no_records()
    for number, (department, rows, order) in enumerate(sent):
        for row in order:
            before = records.get("r")
            records, verdict = admit(records, "r", said(department, rows[row], number, row))
            after = records["r"]
            told = (after.prevailing.content, after.withdrawn, set(after.sources))
            if before is None or before.revision == after.revision:
                assert before is None or told == (
                    before.prevailing.content,
                    before.withdrawn,
                    set(before.sources),
                )
            else:
                assert verdict in {
                    "accepted",
                    "corrected",
                    "also_reported",
                    "reported_otherwise",
                    "still_reported",
                }


@given(said_at_codes)
def test_each_departments_last_word_at_either_code_holds_at_the_successor(
    history: list[tuple[str, str, str]],
) -> None:
    codes = {"N": no_records(), "O": no_records()}
    last: dict[str, tuple[int, str]] = {}
    for number, (code, department, word) in enumerate(history):
        codes[code], verdict = admit(codes[code], "r", said(department, word, number, 0))
        if verdict != "of_another":
            last[department] = (number, word)
    if not last or "r" not in codes["O"]:
        return
    records, refused = inherit(codes["N"], "r", codes["O"]["r"], b"moved")
    assert refused == ()
    known = records["r"]
    expected = {department for department, (_, word) in last.items() if word != TAKEN_BACK}
    assert stands(known) == expected
    told_again, _ = inherit(records, "r", codes["O"]["r"], b"moved")
    assert told_again is records
    moved_again, _ = inherit(records, "r", codes["O"]["r"], b"moved in another way")
    assert moved_again["r"] == known
    records = records.with_seen(*codes["O"].seen())
    for number, (code, department, word) in enumerate(history):
        again, verdict = admit(records, "r", said(department, word, number, 0))
        assert (again, verdict) == (records, "known"), code
