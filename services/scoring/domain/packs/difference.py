"""Where two editions of one kind differ: path, value before, value after."""

from collections.abc import Iterator
from typing import Any

import msgspec

from schemas.vocabulary.rule_value import Edition, RuleValue


class Changed(msgspec.Struct, frozen=True):
    """One difference; None where there was, or is, nothing. `article` is that of the new value."""

    path: str
    before: str | None
    after: str | None
    article: str | None = None


def differences_of(before: Edition, after: Edition) -> list[Changed]:
    """Return where two editions differ, in the order of the later one."""
    return list(_between(before, after, ""))


def _between(before: Any, after: Any, path: str) -> Iterator[Changed]:  # noqa: ANN401 - any part
    if before == after:
        return
    if isinstance(before, RuleValue) and isinstance(after, RuleValue):
        yield Changed(path, in_words(before), in_words(after), after.article)
        return
    if isinstance(before, msgspec.Struct) and type(before) is type(after):
        names = before.__struct_fields__
        pairs = [(name, getattr(before, name), getattr(after, name)) for name in names]
    elif isinstance(before, dict) and isinstance(after, dict):
        names = tuple(dict.fromkeys((*after, *before)))
        pairs = [(name, before.get(name), after.get(name)) for name in names]
    elif isinstance(before, tuple) and isinstance(after, tuple):
        width = max(len(before), len(after))
        padded = [(*each, *[None] * (width - len(each))) for each in (before, after)]
        pairs = [
            (_name(old if new is None else new, index), old, new)
            for index, (old, new) in enumerate(zip(*padded, strict=True))
        ]
    else:
        removed, added = dict(leaves(before, path)), dict(leaves(after, path))
        for name in dict.fromkeys((*added, *removed)):
            if removed.get(name) != added.get(name):
                value = added.get(name)
                article = value.article if isinstance(value, RuleValue) else None
                yield Changed(name, in_words(removed.get(name)), in_words(value), article)
        return
    for name, old, new in pairs:
        yield from _between(old, new, f"{path}.{name}".lstrip("."))


def leaves(part: Any, path: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - any part
    """Yield the path of each value of a part of an edition that says something, and the value."""
    if part is None or part in ((), {}, False):
        return
    if isinstance(part, RuleValue):
        yield path, part
    elif isinstance(part, msgspec.Struct):
        for name in part.__struct_fields__:
            yield from leaves(getattr(part, name), f"{path}.{name}".lstrip("."))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from leaves(value, f"{path}.{name}".lstrip("."))
    elif isinstance(part, tuple) and not all(isinstance(each, str) for each in part):
        for index, value in enumerate(part):
            yield from leaves(value, f"{path}.{_name(value, index)}")
    else:
        yield path, part


def _name(part: Any, index: int) -> str:  # noqa: ANN401 - any part
    return str(getattr(part, "name", index))


def in_words(value: Any) -> str | None:  # noqa: ANN401 - any part
    """Return a value as a jurist reads it; None for nothing."""
    if value is None:
        return None
    if isinstance(value, RuleValue):
        note = f" ({value.note})" if value.note else ""
        return f"{plain(value.value)} {value.unit} [{value.mark}] {value.article}{note}"
    return plain(value)


def plain(value: Any) -> str:  # noqa: ANN401 - any rule value
    """Return a rule's value in words."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value)
