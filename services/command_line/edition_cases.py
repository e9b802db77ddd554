"""Files of worked cases, tried under editions that need not be in force."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from msgspec import UNSET

from services.chassis.rules.rulebook import RulebookError, load_document
from services.chassis.rules.strict_yaml import read_yaml
from services.disclosure.domain.rules.edition import DisclosureRules
from services.disclosure.stage import load as load_disclosure
from services.sanctions.domain.measures import RegistryEdition
from services.sanctions.domain.rules.edition import MeasuresEdition
from services.sanctions.domain.rules.legal_basis_gate import check
from services.sanctions.stage import load
from services.scoring.domain.packs.worked_case import CaseFile, differences
from services.scoring.stage import SHIPPED

from .disclosure_cases import DisclosureCases
from .disclosure_cases import differences as differences_of_disclosure
from .measure_cases import MeasureCases
from .measure_cases import differences as differences_of_measures
from .pack_page import rulebooks_in


@dataclass(frozen=True)
class CaseResults:
    """How many cases were tried, and in lines where they came out otherwise."""

    cases: int
    differences: tuple[str, ...]


def try_file(file: Path, rules: Path | None) -> CaseResults:
    """Try the cases of a file under `rules` (None: those in force).

    Raises RulebookError; ValueError for a case that is none, or for a sector without a pack.
    """
    _, data = read_yaml(file)
    if isinstance(data, dict) and data.get("of") == "measures":
        measures = load_document(file, MeasureCases)
        return CaseResults(len(measures.cases), tuple(_of_measures(file, measures, rules)))
    if isinstance(data, dict) and data.get("of") == "disclosure":
        public = load_document(file, DisclosureCases)
        return CaseResults(len(public.cases), tuple(_of_disclosure(file, public, rules)))
    cases = load_document(file, CaseFile)
    return CaseResults(len(cases.cases), tuple(_of_scoring(file, cases, rules)))


def _of_scoring(file: Path, cases: CaseFile, rules: Path | None) -> Iterator[str]:
    rulebooks = rulebooks_in(SHIPPED / cases.preset if cases.preset and rules is None else rules)
    for case in cases.cases:
        try:
            others = list(differences(case, rulebooks, cases.sector))
        except KeyError as error:
            own = cases.sector if case.sector is UNSET else case.sector
            missing = f"no pack of the sector {own}, nor of {error} for who is in none"
            raise ValueError(f"{case.case}: {missing}") from error
        for each in others:
            for name, value in each.expected.items():
                if each.computed[name] != value:
                    yield (
                        f"{file.name}: {each.case}: {each.day}\n"
                        f"  {name}: {_in_line(value)} -> {_in_line(each.computed[name])}"
                    )


def _of_measures(file: Path, cases: MeasureCases, rules: Path | None) -> Iterator[str]:
    editions = None if rules is None else _measures_in(rules)
    for case in cases.cases:
        for each in differences_of_measures(case, editions):
            yield (
                f"{file.name}: {each.case}: {each.day}\n"
                f"  {each.measure}: {_in_line(each.expected)} -> {_in_line(each.actual)}"
            )


def _of_disclosure(file: Path, cases: DisclosureCases, rules: Path | None) -> Iterator[str]:
    editions = None if rules is None else _disclosure_in(rules)
    for case in cases.cases:
        for each in differences_of_disclosure(case, editions):
            yield (
                f"{file.name}: {each.case}: {each.day}\n"
                f"  {each.what}: {_in_line(each.expected)} -> {_in_line(each.actual)}"
            )


def _disclosure_in(path: Path) -> tuple[DisclosureRules, ...]:
    """Return the editions of a folder, drafts too, or one alone. Raises RulebookError."""
    if path.is_dir():
        return load_disclosure(path, drafts=True)
    return (load_document(path, DisclosureRules),)


def _measures_in(path: Path) -> tuple[MeasuresEdition, ...]:
    """Return the editions of a folder, drafts too, or one alone. Raises RulebookError."""
    if path.is_dir():
        return load(path, drafts=True)
    edition = load_document(path, RegistryEdition)
    try:
        check(edition)
    except ValueError as error:
        raise RulebookError(path, 1, "", str(error)) from error
    return (edition,)


def _in_line(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_in_line(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_in_line, value)) + "]"
    return str(value)
