"""What an override does to the grade."""

import msgspec


class GradesDown(
    msgspec.Struct,
    frozen=True,
    tag_field="kind",
    tag="grades_down",
    forbid_unknown_fields=True,
    gc=False,
):
    """So many `grades` lower than the score alone would give."""

    grades: int


class Veto(
    msgspec.Struct, frozen=True, tag_field="kind", tag="veto", forbid_unknown_fields=True, gc=False
):
    """No better than `grade`, whatever the score."""

    grade: str


Effect = GradesDown | Veto
