"""The Chinese words for measures and for the statuses of orders, as agencies read them.

The English ones are the identifiers themselves.
"""

from collections.abc import Mapping

from .measure_kind import MeasureKind
from .measure_status import MeasureStatus

MEASURES_CHINESE: Mapping[MeasureKind, str] = {
    MeasureKind.INSURANCE_RATE: "工伤保险费率浮动",
    MeasureKind.TAX_REBATE_CANCELLED: "取消税收返还",
    MeasureKind.LOAN_LIMIT: "限制贷款",
    MeasureKind.PROJECT_REFUSED: "暂停项目审批",
    MeasureKind.INTERVIEW: "安全生产约谈",
    MeasureKind.QUALIFICATION_CANCELLED: "取消维保资质",
    MeasureKind.LOAN_PREFERENCE: "贷款优惠",
    MeasureKind.BIDDING_LIMIT: "限制投标",
    MeasureKind.PERFORMANCE_BOND: "履约保证金浮动",
    MeasureKind.BID_BOND: "投标保证金浮动",
    MeasureKind.WAGE_GUARANTEE: "农民工工资保证金浮动",
    MeasureKind.INSPECTION_FREQUENCY: "检查频次",
    MeasureKind.PUBLIC_LISTING: "向社会公示",
    MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: "社会责任评价安全生产项",
    MeasureKind.AWARD_PREFERENCE: "评先评优优先",
}
STATUSES_CHINESE: Mapping[MeasureStatus, str] = {
    "proposed": "拟采取",
    "noticed": "已告知",
    "defended": "已陈述申辩",
    "decided": "已决定",
    "served": "已送达",
    "in_force": "待执行",
    "carried_out": "已执行",
    "refused": "无法执行",
    "suspended": "中止执行",
    "lifted": "已解除",
    "reversed": "已撤销",
    "replaced": "已替换",
    "expired": "已到期",
    "dropped": "不再采取",
}


def measure_in_words(kind: MeasureKind) -> str:
    """Return a measure's identifier and its Chinese name, e.g. `loan_limit 限制贷款`."""
    return f"{kind.value} {MEASURES_CHINESE[kind]}"
