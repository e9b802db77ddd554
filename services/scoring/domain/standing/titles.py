"""What the base score, notes and endings of an explanation are called, in both languages."""

from collections.abc import Iterable, Sequence

from schemas.vocabulary.assumption import Assumption, in_words
from schemas.vocabulary.effect import Effect, Veto
from schemas.vocabulary.note import EndsWhen, Note, NoteKind
from schemas.vocabulary.thin_data import ThinData
from services.scoring.domain.records.retention import NoLongerKept

BASE_TITLES: dict[str, tuple[str, str]] = {
    "base_no_level": ("基本分：无标准化等级", "Base: no standardization level"),
    "base_evaluation": ("基本分：年度考评得分", "Base: score of the yearly evaluation"),
    "base_not_evaluated": ("基本分：尚未考评", "Base: not yet evaluated"),
    "base_start": ("基本分：行业起始分", "Base: the sector's starting score"),
}

NOTES: dict[NoteKind, tuple[str, str]] = {
    "certificate_expired": ("证书已到期", "the certificate expired"),
    "certificate_revoked": ("证书已撤销", "the certificate was revoked"),
    "revoked_by_accident": ("因事故撤销：", "revoked because of accident "),
    "revoked_by_listing": ("因列入名单撤销：", "revoked by the listing "),
    "removal_too_early": (
        "未满最短期限的移出无效：",
        "a removal before the minimum has no effect: ",
    ),
    "removal_undone": (
        "骗取移出已被撤销，恢复列入：",
        "a removal by fraud was undone, listed again from ",
    ),
    "score_below_level": (
        "评审得分低于该等级的要求，请发证机关核实：",
        "the review score is too low for the level, its grantor should look: ",
    ),
    "awaits_publication": ("已决定，尚未公布", "decided, and not yet published"),
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

ENDINGS: dict[EndsWhen, tuple[str, str]] = {
    "certificate_revoked": ("证书撤销", "the certificate is revoked"),
    "certificate_granted": ("取得标准化证书", "a standardization certificate is granted"),
    "next_evaluation": ("下次年度考评", "the next yearly evaluation comes"),
    "evaluation": ("完成年度考评", "a yearly evaluation is made"),
    "credit_repaired": ("信用修复", "the credit is repaired"),
    "danger_removed": ("隐患消除（销号）", "the danger is removed"),
    "commitment_made": ("作出承诺", "the commitment is made"),
    "removed_from_list": ("移出名单", "it is removed from the list"),
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

# What early warnings are about, beside a rule's own lines.
CERTIFICATE = "certificate"
# How the lines of the base by level, and what lies beyond a rule's limit, are named.
LEVEL, BEYOND_LIMIT = "base_level_", "_beyond_limit"


def level_title(level: int) -> tuple[str, str]:
    """Return what the line of the base score by a level is called."""
    return f"基本分：标准化{level}级", f"Base: standardization level {level}"


def certificate_title(level: int) -> tuple[str, str]:
    """Return what a standardization certificate of a level is called."""
    return f"安全生产标准化{level}级证书", f"Standardization certificate of level {level}"


def near_title(grade: str) -> tuple[str, str]:
    """Return what it is called that a score is near the least of a grade."""
    return f"得分接近{grade}级下限", f"Score near the least of grade {grade}"


def noted(note: Note) -> tuple[str, str]:
    """Return a note in words."""
    chinese, english = NOTES[note.kind]
    detail = note.document or ""
    if note.day is not None:
        detail = str(note.day)
    elif note.records is not None:
        detail = str(note.records)
    elif note.score is not None:
        detail = f"{note.score} < {note.required}"
    return chinese + detail, english + detail


def effect_words(effect: Effect) -> tuple[str, str]:
    """Return what an override does, in words."""
    if isinstance(effect, Veto):
        return f"定为{effect.grade}级", f"grade {effect.grade}"
    return f"降{effect.grades}级", f"{effect.grades} down"


def assumed(assumption: Assumption) -> tuple[str, str]:
    """Return in words that a line rests on a value that no department states."""
    name, value = in_words(assumption)
    return f"{name[0]}未载明，按{value[0]}计", f"{name[1]} is not stated, {value[1]} is assumed"


STATUSES: dict[str, tuple[str, str]] = {
    "status": ("状态", "status"),
    "listed": ("已列入", "listed"),
    "proposed": ("符合列入情形（待决定）", "meets the condition (to be decided)"),
}


def thin(reasons: Iterable[ThinData]) -> tuple[str, str]:
    """Return in words why a standing rests on too little."""
    words = [THIN[reason] for reason in reasons]
    chinese = "、".join(chinese for chinese, _ in words)
    return f"数据不足：{chinese}", f"thin: {'; '.join(english for _, english in words)}"


def doubled(possibly: Sequence[str], counted_as: str | None, *, several: bool) -> tuple[str, str]:
    """Return in words what a line's record may be the same as, or counts as by a decision.

    `several`: the line rests on several records, some of which may be the same.
    """
    chinese, english = "、".join(possibly), ", ".join(possibly)
    if counted_as is None and several:
        return (
            f"所依据的记录中可能有同一事项（{chinese}），待核实",
            f"some of its records may be the same ({english}), to be decided",
        )
    if counted_as is None:
        return (
            f"可能与{chinese}为同一事项，待核实",
            f"may be the same as {english}, to be decided",
        )
    words = f"已计入{counted_as}，不重复计算", f"counted as {counted_as}"
    if not possibly:
        return words
    return (
        f"{words[0]}；两件内容已有出入，待重新核实",
        f"{words[1]}; the two differ now, to be decided anew",
    )


def ending(key: EndsWhen) -> tuple[str, str]:
    """Return in words what would end something sooner."""
    return ENDINGS[key]


def no_longer_kept(gone: NoLongerKept) -> tuple[str, str]:
    """Return that records are kept no longer that may have had an effect on the day asked about."""
    first, last = gone.first_day, gone.last_day
    return (
        f"{gone.records}条记录（{first}至{last}）已过法定保存期限，不再保存：所示结果不含这些记录",
        f"{gone.records} record(s) of {first} to {last} are kept no longer by law: what is shown is"
        " without them",
    )
