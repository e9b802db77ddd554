"""Drafts that differ from a pack in anything that a pack may say, from a seed."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random  # noqa: TID251 - from a seed, it is the same each time
from typing import Any

import msgspec

from schemas.vocabulary.rule_value import RuleValue
from services.scoring.domain.packs.pack import Pack, Rulebooks

Path = tuple[str | int, ...]
MOST_CHANGES = 6
PARTS = [name for name in Pack.__struct_fields__ if name not in {"edition", "sector", "approvals"}]


def random_draft(chance: Random, pack: Pack, rulebooks: Rulebooks) -> Pack:
    """Return a draft in the place of a pack; changes that would contradict it are left out."""
    draft = msgspec.structs.replace(pack, edition="draft")
    for _ in range(chance.randint(1, MOST_CHANGES)):
        change = chance.choice((_with_other_value, _with_other_value, _with_other_rule, _with_part))
        try:
            draft = change(chance, draft, rulebooks)
        except ValueError:
            continue
    return draft


def _with_other_value(chance: Random, pack: Pack, _: Rulebooks) -> Pack:
    part = chance.choice(PARTS)
    paths = list(_values(getattr(pack, part), (part,)))
    return _replaced(pack, chance.choice(paths), chance) if paths else pack


def _with_other_rule(chance: Random, pack: Pack, rulebooks: Rulebooks) -> Pack:
    rules = dict(pack.rules)
    name = chance.choice(list(rules))
    other = chance.choice(list(rulebooks.by_sector.values()))[-1].rules
    if chance.random() < 0.5:
        del rules[name]
    else:
        taken = chance.choice(list(other))
        rules[taken] = other[taken]
    return msgspec.structs.replace(pack, rules=rules)


def _with_part(chance: Random, pack: Pack, rulebooks: Rulebooks) -> Pack:
    """Return a pack with a part of another sector's, as its base, or another first day."""
    other = chance.choice(list(rulebooks.by_sector.values()))[-1]
    name = chance.choice(PARTS)
    value = date(2024, 5, 6) if name == "effective_from" else getattr(other, name)
    return msgspec.structs.replace(pack, **{name: value})


def _values(part: Any, path: Path) -> Iterator[Path]:
    if isinstance(part, RuleValue):
        yield path
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from _values(getattr(part, name), (*path, name))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from _values(value, (*path, name))
    elif isinstance(part, tuple):
        for index, value in enumerate(part):
            yield from _values(value, (*path, index))


def _replaced(part: Any, path: Path, chance: Random) -> Any:
    if isinstance(part, RuleValue):
        if chance.random() < 0.2:
            return msgspec.structs.replace(part, article=f"{part.article} bis")
        return msgspec.structs.replace(part, value=_other(part.value, chance))
    name, *rest = path
    if isinstance(part, msgspec.Struct):
        inner = _replaced(getattr(part, str(name)), tuple(rest), chance)
        return msgspec.structs.replace(part, **{str(name): inner})
    if isinstance(part, dict):
        return {**part, name: _replaced(part[name], tuple(rest), chance)}
    index = int(name)
    return (*part[:index], _replaced(part[index], tuple(rest), chance), *part[index + 1 :])


def _other(value: Any, chance: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return max(1, value + chance.choice((-2, -1, 1, 3, 12)))
    if isinstance(value, Decimal):
        return max(Decimal(), value + chance.choice((-5, -1, 1, 3, 20)))
    if isinstance(value, tuple) and value:
        return value[1:]
    return value
