"""Old message majors, brought up to date before they are decoded.

A breaking change of a body makes a new major and registers here how the major before becomes it.
"""

from collections.abc import Callable, Mapping
from typing import Any

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

# (subject-action, old major) -> how its data becomes the data of major + 1
UPCASTERS: Mapping[tuple[str, int], Upcaster] = {}


def upcast(
    subject_action: str,
    major: int,
    data: dict[str, Any],
    target: int,
    upcasters: Mapping[tuple[str, int], Upcaster] = UPCASTERS,
) -> dict[str, Any]:
    """Return `data` of an old major as data of the `target` major.

    Raises KeyError where a step is missing.
    """
    for step in range(major, target):
        data = upcasters[(subject_action, step)](data)
    return data
