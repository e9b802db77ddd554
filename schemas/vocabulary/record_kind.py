"""The kinds of record, by the names that they have on the wire."""

from enum import StrEnum


class RecordKind(StrEnum):
    """What departments record about enterprises (schemas/records has the shape of each)."""

    ACCIDENT = "accident"
    ACCIDENT_FOLLOW_UP = "accident_follow_up"
    BLACKLIST_DECISION = "blacklist_decision"
    CERTIFICATE = "certificate"
    COMMITMENT = "commitment"
    CREDIT_LINE = "credit_line"
    EVALUATION = "evaluation"
    HIDDEN_DANGER = "hidden_danger"
    INSPECTION = "inspection"
    INTERVIEW_HELD = "interview_held"
    MEASURE_ACT = "measure_act"
    OBJECTION_DECIDED = "objection_decided"
    OBJECTION_FILED = "objection_filed"
    PENALTY = "penalty"
    PERMIT = "permit"
    PROJECT_APPLICATION = "project_application"
    PUBLIC_TIP = "public_tip"
    RECTIFICATION_CHECKED = "rectification_checked"
    REGISTRATION = "registration"
    REPAIR_APPLIED = "repair_applied"
    REPAIR_GRANTED = "repair_granted"
    RESPONSIBILITY_DETERMINED = "responsibility_determined"
    TAX_REBATE = "tax_rebate"
    TRAFFIC_POINTS = "traffic_points"
    TRAINING = "training"
    WAGE_ARREARS = "wage_arrears"
