"""The topics of disclosure: what the public may know, for its pages, the search and the outside."""

from schemas import messages
from schemas.topic import CODE, DISCLOSURE, WORLD, Topic

DISCLOSURES = Topic(
    name="disclosures",
    carries=(messages.EnterpriseDisclosed,),
    producer=DISCLOSURE,
    consumers=(DISCLOSURE, WORLD),
    key=CODE,
    summary="The public entry of each enterprise, as it stands.",
    config=(("cleanup.policy", "compact"),),
)
DISCLOSED_RECORDS = Topic(
    name="disclosed-records",
    carries=(messages.RecordDisclosed,),
    producer=DISCLOSURE,
    consumers=(DISCLOSURE, WORLD),
    key="unified social credit code: and record",
    summary="Each record that is public, as it stands, and those that are public no longer.",
    config=(("cleanup.policy", "compact"),),
)
