"""A rule in words, as a jurist reads it: when, what follows, for how long, by which article."""

from collections.abc import Iterator
from typing import Any

from schemas.vocabulary.rule_value import RuleValue

from .conditions import Bounds, Test
from .difference import plain
from .rule import ProportionalPoints, Rule, Tiers

Words = tuple[str, str]  # Chinese, English

SITUATIONS: dict[str, Words] = {
    "penalty": ("行政处罚", "an administrative penalty"),
    "accident": ("生产安全事故", "an accident"),
    "accident_concealed": ("瞒报、谎报事故", "an accident concealed or falsely reported"),
    "danger_found": ("发现事故隐患", "a hidden danger found"),
    "danger_overdue": ("事故隐患逾期未消除", "a hidden danger overdue"),
    "commitment_not_made": ("未作安全生产承诺", "no safety commitment made"),
    "commitment_broken": ("违背安全生产承诺", "a safety commitment broken"),
    "rectification_failed": ("整改复查未通过", "a rectification check failed"),
    "rectification_passed": ("整改复查通过", "a rectification check passed"),
    "inspection_failed": ("监督检查不合格", "an inspection failed"),
    "inspection_passed": ("监督检查合格", "an inspection passed"),
    "site_finding": ("工程项目检查处理", "an order on a building site"),
    "training_incomplete": ("安全培训未完成", "a safety training that somebody missed"),
    "training_completed": ("安全培训完成", "a safety training completed"),
    "permit_suspended": ("许可证暂扣", "a permit suspended"),
    "permit_revoked": ("许可证吊销", "a permit revoked"),
    "tip_confirmed": ("举报查实", "a public tip confirmed"),
    "traffic_points_added": ("交通积分", "traffic points added"),
    "traffic_points_taken": ("交通记分", "traffic points taken"),
    "crash": ("道路交通事故", "a road crash"),
    "listed": ("列入名单", "being on a list"),
}
_RUNS: dict[str, Words] = {
    "from_its_day": ("自发生之日起", "from its day"),
    "from_its_end": ("自消除（终止）之日起", "from its end"),
    "while_it_lasts": ("持续期间", "while it lasts"),
    "to_the_year_end": ("至当年年底", "to the end of the year"),
}


def when(rule: Rule) -> Words:
    """Return in which situations, under which conditions, a rule applies."""
    chinese = "或".join(SITUATIONS[name][0] for name in rule.situations)
    english = " or ".join(SITUATIONS[name][1] for name in rule.situations)
    tests = "；".join(f"{fact} {_test(test)}" for fact, test in rule.where.items())
    if tests:
        chinese, english = f"{chinese}（{tests}）", f"{english} ({tests.replace('；', '; ')})"
    if rule.at_least is not None and rule.within is not None:
        count, window = rule.at_least, rule.within
        apart = f"，按{rule.per}分别计" if rule.per else ""
        kinds = f"不同{rule.different}" if rule.different else ""
        chinese = f"{window.value} {window.unit}内{kinds}{count.value}次以上{apart}：{chinese}"
        english = (
            f"at least {count.value}{' different ' + rule.different if rule.different else ''} "
            f"within {window.value} {window.unit}{' for each ' + rule.per if rule.per else ''}: "
            f"{english}"
        )
    if rule.without_level:
        chinese, english = (
            f"{chinese}，且无标准化等级",
            f"{english}, without a standardization level",
        )
    return chinese, english


def _test(test: Test) -> str:
    if isinstance(test, Bounds):
        if test.one_of is not None:
            return f"= {plain(test.one_of.value)}"
        parts = [("≥", test.at_least), ("<", test.below)]
        return " ".join(f"{sign} {value.value}" for sign, value in parts if value is not None)
    if isinstance(test, bool):
        return "是 yes" if test else "否 no"
    return f"= {test if isinstance(test, str) else ' / '.join(test)}"


def effect(rule: Rule) -> Words:
    """Return what follows from a rule."""
    points = rule.points
    if points is not None:
        verb = ("加", "gives") if rule.sign > 0 else ("扣", "takes")
        amount = _amount(points)
        limit = f"，合计不超过{rule.limit.value}" if rule.limit else ""
        most = f", {rule.limit.value} in all at most" if rule.limit else ""
        return f"{verb[0]}{amount[0]}分{limit}", f"{verb[1]} {amount[1]} points{most}"
    if rule.drawn is not None:
        value = rule.drawn.points.value
        return f"{rule.drawn.budget}记{value}分", f"draws {value} from {rule.drawn.budget}"
    if rule.down is not None:
        return f"降{rule.down.value}级", f"{rule.down.value} grades down"
    if rule.to is not None:
        return f"定为{rule.to.value}级", f"grade {rule.to.value}"
    if rule.status is not None:
        return f"状态：{rule.status.value}", f"status {rule.status.value}"
    name = rule.proposes.value if rule.proposes else ""
    return f"符合列入{name}的情形", f"meets a condition of {name}"


def _amount(points: RuleValue[Any] | Tiers | ProportionalPoints) -> Words:
    if isinstance(points, Tiers):
        tiers = ", ".join(f"≥{tier.at_least.value}: {tier.points.value}" for tier in points.tiers)
        return f"（按{points.by} {tiers}）", f"(by {points.by} {tiers})"
    if isinstance(points, ProportionalPoints):
        each = f"{points.factor.value} × {points.by}"
        return each, each
    return str(points.value), str(points.value)


def duration(rule: Rule) -> Words:
    """Return for how long the effect of a rule lasts."""
    if rule.drawn is not None:
        return "当年", "the calendar year"
    runs = _RUNS[rule.runs]
    if rule.period is None:
        return ("符合期间", "as long as they are so many") if rule.is_counted else runs
    length = f"{rule.period.value} {rule.period.unit}"
    return f"{runs[0]} {length}", f"{length} {runs[1]}"


def values_of(rule: Rule) -> Iterator[RuleValue[Any]]:
    """Yield all the values of a rule, each with its article."""
    points, drawn = rule.points, rule.drawn
    if isinstance(points, Tiers):
        for tier in points.tiers:
            yield from (tier.at_least, tier.points)
    elif isinstance(points, ProportionalPoints):
        yield points.factor
    elif points is not None:
        yield points
    if drawn is not None:
        yield drawn.points
    for test in rule.where.values():
        if isinstance(test, Bounds):
            yield from (v for v in (test.at_least, test.below, test.one_of) if v is not None)
    plain_values = (rule.down, rule.to, rule.status, rule.proposes, rule.at_least, rule.within)
    for value in (*plain_values, rule.period, rule.limit):
        if value is not None:
            yield value
