"""Why a standing rests on too little."""

from enum import StrEnum


class ThinData(StrEnum):
    """A reason why a standing is to be read with care; it changes neither score nor grade.

    No registration is on file; the sector that it names has no rules; no department has recorded
    anything of late; fewer departments have than the sector's rules ask for.
    """

    NO_REGISTRATION = "no_registration"
    SECTOR_WITHOUT_RULES = "sector_without_rules"
    NOTHING_RECORDED = "nothing_recorded"
    FEW_DEPARTMENTS = "few_departments"
