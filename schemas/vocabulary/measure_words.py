"""What people call the measures and the statuses of orders, in Chinese and in English."""

from collections.abc import Mapping

import msgspec

from .measure_kind import MeasureKind
from .measure_status import MeasureStatus


class Name(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A name in both languages."""

    chinese: str
    english: str


MEASURES: Mapping[MeasureKind, Name] = {
    MeasureKind.INSURANCE_RATE: Name("工伤保险费率浮动", "work-injury insurance rate"),
    MeasureKind.TAX_REBATE_CANCELLED: Name("取消税收返还", "cancellation of the tax rebate"),
    MeasureKind.LOAN_LIMIT: Name("限制贷款", "limit on loans"),
    MeasureKind.PROJECT_REFUSED: Name("暂停项目审批", "refusal of project approvals"),
    MeasureKind.INTERVIEW: Name("安全生产约谈", "regulatory interview"),
    MeasureKind.QUALIFICATION_CANCELLED: Name(
        "取消维保资质", "cancellation of the maintenance qualification"
    ),
    MeasureKind.LOAN_PREFERENCE: Name("贷款优惠", "preferential loans"),
    MeasureKind.BIDDING_LIMIT: Name("限制投标", "limit on bidding"),
    MeasureKind.PERFORMANCE_BOND: Name("履约保证金浮动", "performance bond by grade"),
    MeasureKind.BID_BOND: Name("投标保证金浮动", "bid bond by grade"),
    MeasureKind.WAGE_GUARANTEE: Name("农民工工资保证金浮动", "wage-payment guarantee"),
    MeasureKind.INSPECTION_FREQUENCY: Name("检查频次", "frequency of inspections"),
    MeasureKind.PUBLIC_LISTING: Name("向社会公示", "public listing"),
    MeasureKind.SOCIAL_RESPONSIBILITY_ITEM: Name(
        "社会责任评价安全生产项", "safety item of the social-responsibility evaluation"
    ),
    MeasureKind.AWARD_PREFERENCE: Name("评先评优优先", "preference in awards"),
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
    return f"{kind.value} {MEASURES[kind].chinese}"
