"""A sector's pack as a jurist reads it."""

from pathlib import Path

from services.chassis.rules.rulebook import load_document
from services.scoring.domain.packs.difference import in_words, leaves
from services.scoring.domain.packs.pack import Pack, Rulebooks
from services.scoring.domain.packs.rule_words import duration, effect, values_of, when
from services.scoring.stage import load_rulebooks

from .output import say, show_table
from .tables import Table, text_column

_BESIDE_RULES = (
    "score",
    "grades",
    "base",
    "certificate",
    "accidents",
    "budgets",
    "lists",
    "repair",
    "sufficiency",
)


def rulebooks_in(path: Path | None) -> Rulebooks:
    """Return the packs of a folder (None: the shipped ones), drafts too, or one pack alone.

    Raises RulebookError, ValueError.
    """
    if path is None or path.is_dir():
        return load_rulebooks(path, drafts=True)
    pack = load_document(path, Pack)
    return Rulebooks({pack.sector: (pack,)})


def print_pack(pack: Pack) -> None:
    """Print a pack, each number with its article."""
    say(f"{pack.chinese} {pack.english}", f"{pack.edition}, 自 from {pack.effective_from}")
    grades = " | ".join(f"{band.name} ≥ {band.at_least.value}" for band in pack.grades)
    say(f"等级 grades: {grades}")
    headings = ("情形 When", "后果 Effect", "期限 How long", "依据 Basis")
    table = Table("规则 Rule", text_column("名称 Name"), *map(text_column, headings))
    for name, rule in pack.rules.items():
        basis = dict.fromkeys(f"{value.article} [{value.mark}]" for value in values_of(rule))
        words = (when(rule), effect(rule), duration(rule), tuple(basis))
        table.add_row(name, (rule.chinese, rule.english), *words)
    show_table(table)
    for part in _BESIDE_RULES:
        for path, value in leaves(getattr(pack, part), part):
            say(f"{path}: {in_words(value) or ''}")
