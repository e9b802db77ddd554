"""Examples for the OpenAPI document, from those that the contract is tested with."""

from importlib.resources import files
from typing import Any

import msgspec

_FOLDER = files("schemas").joinpath("examples", "reports")


def _report(kind: str) -> dict[str, Any]:
    example = msgspec.yaml.decode(_FOLDER.joinpath(f"{kind}.yaml").read_bytes())
    return {"layout": "record", "fields": example["report"]}


def _one(kind: str, summary: str) -> dict[str, Any]:
    return {"summary": summary, "value": _report(kind)}


_OWN_FORM = {
    "layout": "hidden-dangers",
    "fields": {
        "隐患编号": "YH202600017",
        "单位代码": "91990105NBFJGG5F8J",
        "隐患级别": "一般",
        "发现日期": "2026年7月25日",
        "整改期限": "20260809",
        "描述": "安全出口堵塞",
    },
}
ONE: dict[str, Any] = {
    "own form": {"summary": "A row of the department's own form", "value": _OWN_FORM},
    "penalty": _one("penalty", "A penalty, in the city's terms"),
    "interview": _one("interview_held", "An act: an interview was held"),
    "accident": _one("accident", "An accident, as first reported"),
}
BATCH = "\n".join(msgspec.json.encode(each).decode() for each in (_OWN_FORM, _report("penalty")))
