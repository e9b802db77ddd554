"""The terms of due process in an edition: who takes each step, and within how many working days."""

from typing import Literal

import msgspec

from schemas.vocabulary.rule_value import Term

By = Literal["system", "agency"]


class Procedure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes a step, and its term in working days; a term that passes unused is told.

    `notice` by the system: the notice goes out with the proposal. `undefended` by the system: a
    notice that nobody answers is decided when the defence is over. `service` by the system: a
    decision is served on its day (电子送达). `remind_before` is before the end of a term.
    """

    notice: By
    undefended: By
    service: By
    notice_within: Term
    decide_within: Term
    serve_within: Term
    decide_objection_within: Term
    remind_before: Term
