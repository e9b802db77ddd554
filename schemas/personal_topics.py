"""Topics of what is personal (sealed, read by notify alone), and of what is kept no longer."""

from schemas import messages
from schemas.topic import (
    CODE,
    DISCLOSURE,
    ERASED_WITHIN,
    FIVE_YEARS,
    NOTIFY,
    OFFICES,
    SCORING,
    Topic,
)

CONTACTS = Topic(
    name="contacts",
    carries=(messages.ContactsStated,),
    producer=NOTIFY,
    consumers=(NOTIFY,),
    key="recipient: unified code or department",
    summary="Where each recipient of alerts is reached, sealed: read by notify alone.",
    config=(("cleanup.policy", "compact"),),
)
SUBJECT_KEYS = Topic(
    name="subject-keys",
    carries=(messages.SubjectKeyStated,),
    producer=NOTIFY,
    consumers=(NOTIFY,),
    key="contacts/ and the recipient",
    summary="The keys that seal personal data, each encrypted; an empty message destroys one.",
    config=(
        ("cleanup.policy", "compact"),
        ("max.compaction.lag.ms", ERASED_WITHIN),
        ("delete.retention.ms", ERASED_WITHIN),
    ),
)
RECORD_ENDS = Topic(
    name="record-ends",
    carries=(messages.RecordEnded,),
    producer=SCORING,
    consumers=(DISCLOSURE, OFFICES),
    key=CODE,
    summary="Records that are kept no longer, without what they said.",
    config=(("retention.ms", FIVE_YEARS),),
)
