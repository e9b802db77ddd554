"""The shipped book of statements."""

import yaml

from tests.support.source_tree import ROOT

BOOK: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (ROOT / "tests" / "cases" / "intake" / "statements.yaml").read_text("utf-8")
)
