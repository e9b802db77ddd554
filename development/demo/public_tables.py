"""What a visitor sees of what the public saw. Pure."""

from collections.abc import Iterable

from schemas.messages import EnterpriseDisclosed, Fact
from schemas.vocabulary.disclosed_entry import DisclosedCounts, DisclosedEntry
from services.command_line.tables import Table, text_column

KINDS = {
    "penalties": "行政处罚 penalties",
    "accidents": "事故 accidents",
    "hidden_dangers": "挂牌隐患 listed dangers",
    "listings": "失信名单 lists",
    "commitments": "承诺 promises",
}


def public_entries(facts: Iterable[Fact[EnterpriseDisclosed]], code: str) -> Table:
    """Show what was public of one enterprise, as it stood at the end of each day of a change."""
    table = Table(
        *("日期 Day", "等级 Grade", text_column("公示的记录 Public records")),
        text_column("公示的理由 Public reasons"),
        title=f"信用信息公示 / What was public of {code}",
    )
    by_day = {fact.body.day: fact.body for fact in facts if fact.subject == code}
    for day, body in sorted(by_day.items()):
        entry = body.entry
        table.add_row(str(day), entry.grade or "-", _counted(entry.counts), _reasons(entry))
    return table


def _counted(counts: DisclosedCounts) -> str:
    numbers = {words: getattr(counts, name) for name, words in KINDS.items()}
    return ", ".join(f"{words} {number}" for words, number in numbers.items() if number) or "-"


def _reasons(entry: DisclosedEntry) -> tuple[str, str]:
    chinese = [reason.chinese for reason in entry.reasons]
    english = [reason.english for reason in entry.reasons]
    if entry.further_reasons:
        chinese.append("另有依法不公示的理由")
        english.append("others that are not public by law")
    return "；".join(chinese), "; ".join(english)
