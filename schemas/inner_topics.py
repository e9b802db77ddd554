"""Topics within intake: what waits for an answer, and what is on its way to its enterprise."""

from schemas import messages
from schemas.topic import CODE, INTAKE, Topic

IDENTIFICATIONS = Topic(
    name="identifications",
    carries=(
        messages.IdentifierLinked,
        messages.IdentifierRefused,
        messages.FindingNormalized,
        messages.ReportUndecided,
        messages.StatementDecided,
    ),
    producer=INTAKE,
    consumers=(INTAKE,),
    key="identifier (org:, reg:, name: or code: and the tidy value), or statement: and its digest",
    summary="What waits for whose it is or what it says, and what is claimed or decided of that.",
)
ADMISSIONS = Topic(
    name="admissions",
    carries=(
        messages.FindingNormalized,
        messages.CodeSucceeded,
        messages.RecordInherited,
        messages.ReportsInherited,
        messages.DoubleDecided,
        messages.DayBegan,
    ),
    producer=INTAKE,
    consumers=(INTAKE,),
    key=CODE,
    summary="Identified findings, decisions on doubles, what goes to a successor, the days.",
)
