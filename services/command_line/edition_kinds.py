"""The kinds of editions that a city adopts, and what makes a file of each kind right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from schemas.vocabulary.rule_value import Edition, RuleValue
from services.chassis.rules.document_faults import faults_of
from services.chassis.rules.rulebook import RulebookError, load_document, load_editions
from services.chassis.rules.strict_yaml import read_yaml
from services.disclosure.domain.rules.edition import DisclosureRules
from services.disclosure.stage import SHIPPED as DISCLOSURE
from services.notify.domain import audience
from services.notify.domain.audience import Audience
from services.notify.stage import SHIPPED as NOTIFY
from services.sanctions.domain.measures import RegistryEdition
from services.sanctions.domain.rules.legal_basis_gate import faults_of as faults_at_the_gate
from services.sanctions.stage import SHIPPED as SANCTIONS
from services.sanctions.stage import dropped_grades
from services.scoring.domain.packs.early_warning_rules import EarlyWarningRules
from services.scoring.domain.packs.pack import Pack
from services.scoring.domain.packs.retention_rules import RetentionRules
from services.scoring.stage import EARLY_WARNING_RULES, RETENTION_RULES
from services.scoring.stage import SHIPPED as SCORING


@dataclass(frozen=True)
class EditionKind:
    """What one kind of edition is called, of which type it is, and what else must hold.

    `contradictions` yields what the type alone can't see in one edition, `between` what two
    editions that follow each other may not do.
    """

    chinese: str
    english: str
    type: type[Edition]
    shipped: Path
    contradictions: Callable[[Any], Iterator[str]] = lambda _edition: iter(())
    between: Callable[[Any, Any], Iterator[str]] = lambda _before, _after: iter(())


def _of_the_audience(edition: Audience) -> Iterator[str]:
    try:
        audience.check(edition)
    except ValueError as error:
        yield str(error)


KINDS = (
    EditionKind("评分规则", "rule pack", Pack, SCORING),
    EditionKind("预警规则", "early warnings", EarlyWarningRules, SCORING / EARLY_WARNING_RULES),
    EditionKind("保存期限", "retention", RetentionRules, SCORING / RETENTION_RULES),
    EditionKind(
        "联动措施",
        "linked measures",
        RegistryEdition,
        SANCTIONS,
        faults_at_the_gate,
        dropped_grades,
    ),
    EditionKind("告知对象", "audience", Audience, NOTIFY / "audience", _of_the_audience),
    EditionKind("信息公示", "disclosure", DisclosureRules, DISCLOSURE),
)


def kind_of(file: Path) -> EditionKind:
    """Return the kind to which most keys of a file belong. Raises RulebookError."""
    _, data = read_yaml(file)
    if not isinstance(data, dict):
        raise RulebookError(file, 1, "", "an edition is keys and values")
    if {"layout", "columns"} <= data.keys():
        raise RulebookError(
            file, 1, "layout", "a layout of reports and no edition; intake checks it as it starts"
        )
    names = {str(name) for name in data} - set(Edition.__struct_fields__)
    shared = {kind.english: len(names & set(kind.type.__struct_fields__)) for kind in KINDS}
    if not any(shared.values()):
        known = ", ".join(kind.english for kind in KINDS)
        raise RulebookError(file, 1, "", f"none of its keys belongs to an edition of {known}")
    return max(KINDS, key=lambda kind: shared[kind.english])


def faults_in(file: Path) -> list[RulebookError]:
    """Return all that is wrong with an edition's file; nothing where it can be adopted."""
    try:
        kind = kind_of(file)
    except RulebookError as error:
        return faults_of(file, Edition) if error.line > 1 else [error]
    if faults := faults_of(file, kind.type):
        return faults
    edition = load_document(file, kind.type)
    return [RulebookError(file, 1, "", what) for what in kind.contradictions(edition)]


def faults_of_folder(folder: Path) -> list[RulebookError]:
    """Return what is wrong between the editions of a folder that are each right."""
    files = sorted(folder.glob("*.yaml"))
    if not files:
        return [RulebookError(folder, 0, "", "the folder holds no edition (*.yaml)")]
    kinds = list(dict.fromkeys(kind_of(file) for file in files))
    if len(kinds) > 1:
        names = " and ".join(kind.english for kind in kinds)
        return [RulebookError(folder, 0, "", f"editions of {names} stand in one folder")]
    (kind,) = kinds
    try:
        editions = load_editions(folder, kind.type, drafts=True)
    except RulebookError as error:
        return [error]
    return [
        RulebookError(folder, 0, after.edition, what)
        for before, after in pairwise(editions)
        if before.scope == after.scope
        for what in kind.between(before, after)
    ]


def numbers_in(part: object) -> int:
    """Return how many values a part of an edition holds: each element of a list is one."""
    if isinstance(part, RuleValue):
        return _elements(part.value)
    if isinstance(part, msgspec.Struct):
        return sum(numbers_in(getattr(part, name)) for name in part.__struct_fields__)
    if isinstance(part, dict):
        return sum(map(numbers_in, part.values()))
    return sum(map(numbers_in, part)) if isinstance(part, tuple) else 0


def _elements(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_elements, value.values()))
    return sum(map(_elements, value)) if isinstance(value, tuple) else 1
