"""The terms of notifications: channel, language, timing, reason of deferral, kind of warning."""

from typing import Literal

Channel = Literal["mail", "sms", "wecom", "dingtalk", "feishu"]
Language = Literal["chinese", "english", "both"]
Timing = Literal["at_once", "after_quiet_hours", "digest"]
Deferral = Literal["failing", "waiting", "quiet_hours", "digest", "dead"]
WarningKind = Literal["danger_due", "certificate_expires", "near_lower_grade", "deduction_ends"]
