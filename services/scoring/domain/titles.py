"""What the rules, notes and endings of an explanation are called, in Chinese and in English."""

from collections.abc import Iterable

from schemas.vocabulary.thin_data import ThinData

TITLES: dict[str, tuple[str, str]] = {
    "base_no_level": ("基本分：无标准化等级", "Base: no standardization level"),
    "base_evaluation": ("基本分：年度考评得分", "Base: score of the yearly evaluation"),
    "base_not_evaluated": ("基本分：尚未考评", "Base: not yet evaluated"),
    "base_start": ("基本分：行业起始分", "Base: the sector's starting score"),
    "penalty_minor": ("行政处罚（情节轻微）", "Penalty, minor"),
    "penalty_general": ("行政处罚（情节一般）", "Penalty, general"),
    "penalty_severe": ("行政处罚（情节严重）", "Penalty, severe"),
    "accident_ordinary_without_death": ("一般事故（无死亡）", "Ordinary accident without death"),
    "accident_ordinary_with_death": ("一般事故（有死亡）", "Ordinary accident with death"),
    "accident_larger": ("较大事故", "Larger accident"),
    "accident_major": ("重大事故", "Major accident"),
    "accident_especially_major": ("特别重大事故", "Especially major accident"),
    "accident_under_investigation": ("事故（调查中，暂不扣分）", "Accident under investigation"),
    "danger_overdue": ("事故隐患逾期未消除", "Hidden danger overdue"),
    "major_danger_found": ("存在重大事故隐患", "Major hidden danger found"),
    "major_danger_overdue": ("重大事故隐患逾期未消除", "Major hidden danger overdue"),
    "commitment_not_made": ("未作安全生产承诺", "Safety commitment not made"),
    "commitment_broken": ("违背安全生产承诺", "Safety commitment broken"),
    "rectification_failed": ("整改复查未通过", "Rectification check failed"),
    "traffic_points_added": ("交通安全积分", "Traffic points added"),
    "traffic_points_taken": ("交通违法记分", "Traffic points taken"),
    "traffic_points_added_beyond_limit": (
        "交通加分（超出上限）",
        "Traffic points added, beyond the limit",
    ),
    "traffic_points_taken_beyond_limit": (
        "交通记分（超出上限）",
        "Traffic points taken, beyond the limit",
    ),
    "ordinary_accident": ("发生一般责任事故", "Ordinary accident with responsibility"),
    "larger_accident": ("发生较大以上责任事故", "Larger or worse accident with responsibility"),
    "repeated_accidents": ("12个月内多次责任事故", "Repeated accidents within the window"),
    "concealed_accident": ("瞒报、谎报事故", "Accident concealed or falsely reported"),
    "listed_danger_overdue": ("挂牌重大隐患逾期未消除", "Listed major hidden danger overdue"),
    "repeated_penalties": ("12个月内多次行政处罚", "Repeated penalties within the window"),
    "commitment_without_level": ("无标准化等级且承诺缺失", "No level, and no kept commitment"),
    "deadly_crash": ("有责死亡交通事故一票否决", "Deadly road crash at fault (veto)"),
}

NOTES: dict[str, tuple[str, str]] = {
    "certificate_expired": ("证书已到期", "the certificate expired"),
    "certificate_revoked": ("证书已撤销", "the certificate was revoked"),
    "revoked_by_accident": ("因事故撤销：", "revoked because of accident "),
    "overdue_from": ("逾期起：", "overdue from "),
    "under_investigation": (
        "责任认定前不扣分",
        "takes nothing before responsibility is determined",
    ),
    "beyond_limit": (
        "已达上限，不再计分的记录数：",
        "the limit of the sum is reached; records that count nothing: ",
    ),
    "limit_reached": ("已达上限", "the limit of the sum is reached"),
}

ENDINGS: dict[str, tuple[str, str]] = {
    "certificate_revoked": ("证书撤销", "the certificate is revoked"),
    "certificate_granted": ("取得标准化证书", "a standardization certificate is granted"),
    "next_evaluation": ("下次年度考评", "the next yearly evaluation"),
    "evaluation": ("完成年度考评", "a yearly evaluation"),
    "credit_repaired": ("信用修复", "credit repair"),
    "danger_removed": ("隐患消除（销号）", "the danger is removed"),
    "commitment_made": ("作出承诺", "the commitment is made"),
    "responsibility_determined": ("责任认定", "responsibility is determined"),
}

THIN: dict[ThinData, tuple[str, str]] = {
    ThinData.NO_REGISTRATION: ("无企业登记信息", "no registration on file"),
    ThinData.SECTOR_WITHOUT_RULES: (
        "登记的行业尚无评分规则",
        "the registered sector has no rules yet",
    ),
    ThinData.NOTHING_RECORDED: (
        "近期无任何部门的记录",
        "no department has recorded anything of late",
    ),
    ThinData.FEW_DEPARTMENTS: (
        "近期有记录的部门数不足",
        "fewer departments than asked for have recorded anything of late",
    ),
}

_LEVEL = "base_level_"


def title(rule: str) -> tuple[str, str]:
    """Return what a rule is called. Raises KeyError for a rule that has no name."""
    if rule.startswith(_LEVEL):
        level = rule.removeprefix(_LEVEL)
        return f"基本分：标准化{level}级", f"Base: standardization level {level}"
    return TITLES[rule]


def note(text: str) -> tuple[str, str]:
    """Return a note in words; what follows its colon stays as it is."""
    key, _, detail = text.partition(":")
    chinese, english = NOTES[key]
    return chinese + detail, english + detail


def thin(reasons: Iterable[ThinData]) -> tuple[str, str]:
    """Return in words why a standing rests on too little."""
    words = [THIN[reason] for reason in reasons]
    chinese = "、".join(chinese for chinese, _ in words)
    return f"数据不足：{chinese}", f"thin: {'; '.join(english for _, english in words)}"


def ending(key: str) -> tuple[str, str]:
    """Return in words what would end something sooner."""
    return ENDINGS[key]
