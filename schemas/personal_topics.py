"""Topics of personal data, which notify alone reads and writes: sealed, and the keys beside."""

from schemas import messages
from schemas.topic import ERASED_WITHIN, NOTIFY, Topic

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
