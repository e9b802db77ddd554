"""A trial of a kept city says what one of the source says; what can't be believed is not used."""

import gzip
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from random import Random  # noqa: TID251 - from a seed, it is the same each time

import msgspec
import pytest

from applications.made_city import city
from applications.policy_trial import kept_city
from applications.policy_trial.bins import BINS
from applications.policy_trial.judging import Question
from applications.policy_trial.results import TrialResults
from applications.policy_trial.running import run
from applications.policy_trial.source import CutOffError, FileSource
from schemas.vocabulary.rule_value import in_force
from services.sanctions.stage import load
from services.scoring.domain.outlook.policy_trial import trial_of
from services.scoring.domain.packs.pack import Pack
from services.scoring.stage import load_rulebooks
from tests.support.policy_trials import LAST, Facts, written
from tests.support.random_drafts import random_draft

RULES = load_rulebooks()
DAMAGED = "damaged, it is read anew"


@pytest.fixture(scope="module")
def facts() -> Facts:
    return list(city(150, 5, 3, LAST))


@pytest.fixture
def records(facts: Facts, tmp_path: Path) -> Path:
    return written(tmp_path / "city.jsonl", facts)


def question(drafts: list[Pack], on: date = LAST, as_known: date | None = None) -> Question:
    measures = in_force(load(), on)
    assert measures is not None
    return Question(trial_of(RULES, drafts, on, as_known), measures)


def random_question(seed: int, on: date = LAST) -> Question:
    """Return a question of drafts of some sectors whose grades the measures know."""
    chance = Random(seed)
    drafts = []
    for sector in chance.sample(sorted(RULES.by_sector), chance.randint(1, 3)):
        pack = RULES.at(sector, on)
        draft = random_draft(chance, pack, RULES)
        names = {band.name for band in pack.grades}
        if {band.name for band in draft.grades} <= names:
            drafts.append(draft)
    return question(drafts, on)


def tried(
    records: Path, asked: Question, folder: Path | None = None, processes: int = 1
) -> tuple[TrialResults, list[str]]:
    notices: list[str] = []
    results = run(FileSource(records), asked, processes, kept=folder, notice=notices.append)
    return results, notices


def test_the_kept_city_gives_what_the_source_gives_under_any_draft(
    records: Path, tmp_path: Path
) -> None:
    moved: Counter[bool] = Counter()
    for seed in range(40):
        asked = random_question(seed)
        expected, _ = tried(records, asked)
        assert tried(records, asked, tmp_path / "kept") == (expected, [])
        moved[bool(expected.movers)] += 1
    assert min(moved.values()) >= 5
    assert len(moved) == 2


def test_another_day_is_rated_anew_from_the_kept_ledgers(records: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    tried(records, question([]), kept)
    for asked in (
        random_question(1, LAST - timedelta(days=200)),
        question([], as_known=LAST - timedelta(days=100)),
    ):
        results, notices = tried(records, asked, kept)
        assert results == tried(records, asked)[0]
        assert len(notices) == 1
        assert "rated under other rules or for another day" in notices[0]
        assert tried(records, asked, kept) == (results, [])
    assert len(list(kept.glob("records-*"))) == 1
    assert len(list(kept.glob("records-*/rated-*"))) == 3
    for days in range(1, 7):
        tried(records, question([], LAST - timedelta(days=days)), kept)
    assert len(list(kept.glob("records-*/rated-*"))) == kept_city.MOST_RATINGS


def test_lines_that_cannot_be_read_are_counted_again(records: Path, tmp_path: Path) -> None:
    lines = records.read_bytes().splitlines(keepends=True)
    bad = lines[1].replace(b'"revision":1', b'"revision":0')
    assert bad != lines[1]
    records.write_bytes(b"".join((lines[0], bad, b"no json\n", *lines[2:])))
    first, _ = tried(records, question([]), tmp_path / "kept")
    assert (first.read.unreadable, len(first.read.examples)) == (2, 2)
    assert tried(records, question([]), tmp_path / "kept") == (first, [])


def test_what_is_not_finished_is_not_left(records: Path, tmp_path: Path) -> None:
    cut = tmp_path / "city.jsonl.gz"
    cut.write_bytes(gzip.compress(records.read_bytes())[:-12])
    with pytest.raises(CutOffError):
        tried(cut, question([]), tmp_path / "kept")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["lock"]


def test_another_source_takes_the_place_of_the_first(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "kept"
    tried(records, question([]), kept)
    other = written(tmp_path / "other.jsonl", facts[:500])
    results, notices = tried(other, question([]), kept)
    assert results == tried(other, question([]))[0]
    assert results.read.records == 500
    assert len(notices) == 1
    assert "of another source" in notices[0]
    assert len(list(kept.glob("records-*"))) == 1


def test_another_version_of_the_program_reads_anew(
    records: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    tried(records, question([]), kept)
    monkeypatch.setattr(kept_city, "program_version", lambda: "another")
    results, notices = tried(records, question([]), kept)
    assert results.read.records > 1000
    assert len(notices) == 1
    assert "by another version of the program" in notices[0]


def damages(content: bytes) -> tuple[bytes, ...]:
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    return flipped, content[:-1], b""


@pytest.mark.parametrize("pattern", ["*.index", "*.ledgers", "rated-*/*.rated", "counts"])
def test_a_damaged_file_is_not_believed(records: Path, tmp_path: Path, pattern: str) -> None:
    """Under a draft that reaches everybody, so that ledgers are asked for."""
    kept, chance = tmp_path / "kept", Random(3)
    pack = RULES.at("transport", LAST)
    within = msgspec.structs.replace(pack.sufficiency.recorded_within, value=1)
    sufficiency = msgspec.structs.replace(pack.sufficiency, recorded_within=within)
    asked = question([msgspec.structs.replace(pack, edition="draft", sufficiency=sufficiency)])
    expected, _ = tried(records, asked, kept)
    for number in range(3):
        paths = sorted(kept.glob(f"records-*/{pattern}"))
        assert len(paths) in {1, BINS}
        for path in paths:
            path.write_bytes(chance.choice(damages(path.read_bytes() or b"0")))
        results, notices = tried(records, asked, kept, 1 + number % 2)
        assert results == expected
        assert len(notices) == 1
        assert DAMAGED in notices[0]
        assert tried(records, asked, kept) == (expected, [])
    assert sorted(path.name.split("-")[0] for path in kept.iterdir()) == ["lock", "records"]


def test_files_that_changed_places_are_not_believed(records: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    expected, _ = tried(records, question([]), kept)
    one, other = sorted(kept.glob("records-*/rated-*/*.rated"))[:2]
    contents = one.read_bytes(), other.read_bytes()
    other.write_bytes(contents[0])
    one.write_bytes(contents[1])
    results, notices = tried(records, question([]), kept)
    assert results == expected
    assert DAMAGED in notices[0]


def test_a_source_that_is_written_to_meanwhile_is_not_kept(
    facts: Facts, records: Path, tmp_path: Path
) -> None:
    class Growing(FileSource):
        def chunks(self, read):  # type: ignore[no-untyped-def]  # as above it
            yield from super().chunks(read)
            written(records, facts[:700])

    notices: list[str] = []
    run(Growing(records), question([]), 1, kept=tmp_path / "kept", notice=notices.append)
    assert len(notices) == 1
    assert "is not kept" in notices[0]
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["lock"]


def test_trials_at_once_do_not_disturb_each_other(records: Path, tmp_path: Path) -> None:
    """The second begins while the first reads, and is over before it: both are right."""
    kept, asked = tmp_path / "kept", random_question(2)
    inner: list[tuple[TrialResults, list[str]]] = []

    class Slow(FileSource):
        def chunks(self, read):  # type: ignore[no-untyped-def]  # as above it
            yield from super().chunks(read)
            inner.append(tried(records, asked, kept))

    results = run(Slow(records), asked, 1, kept=kept)
    assert inner == [(results, [])]
    assert tried(records, asked, kept) == (results, [])
    assert sorted(path.name.split("-")[0] for path in kept.iterdir()) == ["lock", "records"]
