"""Penalties in the columns of double publicity (双公示), as the public-credit system takes them.

Intake reads this form too (its layout `penalties-double-publicity`). No person is named: the legal
representative's columns are not in the file.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from schemas.vocabulary.department import departments

TEN_THOUSAND = Decimal(10_000)  # yuan: the unit of fines in this form
_SEVERITIES = {"minor": "情节轻微", "general": "情节一般", "severe": "情节严重"}
_NO_END = "长期"
COLUMNS = (
    "行政相对人名称",
    "行政相对人类别",
    "行政相对人代码_1(统一社会信用代码)",
    "行政处罚决定书文号",
    "违法行为类型",
    "违法事实",
    "处罚依据",
    "处罚类别",
    "处罚内容",
    "罚款金额(万元)",
    "处罚决定日期",
    "公示截止期",
    "处罚机关",
    "数据来源单位",
    "备注",
)


def double_publicity_row(row: Mapping[str, Any]) -> Mapping[str, str]:
    """Return a row of the table of penalties, as JSON has it, in this form."""
    fine = Decimal(str(row["fine"]))
    until = row["public_until"]
    severity = _SEVERITIES[str(row["severity"])]
    names = {each.code: each.chinese for each in departments()}
    return {
        "行政相对人名称": str(row["name"] or ""),
        "行政相对人类别": "法人及非法人组织",
        "行政相对人代码_1(统一社会信用代码)": str(row["code"]),
        "行政处罚决定书文号": str(row["document_number"]),
        "违法行为类型": str(row["violation"]),
        "违法事实": f"{row['violation']}，{severity}。",
        "处罚依据": str(row["legal_ground"]),
        "处罚类别": str(row["types"]),
        "处罚内容": f"罚款人民币{fine:f}元" if fine else str(row["types"]),
        "罚款金额(万元)": f"{fine / TEN_THOUSAND:f}",
        "处罚决定日期": str(row["decided_on"]),
        "公示截止期": _NO_END if until is None else str(until),
        "处罚机关": str(row["authority"]),
        "数据来源单位": names.get(str(row["department"]), str(row["department"])),
        "备注": "异议处理中" if row["objected_since"] is not None else "",
    }
