"""What is assumed where a department does not state what a rule needs, in both languages."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

Words = tuple[str, str]  # Chinese, English

# By kind of record, the fields that rules need and that a form may lack.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "penalty": ("severity", "fine"),
    "accident": ("concealed", "nature"),
    "commitment": ("published",),
}
_NAMES: Mapping[str, Words] = {
    "severity": ("违法情节", "the severity"),
    "fine": ("罚款金额", "the fine"),
    "concealed": ("是否瞒报", "whether it was concealed"),
    "nature": ("事故类别", "the nature of the accident"),
    "published": ("承诺是否公示", "whether the commitment was published"),
}
_VALUES: Mapping[str, Words] = {
    "minor": ("轻微", "minor"),
    "general": ("一般", "general"),
    "severe": ("严重", "severe"),
    "production": ("生产安全事故", "a production accident"),
    "road_traffic": ("道路交通事故", "a road accident"),
    "fire": ("火灾", "a fire"),
    "true": ("是", "yes"),
    "false": ("否", "no"),
}


class Assumption(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """A field of a record that its department does not state, and the value that is taken."""

    field: str
    value: str


def assumable(kind: str) -> tuple[str, ...]:
    """Return the fields of a kind of record that rules need and that may have to be assumed."""
    return _FIELDS.get(kind, ())


def assumption(field: str, value: str | bool | Decimal) -> Assumption:
    """Return that a value is taken for a field."""
    if isinstance(value, bool):
        return Assumption(field=field, value="true" if value else "false")
    return Assumption(field=field, value=value if isinstance(value, str) else f"{value:f}")


def in_words(assumed: Assumption) -> tuple[Words, Words]:
    """Return what people call the field, and the value that is taken for it."""
    value = assumed.value
    return _NAMES[assumed.field], _VALUES.get(value, (f"{value}元", f"{value} yuan"))
