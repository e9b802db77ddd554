"""Names that stand twice in one object of JSON.

JSON's readers keep the last of two values, silently: which of them is meant, only the sender knows.
Two names that a person takes for the same are one name, whatever its written form.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from schemas.vocabulary.canonical_text import canonical

_LONGEST_CACHED = 4_000  # characters of an object's names whose forms are worth remembering


class KeyTwiceError(ValueError):
    """An object in which `key` stands twice. `names` are all of the outermost object."""

    def __init__(self, key: str, names: Sequence[str] = ()) -> None:
        super().__init__(f"the key {key} stands twice in one object")
        self.key = key
        self.names = tuple(names)


def repeated(names: tuple[str, ...]) -> str | None:
    """Return the first name that stands twice, also in another written form, or None."""
    short = sum(map(len, names)) <= _LONGEST_CACHED
    return _known(names) if short else _repeated(names)  # as a rule all rows have the same names


def _repeated(names: tuple[str, ...]) -> str | None:
    seen: set[str] = set()
    for name in names:
        form = canonical(name)
        if form in seen:
            return name
        seen.add(form)
    return None


_known = lru_cache(maxsize=1024)(_repeated)


def key_twice(text: str) -> str | None:
    """Return the first key that stands twice in an object of a JSON document, at any depth.

    None where there is none, or where the text is no JSON: what is wrong with it, others tell.
    """
    try:
        _decoder.decode(text)
    except KeyTwiceError as error:
        return error.key
    except (ValueError, RecursionError):
        return None
    return None


def _refuse_twice(pairs: list[tuple[str, Any]]) -> None:
    if (key := repeated(tuple([name for name, _ in pairs]))) is not None:
        raise KeyTwiceError(key)


_decoder = json.JSONDecoder(object_pairs_hook=_refuse_twice, parse_int=str)
