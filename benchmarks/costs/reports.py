"""Made-up reports in the departments' own layouts, the same on every run: one a day of each.

Each enterprise is registered, then reported on in the proportions of `benchmarks/work`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from benchmarks.registry_files import HEADER, rows
from schemas.messages import Fact, ReportSubmitted
from services.chassis.clock import start_of
from services.chassis.processing.identity import derived_id

FIRST_DAY = date(2026, 3, 1)
DANGERS, COMMITMENTS, CERTIFICATES, PENALTIES, TRAFFIC = 30, 55, 75, 90, 98  # of 100, summed up
_SPREAD = 2654435761  # Knuth's multiplicative hash: spread out, yet the same everywhere

Described = tuple[str, str, dict[str, Any]]  # department, layout, fields


def reports(enterprises: int, turn: int) -> Iterator[Fact[ReportSubmitted]]:
    """Yield a report about each enterprise, all of one day: the first registers them."""
    day = FIRST_DAY + timedelta(days=turn)
    for number, row in enumerate(rows(enterprises)):
        serial = turn * enterprises + number
        department, layout, fields = _described(dict(zip(HEADER, row, strict=True)), serial, day)
        known_at = start_of(day) + timedelta(hours=8, milliseconds=number)
        identity = derived_id("benchmark", serial)
        yield Fact(
            id=identity,
            source=f"/departments/{department}",
            subject=row[0],
            known_at=known_at,
            occurred_at=known_at,
            correlation_id=identity,
            body=ReportSubmitted(
                department=department,
                layout=layout,
                fields=fields,
                submission=derived_id("benchmark", f"{turn}/{layout}"),
                row=number + 1,
            ),
        )


def _described(  # noqa: PLR0911 - one return for each kind of record
    registered: dict[str, str], serial: int, day: date
) -> Described:
    if day == FIRST_DAY:
        return "market-supervision", "enterprise-registry", dict(registered)
    chance = serial * _SPREAD % 2**32 * 100 // 2**32
    code, name = registered["统一社会信用代码"], registered["企业名称"]
    if chance < DANGERS:
        return "work-safety", "hidden-dangers", _danger(code, serial, day, chance)
    if chance < COMMITMENTS:
        published = "是" if chance % 4 else "否"
        said = {"承诺日期": str(day), "是否承诺": "是", "是否公示": published}
        return "work-safety", "commitments", {"企业名称": name, "统一社会信用代码": code, **said}
    if chance < CERTIFICATES:
        level = ("一级", "二级", "三级")[chance % 3]
        until = str(day + timedelta(days=3 * 365))
        granted = {"发证日期": str(day), "有效期至": until, "达标等级": level}
        certified = {"企业名称": name, "统一社会信用代码": code, **granted}
        return "work-safety", "standardization-certificates", certified
    if chance < PENALTIES:
        return "work-safety", "penalties-double-publicity", _penalty(code, name, serial, day)
    if chance < TRAFFIC:
        kind = "JF" if chance % 4 == 0 else "WF"
        noted = {"lsh": f"JJ{serial}", "lx": kind, "jdf": 1 + chance % 6, "wfdm": "6022"}
        return "traffic-police", "traffic-police", {**noted, "sj": f"{day:%Y%m%d}", "xydm": code}
    return "work-safety", "accidents", _accident(code, name, serial, day)


def _danger(code: str, serial: int, day: date, chance: int) -> dict[str, Any]:
    due = day - timedelta(days=10) if chance % 3 == 0 else day + timedelta(days=30)
    return {
        "隐患编号": f"YH{serial}",
        "单位代码": code,
        "隐患级别": "重大" if chance % 5 == 0 else "一般",
        "发现日期": str(day - timedelta(days=20)),
        "整改期限": str(due),
        "描述": "安全出口堵塞",
    }


def _penalty(code: str, name: str, serial: int, day: date) -> dict[str, Any]:
    return {
        "行政处罚决定书文号": f"甬应急罚〔2026〕{serial}号",
        "行政相对人代码_1(统一社会信用代码)": code,
        "行政相对人名称": name,
        "行政相对人类别": "法人及非法人组织",
        "处罚决定日期": str(day),
        "处罚机关": "X市应急管理局",
        "处罚依据": "《中华人民共和国安全生产法》第一百零二条",
        "处罚类别": "罚款",
        "违法行为类型": "未采取措施消除事故隐患",
        "违法事实": "经查,该单位存在违法行为,情节轻微。",
        "罚款金额(万元)": f"{1 + serial % 9}.00",
    }


def _accident(code: str, name: str, serial: int, day: date) -> dict[str, Any]:
    return {
        "事故编号": f"SG-{serial}",
        "单位": name,
        "统一社会信用代码": code,
        "发生时间": f"{day}T05:15:00+08:00",
        "死亡人数": serial % 2,
        "重伤人数": 1,
        "直接经济损失_万元": 43,
        "责任认定": "负有责任",
    }
