"""What a topic is, and the services and limits that the catalogue speaks of."""

import msgspec

from schemas.messages import Body

INTAKE, SCORING, SANCTIONS, NOTIFY = ("intake", "scoring", "sanctions", "notify")
DISCLOSURE = "disclosure"
SERVICES = (INTAKE, SCORING, SANCTIONS, NOTIFY, DISCLOSURE)
WORLD = "world"  # whoever subscribes: banks, insurers, platforms
OFFICES = "offices"  # of the city alone: its portal, the lead department's monitoring
OPERATOR = "operator"
OUTSIDE = (WORLD, OFFICES)
MAXIMUM_MESSAGE_BYTES = 1024 * 1024
RAW_REPORTS_KEPT = str(30 * 24 * 3600 * 1000)  # milliseconds; they may hold personal data
ERASED_WITHIN = str(7 * 24 * 3600 * 1000)  # milliseconds until a destroyed key is gone
FIVE_YEARS = str(5 * 366 * 24 * 3600 * 1000)  # milliseconds; bad information is kept 5 years


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """A topic: what it carries, its one producer, its readers, what its key is.

    What the world reads is public: the offices read it too.
    """

    name: str
    carries: tuple[type[Body], ...]
    producer: str
    consumers: tuple[str, ...]
    key: str
    summary: str
    config: tuple[tuple[str, str], ...] = (("retention.ms", "-1"),)


CODE = "unified social credit code"
