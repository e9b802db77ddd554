"""Why an act of an agency fits no order (待办清单的原因)."""

from enum import StrEnum


class ActRefusal(StrEnum):
    """The reason for which an act stands on the work list."""

    NO_ORDER = "no_order"
    ORDER_UNKNOWN = "order_unknown"
    ORDER_AMBIGUOUS = "order_ambiguous"
    NOT_ITS_AGENCY = "not_its_agency"
    BEFORE_THE_ORDER = "before_the_order"
    IMPOSSIBLE_STEP = "impossible_step"
    SAME_OFFICER = "same_officer"
    OUTCOME_MISSING = "outcome_missing"


REFUSALS: dict[ActRefusal, tuple[str, str]] = {
    ActRefusal.NO_ORDER: (
        "该部门没有此项措施的在办指令",
        "the agency has no order of this measure",
    ),
    ActRefusal.ORDER_UNKNOWN: ("没有此编号的指令", "there is no order of this number"),
    ActRefusal.ORDER_AMBIGUOUS: (
        "该部门有多项同类指令，请注明指令编号",
        "the agency has several orders of this measure: name the order's number",
    ),
    ActRefusal.NOT_ITS_AGENCY: (
        "该指令不由本部门办理",
        "the order is another agency's",
    ),
    ActRefusal.BEFORE_THE_ORDER: (
        "办理日期早于指令日期",
        "the act lies before the order",
    ),
    ActRefusal.IMPOSSIBLE_STEP: (
        "指令当时的状态不允许此步骤",
        "the order's status on that day does not allow this step",
    ),
    ActRefusal.SAME_OFFICER: (
        "复核不得由原决定的经办人作出",
        "who took the decision can't decide on the objection to it",
    ),
    ActRefusal.OUTCOME_MISSING: (
        "决定未写明结果或经办人",
        "a decision names its outcome and its officer",
    ),
}
