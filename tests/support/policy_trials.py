"""A policy trial as a test runs it, and the same standings assessed one by one."""

import csv
import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from schemas.codec import encode
from schemas.messages import Fact, RecordAdmitted
from schemas.on_record.admitted import entry_of
from services.command_line.app import build
from services.scoring.domain.records.ledger import Ledger
from services.scoring.domain.standing.assessment import Standing, assess
from services.scoring.stage import SHIPPED, load_rulebooks

LAST = date(2026, 12, 31)
TRANSPORT = SHIPPED / "transport-2025-01-01.yaml"
CONSTRUCTION = SHIPPED / "construction-2025-01-01.yaml"
Facts = list[Fact[RecordAdmitted]]


def written(file: Path, facts: Iterable[Fact[RecordAdmitted]]) -> Path:
    file.write_bytes(b"".join(encode(fact) + b"\n" for fact in facts))
    return file


def draft(folder: Path, pack: Path, old: str, new: str) -> Path:
    text = pack.read_text("utf-8")
    assert text.count(old) == 1
    file = folder / f"draft-{pack.name}"
    file.write_text(text.replace(old, new), "utf-8")
    return file


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(build(), ["trial", "--on", str(LAST), *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def tried(out: Path, records: Path, *drafts: Path, processes: int = 1) -> dict[str, Any]:
    words = [word for path in drafts for word in ("--edition", path)]
    code, said = run("--from", records, "--out", out, "--processes", processes, *words)
    assert code == 0, said
    summary: dict[str, Any] = json.loads((out / "summary.json").read_text(), parse_float=Decimal)
    return summary


def rows(file: Path) -> list[dict[str, str]]:
    found = csv.DictReader(file.read_text("utf-8-sig").splitlines())
    return [{name.split()[0]: value for name, value in row.items()} for row in found]


def ledgers(facts: Facts) -> dict[str, Ledger]:
    found: dict[str, Ledger] = {}
    for fact in facts:
        found[fact.subject] = found.get(fact.subject, Ledger()).with_entry(entry_of(fact))
    return found


def one_by_one(facts: Facts) -> dict[str, Standing]:
    rulebooks = load_rulebooks()
    return {
        code: assess(ledger, rulebooks, LAST)
        for code, ledger in ledgers(facts).items()
        if ledger.is_rated()
    }
