"""Between messages and occasions to tell somebody, and from alerts to messages."""

from .acts import act_occasion
from .alerts import alert_raised
from .deadlines import deadline_occasion
from .grades import grade_occasion
from .measures import measure_occasion
from .reports import report_occasion
from .sources import silence_occasion
from .warnings import warning_occasion

__all__ = [
    "act_occasion",
    "alert_raised",
    "deadline_occasion",
    "grade_occasion",
    "measure_occasion",
    "report_occasion",
    "silence_occasion",
    "warning_occasion",
]
