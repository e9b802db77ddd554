"""Topics within scoring: what is asked for a certificate of standing, and what is answered."""

from schemas import messages
from schemas.topic import CODE, SCORING, Topic

CERTIFICATE_REQUESTS = Topic(
    name="certificate-requests",
    carries=(messages.CertificateRequested, messages.CertificateRevoked),
    producer=SCORING,
    consumers=(SCORING,),
    key=CODE,
    summary="Who asked for a certificate of standing and what for, and which are revoked.",
)
CERTIFICATES = Topic(
    name="certificates",
    carries=(messages.CertificateIssued, messages.CertificateRefused),
    producer=SCORING,
    consumers=(SCORING,),
    key=CODE,
    summary="What certificates of standing state, as the worker found it, before they are signed.",
)
