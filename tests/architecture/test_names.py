"""A name of a module or a class has one meaning, and needs no file to be understood."""

import ast
import re
from collections import defaultdict

from tests.support.source_tree import PRODUCT, ROOT, modules, tree

# Words that say nothing by themselves: a noun of the field or of computing is in their place.
BANNED = frozenset(
    [
        "told",
        "said",
        "found",
        "gathered",
        "settled",
        "wanted",
        "ahead",
        "then",
        "place",
        "matter",
        "voice",
        "patience",
        "course",
        "heard",
        "agenda",
        "seen",
    ]
)


def words_of(name: str) -> set[str]:
    """Return the words of a name in snake case or in camel case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def classes() -> dict[str, list[str]]:
    """Return the public classes at the top of each module: name, and the modules that define it."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in modules(*PRODUCT):
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(str(path.relative_to(ROOT)))
    return found


def test_no_class_name_is_used_twice() -> None:
    assert len(classes()) > 500
    assert {name: where for name, where in classes().items() if len(where) > 1} == {}


def test_no_module_or_class_is_named_by_a_word_that_says_nothing() -> None:
    names = {*classes(), *(path.stem for path in modules(*PRODUCT))}
    assert {name for name in names if words_of(name) & BANNED} == set()


def test_the_words_of_a_name() -> None:
    assert words_of("NotFoundError") == {"not", "found", "error"}
    assert words_of("http_app") == {"http", "app"}
    assert words_of("XMLPlace") == {"xml", "place"}
