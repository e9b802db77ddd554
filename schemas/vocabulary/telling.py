"""The terms of telling: in which channel and language, when, of what beforehand, why not yet."""

from typing import Literal

Channel = Literal["mail", "sms", "wecom", "dingtalk", "feishu"]
Language = Literal["chinese", "english", "both"]
Timing = Literal["at_once", "after_quiet_hours", "digest"]
Deferral = Literal["failing", "waiting", "quiet_hours", "digest", "dead"]
WarningKind = Literal["danger_due", "certificate_expires", "near_lower_grade", "deduction_ends"]
