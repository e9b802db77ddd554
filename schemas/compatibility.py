"""May a published schema become this one? Only if all that was valid before still is.

A reader of the new schema must read every message of the old one, for the log keeps them for ever.
New optional fields, new alternatives and wider types are allowed; anything else is a new major.
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_CONSTRAINTS = (
    "format",
    "pattern",
    "minimum",
    "maximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
)


def faults(old: Schema, new: Schema) -> list[str]:
    """Return what the new schema would refuse of the old one's messages, by path; none: []."""
    return sorted(set(_Comparison(old, new).compare("", old, new)))


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old_root = old
        self._new_root = new
        self._seen: set[tuple[str, str]] = set()

    def compare(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        if "$ref" in old and "$ref" in new:
            pair = (old["$ref"], new["$ref"])
            if pair in self._seen:
                return
            self._seen.add(pair)
        old, new = _resolve(self._old_root, old), _resolve(self._new_root, new)
        if "anyOf" in old or "anyOf" in new:
            yield from self._alternatives(path, old.get("anyOf", [old]), new.get("anyOf", [new]))
            return
        yield from _values(path, old, new)
        for constraint in _CONSTRAINTS:
            if constraint in new and new[constraint] != old.get(constraint):
                yield f"{path}: {constraint} is now {new[constraint]!r}"
        yield from self._object(path, old, new)
        if "items" in old and isinstance(new.get("items"), dict):
            yield from self.compare(f"{path}[]", old["items"], new["items"])

    def _alternatives(self, path: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
        allowed = list(_flat(self._new_root, new))
        for before in _flat(self._old_root, old):
            tags = _tags(_resolve(self._old_root, before))
            alike = [after for after in allowed if tags & _tags(_resolve(self._new_root, after))]
            trials = [
                list(self._fresh().compare(path, before, after)) for after in alike or allowed
            ]
            if all(trials):
                fewest = min(trials, key=len)
                yield f"{path}: {_name(before)} is no longer allowed ({'; '.join(fewest)})"

    def _fresh(self) -> "_Comparison":
        """Return a comparison for a trial, whose failure must not count as seen."""
        trial = _Comparison(self._old_root, self._new_root)
        trial._seen = set(self._seen)
        return trial

    def _object(self, path: str, old: Schema, new: Schema) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before.keys() - after.keys():
            if new.get("additionalProperties") is False:
                yield f"{path}.{name}: removed"
        for name in set(new.get("required", ())) - set(old.get("required", ())):
            yield f"{path}.{name}: required now"
        for name in before.keys() & after.keys():
            yield from self.compare(f"{path}.{name}", before[name], after[name])
        more_before, more_after = old.get("additionalProperties"), new.get("additionalProperties")
        if more_after is False and more_before is not False and "object" in _types(old):
            yield f"{path}: further fields are no longer allowed"
        if isinstance(more_before, dict) and isinstance(more_after, dict):
            yield from self.compare(f"{path}.*", more_before, more_after)


def _resolve(root: Schema, schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def _flat(root: Schema, alternatives: list[Schema]) -> Iterator[Schema]:
    """Yield the alternatives, and instead of one that has alternatives itself, those."""
    for alternative in alternatives:
        inner = _resolve(root, alternative).get("anyOf")
        yield from _flat(root, inner) if inner else [alternative]


def _tags(schema: Schema) -> set[tuple[str, str]]:
    """Return the fields whose one allowed value tells an object's kind."""
    allowed = {name: _enumerated(field) for name, field in schema.get("properties", {}).items()}
    return {
        (name, repr(values[0])) for name, values in allowed.items() if values and not values[1:]
    }


def _values(path: str, old: Schema, new: Schema) -> Iterator[str]:
    allowed = _enumerated(new)
    if allowed is not None:
        before = _enumerated(old)
        lost = None if before is None else [value for value in before if value not in allowed]
        if lost is None:
            yield f"{path}: only {allowed} from now on"
        elif lost:
            yield f"{path}: {lost} no longer allowed"
    elif _types(new) and not _types(old) <= _types(new):
        yield f"{path}: type is now {'|'.join(sorted(_types(new)))}"


def _enumerated(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    values: list[Any] | None = schema.get("enum")
    return values


def _types(schema: Schema) -> frozenset[str]:
    if (values := _enumerated(schema)) is not None:
        return frozenset("string" if isinstance(value, str) else "number" for value in values)
    named = schema.get("type", ())
    types = {named} if isinstance(named, str) else set(named)
    return frozenset(types | ({"integer"} if "number" in types else set()) or {"anything"})


def _name(schema: Schema) -> str:
    return str(schema.get("$ref", "").rpartition("/")[2] or schema.get("type", "a value"))
