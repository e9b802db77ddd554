"""Whether a change is one that somebody asked for."""

from typing import Any


def fits(selection: Any, fact: Any) -> bool:  # noqa: ANN401 - messages stay outside the domain
    """Say whether a fact fits each list that a selection gives."""
    body = fact.body
    if body.SUBJECT_ACTION not in selection.kinds:
        return False
    grade = getattr(body, "to_grade", None) or getattr(body, "grade", None)
    asked = (
        (selection.codes, fact.subject),
        (selection.sectors, getattr(body, "sector", None)),
        (selection.districts, getattr(body, "district", None)),
        (selection.grades, grade),
    )
    if any(wanted is not None and found not in wanted for wanted, found in asked):
        return False
    if body.SUBJECT_ACTION != "measure-changed":
        return True
    of_measures = ((selection.measures, body.measure), (selection.agencies, body.agency))
    return all(wanted is None or found in wanted for wanted, found in of_measures)
